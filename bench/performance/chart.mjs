// The picture for the README: what each client costs to download, to start and to call, side by side. Readable on light and on dark pages: it
// brings its own ground. Pure: results in, SVG out.

import { number } from "./cells.mjs";
import { isAgain, over, RAW } from "./figures.mjs";
import { views } from "./views.mjs";

const WIDTH = 860;
const MARGIN = 28;
const NAMES = 200;
const GAP = 44;
const TITLE = 56;
const ROW = 28;
const BAR = 16;
const FOOT = 44;
// Room for the number at the end of the longest bar.
const NUMBER = 72;
const PANEL = (WIDTH - 2 * MARGIN - NAMES - GAP) / 2;
const FULL = PANEL - NUMBER;

const STYLE = `
  .ground { fill: #ffffff; stroke: #d8dee6; }
  text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; fill: #57606a; }
  .title { font-size: 15px; font-weight: 600; fill: #1f2328; }
  .ours { font-weight: 600; fill: #1f2328; }
  .foot { font-size: 11.5px; }
  .axis { stroke: #d8dee6; }
  rect.bar { fill: #b4bdc8; }
  rect.bar.ours { fill: #0b6bcb; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #12171e; stroke: #2e3742; }
    text { fill: #9aa6b2; }
    .title, .ours { fill: #e8edf2; }
    .axis { stroke: #3b4653; }
    rect.bar { fill: #4d5967; }
    rect.bar.ours { fill: #4ba3f5; }
  }`;

export function chart(results) {
  const { apps, sizes, newest, date } = results;
  const others = apps.filter(({ ours, id }) => !ours && !isAgain(id) && id !== RAW);
  const shown = [...apps.filter(({ ours }) => ours), ...others];
  const all = views(results.start);
  const inNode = (name) => {
    const { rounds, of } = all[name].measured.find(({ host }) => host === newest);
    const { unit } = all[name];
    const tell = (value) => `${number(value, unit)} ${unit === "us" ? "µs" : unit}`;
    // What is less than raw fetch by chance is drawn as nothing.
    return { of: ({ id }) => Math.max(0, over(rounds, id, of).value), tell };
  };
  const kB = { of: ({ id }) => sizes.apps[id].bundled.gzip / 1000, tell: (value) => `${value.toFixed(1)} kB` };
  const panels = [
    [
      { title: "Download of an app, gzip", ...kB },
      { title: "First call, as npm installs it", ...inNode("published") },
    ],
    [
      { title: "First call, bundled", ...inNode("bundled") },
      { title: "Each of calls 2 to 101", ...inNode("next") },
    ],
  ];

  const block = TITLE + shown.length * ROW;
  const height = panels.length * block + FOOT;
  const parts = panels.flatMap((pair, at) => {
    const top = at * block + TITLE;
    const left = MARGIN + NAMES;
    const names = shown.map((app, row) =>
      text(left - 14, middle(top, row), app.name, { class: mark(app), "text-anchor": "end" }),
    );
    return [...names, ...pair.map((one, column) => panel(left + column * (PANEL + GAP), top, one, shown))];
  });
  const foot = `CPU time over raw fetch, ${newest}, fetch stubbed; a first call includes the import · cargo xtask bench, ${date}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" \
aria-label="${label(panels.flat(), shown)}">
<style>${STYLE}
</style>
<rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="12"/>
${parts.join("\n")}
${text(MARGIN, height - 18, foot, { class: "foot" })}
</svg>
`;
}

function panel(x, top, { title, of, tell }, shown) {
  const most = Math.max(...shown.map(of), Number.MIN_VALUE);
  const bars = shown.map((app, row) => {
    const width = Math.max(2, (of(app) / most) * FULL).toFixed(1);
    const y = top + row * ROW + (ROW - BAR) / 2;
    const number = text(x + Number(width) + 8, middle(top, row), tell(of(app)), { class: mark(app) });
    return `<rect class="bar ${mark(app)}" x="${x}" y="${y}" width="${width}" height="${BAR}" rx="3"/>\n${number}`;
  });
  const axis = `<line class="axis" x1="${x - 0.5}" x2="${x - 0.5}" y1="${top}" y2="${top + shown.length * ROW}"/>`;
  return [text(x, top - 16, title, { class: "title" }), ...bars, axis].join("\n");
}

const mark = (app) => (app.ours ? "ours" : "other");
const middle = (top, row) => top + row * ROW + ROW / 2 + 4.5;

function text(x, y, content, attributes) {
  const all = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
  return `<text x="${x}" y="${y}"${all.join("")}>${escaped(content)}</text>`;
}

const label = (panels, shown) =>
  escaped(
    panels
      .map(({ title, of, tell }) => `${title}: ${shown.map((app) => `${app.name} ${tell(of(app))}`).join(", ")}`)
      .join("; "),
  );

const escaped = (content) => content.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
