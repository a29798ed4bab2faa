// Checks that npm/src iterates nothing but arrays: `node build/arrays.mjs`. An app that is built for old targets in a loose mode turns every
// other iteration into a wrong one without a word: a spread Set becomes an array that holds the Set. What a caller may pass is read by
// Array.from.
//
// TypeScript knows the rule: it is that of its target ES5. TypeScript 7 has that target no more, hence the 5.

import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript-5";

const here = join(dirname(fileURLToPath(import.meta.url)), "..");

// What it says of iteration: 'downlevelIteration' needed, "is not an array type", "is not an array type or a string type".
const ABOUT_ITERATION = [2461, 2494, 2495, 2548, 2549, 2568, 2569, 2802];

const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(
  join(here, "tsconfig.json"),
  {},
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => fail(messageText) },
);
const program = ts.createProgram(fileNames, { ...options, target: ts.ScriptTarget.ES5 });
const found = fileNames.flatMap((name) => program.getSemanticDiagnostics(program.getSourceFile(name)));
if (fileNames.length === 0) fail("there is nothing to check");
// Classes of npm/src have private members, which ES5 has not: without that the check has not been made.
if (!found.some(({ code }) => code === 18028)) fail("TypeScript did not take the target ES5");

const wrong = found.filter(({ code }) => ABOUT_ITERATION.includes(code));
for (const { file, start, messageText } of wrong) {
  const { line } = file.getLineAndCharacterOfPosition(start);
  console.log(
    `npm/${relative(here, file.fileName)}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, " ").split(" can only ")[0]} is iterated, and is no array`,
  );
}
process.exit(wrong.length > 0 ? 1 : 0);

function fail(why) {
  console.error(why);
  process.exit(1);
}
