import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "../../src/rotate.js";

export default defineEventHandler((event) => rotate({ isKeyStatusError, patchKeyStatus }, getQuery(event).graph));
