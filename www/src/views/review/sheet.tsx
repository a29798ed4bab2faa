// The one question before keys are switched, one or eighty: every key and what follows, in groups; whose tenant it is; and for what stops
// sign-ins, now or later, the tenant's name to type.

import type { KeyChange, Keyset } from "trustframework-keys";
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { isDialogOpen } from "../../connect/again";
import type { Connection } from "../../connect/connection";
import { readKeysets } from "../../graph";
import { consequencesOf, type Consequence } from "../../model/consequences";
import { failureOf, type Failure } from "../../model/failure";
import { count, nameOf } from "../../model/keys";
import { EFFECTS, isHarmful, reviewOf, type Line } from "../../model/review";
import { typedNameOf } from "../../model/tenant";
import { connection } from "../../state/connection";
import { notice } from "../../state/notice";
import { start } from "../../state/run";
import { isRunning, type Reviewed } from "../../state/running";
import { review, selected } from "../../state/selection";
import { reread } from "../../state/sets";
import { exact } from "../../time";
import { Expiry } from "../expiry";
import { Kid, Message, RequestId } from "../parts";
import { Running } from "../screens";
import { SignInAgain } from "../sign-in-again";
import { Export } from "./export";
import { Group } from "./group";
import { Preview } from "./preview";

/** More sets than these are read all at once. */
const FEW = 4;

export type Told = { line: Line; name: string; consequences: Consequence[] };

type Step =
  | { name: "reading" }
  | { name: "unreadable"; failure: Failure }
  | { name: "asking"; sets: Keyset[]; at: number };

