// The entry for Cloudflare Workers, which compile no bytes at run time but take a module at deployment.

import module from "./trustframework_keys.wasm";
import { createClient } from "./client.js";

export { KeyStatusError, isKeyStatusError } from "./errors.js";
export const { patchKeyStatus, buildPatchRequest, ready } = createClient(() => module);
