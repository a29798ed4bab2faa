// Holds the types of a module's exports, which wasm-bindgen writes, to those recorded in npm/border, by which npm/src is checked. So a border
// that changed on one side alone does not build. RECORD_BORDER=1 records them.

import { readFile, writeFile } from "node:fs/promises";

// `given` is the file that wasm-bindgen wrote.
export async function checkBorder(given, recorded) {
  // What follows is how wasm-bindgen would load the module, which npm/src does by itself.
  const [types] = (await readFile(given, "utf8")).split(/^export type InitInput/m);
  if (process.env.RECORD_BORDER) await writeFile(recorded, types);
  else if ((await readFile(recorded, "utf8")) !== types)
    throw new Error(
      `The exports of a module have other types than ${recorded} records. Run the build once more with RECORD_BORDER=1, and see what \`npm run types\` says of npm/src.`,
    );
}
