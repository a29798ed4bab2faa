// The request that a switch sends, written out for people: as HTTP, for curl, as JavaScript. Holds no token; sends nothing.

import type { Cloud, KeyChange } from "trustframework-keys";

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

/** The call that does the same: of one change, or of many. */
export function asJavaScript(changes: KeyChange[], place: Place, isGuarded: boolean): string {
  const options = `{ ${Object.entries({ ...place, guard: isGuarded, verify: true })
    .map(([name, value]) => `${name}: ${literal(value)}`)
    .join(", ")} }`;
  const [only, ...more] = changes;
  const isOne = only !== undefined && more.length === 0;
  const [name, result] = isOne ? ["patchKeyStatus", "receipt"] : ["patchKeyStatuses", "report"];
  const what = isOne
    ? [only.keysetId, only.keyId, only.status].map(literal)
    : [
        `[\n${changes.map(({ keysetId, keyId, status }) => `    ${literal({ keysetId, keyId, status })},\n`).join("")}  ]`,
      ];
  return [
    `import { ${name} } from "trustframework-keys";`,
    "",
    `const ${result} = await ${name}(`,
    ...[...what, "token", options].map((argument) => `  ${argument},`),
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
