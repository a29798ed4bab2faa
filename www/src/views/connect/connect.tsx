// The choice of what the page works on: a tenant at Microsoft Graph, the sandbox inside the page, a local emulator.

import { useState } from "preact/hooks";
import { toSandbox } from "../../connect/to-sandbox";
import type { Connection } from "../../connect/connection";
import type { SandboxConnection } from "../../connect/sandbox";
import { to } from "../../route";
import { connection, start, strayLink } from "../../state/connection";
import { isRunning } from "../../state/running";
import { Choice } from "../choice";
import { Message } from "../parts";
import { Title } from "../title";
import { EmulatorForm } from "../screens";
import { Form } from "./form";
import { GraphForm } from "./graph-form";
import { Rehearse } from "./rehearse";

type Kind = Connection["kind"];
const KINDS: [Kind, string][] = [
  ["graph", "Your tenant"],
  ["sandbox", "Sandbox"],
  ["emulator", "Local emulator"],
];

export function Connect({ kind: asked }: { kind?: string }) {
  const [kind, setKind] = useState<Kind>(KINDS.find(([one]) => one === asked)?.[0] ?? "graph");
  const link = connection.value ? strayLink.value : start.value.show === "connect" ? start.value.link : undefined;
  return (
    <>
      <Title title={kind === "graph" ? "Connect your tenant" : "Connect"} />
      {link !== undefined && (
        <Message tone="info">
          The link that you opened is for <strong>{link}</strong>. Connect to that tenant to see what it shows.
        </Message>
      )}
      {isRunning.value ? (
        <Message tone="warn">
          A change is running. Wait until it has ended, or stop it, before you connect elsewhere.
        </Message>
      ) : (
        <div class="card narrow">
          <Choice label="What to work on" name="kind" options={KINDS} value={kind} onChange={setKind} />
          {kind === "graph" && <GraphForm />}
          {kind === "sandbox" && <ToSandbox />}
          {kind === "emulator" && <EmulatorForm />}
        </div>
      )}
      <p class="quiet">
        Does a Worker switch keys for you? <a href={to("worker")}>See its runs</a>, with a key of the Worker.
      </p>
    </>
  );
}

function ToSandbox() {
  const current = connection.value;
  return (
    <>
      <p>
        A made-up tenant inside this page. Nothing is sent anywhere, and nothing real is touched. It is gone when the
        page is closed.
      </p>
      {current?.kind === "sandbox" ? (
        <Rehearse sandbox={current as SandboxConnection} />
      ) : (
        <Form make={toSandbox} button="Open the sandbox" />
      )}
    </>
  );
}
