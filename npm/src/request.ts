// buildPatchRequest over a client. src/web/build.rs is the module's view of what its call has beyond a Call.

import type * as root from "../index.d.ts";
import { Call } from "./call.ts";
import type { Client } from "./client.ts";
import { REQUEST_OPTIONS } from "./options.ts";
import { own } from "./own.ts";

class RequestCall extends Call {
  constructor(...given: ConstructorParameters<typeof Call>) {
    super(...given);
    if (this.asks)
      this.wrong("token", "token must be a string here: nothing is sent that a source could be asked for.");
  }

  // Throws where the host has no Headers.
  tryHeaders(): void {
    new Headers();
  }

  // Takes the Request, and puts the token, the id and the caller's signal into it.
  built(request: Request): void {
    for (const [name, value] of Object.entries(this.headers)) request.headers.set(name, value);
    this.outcome = this.signal ? new Request(request, { signal: this.signal }) : request;
  }
}

// Instead of a fetch, which is not looked for.
const nothingIsSent = () => {};

export const buildPatchRequest =
  (client: Client): typeof root.buildPatchRequest =>
  (keysetId, keyId, status, token, options) =>
    client.call(
      "buildPatchRequest",
      new RequestCall(REQUEST_OPTIONS, [keysetId, keyId, status], token, own(options), nothingIsSent),
    );
