// One change as it is asked for: which key is to get which status.

export type KeyStatus = "enabled" | "disabled";

export interface Change {
  keysetId: string;
  keyId: string;
  status: KeyStatus;
}

/** One change on its way to Graph. */
export interface Order extends Change {
  /** The same for the same change, however often it is asked for. */
  changeId: string;
  runId?: string | undefined;
  tenant: string;
  tenantId: string;
  caller: string;
  reason: string;
  askedAt: number;
  guard: boolean;
  verify: boolean;
}
