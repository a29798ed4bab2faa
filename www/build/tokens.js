// Fluent's design tokens as custom properties, light and dark: only those that the style sheets ask for.

import { readdir, readFile } from "node:fs/promises";
import { webDarkTheme, webLightTheme } from "@fluentui/tokens";

const STYLES = new URL("../src/styles/", import.meta.url);
const WANTED = "virtual:fluent-tokens.css";

export function fluentTokens() {
  return {
    name: "fluent-tokens",
    enforce: "pre",
    async transform(code, id) {
      if (!id.endsWith("/styles/index.css")) return null;
      if (!code.includes(WANTED)) throw new Error(`src/styles/index.css has no place for the tokens: /* ${WANTED} */`);
      return code.replace(`/* ${WANTED} */`, await tokens());
    },
  };
}

async function tokens() {
  const names = await readdir(STYLES);
  const sheets = await Promise.all(names.map((name) => readFile(new URL(name, STYLES), "utf8")));
  const used = new Set(sheets.flatMap((sheet) => [...sheet.matchAll(/var\(--([a-z]\w*)/g)].map(([, name]) => name)));
  const known = [...used].filter((name) => name in webLightTheme).sort();
  const misspelt = [...used].filter(
    (name) => /^(color|font|line|shadow|duration|curve|border|spacing)/.test(name) && !known.includes(name),
  );
  if (misspelt.length > 0) throw new Error(`Fluent has no such tokens: ${misspelt.join(", ")}`);
  const block = (theme, names) => names.map((name) => `  --${name}: ${theme[name]};\n`).join("");
  const differing = known.filter((name) => webDarkTheme[name] !== webLightTheme[name]);
  return `:root {\n${block(webLightTheme, known)}}\n@media (prefers-color-scheme: dark) {\n:root {\n${block(webDarkTheme, differing)}}\n}\n`;
}
