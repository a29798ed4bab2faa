// Looks at what changes are about before they are taken: reads the key sets, and says what would become of the changes. Writes nothing.

import type { Keyset } from "trustframework-keys";
import type { PreflightView } from "../api/preflight.ts";
import type { TenantConfig } from "../config/tenants.ts";
import { failed } from "../keyset/outcome.ts";
import { readKeyset, readKeysets } from "../keysets/read.ts";
import { outlookOf } from "../keysets/view.ts";
import { sameKeyset } from "../names.ts";
import { Problem } from "../problem.ts";
import type { Change } from "../run/change.ts";
import type { Gatekeeper } from "../tenant/graph.ts";
import { iso } from "../values.ts";
import { foresee, type Terms } from "./foresee.ts";

/** What is shown of a large run. */
const SHOWN = 20;

export async function preflight(
  keeper: Gatekeeper,
  tenant: TenantConfig,
  { plans, changes }: { plans: readonly Change[]; changes: readonly Change[] },
  terms: Terms,
): Promise<PreflightView> {
  const now = Date.now();
  const at = iso(now);
  const sets = await setsOf(keeper, tenant, changes);
  if ("why" in sets) return { at, looked: false, why: sets.why, stopped: 0, findings: [], keysets: [] };
  const { findings, keysets } = await foresee(sets.found, plans, changes, { ...terms, at: Math.max(now, terms.at) });
  // What stops a change is shown before what is only to be known.
  const ordered = [...findings.filter(({ stops }) => stops), ...findings.filter(({ stops }) => !stops)];
  return {
    at,
    looked: true,
    stopped: findings.filter(({ stops }) => stops).length,
    findings: ordered.slice(0, SHOWN),
    keysets: keysets
      .slice(0, SHOWN)
      .map(({ id, before, after }) => ({ id, before: outlookOf(before), after: outlookOf(after) })),
  };
}

/** What is to be said against changes of which one would not be made. What could not be looked at is taken. */
export function objection(seen: PreflightView, advice: string): Problem | undefined {
  const [first] = seen.findings.filter(({ stops }) => stops);
  if (first === undefined) return undefined;
  const status = first.code === "not-found" ? 404 : 409;
  const more = seen.stopped > 1 ? ` It is one of ${seen.stopped} changes that would not be made.` : "";
  return new Problem(status, first.code, `${first.message}${more}${advice}`, { members: { preflight: seen } });
}

async function setsOf(
  keeper: Gatekeeper,
  tenant: TenantConfig,
  changes: readonly Change[],
): Promise<{ found: Keyset[] } | { why: string }> {
  const [first, ...others] = new Map(changes.map(({ keysetId }) => [sameKeyset(keysetId), keysetId])).values();
  try {
    if (first !== undefined && others.length === 0) return { found: [await readKeyset(keeper, tenant, first)] };
    return { found: await readKeysets(keeper, tenant) };
  } catch (error) {
    const { code, message = "The key sets could not be read." } = failed("", error);
    return code === "not-found" ? { found: [] } : { why: message };
  }
}
