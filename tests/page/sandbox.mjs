// The emulator with the page mounted, as `cargo xtask demo` starts it. Knows no browser.

import { join } from "node:path";
import { required } from "../lib/checks.mjs";
import { startEmulator } from "../lib/emulator.mjs";

export async function startSandbox() {
  const root = required("TFK_ROOT");
  const emulator = await startEmulator("--mount", `/=${join(root, "www")}`, "--mount", `/trustframework-keys=${join(root, "pkg")}`);
  return {
    ...emulator,
    page: `${emulator.origin}/`,
    patches: async () => (await emulator.journal()).filter(({ method }) => method === "PATCH"),
    keysets: async () => {
      const read = await fetch(`${emulator.origin}/beta/trustFramework/keySets`, { headers: { authorization: "Bearer test" } });
      return (await read.json()).value;
    },
  };
}
