// Bundles a pure module of the page as it is, and loads it.

import { join } from "node:path";
import { build } from "esbuild";
import { required } from "../../lib/checks.mjs";

export async function load(name) {
  const entry = join(required("TFK_ROOT"), "www/src/model", `${name}.ts`);
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
