// The runs of a tenant, newest first: state, when, by whom, what failed and why; each opens to its changes and their tries.

import { Fragment } from "preact";
import { useState } from "preact/hooks";
import { FILTERS, progress, RUN_WORDS, type Given, type Runs, type RunSummary } from "../../model/worker";
import { exact } from "../../time";
import { Glyph, Message, When, type Tone } from "../parts";
import { usePages } from "./reading";
import { RunDetails } from "./run";

export function RunList({ from }: { from: Given }) {
  const [state, setState] = useState("");
  return (
    <>
      <label class="field">
        <span>State</span>
        <select id="run-state" value={state} onChange={(event) => setState(event.currentTarget.value)}>
          {FILTERS.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <Listed key={state} from={from} state={state} />
    </>
  );
}

function Listed({ from, state }: { from: Given; state: string }) {
  const path = `runs?limit=50${state && `&state=${state}`}`;
  const { pages, at, isReading, failure, again, more } = usePages<Runs>(from, path, "runs");
  const runs = pages.flatMap((page) => page.runs);
  const next = pages.at(-1)?.next;
  return (
    <>
      {failure && (
        <Message tone="bad" role="alert">
          {failure}
        </Message>
      )}
      <div class="toolbar">
        <button type="button" class="button" id="read-runs" disabled={isReading} onClick={again}>
          Read again
        </button>
        <p class="quiet" role="status">
          {isReading
            ? "Reading…"
            : at > 0 && `${runs.length} ${runs.length === 1 ? "run" : "runs"}, as of ${exact(at)}`}
        </p>
      </div>
      {at > 0 && runs.length === 0 && <Message tone="info">There are no such runs.</Message>}
      {runs.length > 0 && (
        <table class="grid keys" aria-label={`Runs of ${from.tenant}`} role="table">
          <thead role="rowgroup">
            <tr role="row">
              {["State", "When", "By", "Changes, and what failed"].map((name) => (
                <th key={name} role="columnheader" scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {runs.map((run) => (
              <Row key={run.id} run={run} from={from} now={at} />
            ))}
          </tbody>
        </table>
      )}
      {next !== undefined && (
        <button
          type="button"
          class="button"
          id="more-runs"
          disabled={isReading}
          onClick={() => more(`&before=${next}`)}
        >
          Show older ones
        </button>
      )}
    </>
  );
}

function Row({ run, from, now }: { run: RunSummary; from: Given; now: number }) {
  const [isOpen, setIsOpen] = useState(false);
  const details = `run-${run.id}`;
  const { state, caller, reason, startAt, endedAt, message, why } = run;
  return (
    <Fragment>
      <tr role="row" data-run={run.id} data-state={state}>
        <th role="rowheader" scope="row">
          <button
            type="button"
            class="disclose"
            aria-expanded={isOpen}
            aria-controls={details}
            onClick={() => setIsOpen(!isOpen)}
          >
            <Glyph name="chevron" />
            <Pill words={RUN_WORDS[state] ?? ["info", state]} />
          </button>
        </th>
        <td role="cell" data-column="When">
          <span>
            <When ms={Date.parse(endedAt ?? startAt)} now={now} />
          </span>
        </td>
        <td role="cell" data-column="By">
          <span>
            {caller} <span class="sub">{reason}</span>
          </span>
        </td>
        <td role="cell" data-column="Changes">
          <span>
            {progress(run)}
            {(why ?? message) && <span class="sub bad">{[why, message].filter(Boolean).join(" ")}</span>}
          </span>
        </td>
      </tr>
      <tr role="row" class="details" id={details} hidden={!isOpen}>
        <td role="cell" colSpan={4}>
          {isOpen && <RunDetails from={from} id={run.id} />}
        </td>
      </tr>
    </Fragment>
  );
}

export function Pill({ words: [tone, words] }: { words: [Tone, string] }) {
  return (
    <span class="pill" data-tone={tone}>
      <Glyph name={tone} />
      {words}
    </span>
  );
}
