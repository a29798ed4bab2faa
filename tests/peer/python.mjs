// The checks of sdk.py as checks of this suite: sentence to function, each of which says what became of it there.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const SDK = fileURLToPath(new URL("sdk.py", import.meta.url));

export async function pythonChecks(python, origin) {
  const { stdout, error } = await promisify(execFile)(python, [SDK, origin], { timeout: 120_000 }).catch((error) => ({
    stdout: error.stdout,
    error,
  }));
  const told = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  const checks = told.map(({ check, failure }) => [`Python: ${check}`, () => assert.equal(failure, null, failure)]);
  return {
    ...Object.fromEntries(checks),
    "Python: the program ran to its end": () => {
      if (error) throw error;
      assert.notEqual(told.length, 0, "it checked nothing");
    },
  };
}
