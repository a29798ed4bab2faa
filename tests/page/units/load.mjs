// Bundles a pure module of the page as it is, and loads it; the package, which the page is built on, in it.

import { join } from "node:path";
import { build } from "esbuild";
import { required } from "../../lib/checks.mjs";

const WWW = join(required("TFK_ROOT"), "www");

export const load = (name) => loadFile(join(WWW, "src/model", `${name}.ts`));

export const loadPackage = () => loadFile(join(WWW, "node_modules/trustframework-keys/index.js"));

async function loadFile(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
