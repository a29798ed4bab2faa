// One run: its times, and each change with when it was tried and why it failed.

import { CHANGE_WORDS, type Change, type Given, type Run } from "../../model/worker";
import { Id, Kid, Message, RequestId, Time } from "../parts";
import { usePages } from "./reading";
import { Pill } from "./runs";

export function RunDetails({ from, id }: { from: Given; id: string }) {
  const path = `runs/${encodeURIComponent(id)}?limit=50`;
  const { pages, isReading, failure, again, more } = usePages<Run>(from, path, "results");
  const run = pages.at(-1);
  return (
    <>
      {failure && (
        <Message
          tone="bad"
          role="alert"
          actions={
            <button type="button" class="button small" onClick={again}>
              Read again
            </button>
          }
        >
          {failure}
        </Message>
      )}
      {!run && isReading && <p class="quiet">Reading…</p>}
      {run && <Facts run={run} />}
      {run && (
        <ol class="activity run-changes">
          {pages
            .flatMap(({ results }) => results)
            .map((change) => (
              <Item key={change.index} change={change} />
            ))}
        </ol>
      )}
      {run?.next !== undefined && (
        <button type="button" class="button small" disabled={isReading} onClick={() => more(`&after=${run.next}`)}>
          Show more changes
        </button>
      )}
    </>
  );
}

function Facts({ run }: { run: Run }) {
  const times: [string, string | undefined][] = [
    ["Asked for", run.createdAt],
    ["Begins", run.startAt],
    ["Ended", run.endedAt],
    ["Given up at", run.endedAt === undefined ? run.notAfter : undefined],
    ["To be released by", run.releasedBy === undefined ? run.releaseBy : undefined],
  ];
  return (
    <dl class="members">
      {times.map(
        ([words, at]) =>
          at !== undefined && (
            <div key={words}>
              <dt>{words}</dt>
              <dd>
                <Time ms={Date.parse(at)} absent="" />
              </dd>
            </div>
          ),
      )}
      {run.releasedBy !== undefined && (
        <div>
          <dt>Released by</dt>
          <dd>{run.releasedBy}</dd>
        </div>
      )}
      <div>
        <dt>Run</dt>
        <dd>
          <code>{run.id}</code>
        </dd>
      </div>
    </dl>
  );
}

function Item({ change }: { change: Change }) {
  const { keysetId, keyId, status, state, tries, message, code, tried } = change;
  return (
    <li class="card item" data-kid={keyId} data-outcome={state}>
      <p class="item-head">
        <Pill words={CHANGE_WORDS[state] ?? ["info", state]} />
        <span>
          {status === "enabled" ? "Enable" : "Disable"} <Kid kid={keyId} /> of <Id id={keysetId} />
        </span>
      </p>
      {message && tried.length === 0 && (
        <p>
          {message} {code && `(${code})`}
        </p>
      )}
      {tried.length > 0 && (
        <table class="grid plain" aria-label={`Tries of ${keyId}`}>
          <thead>
            <tr>
              <th scope="col">Tried</th>
              <th scope="col">Took</th>
              <th scope="col">What came of it</th>
            </tr>
          </thead>
          <tbody>
            {tried.map((one) => (
              <tr key={one.at}>
                <td>
                  <Time ms={Date.parse(one.at)} absent="" />
                </td>
                <td>{Date.parse(one.endedAt) - Date.parse(one.at)} ms</td>
                <td>
                  {one.outcome}
                  {one.code && ` (${one.code})`}
                  {one.message && `: ${one.message}`}
                  <RequestId id={one.requestId} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {tries > tried.length && <p class="quiet">{tries} tries in all; the last ones are shown.</p>}
    </li>
  );
}
