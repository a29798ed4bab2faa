// Gives the module's imports and exports short names: those of wasm-bindgen are long, and carry a hash each. An import is called by its number,
// an export by a letter. In gzip the numbers save an app of the root entry 1,290 bytes, one of lite 360; the letters 334 and 128.

const IMPORTS = 2;
const EXPORTS = 7;
const FUNCTION = 0;
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

// Gives the module, the names that its imports had, in order, and the names that its exports have now by those that they had.
export function shortenNames(wasm) {
  const parts = [wasm.subarray(0, 8)];
  const [imports, exports] = [[], new Map()];
  for (let at = 8; at < wasm.length; ) {
    const id = wasm[at];
    const [size, start] = number(wasm, at + 1);
    let content = wasm.subarray(start, start + size);
    if (id === IMPORTS) content = renameImports(content, imports);
    if (id === EXPORTS) content = renameExports(content, exports);
    parts.push(Uint8Array.of(id, ...leb128(content.length)), content);
    at = start + size;
  }
  return { wasm: Buffer.concat(parts), imports, exports };
}

function renameImports(section, imports) {
  const [count, start] = number(section, 0);
  const renamed = [leb128(count)];
  for (let index = 0, at = start; index < count; index += 1) {
    const field = text(section, text(section, at).end);
    if (section[field.end] !== FUNCTION)
      throw new Error(
        `The module imports ${field.text}, which is no function; npm/build/names.mjs knows functions only.`,
      );
    const [, end] = number(section, field.end + 1);
    renamed.push(name(""), name(String(index)), section.subarray(field.end, end));
    imports.push(field.text);
    at = end;
  }
  return Buffer.concat(renamed);
}

function renameExports(section, exports) {
  const [count, start] = number(section, 0);
  const renamed = [leb128(count)];
  for (let index = 0, at = start; index < count; index += 1) {
    const field = text(section, at);
    const [, end] = number(section, field.end + 1);
    const short = LETTERS[index % LETTERS.length] + (index < LETTERS.length ? "" : Math.floor(index / LETTERS.length));
    renamed.push(name(short), section.subarray(field.end, end));
    exports.set(field.text, short);
    at = end;
  }
  return Buffer.concat(renamed);
}

function text(bytes, at) {
  const [length, start] = number(bytes, at);
  return { text: Buffer.from(bytes.subarray(start, start + length)).toString(), end: start + length };
}

const name = (text) => Uint8Array.of(...leb128(text.length), ...Buffer.from(text));

function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7, at += 1) {
    value |= (bytes[at] & 0x7f) << shift;
    if (bytes[at] < 0x80) return [value, at + 1];
  }
}

function leb128(value) {
  const bytes = [];
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Uint8Array.of(...bytes, value);
}
