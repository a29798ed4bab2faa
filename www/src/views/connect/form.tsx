// A form whose submission ends in a connection. A sign-in can be cancelled, and what went wrong is said.

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Connection } from "../../connect/connection";
import type { Waiting } from "../../connect/sign-in";
import { failureOf } from "../../model/failure";
import { route, to } from "../../route";
import { connect } from "../../state/connection";
import { Message } from "../parts";

export type Make = (values: Record<string, string>, waiting: Waiting) => Promise<Connection> | Connection;

export function Form({ make, button, children }: { make: Make; button: string; children?: ComponentChildren }) {
  const [failure, setFailure] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const running = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const submit = async (form: HTMLFormElement) => {
    // A window that was closed is still waited for, until another one is opened.
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    const isCurrent = () => running.current === abort;
    setIsBusy(true);
    setFailure("");
    const onClosed = () => {
      if (!isCurrent()) return;
      setIsBusy(false);
      setFailure("The sign-in window was closed before the sign-in was complete. Nothing was connected.");
    };
    try {
      const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
      const next = await make(values, { abort: abort.signal, onClosed });
      if (!isCurrent()) return next.close?.();
      form.reset();
      connect(next);
      if (route.peek().name === "connect") location.hash = to("sets");
    } catch (error) {
      if (isCurrent()) setFailure(wordsOf(error));
    } finally {
      if (isCurrent()) setIsBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
      autocomplete="off"
    >
      {children}
      {failure && (
        <Message tone="bad" role="alert">
          {failure}
        </Message>
      )}
      <div class="form-actions">
        <button type="submit" class="button primary" id="connect" disabled={isBusy}>
          {isBusy ? "Waiting for the sign-in…" : button}
        </button>
        {isBusy && (
          <button type="button" class="button" id="cancel-connect" onClick={() => running.current?.abort()}>
            Cancel
          </button>
        )}
      </div>
    </form>
  );
}

/** MSAL's own errors are written for programmers. */
const MSAL_WORDS: Record<string, string> = {
  popup_window_error: "The browser did not open the sign-in window. Allow pop-ups for this page, and try again.",
  empty_window_error: "The browser did not open the sign-in window. Allow pop-ups for this page, and try again.",
  access_denied: "The sign-in was refused, or consent was not given. Nothing was connected.",
  timed_out: "The sign-in took too long. Try again.",
  endpoints_resolution_error: "The tenant was not found in this cloud. Check its name.",
  network_error: "The sign-in page could not be reached. Check the network and the address.",
};

function wordsOf(error: unknown): string {
  const { errorCode } = error as { errorCode?: unknown };
  return (typeof errorCode === "string" && MSAL_WORDS[errorCode]) || failureOf(error).text;
}

export function Field({
  label,
  hint,
  ...input
}: { label: string; hint?: string } & preact.InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label class="field">
      <span>{label}</span>
      <input autocomplete="off" autocapitalize="off" spellcheck={false} {...input} />
      {hint && <span class="quiet">{hint}</span>}
    </label>
  );
}
