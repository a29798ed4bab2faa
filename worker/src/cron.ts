// What the cron does: looks after every tenant and its key sets, archives what is old, and tells somebody outside that all is well. Silence tells as well.

import { retain } from "./audit/retention.ts";
import { configOf, type Config } from "./config/config.ts";
import { text } from "./config/reading.ts";
import type { TenantConfig } from "./config/tenants.ts";
import { variablesOf, type Env } from "./env.ts";
import { log, nameOf } from "./log.ts";
import { reach, tenantOf } from "./objects.ts";

/** How long the heartbeat's receiver may take. */
const TIMEOUT_MS = 10_000;

export async function watch(env: Env): Promise<void> {
  const config = configOf(env);
  const tenants = [...config.tenants.values()];
  const looks = await Promise.all([isAuditThere(env), ...tenants.map((tenant) => lookAfter(env, config, tenant))]);
  const well = looks.every((isWell) => isWell);
  log.info("cron", { tenants: tenants.length, well });
  if (well && config.heartbeat !== undefined) await beat(config.heartbeat);
}

async function lookAfter(env: Env, config: Config, tenant: TenantConfig): Promise<boolean> {
  const { name, tenantId } = tenant;
  try {
    const { problems } = await reach(() => tenantOf(env, tenantId).check(tenantId));
    const look = await reach(() => tenantOf(env, tenantId).look(tenantId, name));
    await archive(env, config, tenant);
    return problems.length + look.problems.length === 0;
  } catch (error) {
    log.error("check-failed", { tenant: name, error: nameOf(error) });
    return false;
  }
}

/** It must be there for the next change. */
async function isAuditThere({ AUDIT }: Env): Promise<boolean> {
  try {
    await AUDIT.prepare("SELECT 1 FROM audit LIMIT 1").all();
    return true;
  } catch (error) {
    log.error("audit-unavailable", { error: nameOf(error) });
    return false;
  }
}

async function archive(
  { AUDIT, ARCHIVE, ...env }: Env,
  { retentionDays: days }: Config,
  tenant: TenantConfig,
): Promise<void> {
  const key = text(variablesOf({ AUDIT, ...env }), "AUDIT_KEY");
  if (days === undefined || ARCHIVE === undefined || key === undefined) return;
  const rows = await retain({ db: AUDIT, archive: ARCHIVE, key, days }, tenant, Date.now());
  if (rows > 0) log.info("archived", { tenant: tenant.name, rows });
}

async function beat(url: string): Promise<void> {
  try {
    const response = await fetch(url, { method: "POST", redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    if (!response.ok) log.error("heartbeat", { status: response.status });
  } catch (error) {
    log.error("heartbeat", { error: nameOf(error) });
  }
}
