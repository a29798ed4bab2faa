// The public types in a Cloudflare Worker. Compiled, never run.

import { buildPatchRequest, patchKeyStatus } from "trustframework-keys";

export default {
  async fetch(): Promise<Response> {
    const receipt = await patchKeyStatus("set", "kid", "disabled", "token", { fetch: (url, init) => fetch(url, init) });
    const request: Request = await buildPatchRequest("set", "kid", "disabled", "token");
    await fetch(request);
    return Response.json(receipt);
  },
};
