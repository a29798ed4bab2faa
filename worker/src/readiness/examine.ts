// Whether one tenant is set up right: each check is a question that fails in the middle of the night otherwise.

import { listKeysets } from "trustframework-keys";
import { isCurrent } from "../audit/database.ts";
import { text } from "../config/reading.ts";
import type { TenantConfig } from "../config/tenants.ts";
import { variablesOf, type Env } from "../env.ts";
import { failed } from "../keyset/outcome.ts";
import { reach, tenantOf } from "../objects.ts";
import { DAY } from "../time.ts";
import { iso } from "../values.ts";
import { validUntil } from "./certificate.ts";

export interface Check {
  name: "schema" | "certificate" | "token" | "consent";
  ok: boolean;
  detail?: string;
}

export interface Examined {
  tenant: string;
  ready: boolean;
  checks: Check[];
}

/** A certificate that ends sooner is to be replaced now. */
const NEAR = 14 * DAY;

export async function examine(env: Env, tenant: TenantConfig): Promise<Examined> {
  const [schema, graph] = await Promise.all([schemaOf(env), graphOf(env, tenant)]);
  const checks = [schema, certificateOf(env, tenant), ...graph];
  return { tenant: tenant.name, ready: checks.every(({ ok }) => ok), checks };
}

const verdict = (name: Check["name"], wrong?: string): Check =>
  wrong === undefined ? { name, ok: true } : { name, ok: false, detail: wrong };

async function schemaOf({ AUDIT }: Env): Promise<Check> {
  try {
    return verdict(
      "schema",
      (await isCurrent(AUDIT)) ? undefined : "The audit's table is of an older version: npm run migrate.",
    );
  } catch {
    return verdict("schema", "The audit in D1 cannot be reached.");
  }
}

function certificateOf(env: Env, { credential }: TenantConfig): Check {
  const name = `${credential}_CERTIFICATE`;
  const pem = text(variablesOf(env), name);
  if (pem === undefined) return verdict("certificate");
  const until = validUntil(pem);
  if (until === undefined) return verdict("certificate", `The secret ${name} is no certificate in PEM.`);
  const left = until - Date.now();
  if (left <= 0) return verdict("certificate", `The certificate in ${name} ended at ${iso(until)}.`);
  return verdict(
    "certificate",
    left <= NEAR ? `The certificate in ${name} ends at ${iso(until)}: replace it.` : undefined,
  );
}

async function graphOf(env: Env, { name, tenantId, cloud, baseUrl }: TenantConfig): Promise<Check[]> {
  const permit = await reach(() => tenantOf(env, tenantId).permit({ tenant: name }));
  if ("failed" in permit)
    return [verdict("token", permit.failed), verdict("consent", "Without a token nobody can say.")];
  if ("throttledForMs" in permit) return [verdict("token"), verdict("consent", "Graph throttles this tenant now.")];
  try {
    await listKeysets(permit.token, { cloud, baseUrl, retry: false });
    return [verdict("token"), verdict("consent")];
  } catch (error) {
    return [verdict("token"), verdict("consent", failed("", error).message)];
  }
}
