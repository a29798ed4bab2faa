import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "./rotate.js";
import { baseUrl, show } from "./show.js";

show(rotate({ isKeyStatusError, patchKeyStatus }, baseUrl));
