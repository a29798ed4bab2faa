// Says what was wrong with a call. Pure: of the fault, what was asked, what the caller saw, what arrived, and how the tenant then was.
//
// `seen` is `{ how: "resolved" | "rejected" | "pending", ms, httpStatus, saysUntouched, leaks }`; `arrived` are the writes in order,
// `{ segments, status, at, endedAt }` with times since the call began; `elsewhere` are the tokens that came to another origin; `changed`
// is whether the key now has the status that was asked for.

// How much later than the abort a call may end, and how much earlier than asked a request may come: clocks count whole milliseconds.
const PROMPT_MS = 1000;
const CLOCK_MS = 2;

// Gives the verdicts, the worst first; "ok" alone when there is nothing to say.
export function judge(fault, { change, seen, arrived, elsewhere = [], changed }) {
  const verdicts = [
    truth(fault, seen, changed),
    arrived.some(({ segments }) => !same(segments, [change.keysetId, change.keyId])) && "another resource",
    arrived.some(({ status }) => status !== "enabled" && status !== "disabled") && "wrong value sent",
    (seen.leaks.length > 0 || elsewhere.length > 0) && "leaks token",
    early(fault, arrived) && "early",
    fault.abortAtMs !== undefined ? aborted(fault, seen, arrived) : unended(fault, seen),
    fault.curable && seen.how === "rejected" && "gives up",
    statusLost(fault, seen) && "status lost",
  ].filter(Boolean);
  if (verdicts.length > 0) return verdicts;
  return [fault.mayRefuse && seen.how === "rejected" ? "refuses" : "ok"];
}

function truth({ saysDone }, seen, changed) {
  if (seen.how === "resolved" && !changed) return "LIES: success";
  if (seen.how === "rejected" && changed && (saysDone || seen.saysUntouched)) return "LIES: failure";
  return undefined;
}

const same = (some, others) => some.length === others.length && some.every((value, index) => value === others[index]);

// From the end of each answer to the next request.
function early({ waitMs, until }, arrived) {
  return arrived.some(({ at }, index) => {
    if (index === 0) return false;
    const notBefore = until ?? (waitMs === undefined ? 0 : arrived[index - 1].endedAt + waitMs);
    return at < notBefore - CLOCK_MS;
  });
}

// Who was told to wait longer than anybody watched may still be waiting.
function unended({ waitMs }, seen) {
  if (seen.how !== "pending") return undefined;
  return waitMs > seen.ms ? "asleep" : "hangs";
}

function aborted({ abortAtMs, inWait }, seen, arrived) {
  if (inWait && seen.how === "rejected" && seen.ms < abortAtMs) return "no retry";
  const over = abortAtMs + PROMPT_MS;
  const sentAfterwards = arrived.some(({ at }) => abortAtMs === 0 || at > over);
  if (seen.how !== "rejected" || sentAfterwards) return "ignores abort";
  return seen.ms > over && "late";
}

function statusLost({ httpStatus }, seen) {
  return httpStatus !== undefined && seen.how === "rejected" && seen.httpStatus !== httpStatus;
}
