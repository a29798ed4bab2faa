import { isKeyStatusError, patchKeyStatus } from "./node_modules/trustframework-keys/index.js";
import { rotate } from "./src/rotate.js";

onmessage = (event) => {
  const outcome = rotate({ isKeyStatusError, patchKeyStatus }, event.data).catch(String);
  event.waitUntil(outcome.then((outcome) => event.source.postMessage(outcome)));
};
