// Where a secret shows in what a program might print of an error. Changes nothing.

import { inspect } from "node:util";

const LINKS = 10;

// The names of the places that hold any of `secrets`.
export function leaks(error, secrets) {
  const chain = causes(error);
  const places = {
    "console.log": () => inspect(error),
    "inspect at full depth": () =>
      inspect(error, { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity }),
    "JSON.stringify": () => chain.map((link) => JSON.stringify(link)).join(),
    String: () => chain.map(String).join(),
    message: () => chain.map((link) => `${link?.message} ${link?.stack}`).join(),
  };
  return Object.keys(places).filter((place) => {
    const text = attempt(places[place]);
    return secrets.some((secret) => text.includes(secret));
  });
}

function causes(error) {
  const chain = [error];
  while (chain.length < LINKS && chain.at(-1)?.cause !== undefined) chain.push(chain.at(-1).cause);
  return chain;
}

// What cannot be printed shows nothing.
function attempt(print) {
  try {
    return String(print());
  } catch {
    return "";
  }
}
