// Two assertions for the targets: node:assert writes its message before it looks, which costs more than what is tried.

// Traces are most of the time of what throws and catches. What fails says enough.
Error.stackTraceLimit = 0;

export function equal(actual, expected, what) {
  if (!Object.is(actual, expected))
    throw new Error(`${JSON.stringify(actual)} is not ${JSON.stringify(expected)}: ${JSON.stringify(what)}`);
}

export function ok(holds, what) {
  if (!holds) throw new Error(JSON.stringify(what()));
}
