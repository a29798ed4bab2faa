// One peer under one fault: sets the scene on the emulator, makes the call, and notes what its caller saw. Judges nothing.

import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { leaks } from "./leaks.mjs";

// Longer than any time limit of any peer as it is configured here.
export const ALLOWANCE_MS = 60_000;

// `keyset` is the name of a key set that no other trial uses.
export async function run(peer, keyset, described, emulator) {
  const fault = typeof described === "function" ? await described() : described;
  const secret = `secret-${randomBytes(12).toString("hex")}`;
  const change = { keysetId: keyset, keyId: "key", status: "disabled", ...fault.change };
  const tokens = fault.tokens?.(secret) ?? [secret];
  await prepare(emulator, keyset, change, fault, tokens);

  const caller = new AbortController();
  const started = Date.now();
  const abort = () => caller.abort();
  if (fault.abortAtMs === 0) abort();
  else if (fault.abortAtMs) setTimeout(abort, fault.abortAtMs);
  const call = async () => peer.patch(change, source(tokens, fault.claims), caller.signal);
  const seen = settled(call(), secret).then((end) => ({ ...end, ms: Date.now() - started }));
  const pending = sleep(ALLOWANCE_MS, { how: "pending", ms: ALLOWANCE_MS, leaks: [] }, { ref: false });
  return { fault, change, secret, keyset, started, seen: await Promise.race([seen, pending]) };
}

// A key set of its own, with the key that is asked for if there can be one.
async function prepare(emulator, keyset, { keyId }, { answers = [] }, tokens) {
  const kids = new Set(["key", keyId].filter((kid) => kid !== "" && kid !== ".."));
  await emulator.putKeyset(
    keyset,
    [...kids].map((kid) => ({ kid, use: "sig", kty: "RSA", status: "enabled" })),
  );
  const planned = typeof answers === "function" ? answers(tokens) : answers;
  await emulator.plan(...planned.map((answer) => ({ ...answer, match: { method: "PATCH", keyset, ...answer.match } })));
}

// A token source. Claims are those that Graph demanded only if they are the same JSON.
function source(tokens, demanded) {
  let asked = 0;
  return async (claims) => {
    const last = tokens.length - 1;
    if (demanded) return tokens[claims === demanded ? last : 0];
    asked += 1;
    return tokens[Math.min(asked - 1, last)];
  };
}

function settled(promise, secret) {
  return promise.then(
    () => ({ how: "resolved", leaks: [] }),
    (error) => ({
      how: "rejected",
      text: text(error).replaceAll(secret, "[token]"),
      httpStatus: httpStatus(error),
      saysUntouched: error?.applied === false,
      leaks: leaks(error, [secret]),
    }),
  );
}

function text(error) {
  const name = error instanceof Error ? error.name : `no Error but ${Object.prototype.toString.call(error)}`;
  const code = error?.code ?? error?.errorEscaped?.code;
  return `${name}${code === undefined ? "" : ` (${code})`}: ${error?.message}`;
}

// The HTTP status that an error shows: in any member that a peer has for it, or in its message.
function httpStatus(error) {
  const members = [error?.httpStatus, error?.statusCode, error?.responseStatusCode, error?.response?.status];
  const member = members.find((status) => status >= 100);
  return member ?? Number(/\b[1-5]\d\d\b/.exec(error?.message)?.[0] ?? 0);
}
