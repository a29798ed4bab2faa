// What is looked at before a request is understood: where it comes from, what type it has, how large it is.

import { badRequest, Problem } from "../problem.ts";

/** A page of another site can make a browser send a write, with the cookie of Cloudflare Access. It cannot hide its origin. */
export function refuseForeignOrigin(origin: string | undefined, allowed: readonly string[]): void {
  if (origin === undefined || allowed.includes(origin)) return;
  throw new Problem(403, "origin", "This Origin may not write here: ALLOWED_ORIGINS does not name it.");
}

/** No form can send this type. */
export function requireJson(contentType: string | undefined): void {
  const [mediaType = ""] = (contentType ?? "").split(";");
  if (mediaType.trim().toLowerCase() === "application/json") return;
  throw new Problem(415, "content-type", "The Content-Type must be application/json.");
}

/** Hono leaves a segment that is not well escaped as it is; here that is a mistake. */
export function requireWellEscaped(path: string): void {
  try {
    decodeURIComponent(path);
  } catch {
    throw badRequest("path", "An id in the path is not well escaped; pass it through encodeURIComponent.");
  }
}

/** The body, at most `limit` bytes of it: reading stops at the first byte too many. */
export async function readBounded(request: Request, limit: number): Promise<string> {
  const tooLarge = (): Problem => new Problem(413, "too-large", `The body may have ${limit} bytes at most.`);
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  let size = 0;
  let text = "";
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge();
    text += decode(decoder, chunk);
  }
  return text + decode(decoder);
}

function decode(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw badRequest("json", "The body is not UTF-8.");
  }
}