export function ReviewSheet({ changes }: { changes: KeyChange[] }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const leaving = useRef(new AbortController());
  const [step, setStep] = useState<Step>({ name: "reading" });
  const [ticked, setTicked] = useState<ReadonlySet<string>>(
    () => new Set(changes.map(({ keysetId, keyId }) => nameOf(keysetId, keyId))),
  );
  const [typed, setTyped] = useState("");
  const told = useReview(step, changes, ticked);
  const id = useId();
  const from = connection.value;

  const read = () => {
    setStep({ name: "reading" });
    if (!from) return;
    readSets(from, changes, leaving.current.signal).then(
      (sets) => setStep({ name: "asking", sets, at: Date.now() }),
      (error: unknown) => leaving.current.signal.aborted || setStep({ name: "unreadable", failure: failureOf(error) }),
    );
  };
  useEffect(Running.preload, []);
  useEffect(() => {
    dialog.current?.showModal();
    // What follows is read and tabbed through from the title on; by itself the focus would go to the end, where the buttons are.
    title.current?.focus();
    isDialogOpen.value = true;
    read();
    // Another screen was chosen, by the browser's back button for one: nothing was sent, and the question goes.
    const close = () => dialog.current?.close();
    addEventListener("hashchange", close);
    return () => {
      removeEventListener("hashchange", close);
      isDialogOpen.value = false;
      leaving.current.abort();
    };
  }, []);

  if (!from) return null;
  const chosen = told?.filter(({ line, name }) => line.effect !== "refused" && ticked.has(name)) ?? [];
  const harmful = chosen.filter(({ line }) => isHarmful(line.effect));
  const word = typedNameOf(from.tenant);
  const isAllowed =
    !isRunning.value &&
    chosen.length > 0 &&
    (harmful.length === 0 || typed.trim().toLowerCase() === word.toLowerCase());
  const status = changes[0]?.status ?? "disabled";
  const verb = status === "enabled" ? "Enable" : "Disable";
  const only = changes.length === 1 ? changes[0] : undefined;
  const sets = new Set(changes.map(({ keysetId }) => keysetId)).size;

  const tick = (names: string[], isOn: boolean) => {
    const next = new Set(ticked);
    for (const name of names) isOn ? next.add(name) : next.delete(name);
    setTicked(next);
  };
  const go = () => {
    if (!isAllowed) return;
    const reviewed: Reviewed[] = chosen.map(({ line }) => ({ ...line.change, effect: line.effect }));
    dialog.current?.close();
    selected.value = new Set();
    notice.value = undefined;
    void start(from, reviewed);
  };

  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-what`}
      onClose={() => (review.value = undefined)}
    >
      <h2 id={`${id}-title`} ref={title} tabIndex={-1}>
        {verb} {only ? <Kid kid={only.keyId} /> : `${count(changes.length, "key")} of ${count(sets, "set")}`} in{" "}
        {from.tenant.name}?
      </h2>
      <p class="quiet">
        {from.account ? `as ${from.account}` : from.kind === "graph" ? "with a token" : "made-up keys"}
        <Expiry after=" · " /> · can be undone{changes.length > 1 && " key by key"}
      </p>
      <div class="dialog-body">
        {step.name === "unreadable" && <Unreadable failure={step.failure} />}
        {isRunning.value && (
          <Message tone="info">Another change is running. This one can go when that has ended.</Message>
        )}
        {from.access === "look" && (
          <Message tone="warn">
            The token that you use may look, and not switch: Microsoft Graph will refuse this. Sign in with the
            permission TrustFrameworkKeySet.ReadWrite.All.
          </Message>
        )}
        {step.name !== "unreadable" && !told && <p role="status">Reading what follows…</p>}
        <div id={`${id}-what`} class="review-groups">
          {told &&
            EFFECTS.map((effect) => (
              <Group
                key={effect}
                effect={effect}
                status={status}
                told={told.filter(({ line }) => line.effect === effect)}
                ticked={ticked}
                isSingle={changes.length === 1}
                onTick={tick}
              />
            ))}
        </div>
        {harmful.length > 0 && (
          <label class="field">
            <span>
              {harmful.length === chosen.length ? "This stops" : `${count(harmful.length, "key")} of these`}
              {harmful.length === chosen.length ? "" : harmful.length === 1 ? " stops" : " stop"} sign-ins. To{" "}
              {verb.toLowerCase()} {count(chosen.length, "key")} in {from.tenant.name} all the same, type{" "}
              <code>{word}</code>
            </span>
            <input
              id="override"
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
            />
          </label>
        )}
        {chosen.length > 0 && (
          <Preview
            changes={chosen.map(({ line }) => line.change)}
            isGuarded={!chosen.some(({ line }) => line.effect === "outage")}
          />
        )}
        <SignInAgain />
      </div>
      <div class="dialog-actions">
        {told && told.length > 1 && <Export told={told} ticked={ticked} />}
        <button type="button" class="button" id="review-cancel" onClick={() => dialog.current?.close()}>
          {told && chosen.length === 0 ? "Close" : "Cancel"}
        </button>
        {step.name === "unreadable" && step.failure.next !== "sign-in" && (
          <button type="button" class="button primary" onClick={read}>
            Read again
          </button>
        )}
        {told?.some(({ line }) => line.effect !== "refused") && (
          <button
            type="button"
            id="review-go"
            class={status === "disabled" ? "button danger" : "button primary"}
            disabled={!isAllowed}
            onClick={go}
          >
            {verb} {count(chosen.length, "key")}
            {harmful.length > 0 && " and stop sign-ins"}
          </button>
        )}
      </div>
    </dialog>
  );
}

/** Anew, since what is shown may be old. */
async function readSets(from: Connection, changes: KeyChange[], abort: AbortSignal): Promise<Keyset[]> {
  const ids = [...new Set(changes.map(({ keysetId }) => keysetId))];
  return ids.length <= FEW ? Promise.all(ids.map((id) => reread(id, abort))) : readKeysets(from, abort);
}

/** What follows, for what is ticked; looked at anew with each tick. */
function useReview(step: Step, changes: KeyChange[], ticked: ReadonlySet<string>): Told[] | undefined {
  const [told, setTold] = useState<Told[] | undefined>();
  const asked = useMemo(() => (step.name === "asking" ? step : undefined), [step]);
  useEffect(() => {
    if (!asked) return setTold(undefined);
    let isLate = false;
    void reviewOf(asked.sets, changes, ticked, asked.at).then((lines) => {
      if (!isLate)
        setTold(
          lines.map((line) => ({
            line,
            name: nameOf(line.change.keysetId, line.change.keyId),
            consequences: consequencesOf(line, asked.at, exact),
          })),
        );
    });
    return () => {
      isLate = true;
    };
  }, [asked, changes, ticked]);
  return told;
}

/** Another thing than a last usable key: what is not known cannot be overridden. */
function Unreadable({ failure }: { failure: Failure }) {
  return (
    <Message tone="bad" role="alert">
      <strong>The key set could not be read</strong>, so it cannot be told what would follow. Nothing was sent that
      changes anything. {failure.text}
      {failure.code && <span class="quiet"> ({failure.code})</span>}
      <RequestId id={failure.requestId} />
    </Message>
  );
}
