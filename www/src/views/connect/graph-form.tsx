// To a tenant at Microsoft Graph: by signing in, with the steps that come first once, or with a token from Graph Explorer.

import type { Cloud } from "trustframework-keys";
import { useState } from "preact/hooks";
import { CLOUDS } from "../../connect/clouds";
import { pageToSignInAt, toGraph, toGraphWithToken } from "../../connect/connect";
import type { Waiting } from "../../connect/sign-in";
import type { RememberedTenant } from "../../model/start";
import { Choice } from "../choice";
import { Message } from "../parts";
import { Field, Form } from "./form";
import { PasteToken } from "./paste-token";
import { usePreparedSignIn } from "./prepared";
import { Steps } from "../screens";

type Way = "sign-in" | "token";
const WAYS: [Way, string][] = [
  ["sign-in", "Sign in"],
  ["token", "Paste a token"],
];

/** `again`: to the same tenant as before, whose name and cloud are not asked for once more. */
export function GraphForm({ again }: { again?: Extract<RememberedTenant, { kind: "graph" }> }) {
  const [way, setWay] = useState<Way>(again && !again.clientId ? "token" : "sign-in");
  const [cloud, setCloud] = useState<Cloud>(again?.cloud ?? "global");
  usePreparedSignIn(way === "sign-in");
  const make = ({ tenant = "", clientId = "", token = "" }: Record<string, string>, waiting: Waiting) =>
    way === "token"
      ? toGraphWithToken(cloud, token, again)
      : toGraph(cloud, again?.tenant.name ?? tenant, clientId, waiting);
  return (
    <>
      {!again && (
        <p>
          What you switch here is real. To look, the permission <code>TrustFrameworkKeySet.Read.All</code> is enough; to
          switch, it takes <code>TrustFrameworkKeySet.ReadWrite.All</code>. Either needs the role{" "}
          <em>B2C IEF Keyset Administrator</em>.
        </p>
      )}
      <Choice label="How to sign in" name="way" options={WAYS} value={way} onChange={setWay} />
      {way === "sign-in" && !again?.clientId && <Steps />}
      <Form make={make} button={way === "token" ? "Use this token" : "Sign in"}>
        {!again && <CloudField value={cloud} onChange={setCloud} />}
        {way === "sign-in" ? <SignInFields again={again} /> : <PasteToken cloud={cloud} expected={again?.tenant} />}
      </Form>
    </>
  );
}

function CloudField({ value, onChange }: { value: Cloud; onChange: (cloud: Cloud) => void }) {
  return (
    <label class="field">
      <span>Cloud</span>
      <select name="cloud" value={value} onChange={(event) => onChange(event.currentTarget.value as Cloud)}>
        {Object.entries(CLOUDS).map(([name, { words, graph }]) => (
          <option key={name} value={name}>
            {words} ({graph})
          </option>
        ))}
      </select>
    </label>
  );
}

function SignInFields({ again }: { again?: Extract<RememberedTenant, { kind: "graph" }> }) {
  const elsewhere = pageToSignInAt();
  return (
    <>
      {elsewhere !== undefined && (
        <Message tone="warn">
          Entra's portal takes no redirect to 127.0.0.1. Open this page at <a href={elsewhere}>{elsewhere}</a> and sign
          in there.
        </Message>
      )}
      {!again && (
        <Field
          label="Tenant"
          name="tenant"
          placeholder="contoso.onmicrosoft.com"
          hint="The B2C tenant's domain or id, not that of your company's own directory."
          required
        />
      )}
      <Field
        label="Application (client) id"
        name="clientId"
        placeholder="00000000-0000-0000-0000-000000000000"
        defaultValue={again?.clientId}
        required
      />
    </>
  );
}
