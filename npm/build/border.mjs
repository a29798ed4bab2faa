// Holds the types of a module's exports, which wasm-bindgen writes, to those recorded in npm/border, by which npm/src is checked. So a border
// that changed on one side alone does not build. RECORD_BORDER=1 records them, under a line that says where they come from: an editor that looks
// for the definition of an export ends there.

import { readFile, writeFile } from "node:fs/promises";

const SOURCE =
  "// Written by wasm-bindgen from the exports in src/web; npm/src/glue.ts says which file there has which.\n";

// `given` is the file that wasm-bindgen wrote.
export async function checkBorder(given, recorded) {
  // What follows is how wasm-bindgen would load the module, which npm/src does by itself.
  const [written] = (await readFile(given, "utf8")).split(/^export type InitInput/m);
  const types = SOURCE + written;
  if (process.env.RECORD_BORDER) await writeFile(recorded, types);
  else if ((await readFile(recorded, "utf8")) !== types)
    throw new Error(
      `The exports of a module have other types than ${recorded} records. Run the build once more with RECORD_BORDER=1, and see what \`npm run types\` says of npm/src.`,
    );
}
