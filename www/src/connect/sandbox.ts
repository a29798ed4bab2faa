// The sandbox: the emulator's own Graph, compiled to wasm, behind a `fetch` that never reaches a network; and failures to rehearse with.

import init, { Sandbox } from "graph-emulator-page";
import wasm from "graph-emulator-page/wasm?url";
import { MADE_UP_TOKEN, type Connection, type Fetch } from "./connection";

/** A name that no resolver answers (RFC 6761): should a request ever leave the page, it reaches nobody. */
const ORIGIN = "https://sandbox.invalid";

/** As far as a tenant is: long enough that what the page shows meanwhile is seen. */
const LATENCY_MS = 120;

type Init = Parameters<Fetch>[1];

/** Something that goes wrong with so many requests of one method; `answer` carries the request out. */
type Rehearsal = {
  words: string;
  method: string;
  times: number;
  play: (answer: () => Response) => Response | Promise<Response>;
};

export const REHEARSALS: Record<string, Rehearsal> = {
  throttled: {
    words: "The next change is throttled once (429, Retry-After 2 s)",
    method: "PATCH",
    times: 1,
    play: () => refusal(429, "TooManyRequests", "Too many requests.", { "retry-after": "2" }),
  },
  forbidden: {
    words: "The next change is refused (403)",
    method: "PATCH",
    times: 1,
    play: () => refusal(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
  },
  lost: {
    words: "The answer to the next change is lost, though it took effect",
    method: "PATCH",
    times: 1,
    play: (answer) => {
      answer();
      throw new TypeError("The connection broke, as rehearsed.");
    },
  },
  unreadable: {
    words: "Key sets cannot be read (503, eight times)",
    method: "GET",
    times: 8,
    play: () => refusal(503, "ServiceNotAvailable", "The service is temporarily unavailable."),
  },
  slow: {
    words: "Changes take a second longer",
    method: "PATCH",
    times: Infinity,
    play: (answer) => new Promise((resolve) => setTimeout(() => resolve(answer()), 1000)),
  },
};

export type SandboxConnection = Connection & {
  /** The tenant as it was at the start, and nothing rehearsed. */
  reset: () => void;
  rehearse: (name: string) => void;
};

export async function connectSandbox(): Promise<SandboxConnection> {
  await init({ module_or_path: wasm });
  let graph = new Sandbox();
  let planned: Rehearsal | undefined;
  const next = (method: string) => {
    if (planned?.method !== method) return undefined;
    const { play } = planned;
    planned = planned.times > 1 ? { ...planned, times: planned.times - 1 } : undefined;
    return play;
  };
  return {
    kind: "sandbox",
    name: "Sandbox",
    place: { baseUrl: `${ORIGIN}/beta` },
    token: MADE_UP_TOKEN,
    fetch: async (url, init) => {
      await pause(LATENCY_MS, init.signal as AbortSignal);
      const answer = () => carryOut(graph, url, init);
      return (next(init.method) ?? ((plain) => plain()))(answer);
    },
    reset: () => {
      graph.free();
      graph = new Sandbox();
      planned = undefined;
    },
    rehearse: (name) => (planned = REHEARSALS[name]),
  };
}

function carryOut(graph: Sandbox, url: string, { method, headers, body }: Init): Response {
  const { pathname, search } = new URL(url);
  const answer = graph.answer(
    method,
    `${pathname}${search}`,
    Object.entries(headers).flat(),
    new TextEncoder().encode(body ?? ""),
  );
  if (!answer) throw new TypeError("The sandbox was sent something that is no request.");
  const { status, headers: flat, body: bytes } = answer;
  answer.free();
  const pairs = Array.from({ length: flat.length / 2 }, (_, index): [string, string] => [
    flat[2 * index]!,
    flat[2 * index + 1]!,
  ]);
  return new Response(bytes.length > 0 ? (bytes as Uint8Array<ArrayBuffer>) : null, { status, headers: pairs });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}

function refusal(status: number, code: string, message: string, headers: Record<string, string> = {}): Response {
  const requestId = crypto.randomUUID();
  return new Response(JSON.stringify({ error: { code, message, innerError: { "request-id": requestId } } }), {
    status,
    headers: { "content-type": "application/json", "request-id": requestId, ...headers },
  });
}
