// Looks into the files of Durable Objects from outside. Node 20 has no SQLite, so another Node is asked.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const NODE = fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));

/** What `program`, a function body that is given `db`, returns for the file. */
export function inSqlite(file, program) {
  const script = `const { DatabaseSync } = require("node:sqlite");
    const db = new DatabaseSync(${JSON.stringify(file)});
    console.log(JSON.stringify((() => { ${program} })()));`;
  return JSON.parse(execFileSync(NODE, ["--no-warnings", "-e", script], { encoding: "utf8" }));
}
