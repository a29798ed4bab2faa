// The public types where the host has its own: the DOM library, or Node. Compiled, never run.

import {
  buildPatchRequest,
  getActiveKey,
  getKey,
  isKeyStatusError,
  KeyStatusError,
  listKeys,
  listKeysets,
  type Outlook,
  outlook,
  patchKeyStatus,
  patchKeyStatuses,
  ready,
} from "trustframework-keys";
import type { BulkOptions, BulkReport, ChangeResult, Key, KeyChange, Keyset } from "trustframework-keys";
import type {
  AttemptEvent,
  CallOptions,
  Cloud,
  KeyStatus,
  KeyStatusErrorCode,
  PatchOptions,
  Receipt,
  RequestOptions,
} from "trustframework-keys";
import type { TokenSource } from "trustframework-keys";

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

const sources: TokenSource[] = [
  "token",
  () => "token",
  async ({ scopes, forceRefresh, signal }) => `${scopes[0]}${forceRefresh}${signal.aborted}`,
];
const attempts: AttemptEvent[] = [];
const patience: CallOptions = {
  timeoutMs: Infinity,
  attemptTimeoutMs: 5_000,
  tokenTimeoutMs: 60_000,
  retry: { maxAttempts: 2, maxDelayMs: 1_000 },
  signal: AbortSignal.timeout(1_000),
  onAttempt: (attempt) => attempts.push(attempt),
};
for (const source of sources)
  await patchKeyStatus("set", "kid", "disabled", source, { ...patience, retry: false, signal: null });

const careful: PatchOptions = { ...patience, guard: true, verify: true };
const { verified }: Receipt = await patchKeyStatus("set", "kid", "disabled", "token", careful);
console.log(verified);

const changes: KeyChange[] = [{ keysetId: "set", keyId: "kid", status: "disabled" }];
const bulk: BulkOptions = {
  ...careful,
  concurrency: 8,
  onProgress: ({ done, total, last }) => console.log(done / total, last.outcome),
};
const report: BulkReport = await patchKeyStatuses(new Set(changes), "token", bulk);
const left: ChangeResult[] = report.results.filter(({ outcome }) => outcome !== "applied");
console.log(report.aborted, left[0]?.error?.code, left[0]?.receipt?.verified, report.stoppedBy?.code);
for (const { keysetId, outcome, receipt, error } of report.results) {
  if (outcome === "applied") console.log(keysetId, receipt.verified, error?.message);
  else if (outcome === "failed") console.log(error.code, receipt satisfies undefined);
  else if (outcome === "unknown") console.log(error?.code);
  else console.log(error satisfies undefined);
}
const holding: BulkOptions = { onHold: ({ heldMs }) => console.log(heldMs.toFixed()), onProgress: undefined };
await patchKeyStatuses(changes, "token", holding);
await patchKeyStatuses(left, () => "token");

const keysets: Keyset[] = await listKeysets("token", patience);
const [key]: Key[] = await listKeys(keysets[0]!.id, async () => "token", { fetch });
const until: number | undefined = key?.exp;
const same: Key = await getKey("set", "kid", "token");
const active: string = (await getActiveKey("set", "token", { cloud })).kid;
console.log(until, same.status?.length, active, same["x5c"]);

const look: Outlook = await outlook(keysets[0]!);
const {
  state,
  changes: later,
  runsOutAt,
}: Outlook = await outlook({ id: "set", keys: [same] }, { now: 1_700_000_000 });
state satisfies "unusable" | "runs-out" | "lasting" | "unknown";
console.log(
  look.active?.length,
  look.usable[0]?.length,
  look.stale.length,
  later[0]?.at.toFixed(),
  runsOutAt?.toFixed(),
);
// @ts-expect-error a key set, not its keys
await outlook(keysets[0]!.keys);
// @ts-expect-error a time is a number
await outlook(keysets[0]!, { now: new Date() });
// @ts-expect-error nothing is sent, so there is no token
await outlook(keysets[0]!, "token");

// @ts-expect-error a status that Graph does not know
await patchKeyStatuses([{ keysetId: "set", keyId: "kid", status: "off" }], "token");
// @ts-expect-error an option of many changes
await patchKeyStatus("set", "kid", "disabled", "token", { concurrency: 2 });
// @ts-expect-error an option of a PATCH
await listKeys("set", "token", { guard: true });
// @ts-expect-error a read needs a token
await listKeysets();
// @ts-expect-error a source of something else
await patchKeyStatus("set", "kid", "disabled", () => 5);
// @ts-expect-error nothing is sent that a source could be asked for
await buildPatchRequest("set", "kid", "disabled", () => "token");
// @ts-expect-error a status that Graph does not know
await patchKeyStatus("set", "kid", "Disabled", "token");
// @ts-expect-error a misspelt option
await patchKeyStatus("set", "kid", "disabled", "token", { gaurd: true });
const own = new KeyStatusError({ code: "throttled", message: "Too many.", retryable: true, httpStatus: undefined });
const { outcome, keysetId, keyId, correlationId, cause } = own;
outcome satisfies "applied" | "failed" | "unknown";
console.log(keysetId?.length, keyId?.length, correlationId?.length, cause, key?.unreadable?.includes("nbf"));
// @ts-expect-error an error says what happened
new KeyStatusError({ code: "throttled" });
// @ts-expect-error a code that nobody knows
new KeyStatusError({ code: "tired", message: "Too many." });
// @ts-expect-error sending options where nothing is sent
await buildPatchRequest("set", "kid", "disabled", "token", { fetch });
