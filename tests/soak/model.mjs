// Says what a call must come to: an own reading of the contract, which shares no code with the package.
//
// Walks through a plan in simulated time. Where the contract leaves a draw to the package (a back-off), the draw is taken from what was
// seen and held against its bounds; where two things fall on the same millisecond, either may come first, and `match` tries both.

import { LONGEST_BODY, RETRIED } from "./answers.mjs";

const DEFAULTS = { timeoutMs: 60_000, attemptTimeoutMs: 10_000, tokenTimeoutMs: 300_000 };

// What is wrong with what was seen (a Player): an empty list when the plan allows it. Also gives what was expected.
export function match(plan, seen, startedAt) {
  let first;
  for (let turn = [], more = true; more; ) {
    const turns = [...turn];
    let used = 0;
    const either = () => ((turns[used] ??= false), turns[used++]);
    const walk = new Walk(plan, seen, startedAt, either);
    const wrong = walk.compare();
    if (wrong.length === 0) return { wrong, expected: walk.expected };
    first ??= { wrong, expected: walk.expected };
    // The next combination of choices, as a binary number counts.
    while (used > 0 && turns[used - 1]) used -= 1;
    more = used > 0;
    turn = [...turns.slice(0, used - 1), true];
  }
  return first;
}

// Thrown to leave the walk where the call ends.
class End {
  constructor(outcome) {
    Object.assign(this, outcome);
  }
}

class Walk {
  entries = [];
  events = [];
  // Milliseconds in asks for tokens, which count in no limit but their own.
  tokenMs = 0;
  wrong = [];
  #plan;
  #seen;
  #startedAt;
  #either;
  #limits;
  #now = 0;
  #asks = 0;
  #sends = 0;
  #token;
  #untouched = true;
  // The result that the caller was told of last.
  #told;

