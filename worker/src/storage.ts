// The version of what an object keeps, and how it gets to this one. An object that keeps nothing has no version and costs nothing.

/** The version that 0.1.0 wrote without naming it. */
const UNNAMED = 1;

/** `storage.kv` belongs to SQLite as well: `deleteAll` takes both. */
const VERSION = "schema";

export class FromTheFuture extends Error {
  override name = "FromTheFuture";
}

/**
 * Brings the storage to the latest version: `steps[n]` makes version n + 1 of version n. Does nothing while there is nothing and nothing is
 * to be `made`. Throws when a newer Worker wrote it: whoever reads it all the same may destroy it.
 */
export function upgrade(
  storage: DurableObjectStorage,
  table: string,
  steps: readonly (() => void)[],
  made = false,
): boolean {
  const version = storage.kv.get<number>(VERSION) ?? (hasTable(storage, table) ? UNNAMED : 0);
  if (version > steps.length) throw new FromTheFuture(`version ${version} of "${table}" is newer than this Worker`);
  if (version === 0 && !made) return false;
  if (version === steps.length && storage.kv.get(VERSION) !== undefined) return true;
  storage.transactionSync(() => {
    for (const step of steps.slice(version)) step();
    storage.kv.put(VERSION, steps.length);
  });
  return true;
}

function hasTable({ sql }: DurableObjectStorage, name: string): boolean {
  return sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name).toArray().length > 0;
}

/** Sets the alarm, unless an earlier one is set. One whose time has passed may have been lost: it is set anew, for now. */
export async function wake(storage: DurableObjectStorage, at: number): Promise<void> {
  const set = await storage.getAlarm();
  const now = Date.now();
  if (set !== null && set <= now) await storage.setAlarm(Math.min(at, now));
  else if (set === null || set > at) await storage.setAlarm(at);
}
