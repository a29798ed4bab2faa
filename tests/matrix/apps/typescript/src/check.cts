import keys = require("trustframework-keys");

void keys.patchKeyStatus("set", "kid", "disabled", "token").then((receipt: keys.Receipt) => receipt.attempts.toFixed());

// @ts-expect-error a status that Graph does not know: the types are not `any`
void keys.patchKeyStatus("set", "kid", "Disabled", "token");
