// What may be done to a run that is there, and what it is then. Pure: a run and an order in, the members that change or a refusal out.

import type { Kind } from "../audit/entry.ts";
import { iso } from "../values.ts";
import type { RunRow } from "./row.ts";

/** Times are milliseconds since 1970. */
export type Command =
  | { do: "pause" }
  | { do: "resume" }
  /** `releaseMs`: how long a run waits for its release. */
  | { do: "reschedule"; at: number; notAfter?: number; releaseMs: number }
  /** `persons`: who stands behind which caller. */
  | { do: "release"; persons: Readonly<Record<string, string>> };

export interface Refusal {
  status: 403 | 409;
  code: string;
  detail: string;
}

export type Steered =
  | { refused: Refusal }
  /** Nothing is left to do: it is so already. */
  | { members?: undefined }
  | { members: Partial<RunRow>; kind: Kind };

const refused = (code: string, detail: string, status: Refusal["status"] = 409): Steered => ({
  refused: { status, code, detail },
});

export function steered(run: RunRow, command: Command, caller: string, now: number): Steered {
  if (run.endedAt !== undefined) return refused("run-ended", `The run has ended: ${run.state}.`);
  if (run.state === "stopping") return refused("run-stopping", "The run is being stopped.");
  if (command.do === "pause") return paused(run);
  if (command.do === "resume") return resumed(run);
  if (command.do === "reschedule") return rescheduled(run, command, caller, now);
  return released(run, command.persons, caller, now);
}

function paused({ state }: RunRow): Steered {
  if (state === "paused") return {};
  if (state === "awaiting-release")
    return refused("awaiting-release", "The run waits for its release: nothing of it is sent.");
  return { members: { state: "paused" }, kind: "run-paused" };
}

function resumed({ state, startedAt }: RunRow): Steered {
  if (state === "scheduled" || state === "running") return {};
  if (state !== "paused") return refused("awaiting-release", "The run is not paused: it waits for its release.");
  return { members: { state: startedAt === undefined ? "scheduled" : "running" }, kind: "run-resumed" };
}

/** Whoever gives it another time answers for that: a release that was given counts no more. */
function rescheduled(
  run: RunRow,
  { at, notAfter = at + run.notAfter - run.startAt, releaseMs }: Extract<Command, { do: "reschedule" }>,
  caller: string,
  now: number,
): Steered {
  if (!run.planned) return refused("not-planned", "The run was not asked for at a time; stop it, and plan another.");
  if (run.startedAt !== undefined) return refused("run-started", "The run has begun; it can be paused or stopped.");
  const members: Partial<RunRow> = { startAt: at, notAfter, scheduledBy: caller, lateAt: undefined };
  if (run.releaseBy === undefined) return { members, kind: "run-rescheduled" };
  const again = { releaseBy: Math.min(now + releaseMs, notAfter), releasedBy: undefined, releasedAt: undefined };
  return { members: { ...members, ...again, state: "awaiting-release" }, kind: "run-rescheduled" };
}

/** Two persons stand behind what is released: who made it, or gave it its time, is not the one who lets it go. */
function released(run: RunRow, persons: Readonly<Record<string, string>>, caller: string, now: number): Steered {
  const { state, releasedBy, releaseBy = 0, startAt, notAfter, planned, endGiven } = run;
  if (releasedBy === caller) return {};
  if (releasedBy !== undefined) return refused("released", `The run was released by "${releasedBy}".`);
  if (state !== "awaiting-release") return refused("not-awaiting", "The run waits for no release.");
  const person = (name: string): string => (Object.hasOwn(persons, name) ? persons[name] : undefined) ?? name;
  const authors = [run.caller, run.scheduledBy ?? run.caller];
  if (authors.some((author) => person(author) === person(caller)))
    return refused("own-change", "Who made a change, or gave it its time, cannot release it; somebody else must.", 403);
  if (now >= releaseBy) return refused("release-expired", `The run could be released until ${iso(releaseBy)}.`);
  const times = planned ? {} : { startAt: now, ...(!endGiven && { notAfter: notAfter + now - startAt }) };
  return { members: { ...times, state: "scheduled", releasedBy: caller, releasedAt: now }, kind: "run-released" };
}
