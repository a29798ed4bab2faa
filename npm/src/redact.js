// The one place where a token is taken out of what others wrote: a server that echoes it, a host error that quotes it.

const mark = "[token]";

const clean = (text, token) => text.replaceAll(token, mark);

// The members of receipts and errors that a server wrote.
const foreign = ["graphCode", "graphMessage", "requestId"];

// A copy of plain fields with the token taken out of what a server wrote.
export function redact(fields, token) {
  const copy = { ...fields };
  for (const key of foreign) if (typeof copy[key] === "string" && usable(token)) copy[key] = clean(copy[key], token);
  return copy;
}

// The cause itself, unless the token is found in it: then a plain Error that says the same without it.
export function redactCause(cause, token) {
  if (!usable(token) || !holds(cause, token, 0, new Set())) return cause;
  const error = new Error("The cause held the token, which was taken out.");
  try {
    if (typeof cause === "string") error.message = clean(cause, token);
    else if (typeof cause.message === "string") error.message = clean(cause.message, token);
    if (typeof cause.name === "string") error.name = clean(cause.name, token);
  } catch {
    // Its properties cannot be read; the message above stands.
  }
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

const usable = (token) => typeof token === "string" && token !== "";

// Looks into everything that console.log or a logger would print. What cannot be looked into counts as holding it.
function holds(value, token, depth, seen) {
  if (typeof value === "string") return value.includes(token);
  if (typeof value === "symbol") return String(value).includes(token);
  if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return false;
  if (depth > 8 || seen.size > 1000) return true;
  seen.add(value);
  const inside = (part) => holds(part, token, depth + 1, seen);
  try {
    if (inside(String(value)) || inside(value.message) || inside(value.stack) || inside(value.cause)) return true;
    if ((value instanceof Map || value instanceof Set || globalThis.Headers?.[Symbol.hasInstance](value)) && [...value].some(inside)) return true;
    if (inside(value.headers)) return true;
    return Reflect.ownKeys(value).some((key) => inside(key) || inside(value[key]));
  } catch {
    return true;
  }
}
