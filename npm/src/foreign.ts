// Tells apart what others throw, where that decides what becomes of it. By what it shows, not by instanceof: Jest and Next's edge runtime have
// realms of their own.

import { isFree } from "./redact.ts";

/**
 * Whether it was thrown for the app's framework, which must get it as it is. That is an error with a `digest`, as Next throws for redirects and
 * dynamic rendering. From a token source (`isSource`) it is also an object without a message: a Response of React Router, a redirect of SvelteKit.
 * What holds a token is not handed on.
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
