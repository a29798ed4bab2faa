import { isKeyStatusError, patchKeyStatus } from "./node_modules/trustframework-keys/index.js";
import { rotate } from "./src/rotate.js";

onmessage = async ({ data }) => postMessage(await rotate({ isKeyStatusError, patchKeyStatus }, data).catch(String));
