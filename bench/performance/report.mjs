// Puts the results into tables for a terminal and for RESULTS.md, the verdicts first. Measures and judges nothing.

import { markdown, terminal } from "../lib/table.mjs";
import { budgets, verdict } from "./budgets.mjs";
import { AGAIN, bestOver, cpu, nextCpu, over, times, typical, wall } from "./figures.mjs";

export function report(results) {
  const verdicts = verdictTable(results);
  const text = [
    terminal(["client", ...SUMMARY.map(({ title }) => title)], summary(results)),
    "",
    terminal(verdicts.header, verdicts.rows),
    "",
    `tarball ${kB(results.sizes.tarball)} kB. ${verdicts.sentence}`,
  ].join("\n");
  return { text, document: document(results, verdicts) };
}

const kB = (bytes) => (bytes / 1000).toFixed(1);
const MB = (bytes) => (bytes / 1e6).toFixed(1);
const plus = (number, digits = 1) => `${number < 0 ? "−" : "+"}${Math.abs(number).toFixed(digits)}`;

// A figure of each client, or for raw fetch measured again the noise.
const told = ({ value, noise }, id, tell) => (id === AGAIN ? `noise ${tell(noise)}` : tell(value));

// What fits on a terminal.
const SUMMARY = [
  { title: "gzip kB", of: ({ sizes }, id) => (id === AGAIN ? "" : kB(sizes.apps[id].bundled.gzip)) },
  ...["Node", "workerd", "Chromium"].map((host) => ({
    title: `first, ${host} ms`,
    of: ({ start }, id) => told(over(start[host], id, wall), id, (ms) => plus(ms)),
  })),
  { title: "CPU us", of: ({ calls }, id) => told(over(calls.stub, id, cpu), id, (us) => plus(us, 0)) },
  { title: "many, slow", of: ({ pool }, id) => told(times(pool.rounds[pool.slow], id, wall), id, (ratio) => ratio.toFixed(3)) },
  { title: "RSS MB", of: ({ memory }, id) => MB(memory.steps[id].at(-1).rss) },
];
const summary = (results) => results.apps.map(({ id, name }) => [name, ...SUMMARY.map(({ of }) => of(results, id))]);

function verdictTable(results) {
  const ours = results.apps.filter((app) => app.ours);
  const all = ours.flatMap(({ id, name }) => budgets(results, id).map((budget) => ({ name, ...budget, ...verdict(budget) })));
  const missed = all.filter(({ held }) => !held);
  const number = (value, unit) => value.toFixed(unit === "x" ? 3 : 1);
  const amount = (value, { unit }) => (value === undefined ? "none" : `${number(value, unit)} ${unit}`);
  const measured = ({ value, spread, unit }) => (spread === 0 ? amount(value, { unit }) : `${number(value, unit)} ± ${number(spread, unit)} ${unit}`);
  return {
    header: ["what", "entry", "measured", "noise", "must hold", "aim", "verdict"],
    rows: all.map((budget) => [
      budget.what,
      budget.name,
      measured(budget),
      budget.noise > 0 ? amount(budget.noise, budget) : "none",
      amount(budget.must, budget),
      amount(budget.aim, budget),
      budget.held ? budget.word : `${budget.word} by ${amount(budget.by, budget)}`,
    ]),
    sentence:
      missed.length === 0
        ? `All ${all.length} budgets are held.`
        : `${all.length - missed.length} of ${all.length} budgets are held. Missed: ${missed.map(({ what, name }) => `${what} (${name})`).join("; ")}.`,
  };
}

