// Every call of the page, and the one place that makes them: all go through the npm package.

import {
  buildPatchRequest,
  getActiveKey,
  listKeys,
  listKeysets,
  patchKeyStatus,
  patchKeyStatuses,
} from "trustframework-keys";
import type {
  AttemptEvent,
  BulkOptions,
  BulkReport,
  Key,
  KeyChange,
  Keyset,
  KeyStatus,
  Receipt,
} from "trustframework-keys";
import type { Connection } from "./connect/connection";
import type { Wire } from "./model/preview";

export function readKeysets({ token, ...connection }: Connection, signal: AbortSignal): Promise<Keyset[]> {
  return listKeysets(token, { ...common(connection), signal });
}

export function readKeys({ token, ...connection }: Connection, keysetId: string, signal?: AbortSignal): Promise<Key[]> {
  return listKeys(keysetId, token, { ...common(connection), signal });
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

export function change(
  { token, ...connection }: Connection,
  { keysetId, keyId, status }: KeyChange,
  watch: Watch,
): Promise<Receipt> {
  return patchKeyStatus(keysetId, keyId, status, token, { ...common(connection), ...watch, verify: true });
}

export function changeMany(
  { token, ...connection }: Connection,
  changes: KeyChange[],
  watch: Watch & Pick<BulkOptions, "onProgress">,
): Promise<BulkReport> {
  return patchKeyStatuses(changes, token, { ...common(connection), ...watch, verify: true });
}

/** The request of a change as text, built and not sent. It is built with a token that is none. */
export async function wireOf({ place }: Connection, keysetId: string, keyId: string, status: KeyStatus): Promise<Wire> {
  const request = await buildPatchRequest(keysetId, keyId, status, "none", { ...place, clientRequestId: false });
  return { method: request.method, url: request.url, headers: [...request.headers], body: await request.text() };
}

function common({ place, fetch }: Omit<Connection, "token">) {
  return fetch ? { ...place, fetch } : place;
}
