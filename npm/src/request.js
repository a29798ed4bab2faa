// buildPatchRequest over a client. src/web/build.rs is the module's view of what its call has beyond a Call.

import { Call } from "./call.js";
import { REQUEST_OPTIONS } from "./options.js";
import { own } from "./own.js";

class RequestCall extends Call {
  constructor(...given) {
    super(...given);
    if (this.asks)
      this.wrong("token", "token must be a string here: nothing is sent that a source could be asked for.");
  }

  // Throws where the host has no Headers.
  tryHeaders() {
    new Headers();
  }

  // Takes the Request, and puts the token, the id and the caller's signal into it.
  built(request) {
    for (const [name, value] of Object.entries(this.headers)) request.headers.set(name, value);
    this.outcome = this.signal ? new Request(request, { signal: this.signal }) : request;
  }
}

// Instead of a fetch, which is not looked for.
const nothingIsSent = () => {};

export const buildPatchRequest = (client) => (keysetId, keyId, status, token, options) =>
  client.call(
    "buildPatchRequest",
    new RequestCall(REQUEST_OPTIONS, [keysetId, keyId, status], token, own(options), nothingIsSent),
  );
