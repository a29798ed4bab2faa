// bench/RESULTS.md and the README's part, from the results. Measures and judges nothing.

import { markdown } from "../lib/table.mjs";
import { kB, MB, number, plus, told } from "./cells.mjs";
import { isAgain, most, OFFICIAL, over, overOfficial, RAW, times, typical } from "./figures.mjs";
import { selfCheck } from "./self-check.mjs";
import { row, sentence, VERDICTS, verdicts } from "./verdicts.mjs";
import { views } from "./views.mjs";

export const PICTURE =
  "What an app downloads for one call, and the CPU time of the first call and of those that follow, with each client";

export function document(results) {
  const all = verdicts(results);
  const sections = [behind, method, download, firstCall, calls, page, manyCalls, memory];
  return `# Size and speed

**${sentence(all)}** ${checked(results)}

${markdown(VERDICTS, all.map(row))}

![${PICTURE}](results.svg)

${sections.map((section) => section(results)).join("\n\n")}
`;
}

// A row for each client.
const table = (header, apps, cells) =>
  markdown(
    header,
    apps.map((app) => [app.name, ...cells(app)]),
  );
const once = (apps) => apps.filter(({ id }) => !isAgain(id));
const count = (number) => number.toLocaleString("en");
const wall = ({ wall }) => wall;

// A column for each host of a view: raw fetch as it is, every other client over it.
function columns({ unit, measured }) {
  const header = measured.map(({ host }) => `${host}, ${unit}`);
  const cells = ({ id }) =>
    measured.map(({ rounds, of }) => {
      if (!rounds[0][id]) return "";
      if (id === RAW) return number(typical(rounds, id, of), unit);
      return `${told(over(rounds, id, of), unit, plus)} (${number(overOfficial(rounds, id, of).value, "x")} x)`;
    });
  return { header, cells };
}

function viewed(apps, ...all) {
  const each = all.map(columns);
  return table(["client", ...each.flatMap(({ header }) => header)], apps, (app) =>
    each.flatMap(({ cells }) => cells(app)),
  );
}

function checked({ start }) {
  const all = selfCheck(start);
  const other = all
    .filter(({ isSame }) => !isSame)
    .map(({ name, host, value }) => `${name}, ${host}: ${number(value, "x")} x`);
  const begins = `The bench's own check: the official client, measured twice as if it were two clients, is the same as itself within the noise in ${all.length - other.length} of ${all.length} comparisons`;
  return other.length === 0 ? `${begins}.` : `${begins}; not in ${other.join("; ")}.`;
}

// In what an entry of ours may be behind the official client, and why it is where it is.
const BEHIND = {
  download: ["Download", "it carries rules, and their texts, which the others leave to their callers"],
  published: [
    "The first call, as published",
    "a module of WebAssembly is unpacked, compiled and instantiated for it, and more code runs for the first time",
  ],
  bundled: [
    "The first call, bundled",
    "a module of WebAssembly is unpacked, compiled and instantiated for it, and more code runs for the first time",
  ],
  next: [
    "Calls 2 to 101",
    "the line of the call is kept for its errors, the request has an AbortController and a timer, other calls get a note of the key, for which the tenant is read from the token, and texts cross into the module",
  ],
  hot: ["A call when hot", "the same as for calls 2 to 101. Each of these is a tenth to a fifth of such a call"],
};

function timesOfficial({ sizes, start, newest }, name, id) {
  if (name === "download") return sizes.apps[id].bundled.gzip / sizes.apps[OFFICIAL].bundled.gzip;
  const { rounds, of } = views(start)[name].measured.find(({ host }) => host === newest);
  return overOfficial(rounds, id, of).value;
}

