// The public types where the host has its own: the DOM library, or Node. Compiled, never run.

import { buildPatchRequest, isKeyStatusError, KeyStatusError, patchKeyStatus, ready } from "trustframework-keys";
import type { Cloud, KeyStatus, KeyStatusErrorCode, PatchOptions, Receipt, RequestOptions } from "trustframework-keys";

const cloud: Cloud = "usGov";
const shared: RequestOptions = { cloud, clientRequestId: false };
const options: PatchOptions = { ...shared, fetch: (url, init) => fetch(url, init), baseUrl: undefined };
const receipt: Receipt = await patchKeyStatus("set", "kid", "disabled", "token", options);
const status: KeyStatus = receipt.status;
const request: Request = await buildPatchRequest("set", "kid", status, "token");
await fetch(request);
await ready();

try {
  await patchKeyStatus("set", "kid", "enabled", "token", { fetch });
} catch (error) {
  if (!isKeyStatusError(error)) throw error;
  const same: KeyStatusError = error;
  const code: KeyStatusErrorCode = same.code;
  switch (code) {
    case "throttled":
      console.log(error.httpStatus?.toFixed(), error.cause, error.toJSON());
  }
}

// @ts-expect-error a status that Graph does not know
await patchKeyStatus("set", "kid", "Disabled", "token");
// @ts-expect-error a misspelt option
await patchKeyStatus("set", "kid", "disabled", "token", { gaurd: true });
// @ts-expect-error only the package makes its errors
new KeyStatusError();
// @ts-expect-error sending options where nothing is sent
await buildPatchRequest("set", "kid", "disabled", "token", { fetch });
