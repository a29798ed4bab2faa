// Figures as they stand in a cell of a table.

import { AGAIN } from "./figures.mjs";

export const kB = (bytes) => (bytes / 1000).toFixed(1);
export const MB = (bytes) => (bytes / 1e6).toFixed(1);
export const plus = (number, digits = 1) => `${number < 0 ? "−" : "+"}${Math.abs(number).toFixed(digits)}`;

// A comparison with raw fetch; where that is compared with itself, the noise.
const told = (figure, id, tell) => (id === AGAIN ? `noise ${tell(figure.noise)}` : tell(figure.value));
export const ms = (figure, id) => told(figure, id, (value) => plus(value));
export const us = (figure, id) => told(figure, id, (value) => plus(value, 0));
export const ratio = (figure, id, digits = 3) => told(figure, id, (value) => value.toFixed(digits));
