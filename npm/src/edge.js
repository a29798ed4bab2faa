// The entry for edge runtimes of the "edge-light" kind, such as Vercel's, which take a module by this query.

import module from "./trustframework_keys.wasm?module";
import { createClient } from "./client.js";

export { KeyStatusError, isKeyStatusError } from "./errors.js";
export const { patchKeyStatus, buildPatchRequest, ready } = createClient(() => module);
