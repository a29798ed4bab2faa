// Builds each cell's app from the packed tarball, runs it, and prints the matrix. `node run.mjs [--quick] [word…]`: the quick cells, or
// those whose name has a word.
//
// Environment: TFK_TARBALL, TFK_EMULATOR and the browsers, as `cargo xtask test` sets them.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { required } from "../lib/checks.mjs";
import { startEmulator } from "../lib/emulator.mjs";
import { makeApp } from "./app.mjs";
import { absent, cells } from "./cells.mjs";
import { judge, judgeAnswer } from "./judge.mjs";
import * as places from "./places.mjs";
import { printTable } from "./table.mjs";

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false } },
  allowPositionals: true,
});
const chosen = cells.filter(
  ({ name, quick }) =>
    (quick || !values.quick) && (positionals.length === 0 || positionals.some((word) => name.includes(word))),
);

const emulator = await startEmulator();
const graph = `${emulator.origin}/beta`;
const query = `graph=${encodeURIComponent(graph)}`;

const done = new Map();
const once = (what, make) => {
  if (!done.has(what)) done.set(what, make());
  return done.get(what);
};

const entries = await once("entries", findEntries);
const rows = [];
for (const cell of chosen) {
  const began = Date.now();
  const outcomes = [];
  for (const entry of entries) outcomes.push(...(await playCell(cell, entry)));
  const row = { cell, outcomes, elapsedMs: Date.now() - began };
  rows.push(row);
  const bad = outcomes.filter(({ why }) => why);
  console.log(`${bad.length > 0 ? "FAILED" : "ok    "} ${cell.name.padEnd(28)}${(row.elapsedMs / 1000).toFixed(1)} s`);
  for (const { entry, place, why } of bad)
    console.log(`    ${entry}${place ? ` in ${place}` : ""}: ${why.replaceAll("\n", "\n      ")}`);
}
if (!values.quick) for (const [name, why] of Object.entries(absent)) console.log(`absent ${name}: ${why}`);
await places.closeBrowsers();
await emulator.stop();
process.exit(printTable(rows, entries) ? 0 : 1);

// What the package offers: the root, and /lite where it has one.
async function findEntries() {
  const folder = await once("plain trustframework-keys", () => makeApp("plain", "trustframework-keys"));
  const { exports } = JSON.parse(readFileSync(join(folder, "node_modules/trustframework-keys/package.json"), "utf8"));
  return ["trustframework-keys", ...(exports["./lite"] ? ["trustframework-keys/lite"] : [])];
}

// The outcomes of one cell, one for each place: { entry, place, why }, `why` being what went wrong or, with `absent`, missing.
async function playCell(cell, entry) {
  try {
    const folder = await once(`${cell.app} ${entry}`, () => makeApp(cell.app, entry));
    const node = cell.node && (await newerNode(cell.node));
    const variables = { GRAPH: graph, TARBALL: required("TFK_TARBALL"), ...cell.env };
    for (const step of cell.steps ?? [])
      await once(`${folder} ${step.join(" ")} ${JSON.stringify(cell.env)}`, () =>
        places.execute(folder, step, variables, node),
      );
    return await play(cell, folder, entry, variables, node);
  } catch (error) {
    return [{ entry, why: String(error.stack ?? error) }];
  }
}

async function play(cell, folder, entry, variables, node) {
  const execute = (command) => places.execute(folder, command, variables, node);
  if (cell.program)
    return [await visit(entry, "", async () => places.lastLine(await execute([...cell.program, graph])))];
  if (cell.checks)
    return Promise.all(Object.entries(cell.checks).map(([what, command]) => check(entry, what, folder, command)));
  if (cell.workerd)
    return [await visit(entry, "", () => places.askWorkerd(folder, cell.workerd, { path: `/?${query}` }))];
  if (cell.extension)
    return [
      await visit(entry, "chromium", () =>
        places.openExtension(join(folder, "dist"), `chrome-extension://${cell.extension}/page.html?${query}`),
      ),
    ];
  if (cell.built)
    return [await visit(entry, "", () => places.askBuiltWorker(folder, cell.built, `${cell.ask}?${query}`))];
  if (cell.tests) return [await visit(entry, "", () => execute(cell.tests).then(() => undefined))];
  const server = cell.server
    ? await places.startServer(folder, cell.server, variables, node)
    : await servePages(cell, folder);
  try {
    if (cell.answers) return [await answer(entry, cell.answers, `${server.url}${cell.ask}?${query}`)];
    if (cell.ask)
      return [await visit(entry, "", async () => (await fetch(`${server.url}${cell.ask}?${query}`)).text())];
    const outcomes = [];
    for (const { name, absent, open } of places.pages) {
      outcomes.push(
        absent
          ? { entry, place: name, absent }
          : await visit(entry, name, () => open(`${server.url}/${cell.page}?${query}`)),
      );
    }
    return outcomes;
  } finally {
    await server.stop();
  }
}

async function check(entry, place, folder, command) {
  const words = command.map((word) => (word === "TARBALL" ? required("TFK_TARBALL") : word));
  return places.execute(folder, words).then(
    () => ({ entry, place }),
    (error) => ({ entry, place, why: error.message }),
  );
}

// What a framework makes of a call that changes no key: a page with what was read, or its own redirect.
async function answer(entry, expected, url) {
  try {
    await emulator.reset();
    const response = await fetch(url, { redirect: "manual" });
    judgeAnswer(expected, response, await response.text(), await emulator.journal());
    return { entry };
  } catch (error) {
    return { entry, why: String(error.stack ?? error) };
  }
}

// A call between a reset of the emulator and a look at what arrived there.
async function visit(entry, place, act) {
  try {
    await emulator.reset();
    judge(await act(), await emulator.journal());
    return { entry, place };
  } catch (error) {
    return { entry, place, why: String(error.stack ?? error) };
  }
}

// Writes the page for a tool that bundles scripts only.
function servePages(cell, folder) {
  const root = join(folder, cell.pages);
  if (cell.script) {
    const page = readFileSync(new URL("page.html", import.meta.url), "utf8").replace("SCRIPT", cell.script);
    writeFileSync(join(root, cell.page), cell.classic ? page.replace('type="module"', "defer") : page);
  }
  return places.serveStrictly(root, cell.page, emulator.origin);
}

// The folder of a Node that is newer than ours, for a tool that wants one.
async function newerNode(version) {
  return join(
    await once("node trustframework-keys", () => makeApp("node", "trustframework-keys")),
    `node_modules/node-${version}/bin`,
  );
}
