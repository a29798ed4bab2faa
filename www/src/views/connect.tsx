// The choice of what the page works on: the sandbox inside it, a local emulator, Microsoft Graph.

import type { Cloud } from "trustframework-keys";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { CLOUDS } from "../connect/clouds";
import { prepareSignIn, toEmulator, toGraph, toGraphWithToken, usualEmulator } from "../connect/connect";
import type { Connection } from "../connect/connection";
import { connectSandbox, REHEARSALS, type SandboxConnection } from "../connect/sandbox";
import { connect, connection, failureOf, load, notice } from "../store";
import { Choice, Message } from "./parts";
import { Title } from "./title";

type Kind = Connection["kind"];
const KINDS: [Kind, string][] = [
  ["sandbox", "Sandbox"],
  ["emulator", "Local emulator"],
  ["graph", "Microsoft Graph"],
];

export function Connect() {
  const [kind, choose] = useState<Kind>(connection.value?.kind ?? "sandbox");
  return (
    <>
      <Title title="Connect" />
      <div class="card narrow">
        <Choice label="What to work on" name="kind" options={KINDS} value={kind} onChange={choose} />
        {kind === "sandbox" && <ToSandbox />}
        {kind === "emulator" && <ToEmulator />}
        {kind === "graph" && <ToGraph />}
      </div>
    </>
  );
}

/** A form whose submission ends in a connection, and then in the list of its key sets. */
function Form({
  make,
  button,
  children,
}: {
  make: (values: Record<string, string>) => Promise<Connection> | Connection;
  button: string;
  children?: ComponentChildren;
}) {
  const [failure, fail] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (form: HTMLFormElement) => {
    setBusy(true);
    fail("");
    try {
      const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
      connect(await make(values));
      form.reset();
      location.hash = "#/sets";
    } catch (error) {
      fail(failureOf(error).text);
      setBusy(false);
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
        <button type="submit" class="button primary" id="connect" disabled={busy}>
          {busy ? "Connecting…" : button}
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
      <input autocomplete="off" autocapitalize="off" spellcheck={false} {...input} />
      {hint && <span class="quiet">{hint}</span>}
    </label>
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
        <Form make={connectSandbox} button="Open the sandbox" />
      )}
    </>
  );
}

function Rehearse({ sandbox }: { sandbox: SandboxConnection }) {
  const [planned, plan] = useState("");
  const reset = () => {
    sandbox.reset();
    plan("");
    notice.value = { tone: "info", text: "The sandbox is as it was at the start." };
    void load();
  };
  return (
    <>
      <label class="field">
        <span>Rehearse a failure</span>
        <select
          id="rehearse"
          value={planned}
          onChange={(event) => {
            const name = event.currentTarget.value;
            sandbox.rehearse(name);
            plan(name);
            notice.value = name ? { tone: "info", text: `Rehearsing: ${REHEARSALS[name]?.words}.` } : undefined;
          }}
        >
          <option value="">Nothing</option>
          {Object.entries(REHEARSALS).map(([name, { words }]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <div class="form-actions">
        <button type="button" class="button" id="reset" onClick={reset}>
          Reset the sandbox
        </button>
        <a class="button primary" href="#/sets">
          See the key sets
        </a>
      </div>
    </>
  );
}

/** What fails here fails again, and is told, when the form is sent. */
function usePrepared(signsIn: boolean): void {
  useEffect(() => {
    if (signsIn) prepareSignIn().catch(() => undefined);
  }, [signsIn]);
}

function ToEmulator() {
  const [signsIn, set] = useState(false);
  usePrepared(signsIn);
  return (
    <Form
      make={({ address = "", authority = "", clientId = "" }) =>
        toEmulator(address, signsIn ? { authority, clientId } : undefined)
      }
      button={signsIn ? "Sign in" : "Connect"}
    >
      <p>The program of this repository that plays Graph on this machine. Only loopback addresses are taken.</p>
      <Field label="Address" name="address" defaultValue={usualEmulator()} inputMode="url" required />
      <label class="check">
        <input type="checkbox" id="signs-in" checked={signsIn} onChange={(event) => set(event.currentTarget.checked)} />
        Sign in at a local OpenID provider, to rehearse that too
      </label>
      {signsIn && (
        <>
          <Field label="Provider" name="authority" placeholder="https://localhost:3000" inputMode="url" required />
          <Field label="Application (client) id" name="clientId" required />
        </>
      )}
    </Form>
  );
}

type Way = "sign-in" | "token";
const WAYS: [Way, string][] = [
  ["sign-in", "Sign in"],
  ["token", "Paste a token"],
];

function ToGraph() {
  const [way, choose] = useState<Way>("sign-in");
  usePrepared(way === "sign-in");
  const make = ({ cloud, tenant = "", clientId = "", token = "" }: Record<string, string>) =>
    way === "token" ? toGraphWithToken(cloud as Cloud, token) : toGraph(cloud as Cloud, tenant, clientId);
  return (
    <Form make={make} button={way === "token" ? "Connect" : "Sign in"}>
      <p>
        Your tenant. What you switch here is real. Needed are the permission{" "}
        <code>TrustFrameworkKeySet.ReadWrite.All</code> and the role <em>B2C IEF Keyset Administrator</em>.
      </p>
      <label class="field">
        <span>Cloud</span>
        <select name="cloud">
          {Object.entries(CLOUDS).map(([name, { words, graph }]) => (
            <option key={name} value={name}>
              {words} ({graph})
            </option>
          ))}
        </select>
      </label>
      <Choice label="How to sign in" name="way" options={WAYS} value={way} onChange={choose} />
      {way === "sign-in" ? (
        <>
          <Field label="Tenant" name="tenant" placeholder="contoso.onmicrosoft.com" required />
          <Field
            label="Application (client) id"
            name="clientId"
            placeholder="00000000-0000-0000-0000-000000000000"
            hint={`Of an app registration of yours, a single-page application with the redirect URI ${new URL("redirect.html", document.baseURI).href}`}
            required
          />
        </>
      ) : (
        <Field
          label="Access token"
          name="token"
          type="password"
          hint="Stays in the memory of this page, and is gone with it."
          required
        />
      )}
    </Form>
  );
}
