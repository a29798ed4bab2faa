// Which Worker, which tenant, and a key of it. It is asked once before its runs are shown: what is wrong is told here.

import { useEffect, useRef, useState } from "preact/hooks";
import { given, read } from "../../connect/worker";
import { givenOf, type Runs } from "../../model/worker";
import { Message } from "../parts";

export function GivenForm() {
  const [failure, setFailure] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const running = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const submit = async (form: HTMLFormElement) => {
    running.current?.abort();
    const abort = (running.current = new AbortController());
    setIsBusy(true);
    setFailure("");
    try {
      const values = [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]);
      const next = givenOf(Object.fromEntries(values));
      await read<Runs>(next, "runs?limit=1", "runs", abort.signal);
      form.reset();
      given.value = next;
    } catch (error) {
      if (!abort.signal.aborted) setFailure((error as Error).message);
    } finally {
      if (running.current === abort) setIsBusy(false);
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
      <Field label="The Worker's address" name="address" placeholder="https://keys.example.com" inputMode="url" />
      <Field label="Tenant" name="tenant" placeholder="contoso" hint="The name that it has in the Worker's paths." />
      <Field
        label="Your key of the Worker"
        name="key"
        type="password"
        hint="Kept in this page's memory until it is closed, and sent to this address alone. The role read is enough."
      />
      {failure && (
        <Message tone="bad" role="alert">
          {failure}
        </Message>
      )}
      <div class="form-actions">
        <button type="submit" class="button primary" id="connect-worker" disabled={isBusy}>
          {isBusy ? "Reading…" : "Show its runs"}
        </button>
      </div>
    </form>
  );
}

function Field({
  label,
  hint,
  ...input
}: { label: string; hint?: string } & preact.InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label class="field">
      <span>{label}</span>
      <input autocomplete="off" autocapitalize="off" spellcheck={false} required {...input} />
      {hint && <span class="quiet">{hint}</span>}
    </label>
  );
}
