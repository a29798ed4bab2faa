// The cron's look at one tenant: are its runs awake, is its audit written, was everybody told?

import type { Env } from "../env.ts";
import { log } from "../log.ts";
import type { Postbox } from "../notices/postbox.ts";
import { reach, runOf } from "../objects.ts";
import { HOUR } from "../time.ts";
import type { Ledger } from "./ledger.ts";
import type { Registry } from "./registry.ts";

export interface Health {
  /** What is not as it should be: sentences. */
  problems: string[];
}

/** Of one look; the next one goes on with the others. */
const RUNS = 200;
const AT_ONCE = 10;

export async function sweep(
  env: Env,
  tenantId: string,
  registry: Registry,
  ledger: Ledger,
  postbox: Postbox,
): Promise<Health> {
  const problems: string[] = [];
  const open = registry.open(RUNS);
  while (open.length > 0) {
    const looks = open.splice(0, AT_ONCE).map(async ({ runId, createdAt }) => {
      const state = await reach(() => runOf(env, tenantId, runId).check());
      // Whoever asked for it was never told that it was taken.
      if (state === undefined && createdAt < Date.now() - HOUR) registry.drop(runId);
    });
    for (const look of await Promise.allSettled(looks))
      if (look.status === "rejected") problems.push("a run could not be reached");
  }
  registry.forgetOld();
  if (ledger.dueAt !== undefined) problems.push("rows are owed to the audit");
  if (postbox.silent) problems.push("notices are not delivered");
  if (problems.length > 0) log.error("check", { tenantId, problems: problems.join("; ") });
  return { problems };
}
