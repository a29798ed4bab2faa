// One key set: what is used now and next, the timeline, the keys with all they say of themselves, and the way to switch one.

import type { Key, KeyChange, Keyset } from "trustframework-keys";
import { useEffect, useState } from "preact/hooks";
import { readActiveKey } from "../graph";
import { activeOf, endOf, handovers, shortKid, startOf, stateOf, typeOf, useOf, warningsOf } from "../model/keys";
import { connection, failureOf, keysets, now, reading, reread, type Failure } from "../store";
import { iso, utc } from "../time";
import { Failed, Warnings } from "./keysets";
import { Copy, Glyph, Id, Kid, Message, State, Time } from "./parts";
import { SwitchDialog } from "./switch-dialog";
import { Timeline } from "./timeline";
import { Title } from "./title";

export function KeysetScreen({ id }: { id: string }) {
  const set = keysets.value.find((candidate) => candidate.id === id);
  const [asked, ask] = useState<KeyChange | undefined>();
  return (
    <>
      <p class="crumb">
        <a href="#/sets">
          <Glyph name="back" />
          Key sets
        </a>
      </p>
      <Title title={id}>
        <Id id={id} />
      </Title>
      <Failed />
      {set ? <Details set={set} ask={ask} /> : <Missing id={id} />}
      {asked && <SwitchDialog wish={asked} onClose={() => ask(undefined)} />}
    </>
  );
}

function Missing({ id }: { id: string }) {
  if (reading.value.phase === "failed") return null;
  if (reading.value.phase !== "ready")
    return (
      <p class="quiet" role="status">
        Reading the key sets…
      </p>
    );
  return <Message tone="warn">This tenant has no key set named {id}.</Message>;
}

type Ask = (wish: KeyChange) => void;

function Details({ set, ask }: { set: Keyset; ask: Ask }) {
  const failure = useFresh(set.id);
  const elsewhere = useGraphsChoice(set);
  const { keys, id } = set;
  const warnings = warningsOf(set, now.value);
  if (keys.length === 0) return <Message tone="info">This key set has no keys.</Message>;
  return (
    <>
      {failure && (
        <Message tone="warn" role="alert">
          This key set could not be read again, so what is shown may be old. {failure.text}
        </Message>
      )}
      <div class="cards">
        <section class="card" aria-labelledby="next-title">
          <h2 id="next-title">What is used, and when</h2>
          <Course keys={keys} />
          {elsewhere && (
            <Message tone="warn">
              Graph itself calls {shortKid(elsewhere)} active. Trust Graph: its rules may have changed.
            </Message>
          )}
          {warnings.length > 0 && <Warnings warnings={warnings} />}
        </section>
        <section class="card wide" aria-labelledby="timeline-title">
          <h2 id="timeline-title">Timeline</h2>
          <Timeline keys={keys} now={now.value} id={id} />
        </section>
      </div>
      <section aria-labelledby="keys-title">
        <h2 id="keys-title">Keys</h2>
        <Table id={id} keys={keys} ask={ask} />
      </section>
    </>
  );
}

/** Reads the set again when its screen opens. */
function useFresh(id: string): Failure | undefined {
  const [failure, fail] = useState<Failure | undefined>();
  const from = connection.value;
  useEffect(() => {
    const leaving = new AbortController();
    reread(id, leaving.signal).then(
      () => fail(undefined),
      (error: unknown) => leaving.signal.aborted || fail(failureOf(error)),
    );
    return () => leaving.abort();
  }, [id, from]);
  return failure;
}

/** The kid of the key that Graph calls active, where that is another one than by the documented rule. */
function useGraphsChoice({ id, keys }: Keyset): string | undefined {
  const [kid, know] = useState<string | undefined>();
  const from = connection.value;
  const own = activeOf(keys, now.value)?.kid;
  useEffect(() => {
    const leaving = new AbortController();
    know(own);
    if (own && from) {
      readActiveKey(from, id, leaving.signal).then(
        (key) => know(key.kid),
        // Only a second opinion: what failed here fails, and is told, where the set is read.
        () => undefined,
      );
    }
    return () => leaving.abort();
  }, [id, from, own]);
  return kid === own ? undefined : kid;
}

function Course({ keys }: { keys: Key[] }) {
  const active = activeOf(keys, now.value);
  return (
    <ol class="course">
      <li>
        <span class="course-when">Now</span>
        <span>
          {active ? (
            <>
              <Kid kid={active.kid} /> is used
            </>
          ) : (
            <strong class="bad">No key is usable: whatever needs this set fails</strong>
          )}
        </span>
      </li>
      {handovers(keys, now.value).map(({ at, key }) => (
        <li key={at}>
          <span class="course-when">
            <Time ms={at} absent="" />
          </span>
          <span>
            {key ? (
              <>
                <Kid kid={key.kid} /> takes over
              </>
            ) : (
              <span class="bad">No key is usable any more</span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

const COLUMNS = ["Key", "State", "Use", "Valid from", "Valid until", "Switch"];

function Table({ id, keys, ask }: { id: string; keys: Key[]; ask: Ask }) {
  return (
    <table class="grid keys" role="table" aria-label={`Keys of ${id}`}>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((column) => (
            <th key={column} role="columnheader" scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {keys.map((key) => (
          <KeyRow key={key.kid} id={id} one={key} keys={keys} ask={ask} />
        ))}
      </tbody>
    </table>
  );
}

function KeyRow({ id, one, keys, ask }: { id: string; one: Key; keys: Key[]; ask: Ask }) {
  const [open, toggle] = useState(false);
  const { kid } = one;
  const wanted = one.status === "disabled" ? "enabled" : "disabled";
  const verb = wanted === "enabled" ? "Enable" : "Disable";
  const details = `details-${kid}`;
  return (
    <>
      <tr role="row" data-kid={kid}>
        <th role="rowheader" scope="row" data-column="Key">
          <button
            type="button"
            class="disclose"
            aria-expanded={open}
            aria-controls={details}
            onClick={() => toggle(!open)}
          >
            <Glyph name="chevron" />
            <span class="visually-hidden">Details of </span>
            <Kid kid={kid} />
          </button>
        </th>
        <td role="cell" data-column="State">
          <State state={stateOf(one, keys, now.value)} />
        </td>
        <td role="cell" data-column="Use">
          {typeOf(one)} · {useOf(one)}
        </td>
        <td role="cell" data-column="Valid from">
          <Time ms={startOf(one)} absent="No start" />
        </td>
        <td role="cell" data-column="Valid until">
          <Time ms={endOf(one)} absent="No end" />
        </td>
        <td role="cell" data-column="Switch">
          <button
            type="button"
            class="button small"
            aria-haspopup="dialog"
            aria-label={`${verb} ${kid}`}
            onClick={() => ask({ keysetId: id, keyId: kid, status: wanted })}
          >
            {verb}
          </button>
        </td>
      </tr>
      <tr role="row" class="details" id={details} hidden={!open}>
        <td role="cell" colSpan={COLUMNS.length}>
          {open && <Members one={one} />}
        </td>
      </tr>
    </>
  );
}

/** Everything that Graph says of the key; the private members never get here. */
function Members({ one }: { one: Key }) {
  return (
    <dl class="members">
      {Object.entries(one).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <code>{typeof value === "string" ? value : JSON.stringify(value)}</code>
            {(name === "nbf" || name === "exp") && typeof value === "number" && (
              <span class="quiet">
                {" "}
                {utc(value * 1000)}, {iso(value * 1000)}
              </span>
            )}
            {name === "kid" && <Copy text={one.kid} what="the key id" />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
