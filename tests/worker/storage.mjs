// Everything that a Worker keeps, as values to compare: the rows of its Durable Objects, their alarms, and its audit.

import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { inSqlite } from "./sqlite.mjs";

/** Objects of these classes. How often a caller asked is no part of what a request does. */
const CLASSES = ["Keyset", "Run", "Tenant"];

// The runtime keeps its alarms in nanoseconds: more than a number of JavaScript holds. Those of a tenant do not count: one is set for some
// seconds after every row.
const ROWS = (files) => `
  const shown = (_, value) => (typeof value === "bigint" ? String(value) : value);
  const isAlarm = (file, name) => file.includes("-Tenant/") && (name === "_cf_ALARM" || name === "_cf_METADATA");
  const rowsOf = (file) => {
    const db = new DatabaseSync(file);
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const rows = tables.filter(({ name }) => !isAlarm(file, name)).flatMap(({ name }) => {
      const all = db.prepare('SELECT * FROM "' + name + '"');
      all.setReadBigInts(true);
      return all.all().map((row) => JSON.stringify([name, row], shown));
    });
    db.close();
    return rows.sort();
  };
  return ${JSON.stringify(files)}.map((file) => [file, rowsOf(file)]).filter(([, rows]) => rows.length > 0);`;

/** What `worker` keeps on the disk in `persist`; objects that keep nothing are left out. */
export async function stored(workers, persist, worker) {
  const folders = CLASSES.map((name) => join(persist, `objects/${worker}-${name}`)).filter(existsSync);
  const files = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder)).filter((name) => name.endsWith(".sqlite")).map((name) => join(folder, name)),
    ),
  );
  const objects = Object.fromEntries(inSqlite(":memory:", ROWS(files.flat().sort())));
  const audit = (await (await workers.database(worker)).prepare("SELECT * FROM audit ORDER BY id").all()).results;
  return { objects, audit };
}
