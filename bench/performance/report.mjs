// What a terminal shows of the results: a line for each client, and the verdicts. RESULTS.md has the rest.

import { terminal } from "../lib/table.mjs";
import { MB, kB, ms, ratio, us } from "./cells.mjs";
import { AGAIN, cpu, over, times, wall } from "./figures.mjs";
import { VERDICTS, row, sentence, verdicts } from "./verdicts.mjs";

const COLUMNS = {
  "gzip kB": ({ sizes }, id) => (id === AGAIN ? "" : kB(sizes.apps[id].bundled.gzip)),
  "first, Node ms": ({ start }, id) => ms(over(start.Node, id, wall), id),
  "first, workerd ms": ({ start }, id) => ms(over(start.workerd, id, wall), id),
  "first, Chromium ms": ({ start }, id) => ms(over(start.Chromium, id, wall), id),
  "CPU us": ({ calls }, id) => us(over(calls.stub, id, cpu), id),
  "many, slow": ({ pool }, id) => ratio(times(pool.rounds[pool.slow], id, wall), id),
  "RSS MB": ({ memory }, id) => MB(memory.steps[id].at(-1).rss),
};

export function report(results) {
  const all = verdicts(results);
  const clients = results.apps.map(({ id, name }) => [
    name,
    ...Object.values(COLUMNS).map((cell) => cell(results, id)),
  ]);
  return [
    terminal(["over raw fetch", ...Object.keys(COLUMNS)], clients),
    "",
    terminal(VERDICTS, all.map(row)),
    "",
    `The packed tarball has ${kB(results.sizes.tarball)} kB. ${sentence(all)}`,
  ].join("\n");
}
