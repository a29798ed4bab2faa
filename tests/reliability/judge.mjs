// Whether a host showed what a case expects. Sends nothing and waits for nothing: what was seen goes in, what is wrong comes out.
//
// `expect` of a case:
//   saw       "ok", an error's code, or "abort": rejected with the very reason of the signal
//   requests  PATCH requests that arrived under the case's name; a number, or [least, most]. With a `fetch` option: the calls of it
//   calls     how often fetch was called, in the same way; as many as `requests` unless given
//   waits     [least, most] of each wait that was announced, in milliseconds
//   error     members of the error; `undefined` must be absent, a RegExp must match
//   cause     members of what is said of its cause, or null for none
//   receipt   members of the receipt
//   asks      what the token source was asked, a part of each
//   tokens    the names of the tokens that were sent, in turn
//   obeyed    true: the second call came no earlier than the date that the first answer's Retry-After gave
//   took      the least until the promise settled, in milliseconds of the case. A busy machine may be late, by ten real seconds
//   notes     what the fetch option noted
//   key       the key's status in the tenant afterwards
//   ended     how the last exchange ended for the emulator, one of these
//   and       what the other call saw, and whether it was sent again

// How late a call may be.
const LATE = 250_000;

// `arrived` are the journal's entries for this case, `tenant` the statuses of its keys afterwards.
export function judge(test, host, seen, { arrived, tenant }) {
  const expect = { ...test.expect, ...test.differs?.find(({ in: hosts }) => hosts.includes(host))?.expect };
  const problems = [...(seen.problems ?? [])];
  const check = (what, actual, wanted) => {
    if (!fits(actual, wanted)) problems.push(`${what}: expected ${show(wanted)}, got ${show(actual)}`);
  };
  const patches = arrived.filter(({ method, id }) => method === "PATCH" && !id?.endsWith("-other"));
  const requests = test.fetch ? seen.calls?.length : patches.length;
  const calls = expect.calls ?? (Array.isArray(expect.requests) ? undefined : expect.requests);
  const cell = `${seen.saw} ${requests}${seen.second ? ` + ${seen.second.saw} ${seen.second.attempts}` : ""}`;
  if (seen.calls === undefined) return { cell, problems: [`saw ${seen.saw}`, ...problems] };

  check("saw", seen.saw, expect.saw);
  if (Array.isArray(expect.requests)) within("requests", requests, expect.requests);
  else check("requests", requests, expect.requests);
  if (Array.isArray(calls)) within("calls of fetch", seen.calls.length, calls);
  else if (calls !== undefined) check("calls of fetch", seen.calls.length, calls);
  const strays = arrived.filter(({ method }) => method !== "PATCH" && method !== "OPTIONS");
  if (strays.length > 0)
    problems.push(`other requests arrived: ${strays.map(({ method, url }) => `${method} ${url}`).join(", ")}`);

  events();
  if (seen.saw === "ok") receipt();
  else if (seen.fields) error();
  if (expect.asks) {
    check("asks", seen.asks.length, expect.asks.length);
    expect.asks.forEach((ask, at) => members("ask", seen.asks[at] ?? {}, ask));
  }
  for (const { scopes, signal, rest } of seen.asks) {
    check(
      "scopes",
      scopes,
      test.options?.cloud === "china"
        ? ["https://microsoftgraph.chinacloudapi.cn/.default"]
        : ["https://graph.microsoft.com/.default"],
    );
    check("the source's signal", [signal, rest], [true, []]);
  }
  if (test.options?.clientRequestId !== false)
    check("calls without a client request id", seen.calls.filter(({ named }) => !named).length, 0);
  if (expect.tokens)
    check(
      "tokens",
      seen.calls.map(({ token }) => token),
      expect.tokens,
    );
  if (expect.notes) check("notes", seen.notes, expect.notes);
  if (expect.obeyed) {
    const date = patches[0]?.planned.headers["retry-after"];
    check("not before the date", seen.calls[1]?.date >= Date.parse(date.endsWith("GMT") ? date : `${date} GMT`), true);
  }
  if (expect.took !== undefined) within("milliseconds", Math.round(seen.took), [expect.took, expect.took + LATE]);
  check(
    "the key",
    tenant.key,
    expect.key ??
      (test.fetch
        ? "enabled"
        : seen.saw === "ok"
          ? (test.status ?? "disabled")
          : seen.fields?.applied === false
            ? "enabled"
            : tenant.key),
  );
  if (expect.ended && !expect.ended.includes(patches.at(-1)?.ended))
    problems.push(`the last exchange ended as ${patches.at(-1)?.ended}`);
  const open = arrived.filter(({ ended }) => ended === null);
  if (open.length > 0) problems.push(`${open.length} exchanges are still under way`);
  if (expect.and) {
    const { saw, attempts } = seen.second;
    members("the other call", { saw, again: attempts > 1 }, expect.and);
    check("the other key", tenant.other, saw === "ok" ? "disabled" : "enabled");
  }
  return { cell, problems };

  // One for each request, numbered, and no wait undercut.
  function events() {
    const { events, calls } = seen;
    if (seen.saw !== "abort" && test.optionsAs !== "none") check("events", events.length, calls.length);
    const waits = events.filter(({ waitMs }) => waitMs !== undefined).map(({ waitMs }) => waitMs);
    if (expect.waits) {
      check("waits", waits.length, expect.waits.length);
      expect.waits.forEach((range, at) => within("wait", waits[at], range));
    }
    events.forEach((event, at) => {
      const { phase, attempt, elapsedMs, waitMs, clientRequestId } = event;
      check("event", [phase, attempt, Number.isInteger(elapsedMs) && elapsedMs >= 0], ["patch", at + 1, true]);
      if (clientRequestId !== undefined && test.options?.clientRequestId === undefined)
        check("client request id", /^r\d+$/.test(clientRequestId), true);
      const next = calls[at + 1]?.at;
      if (waitMs !== undefined && next !== undefined && next - event.at < waitMs - 1)
        problems.push(`a wait of ${waitMs} ms was cut to ${next - event.at}`);
      if (waitMs === undefined && next !== undefined && event.httpStatus !== 401 && event.httpStatus !== 403)
        problems.push("a wait was not told");
    });
    const last = events.at(-1);
    if (last && seen.saw === "ok") check("last event's code", last.code, undefined);
    if (last && seen.fields && seen.fields.code === last.code)
      check("last event's status", last.httpStatus, seen.fields.httpStatus);
    (expect.events ?? []).forEach((event, at) => members("event", events[at] ?? {}, event));
  }

  function receipt() {
    const { keysetId, keyId, status, attempts, verified, ...rest } = seen.receipt ?? {};
    check(
      "receipt",
      [/^r\d+$/.test(keysetId), keyId, status, attempts, verified],
      [true, test.keyId ?? "key", test.status ?? "disabled", seen.calls.length, false],
    );
    check(
      "more of the receipt",
      Object.keys(rest).every((key) => key === "requestId" || key === "clientRequestId"),
      true,
    );
    members("receipt", seen.receipt ?? {}, expect.receipt ?? {});
  }

  function error() {
    const { fields } = seen;
    const known = [
      "message",
      "code",
      "httpStatus",
      "graphCode",
      "graphMessage",
      "requestId",
      "clientRequestId",
      "keysetId",
      "keyId",
      "outcome",
      "correlationId",
      "date",
      "retryAfterMs",
      "attempts",
      "retryable",
      "applied",
      "argument",
      "claims",
      "correlationId",
      "keysetId",
      "keyId",
      "outcome",
    ];
    check(
      "unknown members",
      Object.keys(fields).filter((key) => !known.includes(key)),
      [],
    );
    check("retryable's type", typeof fields.retryable, "boolean");
    check("attempts", fields.attempts, seen.calls.length);
    if (fields.message.length < 20 || !/[.!?]"?\.?$/.test(fields.message))
      problems.push(`no sentence: ${fields.message}`);
    members("error", fields, expect.error ?? {});
    if (expect.cause === null) check("cause", seen.cause, undefined);
    else if (expect.cause) members("cause", seen.cause ?? {}, expect.cause);
  }

  function members(what, actual, wanted) {
    for (const [key, value] of Object.entries(wanted)) check(`${what}.${key}`, actual[key], value);
  }

  function within(what, actual, [least, most]) {
    if (!(actual >= least && actual <= most)) problems.push(`${what}: expected ${least} to ${most}, got ${actual}`);
  }
}

const fits = (actual, wanted) =>
  wanted instanceof RegExp ? typeof actual === "string" && wanted.test(actual) : show(actual) === show(wanted);
const show = (value) => (value instanceof RegExp ? String(value) : (JSON.stringify(value) ?? "nothing"));
