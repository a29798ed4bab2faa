// The page's pure modules, bundled as they are: what follows from a key set and from a change, what is found, where the page starts, how a request
// is quoted, what is exported.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";
import { required } from "../lib/checks.mjs";
import { tokenFor } from "./tenant.mjs";

const DAY = 86_400;
const NOW = 1_800_000_000;
const now = NOW * 1000;
const when = (ms) => `day ${Math.round((ms / 1000 - NOW) / DAY)}`;
const seconds = { now: NOW };

const key = (kid, from, to, status = "enabled", more = {}) => ({
  kid,
  use: "sig",
  kty: "RSA",
  nbf: NOW + from * DAY,
  exp: NOW + to * DAY,
  status,
  ...more,
});
const dateless = (kid, status = "enabled") => ({ kid, use: "sig", kty: "RSA", status });

async function load(name) {
  const entry = join(required("TFK_ROOT"), "www/src/model", `${name}.ts`);
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

const names = [
  "outlook",
  "keys",
  "rows",
  "search",
  "review",
  "consequences",
  "preview",
  "activity",
  "start",
  "tenant",
  "token",
  "failure",
];
const [
  { outlook },
  keys,
  rows,
  search,
  review,
  consequences,
  preview,
  activity,
  { startOf },
  tenant,
  token,
  { failureOf },
] = await Promise.all(names.map(load));

/** What is said of changes of one set, all of them ticked; by kid. */
async function told(set, kids, status = "disabled") {
  const changes = [kids].flat().map((keyId) => ({ keysetId: "set", keyId, status }));
  const ticked = new Set(changes.map(({ keyId }) => keys.nameOf("set", keyId)));
  const lines = await review.reviewOf([{ id: "set", keys: set }], changes, ticked, now);
  return lines.map((line) => ({
    effect: line.effect,
    texts: consequences.consequencesOf(line, now, when).map(({ text }) => text),
  }));
}

async function row(set) {
  const keyset = { id: "set", keys: set };
  return rows.rowOf(keyset, await outlook(keyset, seconds), now);
}

export const units = {
  async "outlook: the active key is the usable one with the latest nbf; one without dates only when no other is left"() {
    const set = [dateless("safety"), key("old", -50, 50), key("new", -5, 50), key("next", 5, 50), key("gone", -90, -1)];
    const look = await outlook({ id: "set", keys: set }, seconds);
    assert.equal(look.active, "new");
    assert.deepEqual(look.usable, ["safety", "old", "new"]);
    assert.deepEqual(look.stale, ["gone"]);
    assert.deepEqual(look.changes, [
      { at: NOW + 5 * DAY, active: "next" },
      { at: NOW + 50 * DAY, active: "safety" },
    ]);
    assert.equal(look.state, "lasting");
    assert.deepEqual(
      set.map((one) => keys.stateOf(one, look, now)),
      ["usable", "usable", "active", "early", "expired"],
    );
  },

  async "outlook: nbf is the first second that counts, exp the first that does not; statuses are read without case"() {
    assert.deepEqual((await outlook({ id: "set", keys: [key("edge", 0, 1, "Enabled")] }, seconds)).usable, ["edge"]);
    assert.deepEqual((await outlook({ id: "set", keys: [key("edge", -1, 0)] }, seconds)).usable, []);
  },

  async "outlook: unusable, runs out, gaps, and what cannot be told"() {
    const state = async (...set) => (await outlook({ id: "set", keys: set }, seconds)).state;
    assert.equal(await state(), "unusable");
    assert.equal(await state(key("gone", -9, -1), dateless("off", "disabled")), "unusable");
    assert.equal(await state(dateless("on")), "lasting");
    const look = await outlook({ id: "set", keys: [key("one", -9, 9), key("two", 12, 99)] }, seconds);
    assert.equal(look.state, "runs-out");
    assert.equal(look.runsOutAt, NOW + 9 * DAY);
    assert.deepEqual(look.changes, [
      { at: NOW + 9 * DAY },
      { at: NOW + 12 * DAY, active: "two" },
      { at: NOW + 99 * DAY },
    ]);
    assert.equal(await state({ kid: "a" }), "unknown");
    assert.equal(await state({ kid: "a", status: "unknownFutureValue" }, key("gone", -9, -1)), "unknown");
    assert.equal(
      await state(key("a", -9, -1, undefined)),
      "unusable",
      "outside its dates it is not usable whatever its status",
    );
    assert.equal(await state(key("a", -9, 9, "enabled", { exp: undefined, unreadable: ["exp"] })), "unknown");
    assert.equal(await state(dateless("a"), { ...dateless("b"), use: "enc" }), "unknown");
  },

  async "a row says what happens next and then: broken since when and what helps, a take-over, an end, never"() {
    assert.deepEqual((await row([key("gone", -9, -2), key("off", -9, 99, "disabled")])).next, {
      kind: "broken",
      since: now - 2 * DAY * 1000,
      enable: "off",
    });
    assert.deepEqual((await row([key("next", 3, 99)])).next, {
      kind: "broken",
      ends: { at: now + 3 * DAY * 1000, kid: "next" },
    });
    assert.deepEqual((await row([key("one", -9, 9), key("two", 5, 99)])).next, {
      kind: "takeover",
      at: now + 5 * DAY * 1000,
      kid: "two",
      because: "begins",
      runsOutAt: now + 99 * DAY * 1000,
    });
    assert.equal((await row([key("one", -5, 9), dateless("two")])).next.because, "expires");
    assert.deepEqual((await row([key("one", -9, 9), key("two", 12, 99)])).next, {
      kind: "runs-out",
      at: now + 9 * DAY * 1000,
      until: now + 12 * DAY * 1000,
    });
    assert.equal((await row([dateless("one")])).next.kind, "never");
    const unknown = await row([{ kid: "one" }]);
    assert.equal(unknown.next.kind, "unknown");
    assert.equal(unknown.isBroken, false, "what cannot be told is no outage");
  },

  async "rows are sorted by date: broken, not known, then what comes first; a dead set never below one that is fine"() {
    const list = await Promise.all(
      Object.entries({
        never: [dateless("a")],
        "in 29 days": [key("a", -9, 29)],
        broken: [key("a", -9, -2)],
        "in 9 days": [key("a", -9, 9), dateless("b")],
        unknown: [{ kid: "a" }],
      }).map(async ([id, set]) => ({ ...(await row(set)), set: { id, keys: set } })),
    );
    const ids = (isDown) => rows.sorted(list, "next", isDown).map(({ set }) => set.id);
    assert.deepEqual(ids(false), ["broken", "unknown", "in 9 days", "in 29 days", "never"]);
    assert.deepEqual(ids(true), ["never", "in 29 days", "in 9 days", "unknown", "broken"]);
    const passing = (filter) => list.filter((one) => rows.passes(one, filter)).map(({ set }) => set.id);
    assert.deepEqual(passing("broken"), ["broken"]);
    assert.deepEqual(passing("soon"), ["in 29 days"]);
    assert.deepEqual(passing("stale"), ["broken"]);
  },

  "search finds by name, by kid, and by thumbprint in hex or base64url; a certificate's other places are known"() {
    const x5t = "AQIDBAUGBwgJCgsMDQ4PEBESExQ";
    const sets = [
      { id: "B2C_1A_One", keys: [{ kid: "K-one", x5t }, { kid: "other" }] },
      { id: "B2C_1A_Two", keys: [{ kid: "K-two", x5t }] },
    ];
    const found = (text) => search.find(sets[0], search.normal(text));
    assert.deepEqual(found("1a_ONE"), { kids: [] });
    assert.deepEqual(found("k-o"), { kids: ["K-one"] });
    assert.deepEqual(found(x5t), { kids: ["K-one"] });
    for (const hex of ["0102030405060708090A0B0C0D0E0F1011121314", "01:02:03:04:05:06:07:08", "0a 0b 0c 0d"])
      assert.deepEqual(found(hex), { kids: ["K-one"] }, hex);
    assert.equal(found("nothing"), undefined);
    const twins = search.twinsOf(sets);
    assert.deepEqual(twins.get(keys.nameOf("B2C_1A_One", "K-one")), [{ keysetId: "B2C_1A_Two", keyId: "K-two" }]);
    assert.equal(twins.get(keys.nameOf("B2C_1A_One", "other")), undefined);
  },

  async "review: disabling the active key: who signs then, and what becomes of its tokens"() {
    assert.deepEqual(await told([key("one", -9, 99), key("two", -5, 150)], "two"), [
      {
        effect: "later",
        texts: [
          "After this, one signs.",
          "two leaves the published keys: tokens it signed are refused, as soon as caches of them run out.",
          "Sign-ins fail from day 99 on instead of day 150, until another key is enabled or added.",
        ],
      },
    ]);
    const [{ effect }] = await told([key("one", -9, 99), key("two", -5, 50)], "two");
    assert.equal(effect, "takeover");
    const [spare] = await told([key("one", -9, 50), key("two", -5, 99)], "one");
    assert.equal(spare.effect, "none");
    assert.deepEqual(spare.texts, [
      "two still signs.",
      "one leaves the published keys: tokens it signed are refused, as soon as caches of them run out.",
    ]);
  },

  async "review: the last usable key is an outage, and it is said until when"() {
    const [{ effect, texts }] = await told(
      [key("one", -9, 99), key("next", 5, 99), key("gone", -99, -9), dateless("off", "disabled")],
      "one",
    );
    assert.equal(effect, "outage");
    assert.equal(
      texts[0],
      "No key of this set is usable any more: sign-ins that need it fail from now on, until day 5, when next begins.",
    );
    const [alone] = await told([key("one", -9, 99)], "one");
    assert.match(alone.texts[0], /from now on, until another key is enabled or added/);
  },

  async "review: a successor that goes is an outage later, with its date"() {
    const set = [key("one", -9, 20), key("next", 10, 99), key("gone", -99, -9)];
    assert.deepEqual(await told(set, "next"), [
      {
        effect: "later",
        texts: [
          "next will not take over on day 10.",
          "Sign-ins fail from day 20 on instead of day 99, until another key is enabled or added.",
        ],
      },
    ]);
    assert.deepEqual(await told(set, "gone"), [
      {
        effect: "none",
        texts: ["gone expired on day -9: it is used for nothing, and what it signed is refused already."],
      },
    ]);
    const [mend] = await told([key("gone", -9, -1), key("next", 5, 99)], "next");
    assert.equal(mend.effect, "later", "it would have ended the outage");
  },

  async "review: of two keys that go together each is charged with what would not happen without it"() {
    const set = [key("one", -9, 99), key("two", -5, 99), key("gone", -99, -9)];
    const effects = async (...kids) => (await told(set, kids)).map(({ effect }) => effect);
    assert.deepEqual(await effects("one", "two", "gone"), ["outage", "outage", "none"]);
    assert.deepEqual(await effects("two", "gone"), ["takeover", "none"]);
    // What is not ticked is told as if it were added to what is.
    const changes = ["one", "two"].map((keyId) => ({ keysetId: "set", keyId, status: "disabled" }));
    const lines = await review.reviewOf([{ id: "set", keys: set }], changes, new Set([keys.nameOf("set", "one")]), now);
    assert.deepEqual(
      lines.map(({ effect }) => effect),
      ["none", "outage"],
    );
  },

  async "review: unknown is unknown and no outage; it is refused, and so is what changes nothing"() {
    const [unknown] = await told([{ kid: "one" }], "one");
    assert.equal(unknown.effect, "refused");
    assert.match(unknown.texts[0], /shows no status for keys of this set, so it cannot be told/);
    assert.equal((await told([key("one", -9, 99)], "other"))[0].effect, "refused");
    assert.equal((await told([key("one", -9, 99)], "one", "enabled"))[0].effect, "refused");
    assert.equal((await told([key("gone", -9, -1), { kid: "odd" }], "gone"))[0].effect, "none");
  },

  async "review: enabling takes over at once with a later nbf, later with a future one, never when it has expired"() {
    const first = async (...all) => {
      const [{ effect, texts }] = await told(...all, "enabled");
      return [effect, texts[0]];
    };
    assert.deepEqual(await first([key("one", -9, 99), key("two", -5, 99, "disabled")], "two"), [
      "takeover",
      "After this, two signs instead of one.",
    ]);
    assert.deepEqual(await first([key("one", -9, 99), key("old", -50, 99, "disabled")], "old"), [
      "none",
      "one still signs.",
    ]);
    assert.deepEqual(await first([key("one", -9, 99), key("two", 5, 120, "disabled")], "two"), [
      "none",
      "two takes over on day 5.",
    ]);
    assert.deepEqual(await first([key("one", -9, 99), key("two", -50, -5, "disabled")], "two"), [
      "none",
      "two expired on day -5: it is enabled, and still not used.",
    ]);
    assert.match(
      (await first([key("two", -5, 99, "disabled")], "two"))[1],
      /two signs\. Sign-ins that need this set work again/,
    );
  },

  async "what is said is true of the kind: a secret is not published and lives on at the provider"() {
    const oct = (one) => ({ ...one, kty: "oct" });
    const secret = (await told([oct(key("one", -9, 99)), oct(key("two", -5, 99))], "two"))[0].texts.join(" ");
    assert.match(secret, /After this, one is used\. The provider must know it already\./);
    assert.match(secret, /A secret is not published, and stays valid at the provider: rotate two there too/);
    assert.doesNotMatch(secret, /leaves the published keys/);
    const enc = (one) => ({ ...one, use: "enc" });
    assert.match(
      (await told([enc(key("one", -9, 99)), enc(key("two", -5, 99))], "two"))[0].texts.join(),
      /one encrypts.+no longer be read/,
    );
    const expired = (await told([oct(key("one", -9, 99)), oct(key("two", -50, -5))], "two"))[0].texts.join();
    assert.doesNotMatch(expired, /published|leaves/, "an expired key leaves no list");
  },

  "the page starts where it was: never on the sandbox for a tenant's link, never filled in by a link"() {
    const contoso = {
      kind: "graph",
      tenant: { name: "contoso.onmicrosoft.com", id: "1" },
      cloud: "global",
      clientId: "c",
    };
    assert.deepEqual(startOf(undefined, undefined), { show: "sandbox" });
    assert.deepEqual(startOf(undefined, { kind: "sandbox" }), { show: "sandbox" });
    assert.deepEqual(startOf("contoso.onmicrosoft.com", undefined), {
      show: "connect",
      link: "contoso.onmicrosoft.com",
    });
    assert.deepEqual(startOf("contoso.onmicrosoft.com", { kind: "sandbox" }), {
      show: "connect",
      link: "contoso.onmicrosoft.com",
    });
    assert.deepEqual(startOf(undefined, contoso), { show: "again", tenant: contoso });
    assert.deepEqual(startOf("CONTOSO.onmicrosoft.com", contoso), { show: "again", tenant: contoso });
    assert.deepEqual(startOf("1", contoso), { show: "again", tenant: contoso });
    assert.deepEqual(startOf("fabrikam.com", contoso), { show: "again", tenant: contoso, link: "fabrikam.com" });
  },

  "what is typed to confirm is the tenant's name"() {
    const typed = (name) => tenant.typedNameOf({ name });
    assert.equal(typed("contoso-prod.onmicrosoft.com"), "contoso-prod");
    assert.equal(typed("contoso.partner.onmicrosoft.cn"), "contoso");
    assert.equal(typed("login.contoso.com"), "login.contoso.com");
    assert.equal(typed("the sandbox"), "sandbox");
  },

  "a token is read for what it says of itself"() {
    const facts = token.factsOf(
      tokenFor({ tid: "t", upn: "ädä@x", exp: 1_800_000_000, scp: "openid TrustFrameworkKeySet.Read.All" }),
    );
    assert.deepEqual(facts, { tenantId: "t", account: "ädä@x", expiresAt: 1_800_000_000_000, access: "look" });
    assert.equal(token.factsOf(tokenFor({ roles: ["TrustFrameworkKeySet.ReadWrite.All"] })).access, "switch");
    assert.equal(token.factsOf(tokenFor({ scp: "User.Read" })).access, "none");
    assert.equal(token.factsOf(tokenFor({})).access, "unknown");
    for (const odd of ["", "opaque", "a.b.c", "a..c", `a.${btoa("null")}.c`])
      assert.equal(token.factsOf(odd), undefined, odd);
  },

  "a failure says what helps: after a refusal that is another sign-in, and never the same again"() {
    const made = (code) =>
      failureOf(
        Object.assign(new Error("m"), {
          [Symbol.for("trustframework-keys/KeyStatusError")]: true,
          name: "KeyStatusError",
          code,
        }),
      );
    assert.equal(made("forbidden").next, "sign-in");
    assert.match(made("forbidden").text, /TrustFrameworkKeySet\.Read\.All is enough to list/);
    assert.doesNotMatch(made("forbidden").text, /try again/i);
    assert.equal(made("unauthorized").next, "sign-in");
    assert.equal(made("unavailable").next, "retry");
    assert.equal(failureOf(new Error("plain")).text, "plain");
  },

  "a shell runs the curl command as one request, whatever the ids hold"() {
    const odd = "it's $(touch /tmp/x) `id` \"\\ ü";
    const text = preview.asCurl({
      method: "PATCH",
      url: `https://host/${encodeURIComponent(odd)}'`,
      headers: [
        ["authorization", "Bearer none"],
        ["x-odd", odd],
      ],
      body: `{"a":"${odd}"}`,
    });
    const printed = execFileSync("sh", ["-c", `curl() { printf '%s\\n' "$@"; }; ${text}`], {
      env: { ...process.env, TOKEN: "t-1" },
      encoding: "utf8",
    });
    assert.deepEqual(printed.trimEnd().split("\n"), [
      "--request",
      "PATCH",
      "--header",
      "authorization: Bearer t-1",
      "--header",
      `x-odd: ${odd}`,
      "--data-raw",
      `{"a":"${odd}"}`,
      `https://host/${encodeURIComponent(odd)}'`,
    ]);
  },

  "the JavaScript is a module that makes this call"() {
    const run = (changes, place, guarded) => {
      const text = preview.asJavaScript(changes, place, guarded);
      const call = text.replace(/^import .+$/m, "").replace(/const \w+ = await/, "return");
      const note =
        (name) =>
        (...all) => [name, ...all];
      return new Function("patchKeyStatus", "patchKeyStatuses", "token", call)(note("one"), note("many"), "t");
    };
    const change = { keysetId: 'a"b\u2028', keyId: "kid", status: "disabled" };
    assert.deepEqual(run([change], { cloud: "usGov" }, true), [
      "one",
      'a"b\u2028',
      "kid",
      "disabled",
      "t",
      { cloud: "usGov", guard: true, verify: true },
    ]);
    const two = [change, { ...change, keyId: "other" }];
    assert.deepEqual(run(two, {}, false), ["many", two, "t", { guard: false, verify: true }]);
  },

  "cells that a spreadsheet would run are defused, quotes are doubled, line ends stay inside"() {
    const entry = {
      id: "1",
      at: "t",
      endedAt: "t",
      tenant: "=HYPERLINK()",
      account: "ada",
      keysetId: "+1",
      keyId: "-2",
      status: "disabled",
      outcome: "failed",
      code: "@x",
      note: 'say "hi"\r\nand more',
      requestId: "\t=1",
      attempts: [{ waitMs: 1500.4 }],
    };
    const [, row] = activity.asCsv([entry]).split(/\r\n(?="t")/);
    assert.equal(
      row,
      `"t","t","'=HYPERLINK()","","ada","'+1","'-2","disabled","failed","'@x","say ""hi""\r\nand more","'\t=1","",1,1500\r\n`,
    );
    assert.deepEqual(JSON.parse(activity.asJson([entry])), [entry]);
  },

  "what left without an answer is settled by reading: the last change of a key alone, and never one that is under way"() {
    const entry = (id, at, more) => ({
      id,
      at,
      tenant: "t",
      keysetId: "a",
      keyId: "1",
      status: "disabled",
      outcome: "unknown",
      attempts: [],
      ...more,
    });
    const sets = [{ id: "a", keys: [{ kid: "1", status: "Disabled" }] }];
    const settle = (list, live = []) =>
      activity.settled(list, sets, new Set(live), "2026-01-02", "at noon").map(({ outcome }) => outcome);
    assert.deepEqual(settle([entry("x", "2026-01-01")]), ["applied"]);
    assert.deepEqual(settle([entry("x", "2026-01-01", { status: "enabled" })]), ["failed"]);
    assert.deepEqual(settle([entry("x", "2026-01-01", { outcome: "running" })]), ["applied"]);
    assert.deepEqual(settle([entry("x", "2026-01-01", { outcome: "running" })], ["x"]), ["running"]);
    assert.deepEqual(settle([entry("x", "2026-01-03")]), ["unknown"], "the reading began before it ended");
    assert.deepEqual(settle([entry("y", "2026-01-01"), entry("x", "2025-12-31")]), ["applied", "unknown"]);
    assert.deepEqual(settle([entry("x", "2026-01-01", { keyId: "2" })]), ["unknown"]);
    const [{ note }] = activity.settled(
      [entry("x", "2026-01-01", { note: "Lost." })],
      sets,
      new Set(),
      "2026-01-02",
      "at noon",
    );
    assert.equal(note, "Lost. Read back at noon: the key is Disabled.");
    const merged = activity.merged([entry("b", "2", { outcome: "applied" })], [entry("a", "3"), entry("b", "2")]);
    assert.deepEqual(
      merged.map(({ id, outcome }) => [id, outcome]),
      [
        ["a", "unknown"],
        ["b", "applied"],
      ],
    );
  },
};
