// What follows from a look at a tenant's key sets: what is kept of each, and what the audit and people are told. Pure.

import type { Entry } from "../audit/entry.ts";
import { sameKeyset } from "../names.ts";
import type { Outlook } from "trustframework-keys";
import { iso } from "../values.ts";
import type { Kept } from "./book.ts";
import { newsOf, type News } from "./news.ts";

/** No caller can have this name. */
export const WATCH = "(watch)";

export interface Finding {
  entry: Entry;
  /** What the news is, for whoever is told. */
  news: News & { runsOutAt?: number };
}

export interface Findings {
  /** What is not as it was kept. */
  keep: Kept[];
  forget: string[];
  found: Finding[];
}

/** `seen` are the key sets that there are now, `known` those of the look before. */
export function findingsOf(
  tenant: string,
  known: ReadonlyMap<string, Kept>,
  seen: readonly { id: string; outlook: Outlook }[],
  now: number,
  days: readonly number[],
): Findings {
  const findings: Findings = { keep: [], forget: [], found: [] };
  for (const { id, outlook } of seen) {
    const before = known.get(sameKeyset(id));
    const { told, news } = newsOf(before?.told, outlook, now, days);
    const kept = { id, outlook, ...(told !== undefined && { told }) };
    // Most looks find nothing new, and every row that is written costs.
    if (JSON.stringify(kept) !== JSON.stringify(before)) findings.keep.push(kept);
    if (news === undefined) continue;
    const runsOutAt = outlook.runsOutAt === undefined ? {} : { runsOutAt: outlook.runsOutAt * 1000 };
    const entry = entryOf(tenant, id, news, now, sentence(id, news, runsOutAt.runsOutAt), outlook.state);
    findings.found.push({ entry, news: { ...news, ...runsOutAt } });
  }
  const there = new Set(seen.map(({ id }) => sameKeyset(id)));
  for (const [name, { id, told }] of known) {
    if (there.has(name)) continue;
    findings.forget.push(id);
    if (told === undefined) continue;
    const news = { kind: "keyset-mended" } as const;
    findings.found.push({ entry: entryOf(tenant, id, news, now, `The key set "${id}" is no longer there.`), news });
  }
  return findings;
}

const entryOf = (
  tenant: string,
  keysetId: string,
  { kind }: News,
  at: number,
  message: string,
  state?: string,
): Entry => ({
  kind,
  at,
  attemptId: crypto.randomUUID(),
  tenant,
  keysetId,
  caller: WATCH,
  reason: "The cron's look at the key sets.",
  askedAt: at,
  state,
  message,
});

function sentence(id: string, { kind, level }: News, runsOutAt: number | undefined): string {
  if (kind === "keyset-unusable") return `No key of "${id}" can be used.`;
  const when = runsOutAt === undefined ? "" : ` As of ${iso(runsOutAt)} no key of it can be used.`;
  if (kind === "keyset-runs-out") return `"${id}" runs out within ${level === 1 ? "a day" : `${level} days`}.${when}`;
  return level === undefined ? `"${id}" is mended.${when}` : `"${id}" is mended, but not for long.${when}`;
}
