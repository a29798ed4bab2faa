// To the program that plays Graph on this machine; with a sign-in at a local OpenID provider, to try that out too.

import { useState } from "preact/hooks";
import { toEmulator, usualEmulator } from "../../connect/emulator";
import type { RememberedTenant } from "../../model/start";
import { Field, Form } from "./form";
import { usePreparedSignIn } from "./prepared";

/** `again`: to the same emulator as before. */
export function EmulatorForm({ again }: { again?: Extract<RememberedTenant, { kind: "emulator" }> }) {
  const [signsIn, setSignsIn] = useState(again?.authority !== undefined);
  usePreparedSignIn(signsIn);
  return (
    <Form
      make={({ address = "", authority = "", clientId = "" }, waiting) =>
        toEmulator(address, signsIn ? { authority, clientId } : undefined, waiting)
      }
      button={signsIn ? "Sign in" : "Connect"}
    >
      <p>The program of this repository that plays Graph on this machine. Only loopback addresses are taken.</p>
      <Field
        label="Address"
        name="address"
        defaultValue={again?.address ?? usualEmulator()}
        readOnly={again !== undefined}
        inputMode="url"
        required
      />
      <label class="check">
        <input
          type="checkbox"
          id="signs-in"
          checked={signsIn}
          onChange={(event) => setSignsIn(event.currentTarget.checked)}
        />
        Sign in at a local OpenID provider, to try that out too
      </label>
      {signsIn && (
        <>
          <Field
            label="Provider"
            name="authority"
            placeholder="https://localhost:3000"
            defaultValue={again?.authority}
            inputMode="url"
            required
          />
          <Field label="Application (client) id" name="clientId" defaultValue={again?.clientId} required />
        </>
      )}
    </Form>
  );
}
