const { isKeyStatusError, patchKeyStatus } = require("trustframework-keys");

const keyset = "B2C_1A_TokenSigningKeyContainer";
const key = "skXTuCScdUZVjBcseBUAsuHesX2Lm3KrtlHMOI2nXHI";
const options = { baseUrl: process.env.GRAPH };

test("this is jsdom", () => expect(navigator.userAgent).toContain("jsdom"));

test("fake timers of Jest end a wait", async () => {
  jest.useFakeTimers({ doNotFake: ["Date", "performance"] });
  try {
    const statuses = [503, 204];
    const fetch = async () => ({ status: statuses.shift() });
    const call = patchKeyStatus(keyset, key, "disabled", "a-token", { fetch });
    await jest.advanceTimersByTimeAsync(20_000);
    expect((await call).attempts).toBe(2);
  } finally {
    jest.useRealTimers();
  }
});

test("a key is disabled", async () => {
  const receipt = await patchKeyStatus(keyset, key, "disabled", "a-token", options);
  expect(receipt).toMatchObject({ keysetId: keyset, keyId: key, status: "disabled", attempts: 1, verified: false });
});

test("a key that is not there is not found", async () => {
  const error = await patchKeyStatus(keyset, "no-such-key", "disabled", "a-token", options).catch((error) => error);
  expect(isKeyStatusError(error)).toBe(true);
  expect(error.code).toBe("not-found");
});

test("an error is Jest's kind of Error", async () => {
  const cause = new Error("no");
  const failing = { retry: false, fetch: () => Promise.reject(cause) };
  await expect(patchKeyStatus(keyset, key, "disabled", "a-token", failing)).rejects.toMatchObject({
    code: "network",
    cause,
  });
});
