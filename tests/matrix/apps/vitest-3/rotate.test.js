import { expect, test, vi } from "vitest";
import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";

const keyset = "B2C_1A_TokenSigningKeyContainer";
const key = "skXTuCScdUZVjBcseBUAsuHesX2Lm3KrtlHMOI2nXHI";
const options = { baseUrl: process.env.GRAPH };

test("a key is disabled", async () => {
  const receipt = await patchKeyStatus(keyset, key, "disabled", "a-token", options);
  expect(receipt).toMatchObject({ keysetId: keyset, keyId: key, status: "disabled", attempts: 1, verified: false });
});

test("a key that is not there is not found", async () => {
  const error = await patchKeyStatus(keyset, "no-such-key", "disabled", "a-token", options).catch((error) => error);
  expect(isKeyStatusError(error)).toBe(true);
  expect(error.code).toBe("not-found");
});

test("this is a page's environment", () => expect(document.createElement("p").tagName).toBe("P"));

test("fake timers that leave the clock alone end a wait", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const statuses = [503, 204];
    const fetch = async () => ({ status: statuses.shift() });
    const call = patchKeyStatus(keyset, key, "disabled", "a-token", { fetch });
    await vi.advanceTimersByTimeAsync(20_000);
    expect((await call).attempts).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});
