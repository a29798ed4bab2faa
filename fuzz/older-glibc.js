// Lets Jazzer.js's prebuilt addon load where glibc is older than the 2.38 it was built on, such as Debian 12: of what is newer it needs two
// functions that read numbers and a mark of libstdc++. Loaded before Jazzer.js; does nothing elsewhere.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const { glibcVersionRuntime } = process.report.getReport().header;
const ADDON = fileURLToPath(
  new URL(`node_modules/@jazzer.js/fuzzer/prebuilds/fuzzer-linux-${process.arch}.node`, import.meta.url),
);

const SHIM = `
#include <stdlib.h>
long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }
unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }
void _ZSt21ios_base_library_initv(void) {}
void *napi_register_module_v1(void *env, void *exports) { return exports; }
`;

if (glibcVersionRuntime && Number(glibcVersionRuntime.split(".")[1]) < 38) {
  forgive(["GLIBC_2.38", "GLIBCXX_3.4.32"]);
  const folder = fileURLToPath(new URL("target", import.meta.url));
  mkdirSync(folder, { recursive: true });
  execFileSync("cc", ["-shared", "-fPIC", "-o", `${folder}/shim.node`, "-xc", "-"], { input: SHIM });
  process.dlopen({ exports: {} }, `${folder}/shim.node`, constants.dlopen.RTLD_NOW | constants.dlopen.RTLD_GLOBAL);
}

// Marks versions that the addon needs (Elf64_Vernaux) as weak: the loader then takes their symbols from wherever they are.
function forgive(versions) {
  const addon = readFileSync(ADDON);
  for (const version of versions) {
    const hash = Buffer.alloc(4);
    hash.writeUInt32LE([...Buffer.from(version)].reduce(elfHash, 0));
    // vna_hash, then vna_flags: 2 is VER_FLG_WEAK.
    const at = addon.indexOf(hash);
    if (at >= 0) addon.writeUInt16LE(2, at + 4);
  }
  if (!addon.equals(readFileSync(ADDON))) writeFileSync(ADDON, addon);
}

function elfHash(hash, byte) {
  const sum = ((hash << 4) + byte) >>> 0;
  const high = sum & 0xf0000000;
  return (sum ^ (high >>> 24)) & ~high;
}
