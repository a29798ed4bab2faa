import { expect, test } from "vitest";
import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";

const keyset = "B2C_1A_TokenSigningKeyContainer";
const key = "skXTuCScdUZVjBcseBUAsuHesX2Lm3KrtlHMOI2nXHI";
const options = { baseUrl: import.meta.env.VITE_GRAPH };

test("a key is disabled", async () => {
  const receipt = await patchKeyStatus(keyset, key, "disabled", "a-token", options);
  expect(receipt).toMatchObject({ keysetId: keyset, keyId: key, status: "disabled", attempts: 1, verified: false });
});

test("a key that is not there is not found", async () => {
  const error = await patchKeyStatus(keyset, "no-such-key", "disabled", "a-token", options).catch((error) => error);
  expect(isKeyStatusError(error)).toBe(true);
  expect(error.code).toBe("not-found");
});
