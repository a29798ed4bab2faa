// The picture for the README: what each client costs to download and to call, side by side. Readable on light and on dark pages: it
// brings its own ground. Pure: results in, SVG out.

import { AGAIN, cpu, over } from "./figures.mjs";

const WIDTH = 860;
const MARGIN = 28;
const NAMES = 200;
const GAP = 44;
const TOP = 66;
const ROW = 36;
const BAR = 18;
const FOOT = 50;
// Room for the number at the end of the longest bar.
const NUMBER = 64;
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
  const { apps, sizes, calls, date, versions } = results;
  const shown = [...apps.filter(({ ours }) => ours), ...apps.filter(({ ours, id }) => !ours && id !== AGAIN)];
  const kB = ({ id }) => sizes.apps[id].bundled.gzip / 1000;
  // What is less than raw fetch by chance is drawn as nothing.
  const us = ({ id }) => Math.max(0, over(calls.stub, id, cpu).value);
  const height = TOP + shown.length * ROW + FOOT;
  const left = MARGIN + NAMES;
  const right = left + PANEL + GAP;

  const names = shown.map((app, row) =>
    text(left - 14, middle(row), app.name, { class: mark(app), "text-anchor": "end" }),
  );
  const foot = `One call, bundled by esbuild · CPU: fetch stubbed, Node ${versions.Node} · cargo xtask bench, ${date}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" \
aria-label="${label(shown, kB, us)}">
<style>${STYLE}
</style>
<rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="12"/>
${names.join("\n")}
${panel(left, "Download, gzip", "kB", shown, kB, (value) => value.toFixed(1))}
${panel(right, "CPU per call, over raw fetch", "µs", shown, us, (value) => value.toFixed(0))}
${text(MARGIN, height - 20, foot, { class: "foot" })}
</svg>
`;
}

function panel(x, title, unit, shown, of, tell) {
  const most = Math.max(...shown.map(of));
  const bars = shown.map((app, row) => {
    const width = Math.max(2, (of(app) / most) * FULL).toFixed(1);
    const y = TOP + row * ROW + (ROW - BAR) / 2;
    const number = text(x + Number(width) + 8, middle(row), `${tell(of(app))} ${unit}`, { class: mark(app) });
    return `<rect class="bar ${mark(app)}" x="${x}" y="${y}" width="${width}" height="${BAR}" rx="3"/>\n${number}`;
  });
  const axis = `<line class="axis" x1="${x - 0.5}" x2="${x - 0.5}" y1="${TOP}" y2="${TOP + shown.length * ROW}"/>`;
  return [text(x, 42, title, { class: "title" }), ...bars, axis].join("\n");
}

const mark = (app) => (app.ours ? "ours" : "other");
const middle = (row) => TOP + row * ROW + ROW / 2 + 4.5;

function text(x, y, content, attributes) {
  const all = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
  return `<text x="${x}" y="${y}"${all.join("")}>${escaped(content)}</text>`;
}

const label = (shown, kB, us) =>
  escaped(
    shown.map((app) => `${app.name}: ${kB(app).toFixed(1)} kB, ${us(app).toFixed(0)} µs over raw fetch`).join("; "),
  );

const escaped = (content) => content.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
