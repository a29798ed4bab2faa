import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "./rotate.js";

const [baseUrl] = globalThis.Deno?.args ?? process.argv.slice(2);
console.log(JSON.stringify(await rotate({ isKeyStatusError, patchKeyStatus }, baseUrl)));
