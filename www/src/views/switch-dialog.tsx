// The question before a key is switched: what will follow, the exact request, and, for the last usable key, the name of its set to type.

import type { AttemptEvent, Key, KeyChange } from "trustframework-keys";
import { useEffect, useRef, useState } from "preact/hooks";
import { isDialogOpen } from "../connect/again";
import { forecast, type Forecast } from "../model/consequences";
import { connection, failureOf, keysets, reread, type Failure } from "../store";
import { announce, switchKey } from "../switch";
import { day } from "../time";
import { Glyph, Id, Kid, Message, RequestId } from "./parts";
import { Preview } from "./preview";
import { SignInAgain } from "./sign-in-again";

type Step =
  | { name: "reading" }
  | { name: "unreadable"; failure: Failure }
  | { name: "asking"; keys: Key[] }
  | { name: "running"; keys: Key[]; attempt?: AttemptEvent }
  | { name: "failed"; keys: Key[]; failure: string; requestId?: string };

export function SwitchDialog({ wish, onClose }: { wish: KeyChange; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const running = useRef(new AbortController());
  const [step, go] = useState<Step>({ name: "reading" });
  const [typed, type] = useState("");
  const { keysetId, keyId, status } = wish;
  const verb = status === "enabled" ? "Enable" : "Disable";

  const read = () => {
    go({ name: "reading" });
    reread(keysetId, running.current.signal).then(
      (keys) => go({ name: "asking", keys }),
      (error: unknown) => running.current.signal.aborted || go({ name: "unreadable", failure: failureOf(error) }),
    );
  };
  useEffect(() => {
    dialog.current?.showModal();
    isDialogOpen.value = true;
    read();
    return () => {
      isDialogOpen.value = false;
      running.current.abort();
    };
  }, []);

  const keys = "keys" in step ? step.keys : undefined;
  const said = keys && forecast(keys, keyId, status, Date.now(), day);
  const outage = said?.kind === "change" && said.outage;
  const isAllowed = said?.kind === "change" && (!outage || typed === keysetId);

  const start = async () => {
    const from = connection.value;
    if (!from || !keys || !isAllowed) return;
    go({ name: "running", keys });
    const onAttempt = (attempt: AttemptEvent) => go({ name: "running", keys, attempt });
    const ended = await switchKey(from, wish, { guard: !outage, signal: running.current.signal, onAttempt });
    if (ended.entry.outcome === "applied" || ended.entry.outcome === "cancelled") {
      announce(from, ended, wish);
      dialog.current?.close();
    } else {
      const unknown =
        ended.entry.outcome === "unknown" ? " Whether it took effect is not known; trying again is safe." : "";
      const fresh = keysets.value.find(({ id }) => id === keysetId)?.keys ?? keys;
      go({
        name: "failed",
        keys: fresh,
        failure: `${ended.failure ?? ""}${unknown}`,
        requestId: ended.entry.requestId,
      });
    }
  };
  const cancel = () =>
    step.name === "running"
      ? running.current.abort(new DOMException("Cancelled", "AbortError"))
      : dialog.current?.close();

  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="switch-title"
      onClose={onClose}
      onCancel={(event) => {
        event.preventDefault();
        cancel();
      }}
    >
      <h2 id="switch-title">
        {verb} <Kid kid={keyId} />?
      </h2>
      <p class="quiet">
        <Id id={keysetId} />
      </p>
      <div class="dialog-body">
        {step.name === "reading" && <p role="status">Reading the key set…</p>}
        {step.name === "unreadable" && <Unreadable failure={step.failure} />}
        {said && <Consequences said={said} />}
        {outage && step.name !== "running" && (
          <label class="field">
            <span>
              To disable it all the same, type <strong>{keysetId}</strong>
            </span>
            <input
              id="override"
              value={typed}
              onInput={(event) => type(event.currentTarget.value)}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
            />
          </label>
        )}
        {step.name === "failed" && (
          <Message tone="bad" role="alert">
            {step.failure}
            <RequestId id={step.requestId} />
          </Message>
        )}
        {said?.kind === "change" && <Preview wish={wish} guard={!outage} />}
        <SignInAgain />
        <p class="progress-line" role="status">
          {step.name === "running" && progressOf(step.attempt)}
        </p>
      </div>
      <div class="dialog-actions">
        <button type="button" class="button" id="switch-cancel" onClick={cancel}>
          {step.name === "running" || said?.kind === "change" ? "Cancel" : "Close"}
        </button>
        {step.name === "unreadable" && (
          <button type="button" class="button primary" onClick={read}>
            Read again
          </button>
        )}
        {said?.kind === "change" && (
          <button
            type="button"
            id="switch-go"
            class={status === "disabled" ? "button danger" : "button primary"}
            disabled={!isAllowed || step.name === "running"}
            onClick={start}
          >
            {step.name === "failed" ? "Try again" : outage ? `${verb} and stop sign-ins` : `${verb} key`}
          </button>
        )}
      </div>
    </dialog>
  );
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

function Consequences({ said }: { said: Forecast }) {
  if (said.kind !== "change") return <Message tone={said.kind === "unclear" ? "bad" : "info"}>{said.reason}</Message>;
  return (
    <ul class="consequences" aria-label="What will follow">
      {said.consequences.map(({ tone, text }) => (
        <li key={text} data-tone={tone}>
          <Glyph name={tone} />
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}

const PHASES: Record<AttemptEvent["phase"], string> = {
  guard: "Reading the key set for the guard",
  patch: "Sending the change",
  verify: "Reading the key back",
  read: "Reading",
};

function progressOf(attempt: AttemptEvent | undefined): string {
  if (!attempt) return "Checking and sending…";
  const { phase, waitMs, httpStatus, code } = attempt;
  const what = `${PHASES[phase]}: ${httpStatus ?? code ?? "no answer"}`;
  return waitMs ? `${what}. Waiting ${(waitMs / 1000).toFixed(1)} s before the next try…` : `${what}…`;
}
