// The commands. Each gives the exit code.

import {
  type BulkReport,
  buildPatchRequest,
  type KeyChange,
  type KeyStatus,
  patchKeyStatuses,
} from "trustframework-keys";
import { type CommandName, type Options, type Parsed, secondsOf } from "./arguments.ts";
import { isTerminal } from "./ask.ts";
import { leftOf, readChanges } from "./changes.ts";
import { codeOf, EXIT, explain, hintOf, wrongUse } from "./exit.ts";
import { note, print, printJson, tell, type Tone } from "./output.ts";
import { confirm } from "./preview.ts";
import { progress } from "./progress.ts";
import { lookAt, nextOf, readSet, readSets, seconds, stateOf } from "./reading.ts";
import { begin, placeOf, type Session } from "./session.ts";
import { moment, table } from "./table.ts";

export type Command = (given: Parsed & { signal: AbortSignal }) => Promise<number>;

export const COMMANDS: Record<CommandName, Command> = {
  keysets: reading(async (session, { options }) => {
    const sets = await readSets(session);
    if (options.json) return (printJson(sets), EXIT.good);
    const now = seconds();
    const looked = await Promise.all(sets.map(lookAt));
    const rows = looked.map(({ set, look }) => [set.id, look.active ?? "", nextOf(look, now)]);
    print(table(["key set", "key in use", "next"], rows, process.stdout.columns));
    return EXIT.good;
  }),

  keys: reading(async (session, { words, options }) => {
    const set = await readSet(session, words[0] as string);
    if (options.json) return (printJson([set]), EXIT.good);
    const now = seconds();
    const { look } = await lookAt(set);
    const rows = set.keys.map((key) => {
      const bound = (name: "nbf" | "exp") => (key.unreadable?.includes(name) ? "unreadable" : moment(key[name], now));
      return [key.kid, key.use ?? "", stateOf(key, look, now), bound("nbf"), bound("exp")];
    });
    print(table(["key", "use", "state", "from", "until"], rows, process.stdout.columns));
    return EXIT.good;
  }),

  outlook: reading(async (session, { words, options }) => {
    const within = secondsOf(options.within ?? "30d");
    const sets = words.length === 0 ? await readSets(session) : await inTurn(words, (id) => readSet(session, id));
    const now = seconds();
    const looked = await Promise.all(sets.map(lookAt));
    const isBad = ({ state, runsOutAt = Infinity }: (typeof looked)[number]["look"]) =>
      state === "unusable" || (state === "runs-out" && runsOutAt <= now + within);
    if (options.json) printJson(looked.map(({ set, look }) => ({ id: set.id, ...look })));
    else {
      const first = ({ state, runsOutAt = Infinity }: (typeof looked)[number]["look"]) =>
        state === "unusable" ? -2 : state === "unknown" ? -1 : runsOutAt;
      const sorted = looked.toSorted(
        (a, b) => Number(first(a.look) > first(b.look)) - Number(first(a.look) < first(b.look)),
      );
      const rows = sorted.map(({ set, look }) => [set.id, look.state, nextOf(look, now, now + within)]);
      print(table(["key set", "state", "next"], rows, process.stdout.columns));
    }
    if (looked.some(({ look }) => isBad(look))) return EXIT.bad;
    return looked.some(({ look }) => look.state === "unknown") ? EXIT.unclear : EXIT.good;
  }),

  enable: (given) => change(given, changesOf(given, "enabled")),
  disable: (given) => change(given, changesOf(given, "disabled")),

  async run(given) {
    const { words, options, signal } = given;
    const file = words[0] === undefined ? undefined : await readChanges(words[0], signal);
    const report = options.continue === undefined ? undefined : await readChanges(options.continue, signal);
    const changes = report ? leftOf(report, file) : (file ?? []);
    return change(
      given,
      changes.map(({ keysetId, keyId, status }) => ({ keysetId, keyId, status })),
    );
  },
};

// A command that reads, and says what a person should know of a refusal.
function reading(command: (session: Session, given: Parsed & { signal: AbortSignal }) => Promise<number>): Command {
  return async (given) => {
    const { options, signal } = given;
    if (options.within !== undefined) secondsOf(options.within);
    try {
      return await command(await begin(options, signal), given);
    } catch (error) {
      hint(error, options);
      throw error;
    }
  };
}

