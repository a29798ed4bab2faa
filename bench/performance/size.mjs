// What an app downloads: bundled by esbuild and minified, each file compressed by itself, as it travels.

import { statSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { required } from "../../tests/lib/checks.mjs";
import { apps, bundle, isOurs } from "./apps.mjs";
import { AGAIN } from "./figures.mjs";

// Our entries, for an app that takes all that is in them.
const EVERYTHING = { ours: "trustframework-keys", lite: "trustframework-keys/lite" };

export async function sizes() {
  const measured = {};
  for (const app of apps.filter(({ id }) => id !== AGAIN)) {
    measured[app.id] = { bundled: await size(app), workers: await size({ ...app, workers: true }) };
    if (!isOurs(app)) continue;
    const contents = `import * as everything from ${JSON.stringify(EVERYTHING[app.id])}; globalThis.app = everything;`;
    measured[app.id].everything = {
      bundled: await size({ contents }),
      workers: await size({ contents, workers: true }),
    };
  }
  return { apps: measured, tarball: statSync(required("TFK_TARBALL")).size };
}

async function size(app) {
  const files = (await bundle(app)).outputFiles.map(({ contents }) => contents);
  const sum = (length) => files.reduce((total, file) => total + length(file), 0);
  return {
    minified: sum((file) => file.length),
    gzip: sum((file) => gzipSync(file, { level: 9 }).length),
    brotli: sum((file) => brotliCompressSync(file).length),
  };
}
