// The sandbox: the emulator's own Graph, compiled to wasm, behind a `fetch` that never reaches a network. Loaded only when it is opened.

import init, { Sandbox } from "graph-emulator-page";
import wasm from "graph-emulator-page/wasm?url";
import { SANDBOX } from "../model/tenant";
import { MADE_UP_TOKEN, type Connection, type Fetch } from "./connection";
import { REHEARSALS, type Rehearsal } from "./rehearsals";
import { madeUpSets } from "./sandbox-sets";

/** A name that no resolver answers (RFC 6761): should a request ever leave the page, it reaches nobody. */
const ORIGIN = "https://sandbox.invalid";

/** As far as a tenant is: long enough that what the page shows meanwhile is seen. */
const LATENCY_MS = 120;

type Init = Parameters<Fetch>[1];

export type SandboxConnection = Connection & {
  /** The tenant as it was at the start, and nothing rehearsed. */
  reset: () => Promise<void>;
  /** By name, what can be rehearsed. */
  rehearsals: Record<string, Rehearsal>;
  rehearse: (name: string) => void;
};

export async function connectSandbox(): Promise<SandboxConnection> {
  await init({ module_or_path: wasm });
  let graph = await furnished();
  let planned: Rehearsal | undefined;
  const next = (method: string) => {
    if (planned?.method !== method) return undefined;
    const { play } = planned;
    planned = planned.times > 1 ? { ...planned, times: planned.times - 1 } : undefined;
    return play;
  };
  return {
    kind: "sandbox",
    tenant: SANDBOX,
    place: { baseUrl: `${ORIGIN}/beta` },
    token: MADE_UP_TOKEN,
    remembered: { kind: "sandbox" },
    fetch: async (url, init) => {
      await pause(LATENCY_MS, init.signal as AbortSignal);
      const answer = () => carryOut(graph, url, init);
      return (next(init.method) ?? ((plain) => plain()))(answer);
    },
    reset: async () => {
      graph.free();
      graph = await furnished();
      planned = undefined;
    },
    rehearsals: REHEARSALS,
    rehearse: (name) => (planned = REHEARSALS[name]),
  };
}

async function furnished(): Promise<Sandbox> {
  const graph = new Sandbox();
  for (const { id, keys } of await madeUpSets(Date.now()))
    if (!graph.put(id, JSON.stringify(keys))) throw new TypeError(`The sandbox does not take the key set ${id}.`);
  return graph;
}

function carryOut(graph: Sandbox, url: string, { method, headers, body }: Init): Response {
  const { pathname, search } = new URL(url);
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
  const answer = graph.answer(method, `${pathname}${search}`, lines.join("\n"), body ?? "");
  const pairs = answer.headers
    .trim()
    .split("\n")
    .map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1)];
    });
  const response = new Response(answer.body || null, { status: answer.status, headers: pairs });
  answer.free();
  return response;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}
