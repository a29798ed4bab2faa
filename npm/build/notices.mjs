// Writes the notices of what is linked into the modules: each crate, its licence and the text of it. Refuses a licence that is not known here.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const OURS = /^trustframework-keys/;

// What is not among the crates. wasm-bindgen's glue has the licence of the crate of that name.
const STANDARD_LIBRARY = {
  name: "Rust standard library",
  license: "MIT OR Apache-2.0",
  texts: [mit("The Rust Project Contributors")],
};

export function thirdPartyNotices() {
  const parts = [STANDARD_LIBRARY, ...linkedCrates().map(notice)];
  const holders = new Map();
  for (const { name, version, texts } of parts) {
    for (const text of texts) holders.set(text, [...(holders.get(text) ?? []), version ? `${name} ${version}` : name]);
  }
  const list = parts.map(
    ({ name, version, license, repository }) =>
      `- ${[name, version].filter(Boolean).join(" ")}: ${license}${repository ? `, <${repository}>` : ""}`,
  );
  const sections = [...holders].map(([text, names]) => `## ${names.join(", ")}\n\n\`\`\`text\n${text}\n\`\`\`\n`);
  return `# Third-party notices

The WebAssembly modules of this package, and the glue beside them, hold code of these projects. Where a choice is offered, MIT is taken.

${list.join("\n")}

${sections.join("\n")}`;
}

// The crates of the module's dependency graph that run at run time: no procedural macro, no build script, no test.
function linkedCrates() {
  const args = ["metadata", "--format-version=1", "--locked", "--filter-platform=wasm32-unknown-unknown"];
  const { packages, resolve } = JSON.parse(
    execFileSync("cargo", args, { cwd: root, encoding: "utf8", maxBuffer: 1e8, stdio: ["ignore", "pipe", "ignore"] }),
  );
  const crates = new Map(packages.map((crate) => [crate.id, crate]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const found = new Set();
  const visit = (id) => {
    if (found.has(id) || crates.get(id).targets.some(({ kind }) => kind.includes("proc-macro"))) return;
    found.add(id);
    for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) if (kinds.some(({ kind }) => kind === null)) visit(pkg);
  };
  visit(packages.find(({ name }) => name === "trustframework-keys-wasm").id);
  const order = (one, other) => (one.name < other.name ? -1 : 1);
  return [...found]
    .map((id) => crates.get(id))
    .filter(({ name }) => !OURS.test(name))
    .sort(order);
}

function notice({ name, version, license, repository, authors, manifest_path: manifest }) {
  if (!/\bMIT\b/.test(license))
    throw new Error(
      `${name} ${version} has the licence ${license}: see whether it may be shipped, and teach npm/build/notices.mjs.`,
    );
  const folder = dirname(manifest);
  const files = readdirSync(folder)
    .filter((file) => /^licen[cs]e(-mit|-unicode)?(\.\w+)?$/i.test(file))
    .sort();
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
  return {
    name,
    version,
    license,
    repository,
    texts: texts.length > 0 ? texts : [mit(authors.join(", ") || `the authors of ${name}`)],
  };
}

// Some crates name the licence and carry no text of it.
function mit(holder) {
  return readFileSync(join(root, "LICENSE"), "utf8")
    .trim()
    .replace(/^Copyright .*$/m, `Copyright (c) ${holder}`);
}
