// Rewrites an installed package for old targets in place, as an app's build may do to what it bundles: in the loose modes, in which only arrays
// are iterated rightly. Runs nothing.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import babel from "@babel/core";
import presetEnv from "@babel/preset-env";
import swc from "@swc/core";
import ts from "typescript-5";

const ES5 = {
  "Babel loose": (code) =>
    babel.transformSync(code, {
      configFile: false,
      babelrc: false,
      compact: false,
      presets: [[presetEnv, { loose: true, modules: false, targets: "ie 11" }]],
    }).code,
  "SWC loose": (code) =>
    swc.transformSync(code, {
      swcrc: false,
      configFile: false,
      module: { type: "es6" },
      jsc: { target: "es5", loose: true, externalHelpers: false },
    }).code,
  // Without downlevelIteration, which is off unless it is asked for.
  "tsc ES5": (code) => {
    const compilerOptions = { target: ts.ScriptTarget.ES5, module: ts.ModuleKind.ES2015, allowJs: true };
    return ts.transpileModule(code, { compilerOptions, fileName: "module.js" }).outputText;
  },
};

export const lowerings = Object.keys(ES5);

/** Rewrites every ES module of the folder of a package. */
export function lower(how, folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith(".js"));
  if (files.length === 0) throw new Error(`${folder} has nothing to lower`);
  for (const file of files) {
    const code = readFileSync(join(folder, file), "utf8");
    const lowered = ES5[how](code);
    if (/\bclass KeyStatusError\b|=>/.test(withoutComments(lowered))) throw new Error(`${how} left ${file} as it was`);
    writeFileSync(join(folder, file), lowered);
  }
}

const withoutComments = (code) => code.replace(/\/\/.*|\/\*[\s\S]*?\*\//g, "").replace(/"(\\.|[^"\\])*"/g, '""');
