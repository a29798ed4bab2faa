// outlook: what follows from a key set's keys and the time. The rule is src/graph/outlook.rs; this reads what a caller gives. Sends nothing.

import type * as root from "../index.d.ts";
import { newCall, nothingIsSent, wrong } from "./call.ts";
import type { Client } from "./client.ts";
import type { OfflineGlue } from "./glue.ts";
import { keysGiven } from "./keys.ts";
import type { Judge } from "./options.ts";
import { own } from "./own.ts";
import { createReader } from "./reader.ts";

// The last second of the year 9999. What is later was counted in milliseconds.
const LAST_SECOND = 253_402_300_799;

const seconds: Judge = (value) =>
  typeof value === "number" && Math.abs(value) <= LAST_SECOND
    ? undefined
    : "must be a number of seconds since 1970, as Date.now() / 1000 is.";

export const outlook =
  (client: Client<OfflineGlue>): typeof root.outlook =>
  (keyset, options) => {
    const call = newCall({}, nothingIsSent, own(options), { now: seconds }, nothingIsSent);
    let keys: root.Key[] = [];
    try {
      keys = keysGiven(keyset);
    } catch {
      // An argument is looked at before the options.
      call.problem = undefined;
      wrong(call, "keyset", "must be one key set with its keys, each with a kid, as listKeysets gives it.");
    }
    const now = call.values.now ?? Date.now() / 1000;
    if (seconds(now)) wrong(call, "now", "must be given, since this host's clock tells no time.");

    let found: root.Outlook | undefined;
    call.reader = { ...createReader(undefined), found: () => found };
    return client.run(call, (glue, begins) => {
      if (begins) found = glue.outlook(keys, now) as root.Outlook;
      return undefined;
    }) as Promise<root.Outlook>;
  };
