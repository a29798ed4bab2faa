// What every app of the matrix does: one change that Graph accepts and one that it refuses. Uses nothing that only some hosts have.

const KEYSET = "B2C_1A_TokenSigningKeyContainer";
const KEY = "skXTuCScdUZVjBcseBUAsuHesX2Lm3KrtlHMOI2nXHI";

export async function rotate({ isKeyStatusError, patchKeyStatus }, baseUrl) {
  const receipt = await patchKeyStatus(KEYSET, KEY, "disabled", "a-token", { baseUrl });
  const refused = await patchKeyStatus(KEYSET, "no-such-key", "disabled", "a-token", { baseUrl }).catch(
    (error) => error,
  );
  return { receipt, refused: isKeyStatusError(refused) ? refused.code : String(refused) };
}
