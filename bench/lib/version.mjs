// The version of a package that bench/ has installed. Not every package exports its package.json, so it is read as a file.

import { readFileSync } from "node:fs";

export const versionOf = (name) =>
  JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), "utf8")).version;
