// How far a run is: a bar on stderr, at a terminal only.

import type { BulkOptions } from "trustframework-keys";
import { draw, tell } from "./output.ts";

const WIDTH = 30;

export function progress(total: number): Required<Pick<BulkOptions, "onProgress" | "onHold">> & { end(): void } {
  const isDrawn = process.stderr.isTTY && total > 1;
  let done = 0;
  let failed = 0;
  const clear = () => isDrawn && draw("\r\x1b[K");
  const show = () => {
    if (!isDrawn) return;
    const filled = Math.floor((done / total) * WIDTH);
    const bar = `${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}`;
    draw(`\r\x1b[K${bar} ${done} of ${total}${failed > 0 ? `, ${failed} not applied` : ""}`);
  };
  show();
  return {
    onProgress(event) {
      done = event.done;
      if (event.last.outcome !== "applied") failed += 1;
      show();
    },
    onHold({ heldMs }) {
      clear();
      tell(`Graph asks to wait: ${Math.ceil(heldMs / 1_000)} s.`);
      show();
    },
    end: () => void clear(),
  };
}
