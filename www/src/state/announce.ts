// How a run ended, as a notice: no success over an outage, the step that helps, and the way back.

import type { KeyChange } from "trustframework-keys";
import type { Entry } from "../model/activity";
import type { NextStep } from "../model/failure";
import { count, opposite, shortKid } from "../model/keys";
import { exact } from "../time";
import { entries } from "./activity";
import { notice, type Notice } from "./notice";
import { rows } from "./sets";

/** After the reading that settles, so the entries are taken as they stand then. */
export function announce(ids: string[]): void {
  const wanted = new Set(ids);
  notice.value = noticeOf(entries.peek().filter(({ id }) => wanted.has(id)));
}

function noticeOf(list: Entry[]): Notice {
  const by = (outcome: Entry["outcome"]) => list.filter((entry) => entry.outcome === outcome);
  const [applied, failed, unknown, skipped] = [by("applied"), by("failed"), by("unknown"), by("skipped")];
  const rest = [...failed, ...unknown, ...skipped];
  const broken = applied.map(outageOf).filter((text) => text !== undefined);
  const [only] = list;
  const text = list.length === 1 && only ? sentenceOf(only) : tallyOf(list.length, applied, failed, unknown, skipped);
  const first = [...failed, ...unknown][0] ?? (list.length === 1 ? skipped[0] : undefined);
  const next = first ? nextOf(first) : skipped.length > 0 ? "retry" : undefined;
  return {
    tone: broken.length > 0 || failed.length > 0 ? "bad" : rest.length > 0 ? "warn" : "good",
    text: [text, ...new Set(broken)].join(" "),
    ...(first?.note !== undefined && { detail: first.note }),
    ...(only?.requestId !== undefined && list.length === 1 && { requestId: only.requestId }),
    ...(applied.length > 0 && { undo: applied.map((entry) => changeOf(entry, opposite(entry.status))) }),
    ...(rest.length > 0 && next === "retry" && { left: rest.map((entry) => changeOf(entry, entry.status)) }),
    ...(next && { next }),
    hasMore: list.length > 1,
  };
}

const changeOf = ({ keysetId, keyId }: Entry, status: KeyChange["status"]): KeyChange => ({ keysetId, keyId, status });

function sentenceOf({ keyId, keysetId, status, outcome }: Entry): string {
  const key = `${shortKid(keyId)} of ${keysetId}`;
  if (outcome === "applied") return `${key} is now ${status}.`;
  if (outcome === "failed") return `${key} was not ${status}.`;
  if (outcome === "skipped") return `${key} was not ${status}: nothing was sent.`;
  return `Whether ${key} is ${status} is not known. Sending it again is safe.`;
}

function tallyOf(all: number, ...[applied, failed, unknown, skipped]: Entry[][]): string {
  const status = (applied?.[0] ?? failed?.[0] ?? unknown?.[0] ?? skipped?.[0])?.status ?? "switched";
  const parts = [
    [failed, "refused or failed"],
    [unknown, "not known"],
    [skipped, "not sent"],
  ] as const;
  const others = parts.filter(([list]) => list && list.length > 0).map(([list, words]) => `${list?.length} ${words}`);
  return `${[`${applied?.length ?? 0} of ${count(all, "key")} ${status}`, ...others].join(", ")}.`;
}

/** What is broken now in the set of a change that was made. */
function outageOf({ keysetId, status }: Entry): string | undefined {
  const row = rows.peek().find(({ set }) => set.id === keysetId);
  if (status !== "disabled" || row?.next.kind !== "broken") return undefined;
  const until = row.next.ends ? `until ${exact(row.next.ends.at)}` : "until another key is enabled or added";
  return `No key of ${keysetId} is usable: sign-ins that need it fail ${until}.`;
}

const FIRST: Partial<Record<string, NextStep>> = {
  forbidden: "sign-in",
  unauthorized: "sign-in",
  token: "sign-in",
  "last-usable-key": "none",
};

function nextOf({ code }: Entry): NextStep {
  return (code !== undefined && FIRST[code]) || "retry";
}