function hint(error: unknown, { az = false }: Options): void {
  const text = hintOf(error, az);
  if (text) tell(text, "yellow");
}

async function inTurn<Given, Made>(list: Given[], make: (one: Given) => Promise<Made>): Promise<Made[]> {
  const made: Made[] = [];
  for (const one of list) made.push(await make(one));
  return made;
}

const changesOf = ({ words: [keysetId = "", ...kids] }: Parsed, status: KeyStatus): KeyChange[] =>
  kids.map((keyId) => ({ keysetId, keyId, status }));

async function change(
  { command, options, signal }: Parsed & { signal: AbortSignal },
  changes: KeyChange[],
): Promise<number> {
  const requests = await requestsOf(changes, options);
  if (options["dry-run"]) return showRequests(requests, options);
  const mustAsk = command !== "enable" && !options.yes && changes.length > 0;
  if (mustAsk && !isTerminal())
    throw wrongUse(
      `${command} asks before it changes anything, and there is no terminal: look with --dry-run, then add --yes.`,
    );
  if (changes.length === 0) tell("Nothing is left to do.");
  const guard = !options["no-guard"];
  const report = changes.length === 0 ? NOTHING : await carryOut(mustAsk);
  if (options.json) printJson(report);
  else showReport(report);
  hint(report.stoppedBy, options);
  return codeOf(report);

  async function carryOut(asks: boolean): Promise<BulkReport> {
    try {
      const session = await begin(options, signal);
      if (asks) await confirm(session, changes, guard, signal);
      const { end, ...listeners } = progress(changes.length);
      const { onAttempt, ...common } = session.options;
      try {
        return await patchKeyStatuses(changes, session.token, {
          ...common,
          ...listeners,
          guard,
          verify: !options["no-verify"],
        });
      } finally {
        end();
      }
    } catch (error) {
      hint(error, options);
      throw error;
    }
  }
}

const NOTHING: BulkReport = { results: [], applied: 0, failed: 0, unknown: 0, skipped: 0, aborted: false };

interface Shown {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

// The package finds what is wrong with an id or an option; nothing is sent, and no token is needed.
function requestsOf(changes: KeyChange[], options: Options): Promise<Shown[]> {
  return inTurn(changes, async ({ keysetId, keyId, status }) => {
    const place = { ...placeOf(options), clientRequestId: "none" };
    const request = (await buildPatchRequest(keysetId, keyId, status, "none", place)) as Request;
    const headers = {
      ...Object.fromEntries(request.headers),
      authorization: "Bearer [token]",
      "client-request-id": "[a fresh GUID]",
    };
    return { method: request.method, url: request.url, headers, body: await request.text() };
  });
}

function showRequests(requests: Shown[], options: Options): number {
  if (options.json) printJson(requests);
  for (const { method, url, headers, body } of options.json ? [] : requests) {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    print(`${[`${method} ${url}`, ...lines].join("\n")}\n\n${body}\n\n`);
  }
  tell("Nothing was sent.");
  return EXIT.good;
}

const TONES: Record<string, Tone> = { applied: "green", failed: "red", unknown: "yellow", skipped: "yellow" };
// Of a longer run only what is not applied is listed.
const MOST_LINES = 50;

function showReport({ results, applied, failed, unknown, skipped, aborted, stoppedBy }: BulkReport): void {
  const isLong = results.length > MOST_LINES;
  const listed = isLong ? results.filter(({ outcome, error }) => outcome !== "applied" || error) : results;
  const rows = listed.map(({ keysetId, keyId, status, outcome, receipt, error }) => {
    const id = receipt?.requestId ?? error?.requestId ?? "";
    return [{ text: outcome, tone: TONES[outcome] }, keysetId, keyId, status, id];
  });
  if (rows.length > 0)
    print(table(["outcome", "key set", "key", "wanted", "request id"], rows, process.stdout.columns));
  const counts = Object.entries({ applied, failed, unknown, skipped }).filter(([, count]) => count > 0);
  if (results.length > 0) print(`${counts.map(([name, count]) => `${count} ${name}`).join(", ")}\n`);
  for (const { keysetId, keyId, error } of results)
    if (error && error !== stoppedBy) note(`${keysetId} ${keyId}: ${explain(error)}`);
  if (stoppedBy) note(`The run stopped. ${explain(stoppedBy)}`);
  if (aborted) tell("Stopped by you. To go on, do the same again: what is applied stays so.");
}
