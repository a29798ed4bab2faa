// Does what the module wants done next: asks the token source, sends a request, lets time pass, waits for a turn. Decides nothing.

import type { PatchInit } from "../index.d.ts";
import { type Call, keep } from "./call.ts";
import { random } from "./chance.ts";
import { claimsOf } from "./claims.ts";
import type { Glue, RootGlue } from "./glue.ts";
import type { Command } from "./host.ts";
import { Limit } from "./limit.ts";
import { patched } from "./notes.ts";
import { redactOwn } from "./redact.ts";
import { type Exchange, exchange, repeated, textsOf } from "./response.ts";
import { waitOf } from "./retry-after.ts";
import { after, now, stopwatch } from "./time.ts";
import { problemOf } from "./token.ts";

/** Hands in what came of a command. */
export type Came = (glue: Glue, number: number) => void;

/** Never rejects. What the call no longer waits for is given up by `call.stop`. */
export function perform(call: Call, command: Command): Promise<Came> {
  switch (command.do) {
    case "ask":
      return ask(call, command);
    case "send":
      return send(call, command);
    case "sleep":
      return sleep(call, command.ms);
    case "awaitTurn":
      return awaitTurn(call);
  }
}

async function ask(call: Call, { scope, refused, withinMs }: Command & { do: "ask" }): Promise<Came> {
  const answer = refused === undefined ? undefined : call.kept[refused];
  const claims = answer?.claims;
  if (answer) call.refused.push(call.token);
  const limit = limited(call, withinMs);
  try {
    const forceRefresh = answer !== undefined && !claims;
    const token = await limit.wait(call.ask?.([scope], claims, forceRefresh, limit.signal));
    if (typeof token === "string") call.learn(token);
    const problem = problemOf(token);
    if (problem) return noToken(call, `gave a token that cannot be used: it ${problem}`, answer);
    const isRefused = call.refused.includes(token);
    // Better the token that was got instead than one that was refused.
    if (isRefused && !call.refused.includes(call.token)) return (glue, number) => glue.gotToken(number, false);
    call.token = token as string;
    return (glue, number) => glue.gotToken(number, isRefused);
  } catch (cause) {
    if (limit.over) return (glue, number) => glue.gotNoToken(number, keep(call, { ...answer, cause: undefined }));
    return noToken(call, "threw; see cause.", { ...answer, cause });
  } finally {
    limit.done();
  }
}

const noToken =
  (call: Call, problem: string, known: object | undefined): Came =>
  (glue, number) =>
    glue.gotBadToken(number, problem, keep(call, { ...known }));

async function send(call: Call, command: Command & { do: "send" }): Promise<Came> {
  const { method, url, body, read, withinMs } = command;
  const page = read && call.reader?.begin(read);
  call.clientRequestId = call.id || undefined;
  const json = "application/json";
  const headers = { ...(body !== undefined && { "content-type": json }), accept: json, ...headersOf(call) };
  const elapsed = stopwatch();
  const limit = limited(call, withinMs);
  if (!read) patched(call, false);
  // Without a prototype, so that nothing put on Object.prototype can change the request.
  const init = {
    __proto__: null,
    method,
    headers,
    ...(body !== undefined && { body }),
    redirect: "manual",
    ...page?.init,
    signal: limit.signal,
  };
  const clean = (text: string) => redactOwn(text, call.secrets);
  const answer = await exchange(call.fetch, url, init as unknown as PatchInit, limit, clean, page?.room);
  limit.done();
  if (!read) patched(call, true);
  const elapsedMs = Math.round(elapsed());
  const shown = read && call.reader?.take(read, answer, url);
  return (glue, number) => {
    shown?.(glue as RootGlue);
    handIn(glue, number, call, answer, elapsedMs);
  };
}

/** The headers that are of this call alone. */
export const headersOf = ({ token, id }: Call): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  ...(id && { "client-request-id": id }),
});

function handIn(glue: Glue, number: number, call: Call, answer: Exchange, elapsedMs: number): void {
  const { fault, cause, status, redirected, requestId, date, retryAfter, challenge, isHtml, body } = answer;
  const demanded = (status === 401 || status === 403) && challenge ? claimsOf(challenge) : undefined;
  const claims = demanded && redactOwn(demanded, call.secrets);
  // A page is not told why a request failed.
  if (fault) glue.fault(fault === "rejected" && globalThis.location ? "hidden" : fault);
  const id = requestId ?? repeated(body, "request-id");
  glue.answered(status, redirected ?? false, claims !== undefined, !id || (isHtml ?? false), textsOf(body));
  // An answer that broke off asks for nothing.
  const askedMs = !fault && retryAfter && waitOf(retryAfter, date, now());
  if (askedMs) glue.askedToWait(askedMs);
  const known = {
    httpStatus: status,
    requestId: id,
    correlationId: repeated(body, "correlationId"),
    date: date ?? repeated(body, "date"),
    claims,
    elapsedMs,
    cause,
  };
  glue.sent(number, elapsedMs, random(), keep(call, known));
}

async function sleep(call: Call, ms: number): Promise<Came> {
  const slept = await pause(call, ms);
  return (glue, number) => glue.slept(number, slept);
}

/** Lets time pass, at least so much unless the call ends. Gives how much did. */
export function pause(call: Call, ms: number): Promise<number> {
  return new Promise((resolve) => {
    const elapsed = stopwatch();
    const wake = () => resolve(elapsed());
    const cancel = after(ms, wake);
    call.stop = () => {
      cancel();
      wake();
    };
  });
}

async function awaitTurn(call: Call): Promise<Came> {
  const turn = await call.turn?.();
  return (glue, number) =>
    turn === "never" ? (glue as RootGlue).noTurn(number) : (glue as RootGlue).turn(number, turn === "waited");
}

// A limit that ends with the call.
function limited(call: Call, milliseconds: number): Limit {
  const limit = new Limit(milliseconds);
  call.stop = (reason) => limit.stop(reason);
  return limit;
}
