// Loads a module whose bytes are a text of the entry: gzip'd and in base64, the smallest form that no bundler or charset can corrupt. Every
// host has DecompressionStream.

import { bytesOf } from "./base64.ts";
import type { Load } from "./client.ts";

interface Host {
  process?: {
    getBuiltinModule?(name: "node:zlib"): { gunzipSync(bytes: unknown): Uint8Array<ArrayBuffer> } | undefined;
  };
  Buffer?: { from(text: string, encoding: "base64"): Uint8Array };
}

interface Base64 {
  fromBase64?(text: string): Uint8Array<ArrayBuffer>;
}

export function inlined(packed: string): ReturnType<Load> {
  // Where there is zlib, it saves the first call the 8 ms of setting streams up, and Buffer saves it 3 ms. Buffer is a property of
  // globalThis here: as a name of its own it would make Parcel and its like ship one. Deno has had the one without the other.
  const { process, Buffer } = globalThis as unknown as Host;
  const zlib = Buffer && process?.getBuiltinModule?.("node:zlib");
  if (zlib) return compile(zlib.gunzipSync(Buffer.from(packed, "base64")));
  const gzip = (Uint8Array as Base64).fromBase64?.(packed) ?? bytesOf(packed);
  const stream = new Response(gzip).body as ReadableStream<BufferSource>;
  return new Response(stream.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer().then(compile);
}

// To change threads takes longer than to compile. Only older versions of Chromium do not let pages compile this much at once.
function compile(bytes: BufferSource): ReturnType<Load> {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    if ((error as Error).name === "RangeError") return WebAssembly.compile(bytes);
    throw error;
  }
}
