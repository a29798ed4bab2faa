// The call of one who builds a Request instead of sending it. src/web/build.rs is the module's view of what it has beyond a Call.

import { Call } from "./call.js";

export class RequestCall extends Call {
  // Throws an Error where the host can build no Request.
  tryRequest(url) {
    try {
      new Request(url, { headers: new Headers(), body: String(new URLSearchParams()), method: "PATCH", redirect: "manual" });
    } catch (cause) {
      throw cause instanceof Error ? cause : new TypeError("The host's Request cannot be made.", { cause });
    }
  }

  // Puts the token into the headers of a Request.
  authorize(headers) {
    headers.set("authorization", this.bearer);
  }
}
