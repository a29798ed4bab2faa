// A Worker's runs: what is taken for an address and a key, how a refusal reads, and which Workers the page's policy lets in.

import assert from "node:assert/strict";
import { workerOrigins } from "../../../www/build/worker-origins.js";
import { load } from "./load.mjs";

const { givenOf, progress, refusalOf, silenceOf } = await load("worker");

export const workers = {
  "a Worker is an origin with https, or loopback; a key is one word without Bearer"() {
    const good = { address: "https://keys.example.com/", tenant: "contoso", key: "k+/=" };
    assert.deepEqual(givenOf(good), { origin: "https://keys.example.com", tenant: "contoso", key: "k+/=" });
    for (const address of ["http://localhost:8085", "http://127.0.0.1:8085", "https://keys.example.com:8443"])
      assert.equal(givenOf({ ...good, address }).origin, address);
    const wrong = [
      [{ address: "keys.example.com" }, /must be a URL/],
      [{ address: "http://keys.example.com" }, /https/],
      [{ address: "http://127.0.0.1.example.com" }, /https/],
      [{ address: "ftp://localhost" }, /https/],
      [{ address: "https://user:pass@keys.example.com" }, /origin alone/],
      [{ address: "https://keys.example.com/?key=1" }, /origin alone/],
      [{ address: "https://keys.example.com/tenants" }, /origin alone/],
      [{ tenant: "" }, /tenant is missing/],
      [{ key: "" }, /key is missing/],
      [{ key: "two words" }, /spaces/],
      [{ key: "line\nbreak" }, /spaces/],
      [{ key: "Bearer k" }, /Leave out/],
    ];
    for (const [change, sentence] of wrong)
      assert.throws(
        () => givenOf({ ...good, ...change }),
        ({ message }) => sentence.test(message) && !message.includes("k+/="),
        JSON.stringify(change),
      );
  },

  "each refusal says what failed, why and what to do"() {
    const from = { origin: "https://keys.example.com", tenant: "contoso", key: "the-key" };
    const said = (answer) => refusalOf({ code: "a-code", detail: "The reason.", ...answer }, from);
    const wanted = [
      [{ status: 400 }, /400 \(a-code\): The reason\.$/],
      [{ status: 401 }, /The reason\. Check the key/],
      [{ status: 403 }, /role read in contoso/],
      [{ status: 404 }, /Read the runs again/],
      [{ status: 404, code: "unknown-tenant" }, /tenant's name/],
      [{ status: 429, retryAfter: "7" }, /Read again in 7 s/],
      [{ status: 429, retryAfter: null }, /Read again in a minute/],
      [{ status: 503, retryAfter: "5" }, /Read again in 5 s/],
      [{ status: 500 }, /log says more/],
      [{ status: 200, code: undefined }, /is not the Worker: it answered 200/],
    ];
    for (const [answer, sentence] of wanted) {
      assert.match(said(answer), sentence);
      assert.ok(!said(answer).includes("the-key"));
    }
    for (const silence of ["policy", "cross-origin", "down", "slow", "offline"])
      assert.match(silenceOf(silence, from.origin, "https://console.example.com"), /\. [\s\S]+\.$/, silence);
  },

  "what became of a run is counted in words"() {
    const counts = { pending: 0, sending: 0, applied: 1, failed: 1, unknown: 0, skipped: 2 };
    assert.equal(progress({ total: 4, counts }), "1 of 4 changes done, 1 failed, 2 not sent");
    assert.equal(progress({ total: 1 }), "1 change");
    assert.equal(progress({}), "");
  },

  "the page's policy lets in the Workers that are named when it is built, and nothing else"() {
    const html = `content="default-src 'none'; connect-src 'self' https://graph.microsoft.com; frame-src 'self'"`;
    const built = (listed, path = "/index.html") => workerOrigins(listed).transformIndexHtml.handler(html, { path });
    assert.equal(built(""), html);
    assert.equal(
      built("https://keys.example.com, https://eu.example.com:8443"),
      html.replace("com;", "com https://keys.example.com https://eu.example.com:8443;"),
    );
    assert.equal(built("https://keys.example.com", "/redirect.html"), html);
    for (const listed of [
      "*",
      "https:",
      "https://*.example.com",
      "http://keys.example.com",
      "https://keys.example.com/",
      "https://keys.example.com; script-src *",
      "keys.example.com",
    ])
      assert.throws(() => workerOrigins(listed), /WORKER_ORIGINS must be origins like/, listed);
    assert.throws(
      () => workerOrigins("https://a.example").transformIndexHtml.handler("<p>", { path: "/index.html" }),
      /no connect-src/,
    );
  },
};
