// Many keys at once: chosen over all key sets, switched in one run that can be watched, cancelled and taken up again.

import { signal } from "@preact/signals";
import type { KeyChange, Keyset, KeyStatus } from "trustframework-keys";
import { cancel, run, start, type Run } from "../many";
import { endOf, shortKid, stateOf } from "../model/keys";
import { changesOf, effectsOf, leftOf, nameOf, undoOf, type Effect } from "../model/many";
import { connection, keysets, now, reading } from "../store";
import { Outcome } from "./activity";
import { Failed } from "./keysets";
import { Choice, Glyph, Id, Kid, Message, State } from "./parts";
import { Title } from "./title";

const PAGE = 40;

const query = signal("");
const chosen = signal<ReadonlySet<string>>(new Set());
const wanted = signal<KeyStatus>("disabled");
const shown = signal(PAGE);

connection.subscribe(() => (chosen.value = new Set()));

export function Many() {
  return (
    <>
      <Title title="Many keys" />
      <Failed />
      {run.value ? <Progress current={run.value} /> : <Choose />}
    </>
  );
}

function Choose() {
  const sets = keysets.value;
  const text = query.value.trim().toLowerCase();
  const found = text
    ? sets.filter(
        ({ id, keys }) => id.toLowerCase().includes(text) || keys.some(({ kid }) => kid.toLowerCase().includes(text)),
      )
    : sets;
  if (sets.length === 0)
    return (
      <p class="quiet" role="status">
        {reading.value.phase === "ready" ? "This tenant has no key sets." : "Reading the key sets…"}
      </p>
    );
  return (
    <>
      <p class="quiet">
        Choose keys of any key set. Keys of one set are switched one after another, and the guard refuses the last
        usable one of each.
      </p>
      <div class="toolbar">
        <label class="search">
          <Glyph name="search" />
          <span class="visually-hidden">Search key sets and keys</span>
          <input
            type="search"
            id="search-many"
            placeholder="Search key sets and keys"
            value={query.value}
            onInput={(event) => ((query.value = event.currentTarget.value), (shown.value = PAGE))}
            autocomplete="off"
            spellcheck={false}
          />
        </label>
        <button type="button" class="button" id="choose-expired" onClick={() => (chosen.value = expiredOf(found))}>
          Choose what is expired but enabled
        </button>
        <button
          type="button"
          class="button subtle"
          onClick={() => (chosen.value = new Set())}
          disabled={chosen.value.size === 0}
        >
          Choose none
        </button>
      </div>
      <div class="groups">
        {found.slice(0, shown.value).map((set) => (
          <Group key={set.id} set={set} />
        ))}
      </div>
      {found.length > shown.value && (
        <button type="button" class="button" onClick={() => (shown.value += PAGE)}>
          Show more of {found.length - shown.value} key sets
        </button>
      )}
      <Wish />
    </>
  );
}

function expiredOf(sets: Keyset[]): ReadonlySet<string> {
  return new Set(
    sets.flatMap(({ id, keys }) =>
      keys.filter((key) => key.status === "enabled" && now.value >= endOf(key)).map(({ kid }) => nameOf(id, kid)),
    ),
  );
}

function choose(names: string[], on: boolean): void {
  const next = new Set(chosen.value);
  for (const name of names) on ? next.add(name) : next.delete(name);
  chosen.value = next;
}

function Group({ set: { id, keys } }: { set: Keyset }) {
  const names = keys.map(({ kid }) => nameOf(id, kid));
  const count = names.filter((name) => chosen.value.has(name)).length;
  return (
    <fieldset class="card group">
      <legend>
        <label class="check">
          <input
            type="checkbox"
            checked={count > 0 && count === names.length}
            ref={(box) => {
              if (box) box.indeterminate = count > 0 && count < names.length;
            }}
            disabled={keys.length === 0}
            onChange={(event) => choose(names, event.currentTarget.checked)}
          />
          <span>
            <span class="visually-hidden">All keys of </span>
            <Id id={id} />
          </span>
        </label>
      </legend>
      {keys.map((key, index) => (
        <label key={key.kid} class="check key-choice">
          <input
            type="checkbox"
            data-kid={key.kid}
            checked={chosen.value.has(names[index]!)}
            onChange={(event) => choose([names[index]!], event.currentTarget.checked)}
          />
          <Kid kid={key.kid} />
          <State state={stateOf(key, keys, now.value)} />
        </label>
      ))}
    </fieldset>
  );
}

const STATUSES: [KeyStatus, string][] = [
  ["disabled", "Disable"],
  ["enabled", "Enable"],
];

