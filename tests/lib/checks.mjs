// Runs the checks of a suite one after another and counts them.

// An environment variable that a run cannot do without.
export function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}; cargo xtask does.`);
  return value;
}

// Runs `checks`, an object of sentence to function, `before` going ahead of each if there is one. Prints every result and, last, the counts; a failure
// or an empty run becomes the exit code.
export async function run(checks, before) {
  let passed = 0;
  let failed = 0;
  for (const [sentence, check] of Object.entries(checks)) {
    try {
      await before?.();
      await check();
      passed += 1;
      console.log(`ok - ${sentence}`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED - ${sentence}`, error);
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
