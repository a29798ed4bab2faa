// Key sets of the cases, and what is said of all of them.

import assert from "node:assert/strict";
import { TOKEN } from "./program.mjs";

const DAY = 86_400;
export const now = () => Math.floor(Date.now() / 1000);

// A key whose bounds are given in days from now.
export const key = (kid, from, until, more) => ({
  kid,
  kty: "RSA",
  use: "sig",
  status: "enabled",
  ...(from !== undefined && { nbf: now() + Math.round(from * DAY) }),
  ...(until !== undefined && { exp: now() + Math.round(until * DAY) }),
  ...more,
});

export const off = (...given) => ({ ...key(...given), status: "disabled" });

// What a program came to: the exit code, and no token anywhere.
export function ended(result, code, why = "") {
  const all = JSON.stringify(result);
  assert.equal(result.code, code, `${why} exit code ${result.code}\n${result.output ?? result.stdout + result.stderr}`);
  for (const part of TOKEN.split(".").slice(1)) assert.ok(!all.includes(part), `the token is shown: ${all}`);
  assert.ok(!/\n\s+at .*(file:|node:)/.test(result.output ?? result.stderr), `a stack is shown: ${all}`);
  return result;
}

export async function patches(emulator) {
  const journal = await emulator.journal();
  return journal
    .filter(({ method }) => method === "PATCH")
    .map(({ url, status }) => [decodeURIComponent(url.split("/").at(-1)), status]);
}

export const statusOf = async (graph, id) => {
  const read = await fetch(`${graph}/trustFramework/keySets/${id}/keys_v2`, {
    headers: { authorization: "Bearer reader" },
  });
  return Object.fromEntries((await read.json()).value.map(({ kid, status }) => [kid, status]));
};
