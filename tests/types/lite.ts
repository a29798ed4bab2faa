// The public types of trustframework-keys/lite: those of the root entry, for what it has. Compiled, never run.

import * as root from "trustframework-keys";
import { isKeyStatusError, type KeyStatusError, patchKeyStatus, ready } from "trustframework-keys/lite";
import type {
  AttemptEvent,
  CallOptions,
  Cloud,
  KeyStatus,
  KeyStatusErrorCode,
  PatchInit,
  Receipt,
  RequestOptions,
} from "trustframework-keys/lite";
import type { PatchOptions, RetryOptions, TokenRequest, TokenSource } from "trustframework-keys/lite";

const cloud: Cloud = "usGov";
const shared: RequestOptions = { cloud, clientRequestId: false };
const retry: RetryOptions = { maxAttempts: 2 };
const attempts: AttemptEvent[] = [];
const options: CallOptions & PatchOptions = { ...shared, retry, onAttempt: (attempt) => attempts.push(attempt) };
const source: TokenSource = ({ scopes }: TokenRequest) => String(scopes);
const receipt: Receipt = await patchKeyStatus("set", "kid", "disabled", source, options);
const status: KeyStatus = receipt.status;
const method = (init: PatchInit): string => init.method;
await ready();

// What one entry gives, the other takes.
const same: root.Receipt = await patchKeyStatus("set", "kid", status, "token");
try {
  await root.patchKeyStatus("set", "kid", "enabled", method.name, options);
} catch (error) {
  if (!isKeyStatusError(error)) throw error;
  const [here, there]: [KeyStatusError, root.KeyStatusError] = [error, error];
  const code: KeyStatusErrorCode = here.code;
  console.log(code, there.toJSON(), same.attempts);
}

// @ts-expect-error only the root entry has the guard
await patchKeyStatus("set", "kid", "disabled", "token", { guard: true });
// @ts-expect-error only the root entry reads back
await patchKeyStatus("set", "kid", "disabled", "token", { verify: true });
// @ts-expect-error a misspelt option
await patchKeyStatus("set", "kid", "disabled", "token", { timeOutMs: 5 });
