const { isKeyStatusError, patchKeyStatus } = require("trustframework-keys");

import("./rotate.js").then(async ({ rotate }) => {
  console.log(JSON.stringify(await rotate({ isKeyStatusError, patchKeyStatus }, process.argv[2])));
});
