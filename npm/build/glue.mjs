// Turns wasm-bindgen's glue, whose one instance lives in module scope, into a function that makes an instance with a scope of its own:
// after a trap the next call starts a fresh one. What wasm-bindgen offers for loading is left out; npm/src loads.
//
// What an import or export does is as wasm-bindgen wrote it. How a text crosses is ours: shorter, and for the hosts of the last years only. In a
// module whose imports answer with texts, which serde has, it stays wasm-bindgen's too.

import { parseAst } from "rollup/parseAst";

// What the module has to do first, if anything.
const START = "__wbindgen_start";

// An absent text is at 0. Each text has a decoder of its own, because one of Safari's decodes no more than 2 GB. It keeps a byte order mark: a text
// of Graph may begin with one.
const READ_TEXT = `function getStringFromWasm0(ptr, len) {
  const bytes = new Uint8Array(wasm.memory.buffer, ptr >>> 0, len);
  return ptr ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) : undefined;
}`;
const PASS_TEXT = `function passStringToWasm0(text) {
  const bytes = new TextEncoder().encode(text);
  const ptr = wasm.__wbindgen_malloc(bytes.length, 1) >>> 0;
  new Uint8Array(wasm.memory.buffer).set(bytes, ptr);
  return [ptr, bytes.length];
}`;

// What the glue has of exports, imports and helpers: the text of each by its name.
export function readGlue(glue) {
  const answersWithTexts = /\bsetInt32\(.*\blen\d+, true\)/.test(glue);
  const source = { text: glue, rules: answersWithTexts ? [] : SHORTER };
  const [exports, imports, declared] = [new Map(), new Map(), new Map()];
  for (const node of parseAst(glue).body) {
    const { declaration } = node;
    if (declaration) exports.set(declaration.id.name, exported(source, declaration));
    else if (node.id?.name === "__wbg_get_imports")
      for (const { key, value } of importsIn(node)) imports.set(key.name, imported(source, value));
    else if (node.type === "FunctionDeclaration") declared.set(node.id.name, print(source, node));
    else if (node.type === "VariableDeclaration")
      for (const { id } of node.declarations) declared.set(id.name, print(source, node));
  }
  if (!answersWithTexts) {
    declared.set("getStringFromWasm0", READ_TEXT);
    declared.set("passStringToWasm0", PASS_TEXT);
  }
  declared.delete("wasm");
  if (exports.size === 0 || imports.size === 0) throw unknown("no exports or no imports");
  return { exports, imports, declared };
}

/** The names of the module's exports that the glue uses. */
export function usedExports({ exports, imports, declared }) {
  const text = [...exports.values(), ...imports.values()];
  const names = [...text, ...needed(text, declared)].join("\n").matchAll(/\bwasm\.(\w+)/g);
  return new Set([START, ...[...names].map(([, name]) => name)]);
}

// The glue for a module whose imports have these fields, in their order and by their numbers, and whose exports have short names.
export function glueFactory({ exports, imports, declared }, fields, short) {
  const offered = fields.map((field) => imports.get(field) ?? fail(`no import ${field}`));
  const given = [...exports].map(([name, text]) => (text.startsWith("wasm.") ? `${name}: ${text}` : text));
  const isStarted = short.has(START);
  const body = `${needed([...offered, ...given], declared).join("\n\n")}

// By the numbers that they have in the module.
const imports = [
${offered.join(",\n")}
];
const wasm = new WebAssembly.Instance(module, { "": imports }).exports;
${isStarted ? `wasm.${START}();\n` : ""}return {
${given.join(",\n")}
};`;
  return `// wasm-bindgen's glue, generated.

export function createGlue(module, host) {
${body.replaceAll(/\bwasm\.(\w+)/g, (_, name) => `wasm.${short.get(name) ?? fail(`no export ${name}`)}`)}
}
`;
}

// The declarations that the texts use, and those that these use.
function needed(texts, declared, found = new Map()) {
  for (const [name, text] of declared)
    if (!found.has(name) && texts.some((user) => new RegExp(`\\b${name}\\b`).test(user))) {
      found.set(name, text);
      needed([text], declared, found);
    }
  return [...new Set(found.values())];
}