function document(results, verdicts) {
  const { date, seconds, machine, versions, settings, apps, sizes, start, calls, pool, memory } = results;
  const { stubbed, loopback } = settings;
  const clients = (list, cells) => list.map((app) => [app.name, ...cells(app)]);
  const many = pool.many ? [{ id: "many", name: pool.many }] : [];

  const size = ({ minified, gzip, brotli }) => [minified, gzip, brotli].map(kB).join(" / ");
  const sizeRows = clients(apps.filter(({ id }) => id !== AGAIN), ({ id }) => {
    const { bundled, workers, everything } = sizes.apps[id];
    return [size(bundled), size(workers), everything ? `${kB(everything.bundled.gzip)} / ${kB(everything.workers.gzip)}` : ""];
  });

  const startRows = clients(apps, ({ id }) => [
    ...Object.values(start).flatMap((measured) => [typical(measured, id, wall).toFixed(1), told(over(measured, id, wall), id, (ms) => plus(ms))]),
    told(over(start.Node, id, cpu), id, (ms) => plus(ms)),
    typical(start.Chromium, id, (measured) => measured.pageMs).toFixed(0),
  ]);
  const part = (id, host, member) => typical(start[host], id, (measured) => measured[member]).toFixed(1);
  const partRows = clients(apps.filter((app) => app.ours), ({ id }) => [
    part(id, "Node", "importMs"),
    part(id, "Node", "compileMs"),
    part(id, "Node", "instantiateMs"),
    part(id, "Chromium", "compileMs"),
    part(id, "Chromium", "instantiateMs"),
    plus(over(start.workerd, `${id}-module`, wall).value),
  ]);

  const us = (value) => plus(value, 0);
  const callRows = clients(apps, ({ id }) => [
    told(over(calls.stub, id, cpu), id, us),
    told(over(calls.stub, id, wall), id, us),
    id === AGAIN ? "" : us(bestOver(calls.stub, id, cpu)),
    told(over(start.Node, id, nextCpu), id, us),
    told(times(calls.loopback, id, cpu), id, (ratio) => ratio.toFixed(2)),
    told(times(calls.loopback, id, wall), id, (ratio) => ratio.toFixed(2)),
  ]);

  const poolRows = clients([...apps, ...many], ({ id }) => [
    ...[pool.fast, pool.slow].flatMap((ms) => [
      typical(pool.rounds[ms], id, wall).toFixed(0),
      told(times(pool.rounds[ms], id, wall), id, (ratio) => ratio.toFixed(3)),
    ]),
    told(times(pool.rounds[pool.slow], id, cpu), id, (ratio) => ratio.toFixed(2)),
  ]);

  const stepsOf = Object.values(memory.steps)[0].map(({ calls }) => calls.toLocaleString("en"));
  const memoryRows = clients(apps, ({ id }) => memory.steps[id].map(({ wasm, heap, rss }) => [wasm, heap, rss].map(MB).join(" / ")));

  return `# Size and speed

**${verdicts.sentence}**

${markdown(verdicts.header, verdicts.rows)}

![Download and CPU per call of each client](results.svg)

Written by \`cargo xtask bench\`; do not edit. ${date}, ${machine}, ${seconds.toFixed(0)} s; ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ")}.

- Every app sets one key's status through one client, and is bundled by esbuild (\`--bundle --minify --target=es2022\`). The same bundles are
  measured in all hosts; for Workers the module is a file of its own. Sources: [performance/apps/](performance/apps/).
- Clients take turns: a round measures each of them once, in another order each time. Two are compared within a round only; told is the
  median over the rounds, and after ± half of the span in which the middle half of the rounds lies. *Noise* is raw fetch measured a second
  time beside itself: how far the middle half of the rounds lies from no difference at all. What is no larger than that is none.
- "Over raw fetch" is the difference to the first row: a careful \`fetch\` that encodes the ids and demands 204. graph-client and kiota are
  made once and kept, their quickest form.
- Times are figures, not tests: a missed budget fails nothing. One budget is in each row; what must hold and the aim of CPU and of the first
  call are what graph-client takes in this run, or a multiple of it.

${markdown(["client", "version"], clients(apps.filter(({ id }) => id !== AGAIN), ({ version }) => [version]))}

## Download

kB (1000 bytes), minified / gzip / brotli, each file compressed by itself. The packed tarball has ${kB(sizes.tarball)} kB.

${markdown(["app", "module inlined", "for Workers", "with everything the entry has, gzip: inlined / Workers"], sizeRows)}

## First call

Milliseconds, median of ${settings.start.rounds} rounds, \`fetch\` stubbed: import and first call in a fresh Node process, and in a page of Chromium, which
fetches the app's script over loopback; each page is of a site of its own, with nothing cached (*page load* counts from navigation to
the answer). In workerd from starting the process to the answer of the first request.

${markdown(["client", ...Object.keys(start).flatMap((host) => [host, "over raw"]), "Node: CPU over raw", "Chromium: page load"], startRows)}

Of these, in milliseconds (workerd: what raw fetch takes longer with our module in its deployment, unused):

${markdown(["client", "Node: import", "compile", "instantiate", "Chromium: compile", "instantiate", "workerd: compile"], partRows)}

## A call

Microseconds over raw fetch, \`fetch\` stubbed, ${stubbed.rounds} rounds of ${stubbed.block} calls after ${stubbed.warmUp.toLocaleString("en")}, each client in a process of its own; *best* is the
best round of each; *early* the CPU of the ${settings.start.next} calls after the first of a fresh process. Over loopback: ratios to raw fetch in
${loopback.rounds} rounds of ${loopback.block} calls, the server in another process.

${markdown(["client", "CPU", "wall", "CPU, best", "CPU, early", "loopback CPU", "loopback wall"], callRows)}

## Many calls

${pool.changes} patches over loopback, ${pool.keysets} key sets in flight, ${settings.pool.rounds} rounds; the same pool for every client${pool.many ? `, and \`${pool.many}\` with \`concurrency: ${pool.keysets}\`` : ""}. The server answers after
${pool.fast} or ${pool.slow} ms.

${markdown(["client", `${pool.fast} ms: ms`, "ratio", `${pool.slow} ms: ms`, "ratio", "CPU ratio"], poolRows)}

## Memory

After so many calls in one process, \`fetch\` stubbed, garbage collected: wasm memory / heap / RSS in MB. Flat is no more than 5 % above the
first step.

${markdown(["client", ...stepsOf], memoryRows)}
`;
}
