// Runs the cases inside a Worker and answers with the results. Also shows that this is really workerd: it compiles no bytes.

import * as api from "trustframework-keys";
import * as broken from "trustframework-keys-panic";
import { runCases } from "./cases.mjs";

export default {
  async fetch(request, env) {
    const compiles = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(
      () => true,
      () => false,
    );
    const real = { name: "this host refuses to compile bytes, as workerd does", ok: !compiles, why: "WebAssembly.compile worked" };
    return Response.json([real, ...(await runCases({ api, broken, emulator: env.EMULATOR }))]);
  },
};
