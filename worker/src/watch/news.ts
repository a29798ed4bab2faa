// What is told of a key set, and when: once when no key is usable, once for each number of days before that, once when it is mended. Pure.

import type { Kind } from "../audit/entry.ts";
import type { Outlook } from "trustframework-keys";
import { DAY } from "../time.ts";

export type NewsKind = Extract<Kind, `keyset-${string}`>;

export interface News {
  kind: NewsKind;
  /** The days that it is within; 0 is unusable. Absent where all is well again. */
  level?: number;
}

/** Of a key set that cannot be used. */
const UNUSABLE = 0;

/** `told`: the worst level that people know of. `days` are the levels there are. What cannot be told changes nothing. */
export function newsOf(
  told: number | undefined,
  outlook: Pick<Outlook, "state" | "runsOutAt">,
  now: number,
  days: readonly number[],
): { told: number | undefined; news?: News } {
  if (outlook.state === "unknown") return { told };
  const level = levelOf(outlook, now, days);
  if (level === told) return { told };
  if (level === undefined) return { told: undefined, news: { kind: "keyset-mended" } };
  if (told !== undefined && level > told) return { told: level, news: { kind: "keyset-mended", level } };
  return { told: level, news: { kind: level === UNUSABLE ? "keyset-unusable" : "keyset-runs-out", level } };
}

function levelOf(
  { state, runsOutAt }: Pick<Outlook, "state" | "runsOutAt">,
  now: number,
  days: readonly number[],
): number | undefined {
  if (state === "unusable") return UNUSABLE;
  if (runsOutAt === undefined) return undefined;
  const within = days.filter((count) => runsOutAt * 1000 <= now + count * DAY);
  return within.length === 0 ? undefined : Math.min(...within);
}
