// The exact requests of a review, to look at and to take away: HTTP, curl, JavaScript.

import type { KeyChange } from "trustframework-keys";
import { useEffect, useState } from "preact/hooks";
import { wireOf } from "../../graph";
import { asCurl, asHttp, asJavaScript, type Wire } from "../../model/preview";
import { connection } from "../../state/connection";
import { Choice } from "../choice";
import { Copy } from "../copy";

type Form = "http" | "curl" | "js";
const FORMS: [Form, string][] = [
  ["http", "HTTP"],
  ["curl", "curl"],
  ["js", "JavaScript"],
];

export function Preview({ changes, isGuarded }: { changes: KeyChange[]; isGuarded: boolean }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details class="preview" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>Show the {changes.length === 1 ? "request" : "requests"}</summary>
      {isOpen && <Requests changes={changes} isGuarded={isGuarded} />}
    </details>
  );
}

function Requests({ changes, isGuarded }: { changes: KeyChange[]; isGuarded: boolean }) {
  const [form, setForm] = useState<Form>("http");
  const [wires, setWires] = useState<Wire[] | undefined>();
  const from = connection.value;
  const names = JSON.stringify(changes);
  useEffect(() => {
    if (from) Promise.all(changes.map((change) => wireOf(from, change))).then(setWires, () => setWires(undefined));
  }, [from, names]);
  if (!wires || !from) return null;
  const text =
    form === "js"
      ? asJavaScript(changes, from.place, isGuarded)
      : wires.map(form === "http" ? asHttp : asCurl).join("\n\n");
  return (
    <>
      <div class="preview-bar">
        <Choice label="Form of the request" name="form" options={FORMS} value={form} onChange={setForm} />
        <Copy text={text} what={`the request as ${form}`} />
      </div>
      <pre tabIndex={0} role="region" aria-label="The request">
        {text}
      </pre>
      <p class="quiet">
        The token is not shown. {form === "js" ? "" : "A client-request-id is added to each call. "}
        {isGuarded
          ? "Before each the key set is read (guard), after it the key (verify)."
          : "After each the key is read back (verify); the guard is off for what stops sign-ins, since you override it."}
      </p>
    </>
  );
}
