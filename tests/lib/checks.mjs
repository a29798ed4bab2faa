// Runs the checks of a suite one after another and counts them.

// An environment variable that a run cannot do without.
export function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}; cargo xtask does.`);
  return value;
}

// For how long a check ran, where that is worth a word.
function took(began) {
  const seconds = process.uptime() - began;
  return seconds < 1 ? "" : ` (${seconds.toFixed(1)} s)`;
}

// Runs `checks`, an object of sentence to function, `before` going ahead of each if there is one, and beside them `others`, which share nothing with
// them. Prints every result and, last, the counts; a failure or an empty run becomes the exit code.
export async function run(checks, before, others = {}) {
  const count = { passed: 0, failed: 0 };
  await Promise.all([runAll(checks, count, before), runAll(others, count)]);
  const { passed, failed } = count;
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

async function runAll(checks, count, before) {
  for (const [sentence, check] of Object.entries(checks)) {
    const began = process.uptime();
    try {
      await before?.();
      await check();
      count.passed += 1;
      console.log(`ok - ${sentence}${took(began)}`);
    } catch (error) {
      count.failed += 1;
      console.log(`FAILED - ${sentence}`, error);
    }
  }
}
