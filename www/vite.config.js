// From src/ to target/site: static files for any host, at any path. What xtask has built before: the emulator's module, the package.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { fluentTokens } from "./build/tokens.js";
import { workerOrigins } from "./build/worker-origins.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** What the list needs is one file; what is opened from it, and what only some need, is loaded by itself. */
const LATER =
  /\/src\/(views\/(set|review|connect|worker)\/|views\/(list\/(selection-bar|key-choices)|running|sign-in-again|activity|choice|copy|save|portal-help)\.|connect\/(connect\.|emulator|sandbox|rehearsals|sign-in|popup|worker)|state\/(run|announce)\.|redirect|model\/(scale|export|review|consequences|preview|certificate|x509|token|worker)\.)/;
/** Needed together, whether a tenant is connected for the first time or again. */
const SIGN_IN_FORM =
  /\/src\/(views\/connect\/(again|graph-form|form|paste-token|prepared)\.|connect\/connect\.|model\/token\.)/;
const isOfTheList = (id) =>
  (id.includes("/www/src/") || /node_modules\/(preact|@preact|trustframework-keys)\//.test(id)) && !LATER.test(id);

export default defineConfig({
  base: "./",
  plugins: [fluentTokens(), workerOrigins()],
  resolve: {
    alias: [
      { find: /^graph-emulator-page\/wasm/, replacement: here("../target/emulator-page/emulator_bg.wasm") },
      { find: "graph-emulator-page", replacement: here("../target/emulator-page/emulator.js") },
    ],
  },
  build: {
    outDir: here("../target/site"),
    emptyOutDir: true,
    target: "es2022",
    // Everything is a file of its own: the page's policy has no place for data URLs.
    assetsInlineLimit: 0,
    // One file holds all that others share, so there is nothing to fetch ahead.
    modulePreload: false,
    rollupOptions: {
      input: { index: here("index.html"), redirect: here("redirect.html") },
      output: {
        codeSplitting: {
          groups: [
            { name: "list", test: isOfTheList },
            { name: "sign-in-form", test: SIGN_IN_FORM },
          ],
        },
      },
    },
  },
});
