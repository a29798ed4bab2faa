// One key set: what is used now and next, the timeline, the keys with all they say of themselves, and the way to switch one.

import type { Keyset } from "trustframework-keys";
import { useEffect, useMemo, useState } from "preact/hooks";
import { readActiveKey } from "../../graph";
import { failureOf, type Failure } from "../../model/failure";
import { shortKid } from "../../model/keys";
import type { Row } from "../../model/rows";
import { listState, toList } from "../../route";
import { connection } from "../../state/connection";
import { review } from "../../state/selection";
import { now, reading, reread, rows } from "../../state/sets";
import { Failed } from "../failed";
import { Glyph, Id, Kid, Message } from "../parts";
import { PortalHelp } from "../portal-help";
import { Title } from "../title";
import { ReviewSheet } from "../screens";
import { Course } from "./course";
import { Keys } from "./keys";
import { byRelevance, isOld } from "./order";
import { Timeline } from "./timeline";

export function KeysetScreen({ id }: { id: string }) {
  const row = rows.value.find(({ set }) => set.id === id);
  useEffect(ReviewSheet.preload, []);
  return (
    <>
      <p class="crumb">
        <a href={toList()}>
          <Glyph name="back" />
          Key sets
        </a>
      </p>
      <Title title={id}>
        <Id id={id} />
      </Title>
      <Failed />
      {row ? <Details row={row} /> : <Missing id={id} />}
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
  return (
    <Message tone="warn">
      {connection.value?.tenant.name} has no key set named {id}.
    </Message>
  );
}

function Details({ row }: { row: Row }) {
  const { set, look } = row;
  const failure = useFresh(set.id);
  const elsewhere = useGraphsChoice(set, look.active);
  const [hasOld, setHasOld] = useState(false);
  // As the set was opened: a key that is switched stays where it is, and so does the focus.
  const kids = JSON.stringify(set.keys.map(({ kid }) => kid).sort());
  const order = useMemo(() => byRelevance(set.keys, look, now.peek()).map(({ kid }) => kid), [kids]);
  if (set.keys.length === 0)
    return (
      <>
        <Message tone="info">This key set has no keys, so nothing that needs it works.</Message>
        <PortalHelp id={set.id} />
      </>
    );
  const keys = order.flatMap((kid) => set.keys.find((key) => key.kid === kid) ?? []);
  const old = keys.filter((key) => isOld(key, look, now.value));
  const wanted = listState.value.key;
  const isShown = hasOld || old.some(({ kid }) => kid === wanted);
  const shown = isShown ? keys : keys.filter((key) => !old.includes(key));
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
          <Course row={row} />
          {elsewhere && (
            <Message tone="warn">
              Graph itself calls {shortKid(elsewhere)} active. Trust Graph: its rules may have changed.
            </Message>
          )}
          {look.usable.length === 1 && <p class="quiet">Only one key of this set is usable now.</p>}
        </section>
        <section class="card" aria-labelledby="timeline-title">
          <h2 id="timeline-title">Timeline</h2>
          <Timeline keys={shown} look={look} now={now.value} id={set.id} />
        </section>
      </div>
      {row.next.kind === "broken" && row.next.enable !== undefined && <Remedy id={set.id} kid={row.next.enable} />}
      {(row.isBroken || row.isSoon) && <PortalHelp id={set.id} />}
      <section aria-labelledby="keys-title">
        <h2 id="keys-title">Keys</h2>
        <Keys id={set.id} keys={shown} look={look} wanted={wanted} />
        {old.length > 0 && !isShown && (
          <button type="button" class="button" id="show-old" onClick={() => setHasOld(true)}>
            Show {old.length} old {old.length === 1 ? "key" : "keys"}
          </button>
        )}
      </section>
    </>
  );
}

/** The quickest way out of an outage. */
function Remedy({ id, kid }: { id: string; kid: string }) {
  return (
    <Message
      tone="warn"
      actions={
        <button
          type="button"
          class="button small primary"
          id="remedy"
          aria-haspopup="dialog"
          onClick={() => (review.value = [{ keysetId: id, keyId: kid, status: "enabled" }])}
        >
          Enable {shortKid(kid)}…
        </button>
      }
    >
      <Kid kid={kid} /> is disabled and within its dates: once it is enabled, the set has a usable key again.
    </Message>
  );
}

/** Reads the set again when its screen opens. */
function useFresh(id: string): Failure | undefined {
  const [failure, setFailure] = useState<Failure | undefined>();
  const from = connection.value;
  useEffect(() => {
    const leaving = new AbortController();
    reread(id, leaving.signal).then(
      () => setFailure(undefined),
      (error: unknown) => leaving.signal.aborted || setFailure(failureOf(error)),
    );
    return () => leaving.abort();
  }, [id, from]);
  return failure;
}

/** The kid of the key that Graph calls active, where that is another one than by the documented rule. */
function useGraphsChoice({ id }: Keyset, own: string | undefined): string | undefined {
  const [kid, setKid] = useState<string | undefined>();
  const from = connection.value;
  useEffect(() => {
    const leaving = new AbortController();
    setKid(own);
    if (own && from) {
      readActiveKey(from, id, leaving.signal).then(
        (key) => setKid(key.kid),
        // Only a second opinion: what failed here fails, and is told, where the set is read.
        () => undefined,
      );
    }
    return () => leaving.abort();
  }, [id, from, own]);
  return kid === own ? undefined : kid;
}
