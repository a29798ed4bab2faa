// The public types where no host's types exist at all. Compiled, never run.

import { buildPatchRequest, isKeyStatusError, patchKeyStatus } from "trustframework-keys";

const receipt = await patchKeyStatus("set", "kid", "disabled", "token", { cloud: "china" });
const text: string = receipt.keyId;
const request: object = await buildPatchRequest("set", "kid", "disabled", text);
isKeyStatusError(request);