// A line for everything in which one of our entries is behind.
function behindIn(results) {
  const ours = results.apps.filter((app) => app.ours);
  return Object.entries(BEHIND)
    .map(([name, told]) => [told, ours.map((app) => ({ name: app.name, times: timesOfficial(results, name, app.id) }))])
    .filter(([, each]) => each.some(({ times }) => times > 1))
    .map(([[what, why], each]) => {
      const figures = each.map(({ name, times }) => `${name} ${number(times, "x")} x`).join(", ");
      return `- **${what}**, in times of graph-client's: ${figures}. Why: ${why}.`;
    })
    .join("\n");
}

function behind(results) {
  const { newest, parts, apps } = results;
  const rows = Object.keys(parts).flatMap((host) =>
    apps
      .filter((app) => app.ours)
      .map(({ id, name }) => {
        const part = (of) => typical(parts[host], id, of);
        const named = ["importMs", "unpackMs", "compileMs", "instantiateMs"].map((member) =>
          part((one) => one[member]),
        );
        const whole = part(wall);
        const rest = whole - named.reduce((sum, ms) => sum + ms, 0);
        return [name, host, ...[...named, rest, whole].map((ms) => number(ms, "ms"))];
      }),
  );
  const header = ["entry", "host", "import", "unpack", "compile", "instantiate", "the rest of the call", "all"];
  return `## Where we are behind, and why

In ${newest}, over raw fetch:

${behindIn(results)}

What a first call is made of, bundled, in milliseconds by the clock; to time the parts takes some time itself:

${markdown(header, rows)}`;
}

function method({ date, seconds, machine, load, processors, versions, apps, settings }) {
  const busy =
    load > processors + 0.5
      ? `\n\n**The machine was busy** (load average ${load.toFixed(1)} on ${processors} processors), which is why so much of these figures may be chance.`
      : "";
  const tools = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `## How it is measured

Written by \`cargo xtask bench\`; do not edit. ${date}, ${machine}, ${seconds.toFixed(0)} s, ${settings.start.rounds} rounds; ${tools.join(", ")}.${busy}

- Every app sets one key's status through one client, with a token of 1.6 kB. *Bundled* is one file of esbuild (\`--bundle --minify
  --target=es2022\`); for Workers the module is a file of its own. *As published* is what npm installs, without a bundler. Sources:
  [performance/apps/](performance/apps/).
- \`fetch\` is stubbed and answers 204 with Graph's headers, so that only the client is measured. "Over raw fetch" is the difference to a
  careful \`fetch\` that encodes the ids and demands 204; "x" is how many times graph-client's own difference that is.
- Every figure of a start is of a fresh process, or of a page in a process of its own with nothing cached. Clients take turns: a round measures
  each of them once, in another order each time. Two are compared within a round only; told is the median over the rounds.
- Behind ± stands what may be chance: how far the figure may be off with 99 % certainty (bootstrap over the rounds), or how far raw fetch is
  from itself, measured twice, whichever is more. graph-client is measured twice as well, which checks that.
- Each client is in its quickest documented form: graph-client and kiota are made once and kept, the token is a string that is at hand.
- Times are figures, not tests: a budget that is missed fails nothing.

${table(["client", "version"], once(apps), ({ version }) => [version])}`;
}

function download({ apps, sizes }) {
  const forms = ({ minified, gzip, brotli }) => [minified, gzip, brotli].map(kB).join(" / ");
  const rows = table(["app", "module inlined", "for Workers"], once(apps), ({ id }) =>
    [sizes.apps[id].bundled, sizes.apps[id].workers].map(forms),
  );
  return `## Download

kB (1000 bytes), minified / gzip / brotli, each file compressed by itself. The packed tarball has ${kB(sizes.tarball)} kB.

${rows}`;
}

function firstCall({ apps, start }) {
  const { published, bundled } = views(start);
  const nodes = Object.keys(start).filter((host) => host.startsWith("Node"));
  const clock = (form) => ({
    unit: "ms",
    measured: nodes.map((host) => ({ host: `${host} by the clock`, rounds: start[host][form], of: wall })),
  });
  return `## Import and first call

Over raw fetch; in Node CPU time and time by the clock, elsewhere time by the clock. workerd: from the start of its process to the answer to its
first request.

As published:

${viewed(apps, published, clock("published"))}

Bundled:

${viewed(apps, bundled, clock("bundled"))}`;
}

