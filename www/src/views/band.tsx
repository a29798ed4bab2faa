// The band across the page of what is not a real tenant, so that nobody takes it for one.

import { connection, start } from "../state/connection";
import { route, to } from "../route";

export function Band() {
  // A Worker's runs are those of a real tenant.
  if (route.value.name === "worker") return null;
  const current = connection.value;
  const isSandbox = current ? current.kind === "sandbox" : start.value.show === "sandbox";
  if (isSandbox)
    return (
      <aside class="band" data-kind="sandbox" aria-label="Sandbox">
        <strong>SANDBOX</strong>
        <p>
          Made-up keys; nothing here reaches Microsoft. See which policy key is in use and which expires next, and try
          out enabling and disabling keys.
        </p>
        <a class="band-link" href={to("connect/sandbox")}>
          Simulate a failure
        </a>
        <a class="band-link main-link" href={to("connect")}>
          Connect your tenant
        </a>
      </aside>
    );
  if (current?.kind !== "emulator") return null;
  return (
    <aside class="band" data-kind="emulator" aria-label="Local emulator">
      <strong>EMULATOR</strong>
      <p>A program on this machine that plays Microsoft Graph: {current.tenant.name}. No real tenant is touched.</p>
    </aside>
  );
}
