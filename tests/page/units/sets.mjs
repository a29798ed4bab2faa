// What follows from a key set: its outlook, its line in the list, how it is found.

import assert from "node:assert/strict";
import { load, loadPackage } from "./load.mjs";
import { DAY, dateless, key, now, seconds } from "./samples.mjs";

const { outlook } = await loadPackage();
const [keys, rows, search] = await Promise.all(["keys", "rows", "search"].map(load));

async function row(set) {
  const keyset = { id: "set", keys: set };
  return rows.rowOf(keyset, await outlook(keyset, seconds), now);
}

export const sets = {
  async "a key's state is told by the outlook of its set"() {
    const set = [
      dateless("safety"),
      key("old", -50, 50),
      key("new", -5, 50),
      key("next", 5, 50),
      key("gone", -90, -1),
      key("off", -5, 50, "Disabled"),
      key("odd", -5, 50, "unknownFutureValue"),
      key("open", -5, 50, "enabled", { exp: undefined, unreadable: ["exp"] }),
    ];
    const look = await outlook({ id: "set", keys: set }, seconds);
    assert.deepEqual(
      set.map((one) => keys.stateOf(one, look, now)),
      ["usable", "usable", "active", "early", "expired", "disabled", "unclear", "unclear"],
    );
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
};
