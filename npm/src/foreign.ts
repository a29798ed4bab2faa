// Tells apart what others throw, where that decides what becomes of it. By what it shows, not by instanceof: Jest and Next's edge runtime have
// realms of their own.

import { isFree } from "./redact.ts";

/**
 * Whether it belongs to the app's framework, which waits for it: an error with a `digest`, as Next has them for redirects and dynamic rendering;
 * from a token source (`isSource`) also an object without a message, such as a Response of React Router or a redirect of SvelteKit. What holds
 * a token is nobody's.
 */
export function isFrameworks(thrown: unknown, isSource: boolean, secrets: readonly string[]): boolean {
  const it = Object(thrown);
  return (
    (typeof it.digest === "string" || (isSource && it === thrown && typeof it.message !== "string")) &&
    // A Response has nothing of its own to search.
    isFree(it.headers && it.url !== undefined ? [it.url, Array.from(it.headers), it.body] : it, secrets)
  );
}

/** Whether `fetch` would not take the AbortSignal, as Node's does with that of jsdom. Then it has sent nothing. */
export function refusesSignal(thrown: unknown): boolean {
  const { name, message } = Object(thrown);
  return name === "TypeError" && /signal/i.test(message);
}
