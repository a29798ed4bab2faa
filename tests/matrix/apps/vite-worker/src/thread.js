import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "./rotate.js";

onmessage = async ({ data }) => postMessage(await rotate({ isKeyStatusError, patchKeyStatus }, data).catch(String));
