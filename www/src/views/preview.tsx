// The exact request of a change, to look at and to take away: HTTP, curl, JavaScript.

import type { KeyChange } from "trustframework-keys";
import { useEffect, useState } from "preact/hooks";
import { wireOf } from "../graph";
import { asCurl, asHttp, asJavaScript, type Wire } from "../model/preview";
import { connection } from "../store";
import { Choice, Copy } from "./parts";

type Form = "http" | "curl" | "js";
const FORMS: [Form, string][] = [
  ["http", "HTTP"],
  ["curl", "curl"],
  ["js", "JavaScript"],
];

export function Preview({ wish, guard }: { wish: KeyChange; guard: boolean }) {
  const [form, choose] = useState<Form>("http");
  const [wire, know] = useState<Wire | undefined>();
  const { keysetId, keyId, status } = wish;
  const from = connection.value;
  useEffect(() => {
    if (from) wireOf(from, keysetId, keyId, status).then(know, () => know(undefined));
  }, [from, keysetId, keyId, status]);
  if (!wire || !from) return null;
  const text =
    form === "http"
      ? asHttp(wire)
      : form === "curl"
        ? asCurl(wire)
        : asJavaScript(keysetId, keyId, status, from.place, guard);
  return (
    <details class="preview">
      <summary>Show the request</summary>
      <div class="preview-bar">
        <Choice label="Form of the request" name="form" options={FORMS} value={form} onChange={choose} />
        <Copy text={text} what={`the request as ${form}`} />
      </div>
      <pre tabIndex={0} role="region" aria-label="The request">
        {text}
      </pre>
      <p class="quiet">
        The token is not shown. {form === "js" ? "" : "A client-request-id is added to each call. "}
        {guard
          ? "Before it the key set is read (guard), after it the key (verify)."
          : "After it the key is read back (verify); the guard is off, since you override it."}
      </p>
    </details>
  );
}
