// The request that a switch sends, written out for people: as HTTP, for curl, as JavaScript. Holds no token; sends nothing.

import type { Cloud, KeyStatus } from "trustframework-keys";

/** What `buildPatchRequest` made, as text. */
export type Wire = { method: string; url: string; headers: [string, string][]; body: string };

/** Where the request goes, as the package's options say it. */
export type Place = { cloud?: Cloud; baseUrl?: string };

/** As it travels. The token's place is held by its name. */
export function asHttp({ method, url, headers, body }: Wire): string {
  const { host, pathname, search } = new URL(url);
  const lines = headers.map(([name, value]) => `${name}: ${isToken(name) ? "Bearer $TOKEN" : value}`);
  return [`${method} ${pathname}${search} HTTP/1.1`, `host: ${host}`, ...lines, "", body].join("\n");
}

/** For a POSIX shell, which fills in `$TOKEN` and nothing else. */
export function asCurl({ method, url, headers, body }: Wire): string {
  const options = headers.map(
    ([name, value]) => `--header ${isToken(name) ? '"authorization: Bearer $TOKEN"' : quoted(`${name}: ${value}`)}`,
  );
  return [`curl --request ${method}`, ...options, `--data-raw ${quoted(body)}`, quoted(url)].join(" \\\n  ");
}

/** The call that this page makes. */
export function asJavaScript(keysetId: string, keyId: string, status: KeyStatus, place: Place, guard: boolean): string {
  const options = { ...place, guard, verify: true };
  return [
    'import { patchKeyStatus } from "trustframework-keys";',
    "",
    "const receipt = await patchKeyStatus(",
    `  ${literal(keysetId)},`,
    `  ${literal(keyId)},`,
    `  ${literal(status)},`,
    "  token,",
    `  { ${Object.entries(options)
      .map(([name, value]) => `${name}: ${literal(value)}`)
      .join(", ")} },`,
    ");",
  ].join("\n");
}

/** Single quotes keep everything as it is; one of them is written outside of them. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** JSON is JavaScript but for two line ends, which older engines take for such within strings. */
function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

function isToken(name: string): boolean {
  return name.toLowerCase() === "authorization";
}
