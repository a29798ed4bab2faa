// The cells of the matrix as data: a tool, the tiny app that it builds, and where the app then runs. Runs nothing.
//
// `app` is a folder of apps/, `steps` are commands that build it, and one of these says how it runs:
//   pages    a folder that a static host serves; `page` in it is opened in each browser
//   server   a command that serves on a port; `page` is opened in each browser, or `ask` is fetched, and with `answers` no key is changed by it
//   program  a command that prints the outcome as its last line
//   tests    a command that makes the calls itself and fails if they do
//   workerd  an entry that is bundled as a deployment does and run by miniflare
//   built    a Worker that the tool has bundled, run by miniflare, and its `ask` is fetched
//   extension the id of the extension that is in dist/, which Chromium loads
//   checks   commands by what each checks, which fail if it does not hold
// `script` is the page's script, where the tool does not write the page. A command's first word is a program of the app's own
// node_modules/.bin unless it has a slash or is `node`. `node` is the version of Node that a tool wants, where ours will not do; `env` is for its
// commands. `quick` ones run in every `cargo xtask test`. `note` is what a reader of the table must know.

const node = (version, program) => [`node_modules/node-${version}/bin/node`, `src/${program}`];

// A project of TypeScript under each way of resolving modules, with the types of a browser and with those of Node.
const typescript = (version) => {
  const compile = (resolution, types, file) => {
    const module = resolution === "bundler" ? "esnext" : resolution;
    const how = ["--module", module, "--moduleResolution", resolution, "--target", "es2022", ...types];
    return [
      `node_modules/typescript-${version}/bin/tsc`,
      "--noEmit",
      "--strict",
      "--exactOptionalPropertyTypes",
      ...how,
      `src/${file}`,
    ];
  };
  const checks = {};
  for (const resolution of ["node16", "nodenext", "bundler"]) {
    checks[`${resolution} DOM`] = compile(resolution, ["--lib", "es2022,dom", "--typeRoots", "none"], "check.ts");
    checks[`${resolution} Node`] = compile(resolution, ["--lib", "es2022", "--types", "node"], "check.ts");
  }
  checks["node16 require"] = compile("node16", ["--lib", "es2022", "--types", "node"], "check.cts");
  return checks;
};

const next = (app) => ({ app, steps: [["next", "build"]], server: (port) => ["next", "start", "--port", port] });

// What a page shows that reads the keys, and what comes of a token source that sends the visitor to /login.
const listed = { status: 200, text: "skXTuCScdUZVjBcseBUAsuHesX2Lm3KrtlHMOI2nXHI" };
const sentAway = (status) => ({ status, location: "/login" });

const nextCells = (name, app, before) => [
  { name: `${name}, client component`, ...next(app), page: "" },
  { name: `${name}, route handler`, ...next(app), ask: "/api/rotate" },
  { name: `${name}, route handler, edge`, ...next(app), ask: "/api/edge" },
  { name: `${name}, ${before}`, ...next(app), ask: "/before" },
  { name: `${name}, server component that reads`, ...next(app), ask: "/keys", answers: listed },
  { name: `${name}, redirect() in a token source`, ...next(app), ask: "/signed-out", answers: sentAway(307) },
];

const svelte = (adapter) => ({ app: "sveltekit", steps: [["vite", "build"]], env: { ADAPTER: adapter } });
const svelteNode = { ...svelte("node"), server: () => ["node", "build/index.js"] };
const reactRouter = {
  app: "react-router",
  steps: [["react-router", "build"]],
  server: () => ["react-router-serve", "build/server/index.js"],
};
const astro = { app: "astro", steps: [["astro", "build"]], server: () => ["node", "dist/server/entry.mjs"], node: 24 };
const nitro = (version) => ({
  app: `nitro-${version}`,
  steps: [[version === 2.11 ? "nitropack" : "nitro", "build"]],
  built: ".output/server/index.mjs",
  ask: "/rotate",
});
const nitro2 = "with experimental.wasm, without which Nitro 2 builds no .wasm of any package";
const jsdom = "with an environment that gives jsdom back fetch and TextDecoder, as jest-fixed-jsdom does";

