// The Worker in a process of its own that can be killed: state on disk, one port, whatever bundle and bindings it is handed. Run by
// outside.mjs, which writes the file that the argument names.

import { readFile } from "node:fs/promises";
import { startWorkers } from "./runtime.mjs";

const { built, bindings, persist, port } = JSON.parse(await readFile(process.argv[2], "utf8"));
const workers = await startWorkers({ built, bindings: { ready: bindings }, persist, port });
console.log("the worker listens");
process.stdin.resume().on("end", async () => {
  await workers.stop();
  process.exit(0);
});
