// What takes minutes: the Worker killed, late and in storms, as a process with its state on disk. Figures are printed, not judged.
//
// Environment: TFK_TARBALL, the packed package; TFK_EMULATOR, the emulator's program; TFK_ROOT, the repository; TFK_SEED, the times at which
// it is killed. TFK_ONLY: an expression that the sentences of the checks to run match.

import { run } from "../lib/checks.mjs";
import { crashes } from "./crashes.mjs";
import { late } from "./late.mjs";
import { storm } from "./storm.mjs";
import { watch } from "./watch.mjs";

const only = new RegExp(process.env.TFK_ONLY ?? "");
const all = Object.entries({ ...late, ...crashes, ...storm, ...watch });
await run(Object.fromEntries(all.filter(([sentence]) => only.test(sentence))));
