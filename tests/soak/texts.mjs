// Fuzzes the texts that JavaScript judges, through the public call: WWW-Authenticate and baseUrl. A case that fails is shrunk and printed
// with its seed.

import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { Written } from "./written.mjs";

const RUNS = 1500;
const PLACE = ["B2C_1A_Keys", "kid", "disabled"];

const looksLikeAnObject = (text) => text === undefined || /^\s*\{.*\}\s*$/s.test(text);

// Texts of what counts in a header, and of anything else.
const pieces = (...list) => fc.array(fc.constantFrom(...list), { maxLength: 20 }).map((parts) => parts.join(""));
const anyHeader = fc.oneof(
  pieces("Bearer ", "error=", "insufficient_claims", "claims=", "e30=", '"', "\\", ",", " ", "=", "a"),
  // What Headers take: no blanks at the ends, and bytes alone.
  fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 60 }),
);
const anyUrl = fc.oneof(
  fc.webUrl({ validSchemes: ["http", "https"], withQueryParameters: true, withFragments: true }),
  fc
    .tuple(
      fc.constantFrom("https://", "http://", "HTTPS://", "ftp://", ""),
      pieces(
        "localhost",
        "127",
        ".0.0.1",
        ".1",
        "host",
        "[::1]",
        "[",
        "]",
        ":",
        "80",
        "65536",
        "@",
        "/",
        "%",
        "?",
        "#",
        "\\",
        " ",
        "evil.",
        ".",
        "-",
        "\u00e9",
      ),
    )
    .map((parts) => parts.join("")),
  fc.string({ maxLength: 40 }),
);

export function textChecks({ api, clock, seed }) {
  async function end(call) {
    let ended;
    call.then(
      (receipt) => (ended = { receipt }),
      (error) => (ended = { error }),
    );
    await clock.run(() => ended);
    return ended;
  }

  // The claims that a header has the source asked for.
  async function claimsOf(header) {
    const asked = [];
    const source = async ({ claims, forceRefresh }) => `token-${asked.push({ claims, forceRefresh })}`;
    const headers = { get: (name) => (name === "www-authenticate" ? header : null) };
    const fetch = async () => (asked.length === 1 ? { status: 401, headers } : { status: 204, headers });
    ok((await end(api.patchKeyStatus(...PLACE, source, { fetch }))).receipt, header);
    equal(asked.length, 2, header);
    equal(asked[1].forceRefresh, asked[1].claims === undefined, header);
    return asked[1].claims;
  }

  const assert = (property) => fc.assert(property, { seed, numRuns: RUNS, endOnFailure: false });
  const choices = fc.uint8Array({ maxLength: 80 });

  return {
    [`claims are found in ${RUNS} headers, however they are written`]: () =>
      assert(
        fc.asyncProperty(
          fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), { maxKeys: 3 }),
          fc.constantFrom("base64", "base64url"),
          fc.boolean(),
          choices,
          async (claims, alphabet, padded, choices) => {
            const json = JSON.stringify(claims);
            const base64 = Buffer.from(json).toString(alphabet);
            const written = padded ? base64.padEnd(Math.ceil(base64.length / 4) * 4, "=") : base64.replaceAll("=", "");
            const header = Written.askingFor(written, choices);
            equal(await claimsOf(header), json, header);
          },
        ),
      ),
    [`none are found in ${RUNS} headers that ask for none`]: () =>
      assert(
        fc.asyncProperty(choices, async (choices) => {
          const header = Written.askingForNothing(choices);
          equal(await claimsOf(header), undefined, header);
        }),
      ),
    "claims that are no quoted-string to the end are none, whatever stands before them": async () => {
      for (const [second, found] of [
        ['"e31="', "{}"],
        ['"e31="x', undefined],
        [' "e31="x', undefined],
      ]) {
        const header = `Bearer claims="eyJhIjoxfQ==", claims=${second}, error=insufficient_claims`;
        equal(await claimsOf(header), found, header);
      }
    },
    [`${RUNS} headers of any text ask for none, or for what looks like an object`]: () =>
      assert(
        fc.asyncProperty(anyHeader, async (text) => {
          for (const header of [text, `Bearer error="insufficient_claims", claims="${text}"`]) {
            const found = await claimsOf(header);
            ok(looksLikeAnObject(found), header);
            // Challenges of other schemes around it change nothing.
            equal(await claimsOf(`Basic realm="Bearer \\"", ${header}`), found, header);
            if (found !== undefined)
              equal(await claimsOf(`${header}, Bearer error="insufficient_claims", claims="e30"`), found, header);
          }
        }),
      ),
    "the longest header that is read takes no time to speak of, whatever is in it": async () => {
      const began = process.cpuUsage();
      for (const unit of [" ", '"', "\\", '"\\', '\\"', ",", "=", "a ", "a= ", '"a"', "\t=", 'a="']) {
        for (const [before, after] of [
          ["", ""],
          ["Bearer ", "x"],
          ['Bearer error="', "\\"],
          ["a", "="],
        ]) {
          await claimsOf((before + unit.repeat(32 * 1024)).slice(0, 32 * 1024 - 1) + after);
        }
      }
      const { user } = process.cpuUsage(began);
      ok(user < 10_000_000, `${user / 1000} ms`);
    },
    [`of ${RUNS} base URLs none lets a token go over http or to another host`]: () =>
      assert(
        fc.asyncProperty(anyUrl, async (baseUrl) => {
          const sent = [];
          const fetch = async (url) => {
            sent.push(url);
            return { status: 204, headers: new Headers() };
          };
          const { receipt, error } = await end(api.patchKeyStatus(...PLACE, "fuzz-token", { baseUrl, fetch }));
          const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
          const isLocal = /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/.test(url?.hostname);
          const isAllowed = url?.protocol === "https:" || (url?.protocol === "http:" && isLocal);
          if (receipt) {
            ok(
              isAllowed &&
                !url.username &&
                !url.password &&
                !/[?#@\\\s]/.test(baseUrl.replace(/^[^/]*\/\/[^/]*/, "").replaceAll("@", "")),
              baseUrl,
            );
            deepEqual(sent, [`${baseUrl.replace(/\/+$/, "")}/trustFramework/keySets/B2C_1A_Keys/keys_v2/kid`]);
            equal(new URL(sent[0]).origin, url.origin);
          } else {
            deepEqual([error.code, error.argument, sent], ["invalid-argument", "baseUrl", []]);
            // A plain one, as the URL standard itself writes it, is taken.
            const isPlain =
              url?.href.replace(/\/+$/, "") === baseUrl.replace(/\/+$/, "") &&
              /^(\[[\da-f:]+\]|[a-z\d.-]+)(:\d+)?$/.test(url.host) &&
              !/[?#@]/.test(baseUrl);
            ok(!(isAllowed && isPlain), `${baseUrl}: ${error.message}`);
          }
        }),
      ),
  };
}
