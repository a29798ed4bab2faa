// The verdict on each budget of each of our entries, as rows of a table and in a sentence. Measures nothing.

import { budgets, verdict } from "./budgets.mjs";

export const VERDICTS = ["what", "entry", "measured", "noise", "must hold", "aim", "verdict"];

export function verdicts(results) {
  const ours = results.apps.filter((app) => app.ours);
  return ours.flatMap(({ id, name }) =>
    budgets(results, id).map((budget) => ({ name, ...budget, ...verdict(budget) })),
  );
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
  const [held, open, missed] = [true, undefined, false].map((state) => all.filter((budget) => budget.held === state));
  const undecided = open.length > 0 ? `, ${open.length} over but within the noise` : "";
  const names = missed.map(({ what, name }) => `${what} (${name})`).join("; ");
  return `${held.length} of ${all.length} budgets held${undecided}, ${missed.length === 0 ? "none missed" : `${missed.length} missed: ${names}`}.`;
}
