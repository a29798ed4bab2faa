// What a test of an app does with a mock of Graph, then the two calls of every app of the matrix without it.

import assert from "node:assert/strict";
import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "./src/rotate.js";

const refusal = (kid, options) =>
  patchKeyStatus("set", kid, "disabled", "a-token", options).then(
    () => assert.fail(`${kid} was changed`),
    (error) => error,
  );

export async function check() {
  const receipt = await patchKeyStatus("set", "there", "disabled", "a-token");
  assert.equal(receipt.attempts, 1);
  const { code, graphCode } = await refusal("missing");
  assert.deepEqual({ code, graphCode }, { code: "not-found", graphCode: "AADB2C90073" });
  assert.equal((await refusal("unreachable", { retry: false })).code, "network");
  console.log(JSON.stringify(await rotate({ isKeyStatusError, patchKeyStatus }, process.argv[2])));
}
