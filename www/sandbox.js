// The sandbox's own side: reading key sets and putting the sandbox back. Changes no key; that is the package's work.

import { isUsable } from "./keys.js";

/** No secret: the emulator takes any token, and nothing outside this machine takes this one. */
export const TOKEN = "sandbox-token";

/** Where the sandbox's Graph is. */
export const GRAPH = `${location.origin}/beta`;

const KEYSETS = `${GRAPH}/trustFramework/keySets`;

/** All key sets, each with the kid of its active key. */
export async function readKeysets() {
  const { value } = await read(KEYSETS);
  return Promise.all(value.map(withActiveKid));
}

/** One key set, with the kid of its active key. */
export async function readKeyset(id) {
  return withActiveKid(await read(keysetUrl(id)));
}

/** The tenant as it was at the start. */
export async function resetSandbox() {
  await send(`${location.origin}/_emulator/reset`, { method: "POST" });
}

/** Graph answers 404 when no key is active, so it is asked only when one may be. */
async function withActiveKid(keyset) {
  if (!keyset.keys.some((key) => isUsable(key))) return keyset;
  const { kid } = await read(`${keysetUrl(keyset.id)}/getActiveKey`);
  return { ...keyset, activeKid: kid };
}

function keysetUrl(id) {
  return `${KEYSETS}/${encodeURIComponent(id)}`;
}

async function read(url) {
  const response = await send(url, { headers: { authorization: `Bearer ${TOKEN}` } });
  return response.json();
}

async function send(url, init) {
  const response = await fetch(url, { ...init, redirect: "error" }).catch(() => {
    throw new Error("The sandbox did not answer. Is it still running?");
  });
  if (!response.ok) throw new Error(`The sandbox answered with status ${response.status}.`);
  return response;
}