function importsIn(node) {
  const objects = node.body.body.flatMap(({ declarations }) => declarations ?? []).map(({ init }) => init);
  if (objects.length !== 1) throw unknown("not one object of imports");
  return objects[0].properties.filter(({ key }) => key.name !== "__proto__");
}

// An export as a method, or as the module's own function where nothing is done but to call it: an export that gives nothing gives
// undefined in both.
function exported(source, { id, params, body }) {
  const names = params.map(({ name }) => name).join(", ");
  return (
    print(source, body).match(new RegExp(`^\\{\\s*(wasm\\.\\w+)\\(${names}\\);\\s*\\}$`))?.[1] ??
    `${id.name}(${names}) ${print(source, body)}`
  );
}

// An import as an arrow function, or as the host's own where nothing is done but to call it.
function imported(source, node) {
  const text = print(source, node);
  const names = node.params.map(({ name }) => name).join(", ");
  const body = print(source, node.body);
  if (/\b(arguments|this)\b/.test(text)) return text;
  return body.match(new RegExp(`^\\{\\s*(host\\.\\w+)\\(${names}\\);\\s*\\}$`))?.[1] ?? `(${names}) => ${body}`;
}

// A part of the glue as text, with what SHORTER makes of it.
function print(source, node) {
  for (const rule of source.rules) {
    const text = rule(source, node);
    if (text !== undefined) return text;
  }
  let [text, at] = ["", node.start];
  for (const child of Object.values(node)
    .flat()
    .filter((child) => child?.type)) {
    text += source.text.slice(at, child.start) + print(source, child);
    at = child.end;
  }
  return text + source.text.slice(at, node.end);
}

const SHORTER = [
  // An absent text is no case of its own.
  (source, { type, test, consequent, alternate }) =>
    type === "ConditionalExpression" &&
    test.operator === "===" &&
    test.right.value === 0 &&
    consequent.name === "undefined" &&
    alternate.callee?.name === "getStringFromWasm0" &&
    alternate.arguments[0].name === test.left.name
      ? print(source, alternate)
      : undefined,
  (source, { type, test, consequent, alternate }) =>
    type === "ConditionalExpression" && test.callee?.name === "isLikeNone" && test.arguments[0].name === alternate.name
      ? `${alternate.name} ?? ${print(source, consequent)}`
      : undefined,
  // A text is passed where it is used. wasm-bindgen passes several before, and frees them where there is no memory for one: then the module has
  // trapped, and is given up.
  (source, { type, body }) => {
    if (type !== "BlockStatement") return undefined;
    const passed = body.flatMap(passedBy);
    if (passed.length === 0) return undefined;
    const [texts, lengths] = ["passStringToWasm0", undefined].map((by) =>
      passed.filter(({ value }) => value.callee?.name === by),
    );
    const isUsed = (statement) => passedBy(statement).length === 0 && !(statement.declarations?.[0].init === null);
    return texts.reduce(
      (text, { name, value, mayBeAbsent }, index) => {
        const place = `${name}, ${lengths[index].name}`;
        if (text.split(place).length !== 2) throw unknown(`not one ${place}`);
        const given = print(source, value.arguments[0]);
        return text.replace(
          place,
          `...${mayBeAbsent ? `${given} === undefined ? [0, 0] : ` : ""}passStringToWasm0(${given})`,
        );
      },
      `{\n${body
        .filter(isUsed)
        .map((statement) => print(source, statement))
        .join("\n")}\n}`,
    );
  },
];

// What a statement passes: where a text is then, and how long it is.
function passedBy({ type, declarations, expression, block }) {
  if (type === "TryStatement") return block.body.flatMap(passedBy);
  const [{ id, init } = {}] = declarations ?? [];
  const [name, value] = expression?.type === "AssignmentExpression" ? [expression.left, expression.right] : [id, init];
  const mayBeAbsent = value?.test?.callee?.name === "isLikeNone";
  const passed = mayBeAbsent ? value.alternate : value;
  const isPassed = passed?.callee?.name === "passStringToWasm0" || passed?.name === "WASM_VECTOR_LEN";
  return isPassed ? [{ name: name.name, value: passed, mayBeAbsent }] : [];
}

function fail(what) {
  throw unknown(what);
}

const unknown = (what) =>
  new Error(
    `The glue that wasm-bindgen wrote has another form than npm/build/glue.mjs knows (${what}); bring both together.`,
  );
