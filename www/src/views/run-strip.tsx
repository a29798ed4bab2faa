// A running change, on every screen. The region is always there, so that what comes into it is read out.

import { run } from "../state/running";
import { Running } from "./screens";

export function RunStrip() {
  const current = run.value;
  return (
    <div role="status" class="run-region">
      {current && <Running current={current} />}
    </div>
  );
}
