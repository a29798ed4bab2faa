// Runs the cases inside a Worker and answers with the results. Also shows that this is really workerd: it compiles no bytes.

import * as root from "trustframework-keys";
import * as lite from "trustframework-keys/lite";
import * as rootBroken from "trustframework-keys-panic";
import * as liteBroken from "trustframework-keys-panic/lite";
import { runCases } from "./cases.mjs";

const ENTRIES = { root: { api: root, broken: rootBroken }, lite: { api: lite, broken: liteBroken } };

export default {
  async fetch(request, { ENTRY: entry, EMULATOR: emulator }) {
    const compiles = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(
      () => true,
      () => false,
    );
    const real = {
      name: "this host refuses to compile bytes, as workerd does",
      ok: !compiles,
      why: "WebAssembly.compile worked",
    };
    return Response.json([real, ...(await runCases({ entry, ...ENTRIES[entry], emulator }))]);
  },
};
