// Plays the cases inside a Worker and answers with what was seen.

import * as root from "trustframework-keys";
import * as lite from "trustframework-keys/lite";
import { cases } from "./cases/index.mjs";
import { playAll } from "./play.mjs";

const ENTRIES = { root, lite };

export default {
  async fetch(request, { ENTRY: entry, EMULATOR: origin, WANTED: wanted }) {
    const chosen = [...cases.entries()].filter(([, { name }]) => name.includes(wanted));
    // In a bundle nothing tells the package from the rest, and nothing else here has timers.
    return Response.json(
      await playAll({ api: ENTRIES[entry], origin, originOf: () => origin, isOurs: () => true, cases: chosen }),
    );
  },
};
