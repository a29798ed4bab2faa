// Looks for tokens in what a console, a logger, a reporter or a message channel would make of a value.

import { SECRET } from "./words.mjs";

// The first text in which a token shows.
export const shows = (value, inspectors) =>
  renderings(value, inspectors)
    .map(String)
    .find((text) => text.includes(SECRET));

// Where a token could be; the search must find it there, or its finding nothing would mean nothing.
export const hidingPlaces = () => [
  ["message", new Error(SECRET)],
  ["cause of a cause", new Error("x", { cause: new Error("y", { cause: { headers: [`Bearer ${SECRET}`] } }) })],
  ["hidden member", Object.defineProperty({}, "hidden", { value: SECRET })],
  ["symbol", { [Symbol(SECRET)]: 1 }],
  ["key", { [SECRET]: 1 }],
  ["toJSON", { toJSON: () => SECRET }],
  [
    "inherited getter",
    new (class extends Error {
      get cause() {
        return SECRET;
      }
    })(),
  ],
];

// Every text that shows the value or a part of it.
function renderings(value, inspectors) {
  return [
    ...shown(value),
    ...inspectors.flatMap((inspect) => attempt(() => inspect(value))),
    ...parts(value, new Set()),
  ];
}

// The host's own ways of showing a value in full.
export function hostInspectors() {
  const { Deno, Bun } = globalThis;
  const full = { depth: Infinity, showHidden: true, getters: true };
  const found = [];
  if (Deno)
    found.push((value) => Deno.inspect(value, { ...full, iterableLimit: Infinity, strAbbreviateSize: Infinity }));
  if (Bun) found.push((value) => Bun.inspect(value, { depth: 1000 }));
  // Not an import: pages and Workers have no such module.
  const { inspect } = globalThis.process?.getBuiltinModule?.("node:util") ?? {};
  if (inspect) {
    found.push((value) => inspect(value, { ...full, maxArrayLength: Infinity, maxStringLength: Infinity }));
  }
  return found;
}

const shown = (value) => [
  ...attempt(() => String(value)),
  ...attempt(() => JSON.stringify(value)),
  ...attempt(() => JSON.stringify(value.toJSON())),
  ...attempt(() => value.stack),
];

// The value, a structured clone of it, and what hangs on both: own keys of every kind, inherited getters, causes.
function parts(value, seen, depth = 0) {
  if (typeof value !== "object" || value === null || seen.has(value) || depth > 8) return [];
  seen.add(value);
  const clone = attempt(() => structuredClone(value)).flatMap((copy) => [
    ...shown(copy),
    ...members(copy, new Set([copy]), depth),
  ]);
  return [...shown(value), ...members(value, seen, depth), ...(depth === 0 ? clone : [])];
}

function members(value, seen, depth) {
  const keys = new Set([...Reflect.ownKeys(value), "cause", "message", "name"]);
  return [...keys].flatMap((key) => [
    String(key),
    ...attempt(() => value[key]).flatMap((part) => [...attempt(() => String(part)), ...parts(part, seen, depth + 1)]),
  ]);
}

function attempt(work) {
  try {
    const result = work();
    return result === undefined ? [] : [result];
  } catch {
    return [];
  }
}
