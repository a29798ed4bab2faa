// Reads a tenant's key sets from Graph. Changes nothing.

import { listKeys, listKeysets, type CallOptions, type Keyset } from "trustframework-keys";
import type { TenantConfig } from "../config/tenants.ts";
import { throughGate, type Gatekeeper } from "../tenant/graph.ts";

/** Somebody waits for it: what fails is told rather than tried again for long. */
const PATIENCE: CallOptions = { timeoutMs: 15_000, tokenTimeoutMs: 15_000, retry: { maxAttempts: 2 } };

export const readKeysets = (keeper: Gatekeeper, tenant: TenantConfig): Promise<Keyset[]> =>
  throughGate(keeper, tenant, (token, options) => listKeysets(token, { ...options, ...PATIENCE }));

export const readKeyset = async (keeper: Gatekeeper, tenant: TenantConfig, id: string): Promise<Keyset> => ({
  id,
  keys: await throughGate(keeper, tenant, (token, options) => listKeys(id, token, { ...options, ...PATIENCE })),
});
