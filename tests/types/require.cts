// The public types through require(). Compiled, never run.

import keys = require("trustframework-keys");
import lite = require("trustframework-keys/lite");

keys.patchKeyStatus("set", "kid", "disabled", "token").then((receipt: keys.Receipt) => receipt.attempts);
lite.patchKeyStatus("set", "kid", "disabled", "token").then((receipt: lite.Receipt) => receipt.attempts);
