// Carries out the commands of the module: asks the token source, sends a request, lets time pass. Each returns a function that reports to the
// module what came of it.
//
// What an answer means and whether to try again is decided in Rust. Decided here is what needs texts that the module never sees: which token is
// kept, whether something else than Graph answered, and whether what was thrown is for the app's framework.

import type { PatchInit } from "../index.d.ts";
import { type Call, keep } from "./call.ts";
import { claimsOf } from "./claims.ts";
import { isFrameworks } from "./foreign.ts";
import type { RootGlue } from "./glue.ts";
import type { Report, Kept, Read } from "./host.ts";
import { startLimit } from "./limit.ts";
import { patched } from "./notes.ts";
import { known } from "./outcome.ts";
import { redactText } from "./redact.ts";
import { type Exchange, exchange, repeated, tellTexts } from "./response.ts";
import { waitOf } from "./retry-after.ts";
import { after, stopwatch } from "./time.ts";
import { problemOf } from "./token.ts";

// None of these rejects. What the call no longer waits for is given up by `call.stop`.

export async function ask(call: Call, scope: string, refused: Kept | undefined, withinMs: number): Promise<Report> {
  const answer = known(call, refused);
  const { claims } = answer;
  const isAgain = refused !== undefined;
  if (isAgain) call.refused.push(call.token);
  const limit = startLimit(call, withinMs);
  const noToken = (problem: string, cause?: unknown): Report => {
    const kept = keep(call, { ...answer, cause });
    return (glue, number) => glue.gotBadToken(number, problem, kept);
  };
  try {
    const token = await limit.wait(call.ask?.([scope], claims, isAgain && !claims, limit.signal));
    if (typeof token === "string") call.learn(token);
    const problem = problemOf(token);
    if (problem) return noToken(`gave a token that cannot be used: it ${problem}`);
    // Better the token that was got instead than one that was refused.
    if (call.refused.includes(call.token) || !call.refused.includes(token)) call.token = token as string;
    return (glue, number) => glue.gotToken(number, call.refused.includes(call.token));
  } catch (cause) {
    handThrough(call, cause, true);
    if (limit.signal.aborted) return (glue, number) => glue.gotNoToken(number, keep(call, answer));
    return noToken("threw; see cause.", cause);
  } finally {
    limit.done();
  }
}

const JSON_TYPE = "application/json";

export async function send(
  call: Call,
  method: string,
  url: string,
  body: string | undefined,
  withinMs: number,
  read: Read | undefined,
): Promise<Report> {
  const page = read && call.reader?.begin(read);
  call.clientRequestId = call.id || undefined;
  const headers = {
    ...(body !== undefined && { "content-type": JSON_TYPE }),
    accept: JSON_TYPE,
    ...headersOf(call),
  };
  const elapsed = stopwatch();
  const limit = startLimit(call, withinMs);
  if (!read) patched(call, false);
  // An ordinary object, for wrappers that ask it for hasOwnProperty. What it has not is there as undefined: what somebody put on
  // Object.prototype is not for fetch to find.
  const init = {
    method,
    headers,
    body,
    redirect: "manual",
    cache: page?.cache,
    signal: limit.signal,
    dispatcher: undefined,
  } as unknown as PatchInit;
  const clean = (text: string) => redactText(text, call.secrets);
  const answer = await exchange(call.fetch, url, init, limit, clean, page?.room);
  limit.done();
  if (!read) patched(call, true);
  handThrough(call, answer.cause);
  const elapsedMs = Math.round(elapsed());
  const shown = read && call.reader?.take(read, answer, url);
  const report = reporter(call, answer, elapsedMs);
  return (glue, number) => {
    shown?.(glue as RootGlue);
    report(glue, number);
  };
}

/** The headers that are of this call alone. */
export const headersOf = ({ token, id }: Call): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  ...(id && { "client-request-id": id }),
});

// Reads an answer, and returns a function that reports it to the module. What could throw, such as a header, is read before that function runs:
// what throws while the module is entered is taken for a trap.
function reporter(call: Call, answer: Exchange, elapsedMs: number): Report {
  const { fault, cause, status, redirected = false, header, body } = answer;
  const demanded = status === 401 || status === 403 ? claimsOf(header("www-authenticate") ?? "") : undefined;
  const claims = demanded && redactText(demanded, call.secrets);
  // When CORS hides a header, an error body may repeat it.
  const shown = (name: string) => header(name) ?? repeated(body, name);
  const requestId = shown("request-id");
  const isForeign = !requestId || /html/i.test(header("content-type") ?? "");
  // An answer that broke off asks for nothing.
  const retryAfter = fault ? undefined : header("retry-after");
  // The header may be seconds or a date; the module gets milliseconds.
  const retryAfterMs = retryAfter && waitOf(retryAfter, header("date"), Date.now());
  const kept = keep(call, {
    httpStatus: status,
    requestId,
    correlationId: shown("correlationId"),
    date: shown("date"),
    claims,
    elapsedMs,
    cause,
  });
  return (glue, number) => {
    // A page is not told why a request failed.
    if (fault) glue.fault(fault === "rejected" && globalThis.location ? "hidden" : fault);
    glue.answered(status, redirected, claims !== undefined, isForeign);
    tellTexts(body, glue.bodyText);
    if (retryAfterMs) glue.retryAfter(retryAfterMs);
    glue.received(number, elapsedMs, Math.random(), kept);
  };
}

// Ends the call with what was thrown where that belongs to the app's framework, as an abort with that reason would.
function handThrough(call: Call, thrown: unknown, isSource = false): void {
  if (!isFrameworks(thrown, isSource, call.secrets)) return;
  call.theirs = thrown;
  call.abort?.();
}

export const sleep = (call: Call, ms: number): Promise<Report> =>
  pause(call, ms).then((slept) => (glue, number) => glue.slept(number, slept));

/** Lets time pass, at least so much unless the call ends. Gives how much did. */
export function pause(call: Call, ms: number): Promise<number> {
  return new Promise((resolve) => {
    const elapsed = stopwatch();
    // A fake timer moves no clock, and its time is over all the same.
    const wake = () => resolve(Math.max(ms, elapsed()));
    const cancel = after(ms, wake);
    call.stop = () => {
      cancel();
      wake();
    };
  });
}
