// A fresh folder with the packed tarball installed, as a user's project has it.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { required } from "./checks.mjs";

export function makeConsumer({ panic = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "trustframework-keys-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--offline", required("TFK_TARBALL")], {
    cwd: folder,
    stdio: "pipe",
  });
  if (panic) {
    // The same package under another name, which npm would not install beside it.
    const place = join(folder, "node_modules/trustframework-keys-panic");
    mkdirSync(place);
    execFileSync("tar", ["-xzf", required("TFK_PANIC_TARBALL"), "--strip-components=1", "-C", place]);
  }
  return folder;
}