  constructor(plan, seen, startedAt, either) {
    this.#plan = plan;
    this.#seen = seen;
    this.#startedAt = startedAt;
    this.#either = either;
    this.#limits = { ...DEFAULTS, ...plan.options };
    this.#token = plan.source.token;
    try {
      this.#run();
    } catch (end) {
      if (!(end instanceof End)) throw end;
      this.expected = { at: this.#now, ...end, requests: this.#sends };
    }
  }

  #run() {
    const { invalid, abort, source } = this.#plan;
    // A signal that has fired counts after everything but the token.
    if (invalid?.argument === "token" && abort?.when === "before") this.#aborted();
    if (invalid)
      throw new End({ code: "invalid-argument", argument: invalid.argument, applied: false, retryable: false });
    if (abort?.when === "before") this.#aborted();
    const { maxAttempts, maxDelayMs } = this.#policy();
    let left = this.#limits.timeoutMs;
    let mayAskAgain = source.kind !== "string";
    for (let counted = 1; ; counted += 1) {
      if (Math.min(left, this.#limits.attemptTimeoutMs) <= 0) this.#failed({ code: "timeout", retryable: true });
      this.#ask(false);
      let { result, spent } = this.#attempt(left);
      left -= spent;
      // A wait that Graph asks for comes first, and without time left there is nothing to ask for.
      const throttled = result.retryable && result.asked !== undefined;
      if (mayAskAgain && !throttled && left > 0 && (result.status === 401 || result.claims)) {
        mayAskAgain = false;
        const before = this.#token;
        this.#tell(result, spent);
        this.#maybeAborted("event", this.events.length);
        try {
          this.#ask(!result.claims, result.claims);
        } catch (end) {
          // What the answer said stays.
          if (end instanceof End && end.code)
            throw new End({ ...end, httpStatus: result.status, requestId: result.requestId, claims: result.claims });
          throw end;
        }
        if (this.#token !== before) {
          ({ result, spent } = this.#attempt(left));
          left -= spent;
        }
      }
      if (result.ok) {
        this.#tell(result, spent);
        throw new End({ ok: true, requestId: result.requestId });
      }
      const { asked } = result;
      if (!result.retryable || counted >= maxAttempts) {
        this.#tell(result, spent);
        this.#failed({ ...result, retryAfterMs: result.retryable ? asked : undefined });
      }
      const wait = asked ?? this.#drawn(counted);
      if (wait > maxDelayMs || wait >= left) {
        this.#tell(result, spent);
        this.#failed({ ...result, retryAfterMs: wait });
      }
      if (this.#tell(result, spent, wait)) this.#maybeAborted("event", this.events.length);
      this.#pass(wait);
      left -= wait;
    }
  }

  #policy() {
    const { retry } = this.#plan.options;
    return retry === false ? { maxAttempts: 1, maxDelayMs: 0 } : { maxAttempts: 4, maxDelayMs: 30_000, ...retry };
  }

  // The wait after an attempt that failed, as the package drew it: from the upper half of 500 ms, doubled each time.
  #drawn(counted) {
    const longest = 500 * 2 ** (counted - 1);
    const next = this.#seen.entries[this.entries.length];
    const { at, error } = this.#seen.end;
    // No next attempt and no word of a wait: the call was aborted while it waited, so all that is known is that it was long enough.
    const told = this.#seen.events[this.events.length]?.waitMs;
    const drawn = next
      ? next.at - this.#now
      : (error?.retryAfterMs ?? told ?? Math.max(longest / 2, at - this.#now + 1));
    if (!(drawn >= longest / 2 && drawn <= longest))
      this.wrong.push(`a back-off of ${drawn} ms after attempt ${counted}`);
    return drawn;
  }

  #ask(forceRefresh, claims) {
    const { kind, asks } = this.#plan.source;
    if (kind === "string") return;
    const { how, token, latency } = asks[this.#asks];
    this.#asks += 1;
    this.entries.push({
      type: "ask",
      at: this.#now,
      claims,
      forceRefresh: kind === "function" ? forceRefresh : undefined,
    });
    this.#maybeAborted("ask", this.#asks);
    const limit = this.#limits.tokenTimeoutMs;
    const takes = how === "hangs" ? Infinity : how === "throws" ? 0 : latency;
    const began = this.#now;
    const late = this.#race(takes, limit);
    this.#pass(late ? limit : takes);
    this.tokenMs += this.#now - began;
    if (late) this.#failed({ code: "timeout", retryable: true });
    if (how !== "gives" && how !== "repeats") this.#failed({ code: "token", retryable: false });
    this.#token = token;
  }

  // Gives what came of it and how long it took.
  #attempt(left) {
    const exchange = this.#plan.exchanges.at(this.#sends);
    this.#sends += 1;
    this.entries.push({ type: "send", at: this.#now, token: this.#token });
    this.#maybeAborted("fetch", this.#sends);
    const limit = Math.min(left, this.#limits.attemptTimeoutMs);
    const began = this.#now;
    const result = this.#exchange(exchange, limit, began);
    this.#untouched &&= result.applied === false;
    return { result, spent: this.#now - began };
  }

  #exchange({ how, latency, answer, echoes }, limit, began) {
    if (how === "throws") return { code: "network", retryable: false };
    const takes = how === "hangs" ? Infinity : latency;
    if (this.#race(takes, limit)) {
      this.#pass(limit);
      return { code: "timeout", retryable: true };
    }
    this.#pass(takes);
    if (how === "rejects") return { code: "network", retryable: true };
    if (answer.form === "nonsense") return { code: "unexpected-response", retryable: false };
    const headers = this.#headers(answer, echoes);
    const { opaque, redirected } = answer;
    const status = opaque ? undefined : answer.status;
    const seen = this.#body(answer, began + limit);
    const result = { httpStatus: status, status, ...headers, requestId: headers.requestId ?? seen.requestId };
    if (seen.lost && status === 200) return { ...result, claims: undefined, code: seen.lost, retryable: true };
    if (answer.retryAfter) result.asked = this.#asked(answer, this.#startedAt + began + takes);
    return { ...result, ...judge(this.#plan.status, status, opaque || redirected, seen, headers.claims) };
  }

  #headers({ requestId, challenge, opaque }, echoes) {
    return { requestId: echoes ? "for Bearer [token]" : requestId, claims: opaque ? undefined : challenge?.claims };
  }

  // The wait that was asked for, in milliseconds. A date is measured by the server's clock when it was shown.
  #asked({ retryAfter: { form, seconds }, dateSkewMs }, answeredAt) {
    if (seconds === undefined) return undefined;
    if (form === "seconds" || dateSkewMs !== undefined) return seconds * 1000;
    const until = Math.floor(answeredAt / 1000) + seconds;
    const wait = Math.ceil(until - (this.#startedAt + this.#now) / 1000) * 1000;
    return wait > 0 ? wait : undefined;
  }

  // What a reader finds, which is nothing where the body does not come whole, in time, short enough and as JSON; `lost` is why it did not
  // come whole.
  #body({ status, opaque, redirected, content, delivery }, deadline) {
    if (opaque || redirected || !(status === 200 || status >= 400)) return {};
    const { by, of, pieces, each, end } = delivery;
    if (by === "none" || by === "throws") return {};
    let stopsBefore = false;
    const tooLong = content.text.length > LONGEST_BODY;
    if (by === "whole") return tooLong ? {} : content;
    this.#maybeAborted("body", this.#sends);
    let takes = pieces * each + (end === "hangs" ? Infinity : 0);
    if (by === "text") {
      takes = end === "hangs" ? Infinity : each;
    } else if (by === "liar" && pieces > 0) {
      takes = each;
      stopsBefore = true;
    } else {
      for (let n = 1; n <= pieces; n += 1) {
        if (Math.floor((content.text.length * n) / of) > LONGEST_BODY) {
          takes = n * each;
          stopsBefore = true;
          break;
        }
      }
    }
    const late = this.#race(takes, deadline - this.#now);
    this.#pass(late ? deadline - this.#now : takes);
    if (late) return { lost: "timeout" };
    if (end === "breaks" && !stopsBefore) return { lost: "network" };
    return tooLong || end !== "closes" || (by === "liar" && pieces > 0) ? {} : content;
  }

  // Whether the limit comes before the end of what takes so long.
  #race(takes, limit) {
    return takes === limit ? takes === Infinity || this.#either() : takes > limit;
  }

  // Lets time pass, unless the caller aborts meanwhile.
  #pass(milliseconds) {
    const { abort } = this.#plan;
    const at = abort?.when === "time" ? abort.at : Infinity;
    const until = this.#now + milliseconds;
    if (milliseconds > 0 && at >= this.#now && (at < until || (at === until && this.#either()))) {
      this.#now = at;
      this.#aborted();
    }
    this.#now = until;
  }

  #maybeAborted(place, n) {
    const { abort, listener } = this.#plan;
    if (abort?.when === place && abort.n === n && (place !== "event" || listener !== "none")) this.#aborted();
  }

  #aborted() {
    throw new End({ aborted: true });
  }

  #failed({ code, retryable, retryAfterMs, httpStatus, requestId, claims }) {
    throw new End({
      code,
      retryable,
      retryAfterMs,
      httpStatus,
      requestId,
      claims,
      applied: this.#untouched ? false : undefined,
    });
  }

  // Once for each result; gives whether this was it.
  #tell(result, elapsedMs, waitMs) {
    if (result === this.#told) return false;
    this.#told = result;
    const { httpStatus, code } = result;
    this.events.push({ attempt: this.#sends, httpStatus, code, elapsedMs, waitMs });
    return true;
  }

  compare() {
    const { wrong, expected } = this;
    const { end, entries, events } = this.#seen;
    const same = (what, found, wanted) => {
      if (!Object.is(found, wanted)) wrong.push(`${what}: ${String(found)} instead of ${String(wanted)}`);
    };
    same("asks and requests", entries.length, this.entries.length);
    this.entries.forEach((entry, n) => {
      for (const [key, value] of Object.entries(entry))
        if (entries[n]) same(`${entry.type} ${n}, ${key}`, entries[n][key], value);
    });
    if (this.#plan.listener !== "none" && !this.#plan.invalid) {
      same("events", events.length, this.events.length);
      this.events.forEach((event, n) => {
        for (const [key, value] of Object.entries(event))
          if (events[n]) same(`event ${n}, ${key}`, events[n][key], value);
      });
    }
    same("settled at", end.at, expected.at);
    if (expected.aborted) {
      same("reason", end.error, this.#seen.signal.reason);
    } else if (expected.ok) {
      same("outcome", end.error?.code ?? "success", "success");
      const { keysetId, keyId, status } = this.#plan;
      const wanted = {
        keysetId,
        keyId,
        status,
        attempts: expected.requests,
        verified: false,
        requestId: expected.requestId,
        clientRequestId: this.#seen.clientRequestId,
      };
      for (const [key, value] of Object.entries(wanted)) same(`receipt ${key}`, end.receipt?.[key], value);
    } else {
      same("outcome", end.error?.code ?? "success", expected.code);
      for (const key of ["argument", "applied", "retryable", "retryAfterMs", "httpStatus", "requestId", "claims"])
        same(key, end.error?.[key], expected[key]);
      same("attempts", end.error?.attempts, expected.requests);
    }
    return wrong;
  }
}

// What an answer means. `applied` is false only where Graph certainly left the key as it was.
function judge(asked, status, redirected, { shows, code }, claims) {
  if (redirected || (status >= 300 && status < 400)) return { code: "redirected", retryable: false };
  if (status === 204 || (status === 200 && shows === asked)) return { ok: true };
  if (status < 300) return { code: "unexpected-response", retryable: false };
  if (status >= 500) return { code: "unavailable", retryable: RETRIED.includes(status) };
  const applied = [408, 409, 429].includes(status) ? undefined : false;
  const named = { 401: "unauthorized", 403: "forbidden", 404: "not-found", 429: "throttled" }[status] ?? "rejected";
  if (code === "AADB2C95043") return { code: "throttled", retryable: true, applied, claims };
  return { code: named, retryable: status === 429 || code === "AADB2C95053", applied, claims };
}
