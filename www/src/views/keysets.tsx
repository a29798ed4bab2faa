// All key sets, with what matters of each at a glance. The ones in trouble come first.

import { signal } from "@preact/signals";
import type { Keyset } from "trustframework-keys";
import { memo } from "preact/compat";
import { activeOf, nextExpiry, usableOf, warningsOf, type Warning } from "../model/keys";
import { toSet } from "../route";
import { keysets, load, now, reading } from "../store";
import { Glyph, Id, Kid, Message, RequestId, Time } from "./parts";
import { Title } from "./title";

/** So many rows are drawn at first: a list of a thousand stays quick to search. */
const PAGE = 100;

const query = signal("");
const onlyWarned = signal(false);
const shown = signal(PAGE);

export function KeysetsScreen() {
  const { phase } = reading.value;
  return (
    <>
      <div class="title-row">
        <Title title="Key sets" />
        <button type="button" class="button" onClick={load} disabled={phase === "loading"}>
          Reload
        </button>
      </div>
      <Failed />
      {phase !== "failed" && <Search />}
      {keysets.value.length === 0 && phase !== "ready" ? phase !== "failed" && <Skeleton /> : <List />}
    </>
  );
}

export function Failed() {
  const state = reading.value;
  if (state.phase !== "failed") return null;
  const { text, code, requestId } = state.failure;
  return (
    <Message
      tone="bad"
      role="alert"
      actions={
        <>
          <button type="button" class="button small" onClick={load}>
            Retry
          </button>
          <a class="button small" href="#/connect">
            Connect
          </a>
        </>
      }
    >
      <strong>The key sets could not be read.</strong> {text}
      {code && <span class="quiet"> ({code})</span>}
      <RequestId id={requestId} />
    </Message>
  );
}

function Search() {
  const find = (text: string) => {
    query.value = text;
    shown.value = PAGE;
  };
  return (
    <div class="toolbar" role="search">
      <label class="search">
        <Glyph name="search" />
        <span class="visually-hidden">Search key sets and keys</span>
        <input
          type="search"
          id="search"
          placeholder="Search key sets and keys"
          value={query.value}
          onInput={(event) => find(event.currentTarget.value)}
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          id="only-warned"
          checked={onlyWarned.value}
          onChange={(event) => (onlyWarned.value = event.currentTarget.checked)}
        />
        Only with warnings
      </label>
    </div>
  );
}

type Row = { set: Keyset; warnings: Warning[] };

function matches({ id, keys }: Keyset, wanted: string): boolean {
  return id.toLowerCase().includes(wanted) || keys.some(({ kid }) => kid.toLowerCase().includes(wanted));
}

/** The worst first, then by name. */
function byUrgency(a: Row, b: Row): number {
  const weight = ({ warnings }: Row) => warnings.reduce((sum, { tone }) => sum + (tone === "bad" ? 100 : 1), 0);
  return weight(b) - weight(a) || a.set.id.localeCompare(b.set.id);
}

function List() {
  const wanted = query.value.trim().toLowerCase();
  const moment = now.value;
  const rows = rowsOf(keysets.value, moment).filter(
    ({ set, warnings }) => (!onlyWarned.value || warnings.length > 0) && (!wanted || matches(set, wanted)),
  );
  const all = keysets.value.length;
  return (
    <>
      <p class="quiet count" role="status">
        {rows.length === all ? `${all} key ${all === 1 ? "set" : "sets"}` : `${rows.length} of ${all} key sets`}
      </p>
      {rows.length === 0 ? (
        <Message tone="info">
          {all === 0
            ? "This tenant has no key sets. They are made in the Azure portal or with Graph."
            : "No key set matches. Try a part of its name or of a key id."}
        </Message>
      ) : (
        <table class="grid sets" role="table" aria-label="Key sets">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">
                Key set
              </th>
              <th role="columnheader" scope="col">
                Usable
              </th>
              <th role="columnheader" scope="col">
                Active key
              </th>
              <th role="columnheader" scope="col">
                Next expiry
              </th>
              <th role="columnheader" scope="col">
                Warnings
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows.slice(0, shown.value).map((row) => (
              <SetRow key={row.set.id} set={row.set} moment={moment} />
            ))}
          </tbody>
        </table>
      )}
      {rows.length > shown.value && (
        <button type="button" class="button" onClick={() => (shown.value += PAGE)}>
          Show {Math.min(PAGE, rows.length - shown.value)} more of {rows.length - shown.value}
        </button>
      )}
    </>
  );
}

/** Kept from keystroke to keystroke. */
let kept: { sets: Keyset[]; moment: number; rows: Row[] } | undefined;

function rowsOf(sets: Keyset[], moment: number): Row[] {
  if (kept?.sets !== sets || kept.moment !== moment) {
    kept = { sets, moment, rows: sets.map((set) => ({ set, warnings: warningsOf(set, moment) })).sort(byUrgency) };
  }
  return kept.rows;
}

const SetRow = memo(function SetRow({ set, moment }: { set: Keyset; moment: number }) {
  const usable = usableOf(set.keys, moment).length;
  const active = activeOf(set.keys, moment);
  return (
    <tr role="row" data-keyset={set.id}>
      <th role="rowheader" scope="row">
        <a href={toSet(set.id)}>
          <Id id={set.id} />
        </a>
      </th>
      <td role="cell" data-column="Usable">
        <span>
          <strong>{usable}</strong> of {set.keys.length}
        </span>
      </td>
      <td role="cell" data-column="Active key">
        {active ? <Kid kid={active.kid} /> : <span class="quiet">None</span>}
      </td>
      <td role="cell" data-column="Next expiry">
        <Time ms={nextExpiry(set.keys, moment)} absent={usable > 0 ? "Never" : "–"} />
      </td>
      <td role="cell" data-column="Warnings">
        <Warnings warnings={warningsOf(set, moment)} />
      </td>
    </tr>
  );
});

export function Warnings({ warnings }: { warnings: Warning[] }) {
  if (warnings.length === 0) return <span class="quiet">None</span>;
  return (
    <ul class="pills">
      {warnings.map(({ tone, text }) => (
        <li key={text} class="pill" data-tone={tone}>
          <Glyph name={tone} />
          {text}
        </li>
      ))}
    </ul>
  );
}

function Skeleton() {
  return (
    <>
      <p class="quiet count" role="status">
        Reading the key sets…
      </p>
      <div class="skeleton" aria-hidden="true">
        {[1, 2, 3, 4].map((row) => (
          <div key={row} />
        ))}
      </div>
    </>
  );
}
