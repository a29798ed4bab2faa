import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "./src/rotate.js";

chrome.runtime.onMessage.addListener((baseUrl, _, answer) => {
  rotate({ isKeyStatusError, patchKeyStatus }, baseUrl).catch(String).then(answer);
  // The answer comes later.
  return true;
});
