// The entry `trustframework-keys/lite`: a smaller module, which patches and nothing else.

import { load } from "built:lite/load";
import { createGlue } from "built:lite/glue";
import * as calls from "./calls.ts";
import { createClient } from "./client.ts";
import type { Glue } from "./glue.ts";

export { isKeyStatusError, KeyStatusError } from "./shared.ts";

const client = /* @__PURE__ */ createClient<Glue>(load, createGlue);
export const patchKeyStatus = /* @__PURE__ */ calls.patchKeyStatus(client);
export const ready = /* @__PURE__ */ calls.ready(client);