export const cells = [
  { name: "Node 20, import", app: "node", quick: true, program: node(20, "program.js") },
  { name: "Node 20, require", app: "node", quick: true, program: node(20, "program.cjs") },
  { name: "Node 22, import", app: "node", quick: true, program: node(22, "program.js") },
  { name: "Node 22, require", app: "node", quick: true, program: node(22, "program.cjs") },
  { name: "Node 24, import", app: "node", quick: true, program: node(24, "program.js") },
  { name: "Node 24, require", app: "node", quick: true, program: node(24, "program.cjs") },
  {
    name: "Deno 2.9",
    app: "deno",
    quick: true,
    program: ["deno", "run", "--no-remote", "--no-prompt", "--allow-net", "src/program.js"],
  },
  { name: "Bun 1.4", app: "bun", quick: true, program: ["bun", "src/program.js"] },

  { name: "workerd, miniflare 4", app: "plain", quick: true, workerd: "src/worker.js" },
  {
    name: "workerd, wrangler dev 4",
    app: "wrangler",
    server: (port) => ["wrangler", "dev", "--port", port, "--inspector-port", "0"],
    ask: "/",
    node: 24,
  },

  {
    name: "Chrome extension, service worker",
    app: "extension",
    steps: ["background", "page"]
      .map((file) => ["esbuild", `${file}.js`, "--bundle", "--format=iife", `--outfile=dist/${file}.js`])
      .concat([["node", "copy.mjs"]]),
    // It follows from the key in the manifest.
    extension: "lihkafmhaenaapgohadcfnlanjiobepc",
    note: "with 'wasm-unsafe-eval' in the manifest's content_security_policy, as for any wasm",
  },
  { name: "page with an import map", app: "plain", quick: true, pages: ".", page: "index.html" },
  { name: "dedicated worker", app: "plain", quick: true, pages: ".", page: "worker.html" },
  { name: "service worker", app: "plain", quick: true, pages: ".", page: "service.html" },

  { name: "Vite 8, build", app: "vite-8", quick: true, steps: [["vite", "build"]], pages: "dist", page: "index.html" },
  {
    name: "Vite 8, dev server",
    app: "vite-8",
    quick: true,
    server: (port) => ["vite", "--port", port, "--strictPort"],
    page: "",
  },
  {
    name: "Vite 8, dedicated worker",
    app: "vite-worker",
    steps: [["vite", "build"]],
    pages: "dist",
    page: "index.html",
  },
  {
    name: "Vite 5, dev server",
    app: "vite-5",
    quick: true,
    server: (port) => ["vite", "--port", port, "--strictPort"],
    page: "",
  },
  { name: "React 19 (Vite 8)", app: "react", steps: [["vite", "build"]], pages: "dist", page: "index.html" },
  {
    name: "webpack 5",
    app: "webpack",
    quick: true,
    steps: [["webpack", "--mode", "production"]],
    pages: "dist",
    page: "index.html",
    script: "main.js",
  },
  {
    name: "Rspack 2",
    app: "rspack",
    quick: true,
    steps: [["rspack", "build", "--mode", "production"]],
    pages: "dist",
    page: "index.html",
    script: "main.js",
  },
  {
    name: "Rollup 4",
    app: "rollup",
    quick: true,
    steps: [["rollup", "src/index.js", "--plugin", "node-resolve", "--file", "dist/main.js"]],
    pages: "dist",
    page: "index.html",
    script: "main.js",
    note: "with node-resolve, without which Rollup finds no npm package",
  },
  { name: "Parcel 2", app: "parcel", steps: [["parcel", "build", "index.html"]], pages: "dist", page: "index.html" },
  {
    name: "esbuild, esm",
    app: "esbuild",
    quick: true,
    steps: [["esbuild", "src/index.js", "--bundle", "--format=esm", "--outfile=dist/main.js"]],
    pages: "dist",
    page: "index.html",
    script: "main.js",
  },
  {
    name: "esbuild, iife",
    app: "esbuild",
    quick: true,
    steps: [["esbuild", "src/index.js", "--bundle", "--format=iife", "--outfile=dist-iife/main.js"]],
    pages: "dist-iife",
    page: "index.html",
    script: "main.js",
    classic: true,
  },
  ...nextCells("Next 16", "next", "proxy"),
  ...nextCells("Next 15", "next-15", "middleware"),
  {
    name: "Next 16 with cacheComponents",
    ...next("next-cache-components"),
    ask: "/keys",
    answers: listed,
    note: "with await connection() before the call, as Next wants it before any random number",
  },
  {
    name: "Next 16 on Cloudflare, by OpenNext",
    app: "opennext",
    steps: [["opennextjs-cloudflare", "build"]],
    server: (port) => ["wrangler", "dev", "--port", port, "--inspector-port", "0"],
    ask: "/api/rotate",
    node: 24,
    note: "with the package in serverExternalPackages, as OpenNext wants it for any that has a form for workerd",
  },
  {
    name: "Nuxt 4 on Cloudflare",
    app: "nuxt",
    steps: [["nuxt", "build"]],
    built: ".output/server/index.mjs",
    ask: "/rotate",
    node: 24,
    note: nitro2,
  },
  { name: "Nitro 2.11 on Cloudflare", ...nitro(2.11), note: nitro2 },
  { name: "Nitro 2.13 on Cloudflare", ...nitro(2.13), note: nitro2 },
  { name: "Nitro 3 on Cloudflare", ...nitro(3), quick: true },
  { name: "SvelteKit 2, endpoint", ...svelteNode, ask: "/rotate" },
  {
    name: "SvelteKit 2, redirect() in a token source",
    ...svelteNode,
    ask: "/signed-out",
    answers: sentAway(303),
  },
  {
    name: "SvelteKit 2 on Cloudflare",
    ...svelte("cloudflare"),
    server: (port) => ["wrangler", "dev", "--port", port, "--inspector-port", "0"],
    ask: "/rotate",
    node: 24,
  },
  { name: "React Router 7, loader", ...reactRouter, ask: "/rotate" },
  {
    name: "React Router 7, redirect() in a token source",
    ...reactRouter,
    ask: "/signed-out",
    answers: sentAway(302),
  },
  { name: "Astro 7, endpoint", ...astro, ask: "/rotate" },
  { name: "Astro 7, page", ...astro, page: "" },
  { name: "Angular 21", app: "angular", steps: [["ng", "build"]], pages: "dist/browser", page: "index.html" },
  {
    name: "Cloudflare's Vite plugin, dev server",
    app: "cloudflare-vite",
    server: (port) => ["vite", "--port", port, "--strictPort"],
    ask: "/",
    node: 24,
  },
  {
    name: "Cloudflare's Vite plugin, build",
    app: "cloudflare-vite",
    steps: [["vite", "build"]],
    server: (port) => ["vite", "preview", "--port", port, "--strictPort"],
    ask: "/",
    node: 24,
  },

  { name: "Jest 30, CommonJS", app: "jest", quick: true, tests: ["jest"] },
  { name: "Jest 30, jsdom", app: "jest-jsdom", quick: true, tests: ["jest"], note: jsdom },
  { name: "Jest 29, jsdom", app: "jest-29", tests: ["jest"], note: jsdom },
  { name: "Vitest 4", app: "vitest", quick: true, tests: ["vitest", "run"] },
  {
    name: "Vitest 3, jsdom, Node 24",
    app: "vitest-3",
    quick: true,
    tests: ["vitest", "run"],
    env: { ENVIRONMENT: "jsdom" },
    node: 24,
  },
  {
    name: "Vitest 3, happy-dom, Node 24",
    app: "vitest-3",
    quick: true,
    tests: ["vitest", "run"],
    env: { ENVIRONMENT: "happy-dom" },
    node: 24,
  },
  { name: "Vitest 4, browser mode", app: "vitest-browser", tests: ["vitest", "run"] },
  { name: "Vitest 4 in workerd (vitest-plugin)", app: "cloudflare-vitest", tests: ["vitest", "run"] },
  { name: "MSW 3", app: "mocks", quick: true, program: ["node", "msw.mjs"] },
  { name: "nock 15, Node 24", app: "mocks", quick: true, program: ["node", "nock.mjs"], node: 24 },
  { name: "MockAgent of undici 7", app: "mocks", quick: true, program: ["node", "undici.mjs"] },
  { name: "OpenTelemetry, Node", app: "wrappers", quick: true, program: ["node", "otel.mjs"] },
  {
    name: "OpenTelemetry and zone.js, page",
    app: "wrappers",
    steps: [["esbuild", "page.js", "--bundle", "--format=esm", "--outfile=dist/main.js"]],
    pages: "dist",
    page: "index.html",
    script: "main.js",
  },
  {
    name: "pnpm 12",
    app: "pnpm",
    steps: [["node", "install.mjs"]],
    program: ["node", "project/src/program.js"],
  },
  {
    name: "Yarn 4, Plug'n'Play",
    app: "yarn-pnp",
    steps: [["node", "install.mjs"]],
    program: [
      "node",
      "--require=./project/.pnp.cjs",
      "--experimental-loader=./project/.pnp.loader.mjs",
      "project/src/program.js",
    ],
  },

  { name: "TypeScript 5", app: "typescript", checks: typescript(5) },
  { name: "TypeScript 7", app: "typescript", checks: typescript(7) },
  {
    name: "publint, attw",
    app: "typescript",
    checks: { publint: ["publint", "--strict", "TARBALL"], attw: ["attw", "--no-emoji", "TARBALL"] },
  },
];

// What is no cell, and why.
export const absent = {
  Electron: "its program does not come from a package registry; the pages above run under its strictest usual policy",
  "a deployed Worker, Vercel": "need an account; workerd and Next's edge runtime stand for them",
};
