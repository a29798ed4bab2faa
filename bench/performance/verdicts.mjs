// The verdict on each budget of each of our entries, as rows of a table and in a sentence. Measures nothing.

import { budgets, verdict } from "./budgets.mjs";

export const VERDICTS = ["what", "entry", "measured", "noise", "must hold", "aim", "verdict"];

export function verdicts(results) {
  const ours = results.apps.filter((app) => app.ours);
  return ours.flatMap(({ id, name }) => budgets(results, id).map((budget) => ({ name, ...budget, ...verdict(budget) })));
}

const number = (value, unit) => value.toFixed(unit === "x" ? 3 : 1);
const amount = (value, unit) => (value === undefined ? "none" : `${number(value, unit)} ${unit}`);

export function row({ what, name, value, spread, noise, unit, must, aim, word, by }) {
  return [
    what,
    name,
    spread > 0 ? `${number(value, unit)} ± ${number(spread, unit)} ${unit}` : amount(value, unit),
    noise > 0 ? amount(noise, unit) : "none",
    amount(must, unit),
    amount(aim, unit),
    by === undefined ? word : `${word}, by ${amount(by, unit)}`,
  ];
}

export function sentence(all) {
  const those = (state) => all.filter(({ held }) => held === state).map(({ what, name }) => `${what} (${name})`);
  const parts = [
    [`${those(true).length} of ${all.length} budgets are held`],
    ["missed", those(false)],
    ["over, but within the noise", those(undefined)],
  ];
  return parts.filter(([, list]) => list?.length !== 0).map(([said, list]) => (list ? `${said}: ${list.join("; ")}` : said)).join(". ") + ".";
}
