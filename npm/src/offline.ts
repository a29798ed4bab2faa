// The public functions that need no call: they have a module of their own, and send nothing.

import type * as root from "../index.d.ts";
import { type Call, idsToPass, keep, newCall, nothingIsSent, wrong } from "./call.ts";
import type { Client } from "./client.ts";
import type { OfflineGlue } from "./glue.ts";
import { REQUEST_OPTIONS } from "./options.ts";
import { own } from "./own.ts";
import { headersOf } from "./perform.ts";
import { createReader } from "./reader.ts";

/** The imports that only this module has. */
export const offlineImports = () => ({
  // Throws where the host has no Headers.
  tryHeaders(): void {
    new Headers();
  },
});

export const buildPatchRequest =
  (client: Client<OfflineGlue>): typeof root.buildPatchRequest =>
  (keysetId, keyId, status, token, options) => {
    const call = newCall({ keysetId, keyId, status }, token, own(options), REQUEST_OPTIONS, nothingIsSent);
    if (call.ask) wrong(call, "token", "must be a string here: nothing is sent that a source could be asked for.");
    let request: Request | undefined;
    call.reader = { ...createReader(keyId), found: () => request };
    return client.run(call, (glue, begins) => {
      try {
        request = withOwn(call, glue.buildPatchRequest(...idsToPass(call), status, begins));
      } catch (cause) {
        if ((cause as Error).name === "RuntimeError") throw cause;
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