/** Stays in sight: what the selection comes to, and the button. */
function Wish() {
  const changes = changesOf(keysets.value, chosen.value, wanted.value);
  const effects = effectsOf(keysets.value, changes, now.value);
  const idle = chosen.value.size - changes.length;
  const sets = new Set(changes.map(({ keysetId }) => keysetId)).size;
  const from = connection.value;
  return (
    <section class="card wish" aria-label="What will be done">
      {effects.length > 0 && <Effects effects={effects} />}
      <div class="wish-line">
        <Choice
          label="What to do"
          name="wanted"
          options={STATUSES}
          value={wanted.value}
          onChange={(status) => (wanted.value = status)}
        />
        <p role="status">
          {changes.length === 0 ? "Nothing to do" : `${count(changes.length, "key")} of ${count(sets, "set")}`}
          {idle > 0 && <span class="quiet"> ({idle} already so)</span>}
        </p>
        <button
          type="button"
          id="run"
          class={wanted.value === "disabled" ? "button danger" : "button primary"}
          disabled={changes.length === 0 || !from}
          onClick={() => from && begin(changes)}
        >
          {wanted.value === "disabled" ? "Disable" : "Enable"} {changes.length > 0 && changes.length}
        </button>
      </div>
    </section>
  );
}

/** More would push the button out of sight. */
const MOST = 4;

function Effects({ effects }: { effects: Effect[] }) {
  return (
    <ul class="consequences" aria-label="What will follow">
      {effects.slice(0, MOST).map((effect) => (
        <li key={effect.id} data-tone="warn">
          <Glyph name="warn" />
          <span>
            <Id id={effect.id} />:{" "}
            {effect.kind === "outage"
              ? "no usable key would be left, so the guard will refuse the last one"
              : `${shortKid(effect.to)} is used after this`}
          </span>
        </li>
      ))}
      {effects.length > MOST && (
        <li>
          <span />
          <span class="quiet">and {effects.length - MOST} more key sets</span>
        </li>
      )}
    </ul>
  );
}

function begin(changes: KeyChange[]): void {
  const from = connection.value;
  if (!from) return;
  chosen.value = new Set();
  void start(from, changes);
}

function Progress({ current }: { current: Run }) {
  const { changes, results, phase, failure } = current;
  const list = changes.map((one) => results.get(nameOf(one.keysetId, one.keyId)));
  const done = list.filter(Boolean).length;
  const tally = (outcome: string) => list.filter((result) => result?.outcome === outcome).length;
  const ended = list.filter((result) => result !== undefined);
  const [left, back] = phase === "done" ? [leftOf(ended), undoOf(ended)] : [[], []];
  return (
    <>
      <div class="card run">
        <label class="run-label">
          <span role="status">
            {phase === "done" ? "Finished" : phase === "cancelling" ? "Cancelling" : "Running"}: {done} of{" "}
            {changes.length}
          </span>
          <progress max={changes.length} value={done} />
        </label>
        <ul class="pills" aria-label="Outcomes so far">
          {(["applied", "failed", "unknown", "skipped"] as const)
            .filter((outcome) => tally(outcome) > 0)
            .map((outcome) => (
              <li key={outcome}>
                <Outcome outcome={outcome} /> {tally(outcome)}
              </li>
            ))}
        </ul>
        {failure && (
          <Message tone="bad" role="alert">
            {failure}
          </Message>
        )}
        {phase === "done" && tally("unknown") > 0 && (
          <Message tone="warn">
            Unknown: a request left, and nothing told how it ended. The list has been read again; trying again is safe.
          </Message>
        )}
        <div class="form-actions">
          {phase === "done" ? (
            <>
              {left.length > 0 && (
                <button type="button" id="retry-left" class="button primary" onClick={() => begin(left)}>
                  Retry what is left ({left.length})
                </button>
              )}
              {back.length > 0 && (
                <button type="button" id="undo-run" class="button" onClick={() => begin(back)}>
                  Undo what was applied ({back.length})
                </button>
              )}
              <button type="button" id="new-run" class="button" onClick={() => (run.value = undefined)}>
                Choose other keys
              </button>
            </>
          ) : (
            <button type="button" id="cancel-run" class="button" onClick={cancel} disabled={phase === "cancelling"}>
              Cancel
            </button>
          )}
        </div>
      </div>
      <ul class="results" aria-label="Each key">
        {changes.map((one, index) => {
          const result = list[index];
          return (
            <li key={nameOf(one.keysetId, one.keyId)} data-outcome={result?.outcome ?? "waiting"}>
              {result ? <Outcome outcome={result.outcome} /> : <span class="pill">Waiting</span>}
              <span>
                <Kid kid={one.keyId} /> of <Id id={one.keysetId} />
              </span>
              {result?.error && <span class="quiet">{result.error.message}</span>}
            </li>
          );
        })}
      </ul>
    </>
  );
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
