// The verdict on each budget of each of our entries, as rows of a table and in a sentence. Measures nothing.

import { budgets, verdict } from "./budgets.mjs";

export const VERDICTS = ["what", "entry", "measured", "must hold", "aim", "verdict"];

export function verdicts(results) {
  const ours = results.apps.filter((app) => app.ours);
  return ours.flatMap(({ id, name }) =>
    budgets(results, id).map((budget) => ({ name, ...budget, ...verdict(budget) })),
  );
}

const DIGITS = { x: 2, kB: 1, "": 0 };
const number = (value, unit) => value.toFixed(DIGITS[unit]);
const amount = (value, unit) => (value === undefined ? "" : `${number(value, unit)} ${unit}`.trim());

export function row({ what, name, value, doubt, unit, must, aim, word, by }) {
  return [
    what,
    name,
    doubt ? `${number(value, unit)} ± ${amount(doubt, unit)}` : amount(value, unit),
    amount(must, unit),
    amount(aim, unit),
    by === undefined ? word : `${word}, by ${amount(by, unit)}`,
  ];
}

export function sentence(all) {
  const [held, open, missed] = [true, undefined, false].map((state) => all.filter((budget) => budget.held === state));
  const undecided = open.length > 0 ? `, ${open.length} over but within the noise` : "";
  const missing = missed.length === 0 ? "none missed" : `${missed.length} missed`;
  return `${held.length} of ${all.length} budgets held${undecided}, ${missing}.`;
}
