// What an app downloads: bundled by esbuild and minified, each file compressed by itself, as it travels.

import { statSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { required } from "../../tests/lib/checks.mjs";
import { apps, bundle } from "./apps.mjs";
import { isAgain } from "./figures.mjs";

export async function sizes() {
  const measured = {};
  for (const app of apps.filter(({ id }) => !isAgain(id)))
    measured[app.id] = { bundled: await size(app), workers: await size({ ...app, workers: true }) };
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
