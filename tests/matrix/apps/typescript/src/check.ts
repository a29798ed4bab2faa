import { isKeyStatusError, type KeyStatusErrorCode, patchKeyStatus, type Receipt } from "trustframework-keys";

export async function disable(keysetId: string, keyId: string, token: string): Promise<Receipt | KeyStatusErrorCode> {
  try {
    return await patchKeyStatus(keysetId, keyId, "disabled", ({ signal }) => (signal.aborted ? "" : token), {
      signal: AbortSignal.timeout(5_000),
    });
  } catch (error) {
    if (!isKeyStatusError(error)) throw error;
    console.error(error.message, error.cause);
    return error.code;
  }
}

// @ts-expect-error a status that Graph does not know: the types are not `any`
void patchKeyStatus("set", "kid", "Disabled", "token");
