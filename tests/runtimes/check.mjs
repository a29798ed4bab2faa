// The few assertions that run in every host, a page and a Worker included. Runs nothing by itself.

export function equal(actual, expected, what) {
  const [left, right] = [actual, expected].map((value) => JSON.stringify(value, ordered));
  if (left !== right) throw new Error(`${what}: expected ${right}, got ${left}`);
}

export function ok(value, what) {
  if (!value) throw new Error(what);
}

export async function rejection(promise, what) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`${what}: should have rejected, but gave ${JSON.stringify(value)}`);
}

// Settles as the work does, or fails when that hangs. Its own timer goes first: the work may put another clock in the place of the host's.
export async function within(milliseconds, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still pending after ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

// Everything a console, a logger or a reporter would make of a value, as one text.
export function visible(value, depth = 0) {
  if (typeof value !== "object" || value === null || depth > 6) return String(value);
  const own = Reflect.ownKeys(value).map((key) => `${String(key)}=${visible(value[key], depth + 1)}`);
  return [String(value), JSON.stringify(value), value.stack, ...own].join("\n");
}

const ordered = (_, value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
