// The public types through require(). Compiled, never run.

import keys = require("trustframework-keys");

keys.patchKeyStatus("set", "kid", "disabled", "token").then((receipt: keys.Receipt) => receipt.attempts);
