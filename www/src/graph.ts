// Every call of the page, and the one place that makes them: all go through the npm package.

import {
  buildPatchRequest,
  getActiveKey,
  isKeyStatusError,
  listKeys,
  listKeysets,
  patchKeyStatuses,
} from "trustframework-keys";
import type { AttemptEvent, BulkOptions, BulkReport, Key, KeyChange, Keyset } from "trustframework-keys";
import type { Connection } from "./connect/connection";
import type { Wire } from "./model/preview";

export function readKeysets({ token, ...connection }: Connection, signal?: AbortSignal): Promise<Keyset[]> {
  return listKeysets(token, { ...common(connection), signal });
}

/** Where the keys of one set may not be read by themselves, all sets may: `TrustFrameworkKeySet.Read.All` is enough for that. */
export async function readKeys(from: Connection, keysetId: string, signal?: AbortSignal): Promise<Key[]> {
  const { token, ...connection } = from;
  try {
    return await listKeys(keysetId, token, { ...common(connection), signal });
  } catch (error) {
    if (!isKeyStatusError(error) || error.code !== "forbidden" || error.claims !== undefined) throw error;
    const set = (await readKeysets(from, signal)).find(({ id }) => id === keysetId);
    if (!set) throw error;
    return set.keys;
  }
}

/** The key that Graph itself calls active. */
export function readActiveKey(
  { token, ...connection }: Connection,
  keysetId: string,
  signal?: AbortSignal,
): Promise<Key> {
  return getActiveKey(keysetId, token, { ...common(connection), signal });
}

export type Watch = { guard: boolean; signal: AbortSignal; onAttempt: (attempt: AttemptEvent) => void };

export function changeMany(
  { token, ...connection }: Connection,
  changes: KeyChange[],
  watch: Watch & Pick<BulkOptions, "onProgress">,
): Promise<BulkReport> {
  return patchKeyStatuses(changes, token, { ...common(connection), ...watch, verify: true });
}

/** The request of a change as text, built and not sent. It is built with a token that is none. */
export async function wireOf({ place }: Connection, { keysetId, keyId, status }: KeyChange): Promise<Wire> {
  const request = await buildPatchRequest(keysetId, keyId, status, "none", { ...place, clientRequestId: false });
  return { method: request.method, url: request.url, headers: [...request.headers], body: await request.text() };
}

function common({ place, fetch }: Pick<Connection, "place" | "fetch">) {
  return fetch ? { ...place, fetch } : place;
}
