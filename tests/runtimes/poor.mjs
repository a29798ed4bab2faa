// Hosts that lack something, and bundlers that give something else than a module: what they show to a call, as results like those of
// cases.mjs.

import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { runProgram } from "../lib/hosts.mjs";
import { equal, ok, rejection, within } from "./check.mjs";

const execute = promisify(execFile);

export async function poorHosts(consumer, entry) {
  const specifier = entry === "lite" ? "trustframework-keys/lite" : "trustframework-keys";
  const file = (form) =>
    join(consumer, "node_modules/trustframework-keys", entry === "lite" ? `lite-${form}.js` : `${form}.js`);
  const cases = {
    "a host without WebAssembly is told so, and that trying again is of no use": async () => {
      const { code, retryable, applied, message } = await shown(consumer, specifier, ["--jitless"], "");
      equal({ code, retryable, applied }, { code: "load", retryable: false, applied: false }, "error");
      ok(/no WebAssembly/.test(message) && !message.includes("script-src"), message);
    },
    "a host without TextDecoder, as Jest's jsdom, is told so": async () => {
      const { code, message } = await shown(consumer, specifier, [], "globalThis.TextDecoder = undefined;");
      equal(code, "load", "code");
      ok(/no TextDecoder/.test(message), message);
    },
    // As bundles in Deno 2.1 and 2.2. Node's own fetch needs the global, so it is played in Deno.
    "getBuiltinModule is no proof of Buffer": async () => {
      const file = writeProgram(consumer, specifier, "globalThis.Buffer = undefined;");
      equal((await runProgram("deno", consumer, file)).attempts, 1, "attempts");
    },
  };
  for (const form of ["workerd", "edge"]) {
    cases[`${form}: a module of another realm is one`] = async () => {
      const { patchKeyStatus } = await load(consumer, file(form), "module");
      const { attempts } = await patchKeyStatus("set", "kid", "disabled", "a-token", {
        fetch: () => ({ status: 204 }),
      });
      equal(attempts, 1, "attempts");
    };
    for (const given of ["proxy", "text", "nothing", "exports"])
      cases[`${form}: ${given} in place of the module ends a call at once`] = async () => {
        const { patchKeyStatus, ready } = await load(consumer, file(form), given);
        const fetch = () => ok(false, "it was sent");
        for (const call of [() => patchKeyStatus("set", "kid", "disabled", "a-token", { fetch }), ready]) {
          const { code, retryable, message } = await rejection(within(1_000, call), given);
          equal({ code, retryable }, { code: "load", retryable: false }, "error");
          ok(message.includes(`type ${typeof GIVEN[given]()} and no WebAssembly.Module`), message);
        }
      };
  }
  const results = [];
  for (const [name, run] of Object.entries(cases))
    results.push(
      await run().then(
        () => ({ name, ok: true }),
        (error) => ({ name, ok: false, why: String(error.stack) }),
      ),
    );
  return results;
}

// What a bundler may give for a .wasm file. Nitro 2.11 gave the proxy, and to wait for it was to wait for ever.
const GIVEN = {
  proxy: () => new Proxy(() => {}, { get: () => () => new Promise(() => {}) }),
  text: () => "/assets/trustframework_keys-1234.wasm",
  nothing: () => undefined,
  exports: () => ({ memory: {} }),
  module: (bytes) => runInNewContext("new WebAssembly.Module(bytes)", { bytes }),
};

// The entry as a bundle in which the .wasm file is something else.
let bundles = 0;
async function load(consumer, entry, given) {
  const outfile = join(consumer, `given-${(bundles += 1)}.mjs`);
  const instead = {
    name: "instead",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.wasm(\?module)?$/ }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path.split("?")[0]),
        namespace: "instead",
      }));
      onLoad({ filter: /./, namespace: "instead" }, ({ path }) => ({
        contents: `export default globalThis.given(${JSON.stringify(path)});`,
      }));
    },
  };
  globalThis.given = (path) => GIVEN[given](given === "module" ? readFileSync(path) : undefined);
  await build({ entryPoints: [entry], outfile, bundle: true, format: "esm", plugins: [instead], logLevel: "error" });
  return import(pathToFileURL(outfile));
}

// What a call comes to in a Node of its own, once `before` has run there.
async function shown(consumer, specifier, flags, before) {
  const { stdout } = await execute(process.execPath, [...flags, writeProgram(consumer, specifier, before)]);
  return JSON.parse(stdout);
}

function writeProgram(consumer, specifier, before) {
  const file = join(consumer, "poor-host.mjs");
  writeFileSync(
    file,
    `import { patchKeyStatus } from ${JSON.stringify(specifier)};
${before}
const fetch = () => ({ status: 204 });
await patchKeyStatus("set", "kid", "disabled", "a-token", { fetch }).then(
  (receipt) => console.log(JSON.stringify(receipt)),
  (error) => console.log(JSON.stringify(error)),
);
`,
  );
  return file;
}
