// The entry for every host and bundler but those that refuse to compile bytes: the module is inlined.

import { bytes } from "./bytes.js";
import { createClient } from "./client.js";

export { KeyStatusError, isKeyStatusError } from "./errors.js";
export const { patchKeyStatus, buildPatchRequest, ready } = createClient(async () => WebAssembly.compile(await bytes()));
