// Makes a project that pnpm installs: node_modules of links, in which a package finds nothing but what it depends on.

import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";

mkdirSync("project");
cpSync("src", "project/src", { recursive: true });
copyFileSync(process.env.TARBALL, "project/package.tgz");
const manifest = { private: true, type: "module", dependencies: { "trustframework-keys": "file:package.tgz" } };
writeFileSync("project/package.json", JSON.stringify(manifest));
execFileSync("../node_modules/.bin/pnpm", ["install", "--offline", "--store-dir", "../store"], {
  cwd: "project",
  stdio: "inherit",
});
