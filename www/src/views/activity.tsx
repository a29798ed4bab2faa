// What was done in this tenant on this machine, each change with its requests; each can be undone, and all taken away as JSON or CSV.

import type { Entry } from "../model/activity";
import { asCsv, asJson, waited } from "../model/export";
import { hasStatus, opposite } from "../model/keys";
import { fileNameOf } from "../model/tenant";
import { entries } from "../state/activity";
import { connection } from "../state/connection";
import { review } from "../state/selection";
import { keysets } from "../state/sets";
import { exact, utc } from "../time";
import { Glyph, Id, Kid, Message, type Tone } from "./parts";
import { save } from "./save";
import { Title } from "./title";

export function Activity() {
  const list = entries.value;
  const from = connection.value;
  if (!from) return null;
  const name = `policy-key-activity-${fileNameOf(from.tenant)}`;
  return (
    <>
      <div class="title-row">
        <Title title="Activity" />
        <button
          type="button"
          class="button"
          id="export-json"
          disabled={list.length === 0}
          onClick={() => save(`${name}.json`, "application/json", asJson(list))}
        >
          Export JSON
        </button>
        <button
          type="button"
          class="button"
          id="export-csv"
          disabled={list.length === 0}
          onClick={() => save(`${name}.csv`, "text/csv", asCsv(list))}
        >
          Export CSV
        </button>
      </div>
      <p class="quiet">
        {from.kind === "sandbox"
          ? "Kept in this page alone, and gone with it, as the sandbox is."
          : `What was done in ${from.tenant.name} with this browser. Kept on this machine, without tokens, until you sign out.`}
      </p>
      {list.length === 0 ? (
        <Message tone="info">Nothing has been switched yet.</Message>
      ) : (
        <ol class="activity">
          {list.map((entry) => (
            <Item key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
    </>
  );
}

const OUTCOMES: Record<Entry["outcome"], { tone: Tone; words: string }> = {
  running: { tone: "info", words: "Running" },
  applied: { tone: "good", words: "Done" },
  failed: { tone: "bad", words: "Failed" },
  unknown: { tone: "warn", words: "Not known" },
  skipped: { tone: "info", words: "Not sent" },
};

/** No tick over an outage. */
function Outcome({ entry: { outcome, effect, status } }: { entry: Entry }) {
  const isOutage = outcome === "applied" && effect === "outage" && status === "disabled";
  const { tone, words } = isOutage ? { tone: "bad" as const, words: "Done, outage" } : OUTCOMES[outcome];
  return (
    <span class="pill" data-tone={tone}>
      <Glyph name={tone} />
      {words}
    </span>
  );
}

/** What was made can be taken back as long as the key still shows it. */
function isUndoable({ outcome, keysetId, keyId, status }: Entry): boolean {
  const key = keysets.value.find(({ id }) => id === keysetId)?.keys.find(({ kid }) => kid === keyId);
  return outcome === "applied" && key !== undefined && hasStatus(key, status);
}

function Item({ entry }: { entry: Entry }) {
  const { at, status, keyId, keysetId, outcome, note, requestId, attempts, tenant, account } = entry;
  const wait = waited(entry);
  const when = Date.parse(at);
  return (
    <li class="card item" data-outcome={outcome} data-kid={keyId}>
      <p class="item-head">
        <Outcome entry={entry} />
        <span>
          {status === "enabled" ? "Enable" : "Disable"} <Kid kid={keyId} /> of <Id id={keysetId} />
        </span>
        <time dateTime={at} title={utc(when)} class="quiet">
          {exact(when)}
        </time>
        {isUndoable(entry) && (
          <button
            type="button"
            class="button small"
            aria-haspopup="dialog"
            aria-label={`Undo: ${opposite(status) === "enabled" ? "enable" : "disable"} ${keyId}`}
            onClick={() => (review.value = [{ keysetId, keyId, status: opposite(status) }])}
          >
            Undo…
          </button>
        )}
      </p>
      {note && <p>{note}</p>}
      <p class="quiet request-id">
        {[tenant, account].filter(Boolean).join(", as ")}
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
          <Attempts entry={entry} />
        </details>
      )}
    </li>
  );
}

function Attempts({ entry: { attempts, keyId } }: { entry: Entry }) {
  return (
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
        {attempts.map((attempt) => (
          <tr key={`${attempt.phase}${attempt.attempt}`}>
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
  );
}
