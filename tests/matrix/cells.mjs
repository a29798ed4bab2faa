// The cells of the matrix as data: a tool, the tiny app that it builds, and where the app then runs. Runs nothing.
//
// `app` is a folder of apps/, `steps` are commands that build it, and one of these says how it runs:
//   pages    a folder that a static host serves; `page` in it is opened in each browser
//   server   a command that serves on a port; `page` is opened in each browser, or `ask` is fetched
//   program  a command that prints the outcome as its last line
//   tests    a command that makes the calls itself and fails if they do
//   workerd  an entry that is bundled as a deployment does and run by miniflare
//   checks   commands by what each checks, which fail if it does not hold
// `script` is the page's script, where the tool does not write the page. A command's first word is a program of the app's own
// node_modules/.bin unless it has a slash. `quick` ones run in every `cargo xtask test`. `note` is what a reader of the table must know.

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

const next = { app: "next", steps: [["next", "build"]], server: (port) => ["next", "start", "--port", port] };

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
  { name: "Next 16, client component", ...next, page: "" },
  { name: "Next 16, route handler", ...next, ask: "/api/rotate" },
  { name: "Next 16, route handler, edge", ...next, ask: "/api/edge" },

  { name: "Jest 30, CommonJS", app: "jest", quick: true, tests: ["jest"] },
  { name: "Vitest 4", app: "vitest", quick: true, tests: ["vitest", "run"] },

  { name: "TypeScript 5", app: "typescript", checks: typescript(5) },
  { name: "TypeScript 7", app: "typescript", checks: typescript(7) },
  {
    name: "publint, attw",
    app: "typescript",
    checks: { publint: ["publint", "--strict", "TARBALL"], attw: ["attw", "--no-emoji", "TARBALL"] },
  },
];
