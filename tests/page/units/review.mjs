// What changes of keys come to, and the sentences about it.

import assert from "node:assert/strict";
import { load } from "./load.mjs";
import { DAY, dateless, key, NOW, now } from "./samples.mjs";

const [keys, review, consequences] = await Promise.all(["keys", "review", "consequences"].map(load));

const when = (ms) => `day ${Math.round((ms / 1000 - NOW) / DAY)}`;

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

export const reviews = {
  async "review: disabling the active key: who signs then, and what becomes of its tokens"() {
    assert.deepEqual(await told([key("one", -9, 99), key("two", -5, 150)], "two"), [
      {
        effect: "later",
        texts: [
          "After this, one signs tokens.",
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
      "two still signs tokens.",
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
      "After this, two signs tokens instead of one.",
    ]);
    assert.deepEqual(await first([key("one", -9, 99), key("old", -50, 99, "disabled")], "old"), [
      "none",
      "one still signs tokens.",
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
      /two signs tokens\. Sign-ins that need this set work again/,
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
};
