// An operator's first hour: the lines that `cargo xtask demo --worker` prints, pasted into a shell one after another, and pasted late.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { steps, withTwoPeople } from "../lines.mjs";
import { startOutside } from "../outside.mjs";
import { KEY, KEYSET, OTHER_KEY, until } from "../world.mjs";

const execute = promisify(execFile);

export const firstHour = {
  hasOwnWorlds: true,
  checks: () => ({
    "the demo's lines do what they say, also when they are pasted late": async () => {
      const world = await startOutside(withTwoPeople);
      try {
        const printed = steps(world);
        // Whoever reads for a while pastes what was printed before.
        await new Promise((over) => setTimeout(over, 1_500));
        // `curl` ends no line, and what goes into a variable prints nothing.
        const script = printed.map(([, line]) => `${line.replace(/$/gm, "\necho")}\necho ---`).join("\n");
        const { stdout: output } = await execute("sh", ["-e", "-c", script], { cwd: "/" });
        const answers = output.split("---").map((part) =>
          part
            .trim()
            .split("\n")
            .filter(Boolean)
            .map((line) => JSON.parse(line)),
        );
        const [
          [ready],
          [set, within],
          [forecast],
          [made],
          ,
          [seen, plans],
          orders,
          [run],
          [bad],
          two,
          [watch],
          [failed],
          last,
        ] = answers;
        assert.deepEqual([set.active, set.keys.length], [KEY, 2]);
        assert.ok(within.keysets.length > 0);
        assert.deepEqual([forecast.dryRun, forecast.preflight.keysets[0].after.active], [true, OTHER_KEY]);
        assert.ok(plans.runs.some(({ id }) => id === seen.id));
        assert.deepEqual(
          orders.map(({ state }) => state),
          ["paused", "scheduled", "scheduled", "stopped"],
        );
        const [, , moved, stopped] = orders;
        assert.ok(Date.parse(moved.startAt) > Date.parse(moved.createdAt) + 7_000_000);
        assert.deepEqual([two[0].code, two[1].state, two[1].releasedBy], ["own-change", "scheduled", "everywhere"]);
        assert.ok(watch.keysets.some(({ id }) => id === KEYSET));
        assert.match(failed.runs.find(({ id }) => id === bad.id)?.why ?? "", /not-uploaded/);
        const [who, audit, chain] = last;
        assert.ok(who.rows.some(({ caller, reason }) => caller === "switcher" && reason === "leaked"));
        assert.equal(ready.ready, true, JSON.stringify(ready));
        assert.deepEqual([made.outcome, made.status], ["applied", "disabled"]);
        assert.deepEqual([seen.state, seen.results[0].status], ["scheduled", "enabled"]);
        const ahead = Date.parse(seen.startAt) - Date.parse(seen.createdAt);
        assert.ok(ahead > 20_000 && ahead <= 30_000, `planned ${ahead} ms ahead`);
        assert.equal(stopped.counts.skipped, 1);
        assert.deepEqual([run.total, bad.total], [2, 2]);
        const ended = await until(async () => {
          const { body } = await world.ask("GET", `/tenants/contoso/runs/${bad.id}`);
          return body.endedAt && body;
        }, "the end of the bad run");
        assert.deepEqual([ended.state, ended.results.map(({ state }) => state)], ["failed", ["failed", "skipped"]]);
        assert.ok(audit.rows.length > 5);
        assert.equal(chain.intact, true);
      } finally {
        await world.stop();
      }
    },
  }),
};
