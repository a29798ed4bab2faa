/**
 * `patchKeyStatus` alone, in a smaller module: without `guard` and `verify`, and with nothing else in it. Everything that is here is the
 * same as in `trustframework-keys`.
 * @packageDocumentation
 */

import type { CallOptions, KeyStatus, Receipt, TokenSource } from "./index.js";

export { isKeyStatusError, KeyStatusError, ready } from "./index.js";
export type {
  AttemptEvent,
  CallOptions,
  Cloud,
  KeyStatus,
  KeyStatusErrorCode,
  PatchInit,
  Receipt,
  RequestOptions,
  RetryOptions,
  TokenRequest,
  TokenSource,
} from "./index.js";

/** Options of {@link patchKeyStatus}. */
export interface PatchOptions extends CallOptions {
  /** Refused here: import `patchKeyStatus` from `trustframework-keys` to have it. */
  guard?: never;
  /** Refused here: import `patchKeyStatus` from `trustframework-keys` to have it. */
  verify?: never;
}

/**
 * Enables or disables one key of a key set, as `patchKeyStatus` of `trustframework-keys` does.
 *
 * @param keysetId The key set's id exactly as Graph lists it, prefix included: `"B2C_1A_TokenSigningKeyContainer"`.
 * @param keyId The key's `kid` exactly as Graph lists it.
 * @param status `"enabled"` or `"disabled"`.
 * @param token An access token with the permission `TrustFrameworkKeySet.ReadWrite.All`, or what gives one.
 * @param options Which cloud, and how to call it.
 * @throws {KeyStatusError} For everything that fails but an abort, which rejects with `signal.reason`. Nothing is thrown synchronously.
 * @see {@link https://learn.microsoft.com/graph/api/trustframeworkkey_v2-update?view=graph-rest-beta}
 */
export function patchKeyStatus(
  keysetId: string,
  keyId: string,
  status: KeyStatus,
  token: TokenSource,
  options?: PatchOptions,
): Promise<Receipt>;
