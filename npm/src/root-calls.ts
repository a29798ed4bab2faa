// The public functions that only the root entry has, each over a client; see calls.ts.

import type * as root from "../index.d.ts";
import { type Arguments, idsToPass, newCall } from "./call.ts";
import type { Client } from "./client.ts";
import type { RootGlue } from "./glue.ts";
import type { Read } from "./host.ts";
import { CALL_OPTIONS, flag } from "./options.ts";
import { keysetsOf } from "./keys.ts";
import { isNoted } from "./notes.ts";
import { own } from "./own.ts";
import { createReader } from "./reader.ts";

export const PATCH_OPTIONS = /* @__PURE__ */ Object.assign({}, CALL_OPTIONS, { guard: flag, verify: flag });

export const patchKeyStatus =
  (client: Client<RootGlue>): typeof root.patchKeyStatus =>
  (keysetId, keyId, status, token, options) => {
    const call = newCall({ keysetId, keyId, status }, token, own(options), PATCH_OPTIONS, globalThis.fetch);
    call.reader = createReader(keyId, (kid, status) => isNoted(call, kid, status));
    return client.run(call, (glue, begins) => glue.patchKeyStatus(...idsToPass(call), status, begins)) as ReturnType<
      typeof root.patchKeyStatus
    >;
  };

function read<Found>(
  client: Client<RootGlue>,
  what: Read["what"],
  ids: Arguments,
  token: unknown,
  options: unknown,
  entriesOf?: typeof keysetsOf,
): Promise<Found> {
  const call = newCall(ids, token, own(options), CALL_OPTIONS, globalThis.fetch);
  call.reader = createReader(ids.keyId, undefined, entriesOf);
  return client.run(call, (glue, begins) => glue.read(what, ...idsToPass(call), begins)) as Promise<Found>;
}

const first = ([key]: root.Key[]) => key as root.Key;

export const listKeysets =
  (client: Client<RootGlue>): typeof root.listKeysets =>
  (token, options) =>
    read(client, "keysets", {}, token, options, keysetsOf);

export const listKeys =
  (client: Client<RootGlue>): typeof root.listKeys =>
  (keysetId, token, options) =>
    read(client, "keys", { keysetId }, token, options);

export const getKey =
  (client: Client<RootGlue>): typeof root.getKey =>
  (keysetId, keyId, token, options) =>
    read<root.Key[]>(client, "key", { keysetId, keyId }, token, options).then(first);

export const getActiveKey =
  (client: Client<RootGlue>): typeof root.getActiveKey =>
  (keysetId, token, options) =>
    read<root.Key[]>(client, "activeKey", { keysetId }, token, options).then(first);
