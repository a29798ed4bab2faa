// The tenant that was connected last, after the page was closed or loaded anew: signed in to again, and nothing else is shown meanwhile.

import { toSandbox } from "../../connect/to-sandbox";
import type { RememberedTenant } from "../../model/start";
import { to } from "../../route";
import { chooseAnother, connect, signOut } from "../../state/connection";
import { Message } from "../parts";
import { EmulatorForm } from "../screens";
import { Title } from "../title";
import { GraphForm } from "./graph-form";

export function Again({ tenant: remembered, link }: { tenant: RememberedTenant; link?: string }) {
  const { name } = remembered.tenant;
  return (
    <>
      <Title title={remembered.kind === "graph" ? `Sign in again to ${name}` : `Connect again to ${name}`} />
      <p class="quiet">
        A token is never kept, so it takes a new one after the page was closed or loaded anew. Until then no key is
        shown.
      </p>
      {link !== undefined && (
        <Message tone="warn">
          The link that you opened is for <strong>{link}</strong>; this page was last connected to{" "}
          <strong>{name}</strong>.
        </Message>
      )}
      <div class="card narrow" id="again">
        {remembered.kind === "graph" ? <GraphForm again={remembered} /> : <EmulatorForm again={remembered} />}
      </div>
      <div class="form-actions">
        <button type="button" class="button" id="another" onClick={chooseAnother}>
          Connect to another tenant
        </button>
        <button type="button" class="button" id="to-sandbox" onClick={() => void toSandbox().then(connect)}>
          Open the sandbox
        </button>
        <button type="button" class="button subtle" id="forget" onClick={signOut}>
          Forget {name} on this machine
        </button>
        <a class="button subtle" href={to("worker")}>
          See a Worker's runs
        </a>
      </div>
    </>
  );
}
