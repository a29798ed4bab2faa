// A Worker's runs: what is asked for, in which words its states stand, and what a refusal means to a person. Pure.

import type { Tone } from "./consequences";

/** What somebody gave. The key is held in memory and sent to this origin alone. */
export type Given = { origin: string; tenant: string; key: string };

export type RunState =
  | "awaiting-release"
  | "scheduled"
  | "running"
  | "paused"
  | "stopping"
  | "done"
  | "failed"
  | "expired"
  | "stopped"
  | "halted";

export type ChangeState = "pending" | "sending" | "applied" | "failed" | "unknown" | "skipped";

type Counts = Record<ChangeState, number>;

/** A line of `GET /tenants/{tenant}/runs`. */
export type RunSummary = {
  id: string;
  state: RunState;
  caller: string;
  reason: string;
  createdAt: string;
  startAt: string;
  notAfter?: string;
  endedAt?: string;
  total?: number;
  counts?: Counts;
  message?: string;
  why?: string;
};

export type Runs = { runs: RunSummary[]; next?: number };

export type Try = { at: string; endedAt: string; outcome: string; code?: string; message?: string; requestId?: string };

export type Change = {
  index: number;
  keysetId: string;
  keyId: string;
  status: "enabled" | "disabled";
  state: ChangeState;
  tries: number;
  code?: string;
  message?: string;
  tried: Try[];
};

/** `GET /tenants/{tenant}/runs/{runId}`. */
export type Run = RunSummary & { releasedBy?: string; releaseBy?: string; results: Change[]; next?: number };

export const RUN_WORDS: Record<RunState, [Tone, string]> = {
  "awaiting-release": ["warn", "Waits for its release"],
  scheduled: ["info", "Planned"],
  running: ["info", "At work"],
  paused: ["warn", "Paused"],
  stopping: ["warn", "Being stopped"],
  done: ["good", "Done"],
  failed: ["bad", "Failed"],
  expired: ["bad", "Given up"],
  stopped: ["warn", "Stopped"],
  halted: ["bad", "Halted"],
};

export const CHANGE_WORDS: Record<ChangeState, [Tone, string]> = {
  pending: ["info", "Not sent yet"],
  sending: ["info", "Under way"],
  applied: ["good", "Done"],
  failed: ["bad", "Failed"],
  unknown: ["warn", "Not known"],
  skipped: ["info", "Not sent"],
};

/** What the list can be narrowed to: two questions of the night, then each state. */
export const FILTERS: [value: string, words: string][] = [
  ["", "All"],
  ["scheduled,awaiting-release,paused", "What is planned"],
  ["failed,expired,halted", "What failed"],
  ...Object.entries(RUN_WORDS).map(([state, [, words]]): [string, string] => [state, words]),
];

/** "2 of 3 done, 1 failed". */
export function progress({ total, counts }: Pick<RunSummary, "total" | "counts">): string {
  if (total === undefined) return "";
  const changes = `${total} ${total === 1 ? "change" : "changes"}`;
  if (!counts) return changes;
  const others = (["failed", "unknown", "skipped", "sending"] as const)
    .filter((state) => counts[state] > 0)
    .map((state) => `${counts[state]} ${CHANGE_WORDS[state][1].toLowerCase()}`);
  return [`${counts.applied} of ${changes} done`, ...others].join(", ");
}

/** Throws a sentence about what is wrong, before anything is sent. */
export function givenOf({ address = "", tenant = "", key = "" }: Record<string, string>): Given {
  if (!URL.canParse(address)) throw new Error("The Worker's address must be a URL such as https://keys.example.com.");
  const url = new URL(address);
  if (url.username || url.password || url.search || url.hash || url.pathname !== "/")
    throw new Error("The Worker's address must be its origin alone, such as https://keys.example.com.");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && /^(localhost|127\.0\.0\.1)$/.test(url.hostname)))
    throw new Error("The Worker's address must begin with https://, so that nobody on the way reads the key.");
  if (!tenant) throw new Error("The tenant is missing: the name that it has in the Worker's TENANTS.");
  if (/^bearer\s/i.test(key)) throw new Error("Leave out “Bearer ” in front: the key alone is needed.");
  if (!/^[\x21-\x7e]{1,1024}$/.test(key)) throw new Error("The key is missing, or has spaces or other letters in it.");
  return { origin: url.origin, tenant, key };
}

/** What was answered instead of runs. */
export type Answer = { status: number; code?: string; detail?: string; retryAfter?: string | null };

/** What failed, why, and what to do. */
export function refusalOf({ status, code, detail = "", retryAfter }: Answer, { origin, tenant }: Given): string {
  if (code === undefined)
    return `What answers at ${origin} is not the Worker: it answered ${status}, and not as the Worker does. Check the address.`;
  const told = `The Worker refused with ${status} (${code}): ${detail}`;
  if (status === 401)
    return `${told} Check the key: it must be the key itself, and not its SHA-256, and CALLERS must have it.`;
  if (status === 403)
    return `${told} Ask whoever runs the Worker to give this caller the role read in ${tenant} (CALLERS), or give another key.`;
  if (code === "unknown-tenant")
    return `${told} Check the tenant's name: it is the one that stands in the Worker's paths.`;
  if (status === 404) return `${told} Read the runs again.`;
  if (status === 429) return `${told} Read again in ${retryAfter ? `${retryAfter} s` : "a minute"}.`;
  if (status >= 500)
    return `${told} ${retryAfter ? `Read again in ${retryAfter} s.` : "Read again in a while; the Worker's log says more."}`;
  return told;
}

/** Why there was no answer that the page may read. `page` is the page's own origin. */
export type Silence = "policy" | "cross-origin" | "down" | "slow" | "offline";

export function silenceOf(silence: Silence, origin: string, page: string): string {
  switch (silence) {
    case "policy":
      return `This page's Content-Security-Policy does not let it call ${origin}, so nothing was sent. Whoever serves this page has to name the Worker in WORKER_ORIGINS when the page is built, or in connect-src of its policy.`;
    case "cross-origin":
      return `${origin} answers, and its browser rules (CORS) do not let this page read the answer. Whoever runs the Worker has to name ${page} in its variable READING_ORIGINS. It is the same as long as the Worker is not set up: its log says so.`;
    case "down":
      return `${origin} could not be reached: it is down, or the address is wrong, or something on the way blocks it. Check the address and the network, then read again.`;
    case "slow":
      return `${origin} did not answer within 30 seconds. Read again in a while.`;
    case "offline":
      return "This browser is offline. Read again once the network is back.";
  }
}
