import type { CallOptions, KeyStatus, Receipt, TokenSource } from "./index.js";
export { isKeyStatusError, KeyStatusError, ready } from "./index.js";
export type { AttemptEvent, CallOptions, Cloud, KeyStatus, KeyStatusErrorCode, PatchInit, Receipt, RequestOptions, RetryOptions, TokenRequest, TokenSource, } from "./index.js";
export interface PatchOptions extends CallOptions {
    guard?: never;
    verify?: never;
}
export function patchKeyStatus(keysetId: string, keyId: string, status: KeyStatus, token: TokenSource, options?: PatchOptions): Promise<Receipt>;
