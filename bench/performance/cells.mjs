// Figures as they stand in a cell of a table.

export const kB = (bytes) => (bytes / 1000).toFixed(1);
export const MB = (bytes) => (bytes / 1e6).toFixed(1);

const DIGITS = { ms: 1, us: 0, x: 2 };
export const number = (value, unit) => (Number.isFinite(value) ? value.toFixed(DIGITS[unit]) : "?");
export const plus = (value, unit) => `${value < 0 ? "−" : "+"}${number(Math.abs(value), unit)}`;
export const told = ({ value, doubt }, unit, tell = number) => `${tell(value, unit)} ± ${number(doubt, unit)}`;
