// A link for one tenant was opened while another is connected: neither's keys are shown under the other's name.

import { connection } from "../../state/connection";
import { to } from "../../route";
import { Title } from "../title";

export function StrayLink({ label }: { label: string }) {
  const current = connection.value;
  if (!current) return null;
  const { kind, tenant } = current;
  return (
    <>
      <Title title={`This link is for ${label}`} />
      <div class="card narrow" id="stray">
        <p>
          You are in <strong>{tenant.name}</strong>. What the link names may be another thing here, so nothing of it is
          shown.
        </p>
        <div class="form-actions">
          {kind === "sandbox" ? (
            // Begun anew the page knows whether this machine was connected to that tenant.
            <button type="button" class="button primary" onClick={() => location.reload()}>
              Connect to {label}
            </button>
          ) : (
            <a class="button primary" href={to("connect")}>
              Connect to {label}
            </a>
          )}
          <button type="button" class="button" id="stay" onClick={() => (location.hash = "#/sets")}>
            Stay in {tenant.name}
          </button>
        </div>
      </div>
    </>
  );
}
