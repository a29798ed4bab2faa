// Serves target/site as a static host does, gzip'd, and counts what goes over the wire. The document gets one script more, which notes
// whatever the page complains of from its first moment on.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { required } from "../lib/checks.mjs";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

const PROBE = `"use strict";
const complaints = (window.complaints = []);
const note = (kind) => (event) => complaints.push(kind + ": " + (event.message || event.reason?.stack || event.violatedDirective + " " + event.blockedURI));
addEventListener("error", note("error"), true);
addEventListener("unhandledrejection", note("unhandledrejection"));
document.addEventListener("securitypolicyviolation", note("securitypolicyviolation"));
for (const name of ["error", "warn"]) {
  const plain = console[name];
  console[name] = (...words) => (complaints.push("console." + name + ": " + words.join(" ")), plain.apply(console, words));
}
`;

const FRAME = `<!doctype html><title>Another page</title><link rel="icon" href="/key.svg"><iframe src="/" width="800" height="600"></iframe>`;

/** The same origin without the page: what is kept there can be cleared. */
const BLANK = `<!doctype html><title>Nothing</title><link rel="icon" href="/key.svg">`;

export async function serveSite() {
  const folder = required("TFK_SITE");
  const sent = [];
  const content = async (path) => {
    if (path === "/probe.js") return Buffer.from(PROBE);
    if (path === "/framing.html") return Buffer.from(FRAME);
    if (path === "/blank.html") return Buffer.from(BLANK);
    const file = await readFile(join(folder, path));
    return path === "/index.html"
      ? Buffer.from(String(file).replace(/<script /, '<script src="./probe.js"></script>$&'))
      : file;
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const path = pathname === "/" ? "/index.html" : pathname;
    try {
      const body = gzipSync(await content(path), { level: 9 });
      if (path !== "/probe.js") sent.push({ path, bytes: body.length });
      response
        .writeHead(200, {
          "content-type": TYPES[extname(path)],
          "content-encoding": "gzip",
          "cache-control": "no-store",
        })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  // Node closes a connection that was idle for five seconds, perhaps just when a client uses it again.
  server.keepAliveTimeout = 0;
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://localhost:${server.address().port}/`,
    /** What was sent since the last call. */
    sent: () => sent.splice(0),
    stop: () => server.close(),
  };
}
