// The page's pure modules, bundled as they are: which key is used, what follows from a change, how a request is quoted, what is exported.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";
import { required } from "../lib/checks.mjs";

const DAY = 86_400;
const NOW = 1_800_000_000;
const now = NOW * 1000;
const when = (ms) => `day ${Math.round((ms / 1000 - NOW) / DAY)}`;

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

const [keys, consequences, preview, activity, many] = await Promise.all(
  ["keys", "consequences", "preview", "activity", "many"].map(load),
);

function told(set, kid, status) {
  const { kind, outage, consequences: list } = consequences.forecast(set, kid, status, now, when);
  return { kind, outage, texts: list?.map(({ text }) => text) };
}

export const units = {
  "the active key is the usable one with the latest nbf; one without dates only when no other is left"() {
    const set = [dateless("safety"), key("old", -50, 50), key("new", -5, 50), key("next", 5, 50), key("gone", -90, -1)];
    assert.equal(keys.activeOf(set, now).kid, "new");
    assert.deepEqual(
      set.map((one) => keys.stateOf(one, set, now)),
      ["usable", "usable", "active", "early", "expired"],
    );
    assert.equal(keys.activeOf([dateless("safety"), key("gone", -90, -1)], now).kid, "safety");
    assert.equal(keys.stateOf({ kid: "odd", status: "unknownFutureValue" }, [], now), "unclear");
  },

  "nbf is the first second that counts, exp the first that does not"() {
    assert.equal(keys.isUsable(key("edge", 0, 1), now), true);
    assert.equal(keys.isUsable(key("edge", -1, 0), now), false);
  },

  "warnings: nothing usable, nothing usable soon, only one, expired but enabled"() {
    const texts = (set) => keys.warningsOf({ id: "set", keys: set }, now).map(({ text }) => text);
    assert.deepEqual(texts([key("gone", -9, -1)]), ["Nothing usable", "Expired but enabled"]);
    assert.deepEqual(texts([key("last", -9, 9)]), ["Nothing usable in 9 days", "Only one usable"]);
    assert.deepEqual(texts([key("last", -9, 9), key("next", 8, 99)]), ["Only one usable"]);
    assert.deepEqual(texts([key("a", -9, 99), key("b", -8, 98)]), []);
    assert.deepEqual(texts([{ kid: "a" }]), ["Status not shown"]);
  },

  "disabling the active key: who signs then, and what stops validating"() {
    const { outage, texts } = told([key("one", -9, 99), key("two", -5, 50)], "two", "disabled");
    assert.equal(outage, false);
    assert.deepEqual(texts, [
      "After this, one signs.",
      "two leaves the published keys. What it signed stops validating, as soon as caches run out.",
    ]);
  },

  "disabling a key that is used only to validate leaves the signer, and says what stops"() {
    const { texts } = told([key("one", -9, 99), key("two", -5, 99)], "one", "disabled");
    assert.deepEqual(texts, [
      "two still signs.",
      "one leaves the published keys. What it signed stops validating, as soon as caches run out.",
    ]);
  },

  "disabling the last usable key is an outage, whatever else the set holds"() {
    const { outage, texts } = told(
      [key("one", -9, 99), key("next", 5, 99), key("gone", -99, -9), dateless("off", "disabled")],
      "one",
      "disabled",
    );
    assert.equal(outage, true);
    assert.match(texts[0], /one is the last usable key of this set: sign-ins that need the set will fail/);
  },

  "disabling an expired or an upcoming key is no outage; a successor that goes is missed on its day"() {
    const set = [key("one", -9, 20), key("next", 10, 99), key("gone", -99, -9)];
    assert.equal(told(set, "gone", "disabled").outage, false);
    const { outage, texts } = told(set, "next", "disabled");
    assert.equal(outage, false);
    assert.deepEqual(texts, [
      "one still signs.",
      "next will not take over on day 10.",
      "From day 20 on no key is usable, unless another one is added or enabled before.",
    ]);
  },

  "enabling: takes over at once with a later nbf, later with a future one, never when it has expired"() {
    assert.deepEqual(told([key("one", -9, 99), key("two", -5, 99, "disabled")], "two", "enabled").texts.slice(0, 1), [
      "After this, two signs instead of one.",
    ]);
    assert.deepEqual(
      told([key("one", -9, 99), key("old", -50, 99, "disabled")], "old", "enabled").texts[0],
      "one still signs.",
    );
    assert.deepEqual(
      told([key("one", -9, 99), key("two", 5, 120, "disabled")], "two", "enabled").texts[1],
      "two takes over on day 5.",
    );
    assert.match(
      told([key("one", -9, 99), key("two", -50, -5, "disabled")], "two", "enabled").texts[0],
      /two expired on day -5: it is enabled, and still not used/,
    );
    assert.match(told([key("two", -5, 99, "disabled")], "two", "enabled").texts[0], /After this, two signs\./);
  },

  "an encryption key encrypts, a secret is used"() {
    const enc = (one) => ({ ...one, use: "enc" });
    assert.match(
      told([enc(key("one", -9, 99)), enc(key("two", -5, 99))], "two", "disabled").texts.join(),
      /one encrypts.+can no longer be read/,
    );
    const oct = (one) => ({ ...one, kty: "oct" });
    assert.match(
      told([oct(key("one", -9, 99)), oct(key("two", -5, 99))], "two", "disabled").texts.join(),
      /one is used.+secret is refused/,
    );
  },

  "what cannot be told is another thing than an outage, and so is what changes nothing"() {
    assert.equal(told([{ kid: "one" }], "one", "disabled").kind, "unclear");
    assert.equal(told([key("one", -9, 99)], "other", "disabled").kind, "unclear");
    assert.equal(told([key("one", -9, 99)], "one", "enabled").kind, "unchanged");
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
    const text = preview.asJavaScript('a"b\u2028', "kid", "disabled", { cloud: "usGov" }, true);
    const call = text.replace(/^import .+$/m, "").replace("const receipt = await", "return");
    const made = new Function("patchKeyStatus", "token", call)((...all) => all, "t");
    assert.deepEqual(made, ['a"b\u2028', "kid", "disabled", "t", { cloud: "usGov", guard: true, verify: true }]);
  },

  "cells that a spreadsheet would run are defused, quotes are doubled, line ends stay inside"() {
    const entry = {
      at: "t",
      endedAt: "t",
      where: "=HYPERLINK()",
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
      `"t","t","'=HYPERLINK()","'+1","'-2","disabled","failed","'@x","say ""hi""\r\nand more","'\t=1","",1,1500\r\n`,
    );
    assert.deepEqual(JSON.parse(activity.asJson([entry])), [entry]);
  },

  "a selection becomes changes; sets that would be left with nothing are told; the rest of a run is all but what was applied"() {
    const sets = [
      { id: "a", keys: [key("1", -9, 9), key("2", -9, 9, "disabled")] },
      { id: "b", keys: [key("1", -9, 9), key("3", -9, 9)] },
    ];
    const chosen = new Set([many.nameOf("a", "1"), many.nameOf("a", "2"), many.nameOf("b", "1")]);
    const changes = many.changesOf(sets, chosen, "disabled");
    assert.deepEqual(changes, [
      { keysetId: "a", keyId: "1", status: "disabled" },
      { keysetId: "b", keyId: "1", status: "disabled" },
    ]);
    assert.deepEqual(many.effectsOf(sets, changes, now), [{ id: "a", kind: "outage" }]);
    assert.deepEqual(many.effectsOf(sets, [{ keysetId: "b", keyId: "3", status: "disabled" }], now), [
      { id: "b", kind: "handover", to: "1" },
    ]);
    const results = [
      { ...changes[0], outcome: "unknown" },
      { ...changes[1], outcome: "applied" },
    ];
    assert.deepEqual(many.leftOf(results), [changes[0]]);
    assert.deepEqual(many.undoOf(results), [{ ...changes[1], status: "enabled" }]);
  },
};
