// outlook: what follows from a key set's keys and the time. The rule is src/graph/outlook.rs; this hands the keys in and takes what is said.
// Sends nothing.

import type * as root from "../index.d.ts";
import { newCall, nothingIsSent, wrong } from "./call.ts";
import type { Client } from "./client.ts";
import type { RootGlue } from "./glue.ts";
import { keysGiven } from "./keys.ts";
import type { Judge } from "./options.ts";
import { present } from "./outcome.ts";
import { own } from "./own.ts";
import { createReader, handIn } from "./reader.ts";
import { now as hostNow } from "./time.ts";

// The last second of the year 9999. What is later was counted in milliseconds.
const LAST_SECOND = 253_402_300_799;

const seconds: Judge = (value) =>
  typeof value === "number" && Math.abs(value) <= LAST_SECOND
    ? undefined
    : "must be a number of seconds since 1970, as Date.now() / 1000 is.";

export const outlook =
  (client: Client<RootGlue>): typeof root.outlook =>
  (keyset, options) => {
    const call = newCall({}, nothingIsSent, own(options), { now: seconds }, nothingIsSent);
    let keys: root.Key[] = [];
    try {
      keys = keysGiven(keyset);
    } catch {
      // An argument is looked at before the options.
      call.problem = undefined;
      const message = "keyset must be one key set with its keys, each with a kid, as listKeysets gives it.";
      wrong(call, "keyset", message);
    }
    const now = call.values.now ?? hostNow() / 1000;
    if (seconds(now)) wrong(call, "now", "now must be given, since this host's clock tells no time.");

    const told: Omit<root.Outlook, "state"> = { usable: [], changes: [], stale: [] };
    let found: root.Outlook | undefined;
    call.reader = { ...createReader(undefined), found: () => found };
    return client.run(call, (glue, host) => {
      Object.assign(host.imports, {
        keyNow(kid: string, isUsable: boolean, isStale: boolean): void {
          if (isUsable) told.usable.push(kid);
          if (isStale) told.stale.push(kid);
        },
        inUse(at: number, active: string | undefined): void {
          told.changes.push(present({ at, active }) as { at: number; active?: string });
        },
        comesTo(state: root.Outlook["state"], runsOutAt: number): void {
          const [first, ...changes] = told.changes;
          found = present({
            state,
            active: first?.active,
            usable: told.usable,
            changes,
            runsOutAt: runsOutAt === Infinity ? undefined : runsOutAt,
            stale: told.stale,
          }) as root.Outlook;
        },
      });
      glue.page(now, false);
      for (const key of keys) handIn(glue, key, false);
      glue.outlook();
      return undefined;
    }) as Promise<root.Outlook>;
  };
