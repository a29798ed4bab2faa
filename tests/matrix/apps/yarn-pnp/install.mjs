// Makes a project that Yarn installs in its own way, Plug'n'Play: without node_modules, the package stays in its archive.

import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";

mkdirSync("project");
cpSync("src", "project/src", { recursive: true });
copyFileSync(process.env.TARBALL, "project/package.tgz");
const manifest = { private: true, type: "module", dependencies: { "trustframework-keys": "file:package.tgz" } };
writeFileSync("project/package.json", JSON.stringify(manifest));
writeFileSync("project/yarn.lock", "");
writeFileSync("project/.yarnrc.yml", "nodeLinker: pnp\nenableTelemetry: false\nenableGlobalCache: false\n");
execFileSync("../node_modules/.bin/yarn", ["install", "--no-immutable"], { cwd: "project", stdio: "inherit" });
if (existsSync("project/node_modules")) throw new Error("Yarn made node_modules");
