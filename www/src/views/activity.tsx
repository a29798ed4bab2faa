// What was done since the page was opened, each change with its requests and waits; to be taken away as JSON or CSV.

import { asCsv, asJson, waited, type Entry } from "../model/activity";
import { entries } from "../store";
import { second, utc } from "../time";
import { Glyph, Id, Kid, Message, type Tone } from "./parts";
import { Title } from "./title";

export function Activity() {
  const list = entries.value;
  return (
    <>
      <div class="title-row">
        <Title title="Activity" />
        <button
          type="button"
          class="button"
          id="export-json"
          disabled={list.length === 0}
          onClick={() => save("policy-key-activity.json", "application/json", asJson(list))}
        >
          Export JSON
        </button>
        <button
          type="button"
          class="button"
          id="export-csv"
          disabled={list.length === 0}
          onClick={() => save("policy-key-activity.csv", "text/csv", asCsv(list))}
        >
          Export CSV
        </button>
      </div>
      <p class="quiet">Kept in this page alone, and gone with it.</p>
      {list.length === 0 ? (
        <Message tone="info">Nothing has been switched yet.</Message>
      ) : (
        <ol class="activity">
          {list.map((entry) => (
            <Item key={`${entry.at}${entry.keyId}${entry.clientRequestId}`} entry={entry} />
          ))}
        </ol>
      )}
    </>
  );
}

export const OUTCOMES: Record<Entry["outcome"], { tone: Tone; words: string }> = {
  applied: { tone: "good", words: "Applied" },
  failed: { tone: "bad", words: "Failed" },
  unknown: { tone: "warn", words: "Unknown" },
  skipped: { tone: "info", words: "Not sent" },
  cancelled: { tone: "info", words: "Cancelled" },
};

export function Outcome({ outcome }: { outcome: Entry["outcome"] }) {
  const { tone, words } = OUTCOMES[outcome];
  return (
    <span class="pill" data-tone={tone}>
      <Glyph name={tone} />
      {words}
    </span>
  );
}

function Item({ entry }: { entry: Entry }) {
  const { at, status, keyId, keysetId, outcome, note, requestId, attempts, where } = entry;
  const wait = waited(entry);
  return (
    <li class="card item">
      <p class="item-head">
        <Outcome outcome={outcome} />
        <span>
          {status === "enabled" ? "Enable" : "Disable"} <Kid kid={keyId} /> of <Id id={keysetId} />
        </span>
        <time dateTime={at} title={utc(Date.parse(at))} class="quiet">
          {second(Date.parse(at))}
        </time>
      </p>
      {note && <p>{note}</p>}
      <p class="quiet request-id">
        {where}
        {requestId && (
          <>
            {" · Request id "}
            <code>{requestId}</code>
          </>
        )}
      </p>
      {attempts.length > 0 && (
        <details>
          <summary>
            {attempts.length} {attempts.length === 1 ? "request" : "requests"}
            {wait > 0 && `, ${(wait / 1000).toFixed(1)} s of waiting`}
          </summary>
          <table class="grid plain" aria-label={`Requests for ${keyId}`}>
            <thead>
              <tr>
                <th scope="col">For</th>
                <th scope="col">Answer</th>
                <th scope="col">Took</th>
                <th scope="col">Then waited</th>
              </tr>
            </thead>
            <tbody>
              {attempts.map((attempt, index) => (
                <tr key={index}>
                  <td>{attempt.phase}</td>
                  <td>
                    {attempt.httpStatus ?? "none"}
                    {attempt.code && ` (${attempt.code})`}
                  </td>
                  <td>{Math.round(attempt.elapsedMs)} ms</td>
                  <td>{attempt.waitMs ? `${Math.round(attempt.waitMs)} ms` : "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </li>
  );
}

function save(name: string, type: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
