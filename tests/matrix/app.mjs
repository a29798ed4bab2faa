// A tiny app as a stranger has it: its folder, what its lock file says, and the tarball, in a temporary place of its own. Runs no app.

import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
} from "node:fs";
import { rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { required } from "../lib/checks.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const execute = promisify(execFile);
const NPM = ["--no-audit", "--no-fund", "--prefer-offline"];
const SOURCE = /\.(c?js|jsx|c?ts|html)$/;

const made = [];
process.on("exit", () => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

// Makes the app `name`, with every import of the package taken from `entry` instead: "trustframework-keys", or a subpath of it.
export async function makeApp(name, entry) {
  const source = join(here, "apps", name);
  await installTools(source);
  const folder = mkdtempSync(join(tmpdir(), `trustframework-keys-${name}-`));
  made.push(folder);
  copyLinked(source, folder);
  cpSync(join(here, "common"), join(folder, "src"), { recursive: true });
  await execute("npm", ["install", "--no-save", ...NPM, "--offline", required("TFK_TARBALL")], { cwd: folder });
  if (entry !== "trustframework-keys") importFrom(folder, entry);
  return folder;
}

// As `cargo xtask` does for its own folders: only when the lock file is newer than what it installed.
async function installTools(folder) {
  const installed = join(folder, "node_modules/.package-lock.json");
  const wanted = join(folder, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  await execute("npm", ["ci", ...NPM], { cwd: folder });
}

// Copies a folder, but lets the files of node_modules, hundreds of megabytes, be the same ones.
function copyLinked(from, to, within = false) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (entry.isDirectory()) copyLinked(source, target, within || entry.name === "node_modules");
    else if (within && entry.name !== ".package-lock.json") linkSync(source, target);
    else cpSync(source, target);
  }
}

// Changes the line a user would write, and the path where there is no resolver.
function importFrom(folder, entry) {
  const manifest = JSON.parse(readFileSync(join(folder, "node_modules/trustframework-keys/package.json"), "utf8"));
  const file = manifest.exports[`./${entry.split("/")[1]}`].default;
  const path = (typeof file === "string" ? file : file.default).replace("./", "trustframework-keys/");
  for (const source of readdirSync(folder, { recursive: true }).filter(
    (path) => SOURCE.test(path) && !path.includes("node_modules"),
  )) {
    if (!lstatSync(join(folder, source)).isFile()) continue;
    const text = readFileSync(join(folder, source), "utf8");
    // It has no reads: a page that lists keys stays with the root entry.
    if (/\blistKeys\b/.test(text)) continue;
    const changed = text
      .replaceAll(/(from|require\() ?"trustframework-keys"/g, (found) => found.replace("trustframework-keys", entry))
      .replaceAll('{ "trustframework-keys":', `{ "${entry}":`)
      .replaceAll("trustframework-keys/index.js", path);
    if (changed !== text) writeFileSync(join(folder, source), changed);
  }
}
