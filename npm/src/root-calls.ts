// The public functions that only the root entry has, each over a client; see calls.ts.

import type * as root from "../index.d.ts";
import { type Arguments, type Call, keep, newCall, nothingIsSent, wrong } from "./call.ts";
import type { Client } from "./client.ts";
import type { RootGlue } from "./glue.ts";
import type { Read } from "./host.ts";
import { CALL_OPTIONS, flag, REQUEST_OPTIONS } from "./options.ts";
import { isNoted } from "./notes.ts";
import { own } from "./own.ts";
import { headersOf } from "./perform.ts";
import { createReader } from "./reader.ts";

export const PATCH_OPTIONS = /* @__PURE__ */ Object.assign({}, CALL_OPTIONS, { guard: flag, verify: flag });

export const patchKeyStatus =
  (client: Client<RootGlue>): typeof root.patchKeyStatus =>
  (keysetId, keyId, status, token, options) => {
    const call = newCall({ keysetId, keyId, status }, token, own(options), PATCH_OPTIONS, globalThis.fetch);
    call.reader = createReader(keyId, (kid) => isNoted(call, kid));
    return client.run(call, (glue) => glue.patchKeyStatus()) as ReturnType<typeof root.patchKeyStatus>;
  };

function read<Found>(
  client: Client<RootGlue>,
  what: Read["what"],
  ids: Arguments,
  token: unknown,
  options: unknown,
): Promise<Found> {
  const call = newCall(ids, token, own(options), CALL_OPTIONS, globalThis.fetch);
  call.reader = createReader(ids.keyId);
  return client.run(call, (glue) => glue.read(what)) as Promise<Found>;
}

export const listKeysets =
  (client: Client<RootGlue>): typeof root.listKeysets =>
  (token, options) =>
    read(client, "keysets", {}, token, options);

export const listKeys =
  (client: Client<RootGlue>): typeof root.listKeys =>
  (keysetId, token, options) =>
    read(client, "keys", { keysetId }, token, options);

export const getKey =
  (client: Client<RootGlue>): typeof root.getKey =>
  (keysetId, keyId, token, options) =>
    read(client, "key", { keysetId, keyId }, token, options);

export const getActiveKey =
  (client: Client<RootGlue>): typeof root.getActiveKey =>
  (keysetId, token, options) =>
    read(client, "activeKey", { keysetId }, token, options);

export const buildPatchRequest =
  (client: Client<RootGlue>): typeof root.buildPatchRequest =>
  (keysetId, keyId, status, token, options) => {
    const call = newCall({ keysetId, keyId, status }, token, own(options), REQUEST_OPTIONS, nothingIsSent);
    if (call.ask)
      wrong(call, "token", "token must be a string here: nothing is sent that a source could be asked for.");
    let request: Request | undefined;
    call.reader = { ...createReader(keyId), found: () => request };
    return client.run(call, (glue) => {
      try {
        request = withOwn(call, glue.buildPatchRequest());
      } catch (cause) {
        if (cause instanceof WebAssembly.RuntimeError) throw cause;
        glue.cannotBuild(keep(call, { cause }));
      }
      return undefined;
    }) as ReturnType<typeof root.buildPatchRequest>;
  };

// Puts in what the module does not know: the token, the id of the call, and the caller's signal.
function withOwn(call: Call, request: Request | undefined): Request | undefined {
  if (!request) return undefined;
  Object.entries(headersOf(call)).forEach(([name, value]) => request.headers.set(name, value));
  return call.signal ? new Request(request, { signal: call.signal }) : request;
}
