// Plans a failure in the sandbox, and puts the sandbox back to its start.

import { useState } from "preact/hooks";
import type { SandboxConnection } from "../../connect/sandbox";
import { to } from "../../route";
import { forgetSandbox } from "../../state/activity";
import { notice } from "../../state/notice";
import { load } from "../../state/sets";

export function Rehearse({ sandbox }: { sandbox: SandboxConnection }) {
  const [planned, setPlanned] = useState("");
  const plan = (name: string) => {
    sandbox.rehearse(name);
    setPlanned(name);
    notice.value = name
      ? { tone: "info", text: `Simulated from now on: ${sandbox.rehearsals[name]?.words}.` }
      : undefined;
  };
  const reset = async () => {
    await sandbox.reset();
    setPlanned("");
    forgetSandbox();
    notice.value = { tone: "info", text: "The sandbox is as it was at the start." };
    await load();
  };
  return (
    <>
      <label class="field">
        <span>Simulate a failure</span>
        <select id="simulate" value={planned} onChange={(event) => plan(event.currentTarget.value)}>
          <option value="">Nothing</option>
          {Object.entries(sandbox.rehearsals).map(([name, { words }]) => (
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
        <a class="button primary" href={to("sets")}>
          See the key sets
        </a>
      </div>
    </>
  );
}
