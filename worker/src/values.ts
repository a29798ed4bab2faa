// Reads JSON that others wrote. Each reader takes a value and gives it back with a type, or throws a sentence about it.

export type Members = Record<string, unknown>;

export const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Names that are longer are not compared: a stranger chooses them. */
const COMPARED = 64;

/** Says which name is not known, and which one was probably meant. */
export function unknownMember(names: readonly string[], known: readonly string[]): string | undefined {
  const name = names.find((key) => !known.includes(key));
  if (name === undefined) return undefined;
  const near =
    name.length > COMPARED ? undefined : known.find((candidate) => isNear(name.toLowerCase(), candidate.toLowerCase()));
  const shown = JSON.stringify(name.slice(0, COMPARED));
  return near === undefined
    ? `there is no member ${shown}; known are ${known.join(", ")}.`
    : `there is no member ${shown}; did you mean "${near}"?`;
}

// Same letters in another order, or one letter more or less: what fingers do.
function isNear(name: string, known: string): boolean {
  const letters = (text: string): string => [...text].sort().join("");
  if (letters(name) === letters(known)) return true;
  const [short, long] = name.length < known.length ? [name, known] : [known, name];
  if (long.length - short.length > 1) return false;
  for (let at = 0; at < long.length; at += 1) {
    const without = long.slice(0, at) + long.slice(at + 1);
    if (without === short || (short.length === long.length && without === short.slice(0, at) + short.slice(at + 1)))
      return true;
  }
  return false;
}

/** Lower case. */
export const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/;

/** The milliseconds of an ISO 8601 time in UTC, or nothing for any other value. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== "string" || !UTC.test(value)) return undefined;
  const ms = Date.parse(value);
  // The 30th of February is parsed as the 2nd of March.
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(value.slice(0, 10)) ? undefined : ms;
}

export const iso = (ms: number): string => new Date(ms).toISOString();
