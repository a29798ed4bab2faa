// What to do where no key follows: this page cannot add keys, the portal can.

import type { Cloud } from "trustframework-keys";
import { connection } from "../state/connection";

const PORTALS: Record<Cloud, string> = {
  global: "https://portal.azure.com",
  usGov: "https://portal.azure.us",
  usGovDod: "https://portal.azure.us",
  china: "https://portal.azure.cn",
};
const DOCS = "https://learn.microsoft.com/azure/active-directory-b2c/policy-keys-overview";

export function PortalHelp({ id }: { id: string }) {
  const current = connection.value;
  const portal = PORTALS[current?.place.cloud ?? "global"];
  const tenant = current?.kind === "graph" ? `/tenantId/${encodeURIComponent(current.tenant.name)}` : "";
  const page = `${portal}/#view/Microsoft_AAD_B2CAdmin/CustomPoliciesMenuBlade/~/overview${tenant}`;
  return (
    <section class="card help" aria-label="What to do in the portal">
      <p>
        <strong>To add a key:</strong> open{" "}
        <a href={page} target="_blank" rel="noreferrer">
          Identity Experience Framework
        </a>{" "}
        in the Azure portal, then <em>Policy keys</em>, <em>{id}</em>, and generate or upload one whose dates begin
        before the last one ends. Come back and reload.{" "}
        <a href={DOCS} target="_blank" rel="noreferrer">
          How B2C chooses a key
        </a>
      </p>
    </section>
  );
}
