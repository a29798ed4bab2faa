import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "../src/rotate.js";

export default ({ url }) => rotate({ isKeyStatusError, patchKeyStatus }, url.searchParams.get("graph"));
