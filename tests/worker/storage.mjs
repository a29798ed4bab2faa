// Everything that a Worker keeps, as values to compare: the rows of its Durable Objects, their alarms, and its audit.

import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { inSqlite } from "./sqlite.mjs";

// The runtime keeps its alarms in nanoseconds: more than a number of JavaScript holds.
const ROWS = `const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  const shown = (_, value) => (typeof value === "bigint" ? String(value) : value);
  return tables.flatMap(({ name }) => {
    const all = db.prepare('SELECT * FROM "' + name + '"');
    all.setReadBigInts(true);
    return all.all().map((row) => JSON.stringify([name, row], shown));
  }).sort();`;

/** Objects of these classes, by file; those that keep nothing are left out. How often a caller asked is no part of what a request does. */
const CLASSES = ["Keyset", "Run", "Tenant"];

/** What `worker` keeps on the disk in `persist`. */
export async function stored(workers, persist, worker) {
  const objects = {};
  for (const name of CLASSES) {
    const folder = join(persist, `objects/${worker}-${name}`);
    if (!existsSync(folder)) continue;
    for (const file of (await readdir(folder)).filter((each) => each.endsWith(".sqlite")).sort()) {
      const rows = inSqlite(join(folder, file), ROWS);
      if (rows.length > 0) objects[`${name}/${file}`] = rows;
    }
  }
  const audit = (await (await workers.database(worker)).prepare("SELECT * FROM audit ORDER BY id").all()).results;
  return { objects, audit };
}