function calls({ apps, start, settings: { start: how } }) {
  const { next, hot } = views(start);
  const named = (view, what) => ({
    ...view,
    measured: view.measured.map((one) => ({ ...one, host: `${what}, ${one.host}` })),
  });
  return `## The calls that follow

CPU over raw fetch of one call, as published: of the ${how.next} calls after the first of a fresh process, and of ${count(how.hot)} calls after ${count(how.warmUp)} more of
the same process.

${viewed(apps, named(next, `2 to ${how.next + 1}`), named(hot, "hot"))}`;
}

function page({ apps, start: { Chromium } }) {
  const those = once(apps).filter(({ id }) => id !== RAW && Chromium.published[0][id]);
  const requests = (id) => most(Chromium.published, id, (measured) => measured.requests);
  return `## A page without a bundler

How many files of what is published the page asks for. kiota is published for bundlers only.

${table(["client", "files"], those, ({ id }) => [String(requests(id))])}`;
}

function manyCalls({ apps, pool, settings }) {
  const services = [pool.fast, pool.slow];
  const header = ["client", ...services.flatMap((serviceMs) => [`${serviceMs} ms server: ms`, "ratio"]), "CPU ratio"];
  const those = [...apps, { id: "many", name: pool.many }].filter(({ id }) => pool.rounds[pool.slow][0][id]);
  const rows = table(header, those, ({ id }) => [
    ...services.flatMap((serviceMs) => {
      const rounds = pool.rounds[serviceMs];
      return [typical(rounds, id, wall).toFixed(0), id === RAW ? "1" : told(times(rounds, id, wall), "x")];
    }),
    id === RAW
      ? "1"
      : told(
          times(pool.rounds[pool.slow], id, ({ cpu }) => cpu),
          "x",
        ),
  ]);
  return `## Many calls

${pool.changes} patches over loopback to a server that answers after ${pool.fast} or ${pool.slow} ms, ${pool.keysets} key sets in flight, ${settings.pool.rounds} rounds; ratios to raw fetch. Every
client by the same pool of as many lanes, and \`${pool.many}\` with \`concurrency: ${pool.keysets}\`.

${rows}`;
}

function memory({ apps, memory: { steps } }) {
  const header = Object.values(steps)[0].map(({ calls }) => `${count(calls)} calls`);
  const used = ({ wasm, heap, rss }) => [wasm, heap, rss].map(MB).join(" / ");
  const rows = table(
    ["client", ...header],
    apps.filter(({ id }) => steps[id]),
    ({ id }) => steps[id].map(used),
  );
  return `## Memory

Each client in a process of its own, \`fetch\` stubbed, garbage collected: wasm memory / heap / RSS in MB. Flat is at most 5 % more than after the
first step.

${rows}`;
}

// The README's table, and what it says of it.
export function summary(results) {
  const { apps, sizes, newest, start } = results;
  const all = views(start);
  const shown = [...apps.filter(({ ours }) => ours), ...once(apps).filter(({ ours, id }) => !ours && id !== RAW)];
  const taken = (name, id) => {
    const { rounds, of } = all[name].measured.find(({ host }) => host === newest);
    return number(Math.max(0, over(rounds, id, of).value), all[name].unit);
  };
  const header = ["client", "download", "first call, as published", "first call, bundled", "calls 2 to 101", "hot"];
  const rows = table(header, shown, ({ id }) => [
    `${kB(sizes.apps[id].bundled.gzip)} kB`,
    `${taken("published", id)} ms`,
    `${taken("bundled", id)} ms`,
    `${taken("next", id)} µs`,
    `${taken("hot", id)} µs`,
  ]);
  return `${rows}

The download is an app that makes one call, minified, gzip; the rest CPU time in ${newest} over a plain \`fetch\`, import included in the first call.

**Where it is behind**, and why:

${behindIn(results)}`;
}
