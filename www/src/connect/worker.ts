// The Worker whose runs are shown, and how it is read. Sends GET and nothing else. The key is in memory alone, and is forgotten with the page, on
// request, and with a sign-out.

import { signal } from "@preact/signals";
import { refusalOf, silenceOf, type Given, type Silence } from "../model/worker";
import { connection } from "../state/connection";

export const given = signal<Given | undefined>(undefined);

let wasConnected = false;
connection.subscribe((current) => {
  if (wasConnected && !current) given.value = undefined;
  wasConnected = current !== undefined;
});

const LIMIT_MS = 30_000;

/** The browser tells of its policy beside the call, and perhaps after it. */
const POLICY_MS = 200;

/** What `path` of the given tenant answers, known by its `list`. Throws a sentence for people, in which the key is not. */
export async function read<T>(from: Given, path: string, list: keyof T, signal: AbortSignal): Promise<T> {
  const url = `${from.origin}/tenants/${encodeURIComponent(from.tenant)}/${path}`;
  const { response, text } = await ask(url, from, signal);
  const body = parsed(text, from.key);
  if (response.ok && Array.isArray((body as T | undefined)?.[list])) return body as T;
  const { code, detail } = (body ?? {}) as { code?: string; detail?: string };
  const retryAfter = response.headers.get("retry-after");
  throw new Error(refusalOf({ status: response.status, code, detail, retryAfter }, from));
}

async function ask(url: string, { origin, key }: Given, signal: AbortSignal) {
  const refusedByPolicy = policyRefusal(origin);
  const limit = AbortSignal.timeout(LIMIT_MS);
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${key}` },
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.any([signal, limit]),
    });
    return { response, text: await response.text() };
  } catch {
    // Who left the screen is told nothing.
    signal.throwIfAborted();
    const silence = limit.aborted ? "slow" : await whySilent(origin, refusedByPolicy);
    throw new Error(silenceOf(silence, origin, location.origin));
  } finally {
    refusedByPolicy.end();
  }
}

/** A browser does not say why there is no answer; this is as much as a page can find out. */
async function whySilent(origin: string, refused: { soon: () => Promise<boolean> }): Promise<Silence> {
  if (!navigator.onLine) return "offline";
  if (await refused.soon()) return "policy";
  // Such an answer cannot be read: that there is one is enough. The key is not sent.
  const probe = {
    mode: "no-cors",
    credentials: "omit",
    cache: "no-store",
    signal: AbortSignal.timeout(5_000),
  } as const;
  return fetch(`${origin}/health`, probe).then(
    () => "cross-origin" as const,
    () => "down" as const,
  );
}

function policyRefusal(origin: string) {
  let tell: (isRefused: boolean) => void;
  const refused = new Promise<boolean>((resolve) => (tell = resolve));
  const note = ({ blockedURI }: SecurityPolicyViolationEvent) => {
    if (blockedURI.startsWith(origin)) tell(true);
  };
  document.addEventListener("securitypolicyviolation", note);
  return {
    soon: () => (setTimeout(() => tell(false), POLICY_MS), refused),
    end: () => document.removeEventListener("securitypolicyviolation", note),
  };
}

/** Should something else answer and repeat the key, it is not shown. */
function parsed(text: string, key: string): object | undefined {
  try {
    const hide = (_: string, value: unknown) => (typeof value === "string" ? value.replaceAll(key, "…") : value);
    const value: unknown = JSON.parse(text, hide);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
