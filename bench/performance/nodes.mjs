// The versions of Node that are measured: the one that runs this, and the one that tests/ installs.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const installed = fileURLToPath(new URL("../../tests/node_modules/.bin/node", import.meta.url));

const found = [process.execPath, installed].map((execPath) => {
  const version = execFileSync(execPath, ["--version"], { encoding: "utf8" }).trim().slice(1);
  return { name: `Node ${version.split(".")[0]}`, version, execPath };
});

export const nodes = found.filter(({ name }, at) => found.findIndex((other) => other.name === name) === at);
