// One review for one key or many: what is said before, what has to be typed, how it ends, and the way back.

import assert from "node:assert/strict";
import { encryption, facebook, GRAPH_SETS, GUID, partner, restApi, runsOut, signing } from "../tenant.mjs";

const isOffered = (page) => page.with("#review-go", (go) => go.isEnabled());

/** From the list. */
async function disable(page, ...keys) {
  for (const [set, kid] of keys) await page.selectKey(set, kid);
  await page.click("#review-disable");
  await page.untilAsked();
}

const outcomes = (page) =>
  page.driver.executeScript(() =>
    Object.fromEntries(
      Array.from(document.querySelectorAll(".activity > li"), (one) => [one.dataset.kid, one.dataset.outcome]),
    ),
  );

export const reviewing = {
  async "one key: says what follows, switches with one click, tells the request id, and takes it back"({ page }) {
    await page.open();
    await page.openSet(facebook.id);
    await page.ask("Disable", facebook.expiring);
    const { effect, text } = await page.told(facebook.expiring);
    assert.equal(effect, "takeover");
    assert.match(text, /After this, VaNR…TRNE is used\. The provider must know it already\./);
    assert.match(text, /A secret is not published, and stays valid at the provider/);
    assert.equal(await page.exists("#override"), false);
    await page.confirm();
    assert.match(await page.untilNotice(/is now disabled\./), GUID);
    assert.equal(await page.state(facebook.expiring), "Disabled");
    assert.equal(await page.state(facebook.dateless), "Active");

    await page.click("#undo");
    await page.untilAsked();
    assert.match((await page.told(facebook.expiring)).text, /After this, TzL1…nGY8 is used instead of VaNR…TRNE/);
    await page.confirm();
    await page.untilNotice(/is now enabled\./);
    assert.equal(await page.state(facebook.expiring), "Active");
  },

  async "shows the exact requests: HTTP, curl, JavaScript"({ page }) {
    await page.open();
    await page.openSet(facebook.id);
    await page.ask("Disable", facebook.expiring);
    await page.click("dialog .preview > summary");
    const path = `/beta/trustFramework/keySets/${facebook.id}/keys_v2/${facebook.expiring}`;
    const http = await page.untilText("dialog pre", /^PATCH/);
    assert.ok(
      http.startsWith(`PATCH ${path} HTTP/1.1\n`) &&
        http.includes("authorization: Bearer $TOKEN") &&
        http.endsWith('{"status":"disabled"}'),
      http,
    );
    await page.choose("form", "curl");
    const curl = await page.untilText("dialog pre", /^curl/);
    assert.ok(
      curl.includes(`--data-raw '{"status":"disabled"}'`) && curl.includes(`'https://sandbox.invalid${path}'`),
      curl,
    );
    await page.choose("form", "js");
    assert.ok((await page.untilText("dialog pre", /patchKeyStatus/)).includes(JSON.stringify(facebook.expiring)));
    await page.click("#review-cancel");
    await page.untilClosed();
    assert.equal(await page.state(facebook.expiring), "Active");
  },

  async "an outage needs the tenant's name, says until when, and ends without a success tick"({ page }) {
    await page.open();
    await page.openSet(signing.id);
    await page.ask("Disable", signing.active);
    const { effect, text } = await page.told(signing.active);
    assert.equal(effect, "outage");
    assert.match(text, /sign-ins that need it fail from now on, until .+20\d\d.+, when 9SoE…TnNg begins/);
    assert.match(await page.text("dialog .help"), /Identity Experience Framework/);
    assert.equal(await isOffered(page), false);
    await page.type("#override", signing.id);
    assert.equal(await isOffered(page), false);
    await page.type("#override", "sandbox");
    await page.confirm();
    const said = await page.untilNotice(/is now disabled\./);
    assert.match(
      said,
      /No key of B2C_1A_TokenSigningKeyContainer is usable: sign-ins that need it fail until .+20\d\d/,
    );
    assert.equal(await page.with("#notice .message", (one) => one.getAttribute("data-tone")), "bad");
    assert.match(await page.text(".course"), /No key is usable: sign-ins that need this set fail until/);
    await page.go("#/activity");
    assert.match(await page.text(".activity .pill"), /Done, outage/);
    assert.equal(await page.exists('.activity .pill[data-tone="good"]'), false);
  },

  async "disabling a successor is an outage later, with its date, and needs the name as well"({ page }) {
    await page.open();
    await page.openSet(signing.id);
    await page.ask("Disable", signing.upcoming);
    const { effect, text } = await page.told(signing.upcoming);
    assert.equal(effect, "later");
    assert.match(text, /Sign-ins fail from .+20\d\d.+ on instead of .+20\d\d/);
    assert.equal(await isOffered(page), false);
    await page.click("#review-cancel");
    await page.untilClosed();
  },

  async "many keys: every one in its group, what stops sign-ins can be left out, the harmless go with one click"({
    page,
  }) {
    await page.open();
    await page.click("#select-all");
    await page.untilText(".selection", /4 keys of 4 sets selected expired and still enabled/);
    await disable(page, [signing.id, signing.active], [facebook.id, facebook.expiring], [runsOut.id, runsOut.only]);
    const group = async (kid) => (await page.told(kid)).effect;
    assert.equal(await group(signing.active), "outage");
    assert.equal(await group(runsOut.only), "outage");
    assert.equal(await group(facebook.expiring), "takeover");
    assert.equal(await group(signing.expired), "none");
    assert.equal(await group(restApi.expired), "none");
    assert.match(await page.text("dialog h2"), /Disable 7 keys of 6 sets in the sandbox\?/);
    assert.equal(await isOffered(page), false);
    const [list] = await page.saving(["#export-review"]);
    assert.match(list, /"the sandbox","","B2C_1A_GoogleSecret","Qm3v.+","disabled","yes","outage","No key/);

    await page.click("dialog .leave-out");
    await page.until("it goes without a name", async () => !(await page.exists("#override")));
    await page.untilText("#review-go", /Disable 5 keys/);
    await page.confirm();
    await page.untilNotice(/5 of 5 keys disabled/);
    await page.go("#/activity");
    await page.find(".activity");
    assert.deepEqual(new Set(Object.values(await outcomes(page))), new Set(["applied"]));
    assert.equal(Object.keys(await outcomes(page)).length, 5);
  },

  async "says what is selected but filtered out; the selection stays"({ page }) {
    await page.open();
    await page.selectKey(facebook.id, facebook.expiring);
    await page.click("#tile-soon");
    await page.untilText(".selection", /1 key of 1 set selected 1 of them not in this list/);
    await page.click(".selection .link");
    await page.until("all are listed", async () => (await page.list()).length === 8);
    assert.equal(await page.with(`input[data-kid="${facebook.expiring}"]`, (box) => box.isSelected()), true);
    await page.click("#clear-selection");
    await page.until("nothing is selected", async () => !(await page.exists(".selection")));
  },

  async "a running change shows on every screen, asks before the page is left, and is not ended by going back"({
    page,
  }) {
    await page.open("#/connect/sandbox");
    await page.select("#rehearse", "slow");
    await page.go("#/sets");
    await page.click("#select-all");
    await disable(page);
    await page.click("#review-go");
    await page.untilClosed();
    for (const screen of ["#/activity", `#/sets/${signing.id}`, "#/connect", "#/sets"]) {
      await page.go(screen);
      await page.untilText(".run", /Disabling: \d of 4 keys in the sandbox/);
    }
    const isAsked = () =>
      page.driver.executeScript(() => {
        const leaving = new Event("beforeunload", { cancelable: true });
        dispatchEvent(leaving);
        return leaving.defaultPrevented;
      });
    assert.equal(await isAsked(), true);
    await page.driver.navigate().back();
    await page.untilNotice(/4 of 4 keys disabled/);
    assert.equal(await isAsked(), false);
  },

  async "is stopped half-way only by its button, tells what was not sent, and takes up what is left"({ page }) {
    await page.open("#/connect/sandbox");
    await page.select("#rehearse", "slow");
    await page.go("#/sets");
    // One set: one after another.
    await page.clickOnce(".run", "1 of 2 keys", "#stop-run");
    await disable(page, [restApi.id, restApi.expired], [restApi.id, restApi.active]);
    await page.type("#override", "sandbox");
    await page.click("#review-go");
    await page.untilNotice(/1 of 2 keys disabled, 1 (not sent|not known|refused)/);
    await page.click("#retry");
    await page.untilAsked();
    await page.type("#override", "sandbox");
    await page.confirm();
    await page.untilNotice(/is now disabled\./);
  },

  async "going back from the question closes it and sends nothing"({ page, emulator }) {
    await page.open();
    await page.connectEmulator(emulator);
    await page.openSet(facebook.id);
    await page.ask("Disable", facebook.expiring);
    await page.driver.navigate().back();
    await page.untilClosed();
    assert.deepEqual(await emulator.patches(), []);
    assert.equal(await page.exists(".run"), false);
  },

  async "settles an answer that was lost by reading back"({ page, emulator }) {
    await page.open();
    await page.connectEmulator(emulator);
    await emulator.plan(
      { stop: { at: "start", by: "reset" }, match: { method: "PATCH", keyset: encryption.id }, times: "always" },
      { status: 403, match: { method: "GET", keyset: encryption.id }, times: "always" },
    );
    await page.selectKey(encryption.id, encryption.disabled);
    await page.click("#review-enable");
    await page.untilAsked();
    await page.confirm();
    await page.untilNotice(/was not enabled\.[\s\S]+Read back .+: the key is disabled/);
    await page.go("#/activity");
    assert.deepEqual(await outcomes(page), { [encryption.disabled]: "failed" });
  },

  async "keeps what was done across a reload, settles what was cut off, and undoes each line"({ page }) {
    await page.open();
    await page.connectGraph();
    await page.openSet("B2C_1A_Real");
    await page.ask("Disable", "real-key-two");
    await page.confirm();
    await page.untilNotice(/is now disabled/);
    // As if the page had been closed while the next change was under way.
    await page.driver.executeScript(() => {
      const kept = JSON.parse(localStorage.getItem("policy-keys.activity"));
      kept.unshift({ ...kept[0], id: "cut-off", keyId: "real-key-one", outcome: "running", endedAt: undefined });
      localStorage.setItem("policy-keys.activity", JSON.stringify(kept));
    });
    await page.reload();
    await page.find("#again");
    // Graph has what was done, and not what was cut off.
    const [real] = structuredClone(GRAPH_SETS);
    real.keys[1].status = "disabled";
    await page.connectAgain([real]);
    await page.go("#/activity");
    await page.untilText(".activity", /Read back .+: the key is enabled/);
    assert.deepEqual(await outcomes(page), { "real-key-one": "failed", "real-key-two": "applied" });
    await page.click('[aria-label="Undo: enable real-key-two"]');
    await page.untilAsked();
    await page.confirm();
    await page.untilNotice(/real-key-two of B2C_1A_Real is now enabled/);
    assert.equal(await page.exists('[aria-label="Undo: enable real-key-two"]'), false, "it is undone already");
    const kept = await page.driver.executeScript(() => JSON.stringify({ ...localStorage }));
    assert.ok(!kept.includes("eyJ") && !kept.includes("Bearer"), "no token is kept");
  },

  async "offers no override when the key set cannot be read"({ page, emulator }) {
    await page.open();
    await page.connectEmulator(emulator);
    await page.openSet(facebook.id);
    await page.untilText(".course", /is used/);
    await emulator.plan({ status: 503, match: { method: "GET", keyset: facebook.id }, times: "always" });
    await page.click(`[aria-label="Disable ${facebook.expiring}"]`);
    await page.untilText("dialog .message", /could not be read[\s\S]+Nothing was sent/);
    assert.equal(await page.exists("#override"), false);
    assert.equal(await page.exists("#review-go"), false);
    assert.deepEqual(await emulator.patches(), []);
    await page.click("#review-cancel");
    await page.untilClosed();
  },

  async "after a refusal it offers another sign-in and not the same again; nothing is changed"({ page, emulator }) {
    await page.open();
    await page.connectEmulator(emulator);
    await emulator.plan({ status: 403, match: { method: "PATCH" } });
    await page.openSet(encryption.id);
    await page.ask("Enable", encryption.disabled);
    assert.match((await page.told(encryption.disabled)).text, /ZRR4…Z3fQ still encrypts[\s\S]+can be read again/);
    await page.confirm();
    const said = await page.untilNotice(/was not enabled\./);
    assert.match(said, /TrustFrameworkKeySet\.ReadWrite\.All[\s\S]+B2C IEF Keyset Administrator/);
    assert.match(said, /Sign in with another account/);
    assert.doesNotMatch(said, /Try again/);
    assert.equal(await page.state(encryption.disabled), "Disabled");
  },

  async "lists and opens sets with Read.All alone"({ page, emulator }) {
    await page.open();
    await page.connectEmulator(emulator);
    // Microsoft's permission data has no entry for the keys of one set by themselves.
    await emulator.plan({ status: 403, match: { method: "GET", keyset: facebook.id }, times: "always" });
    await page.openSet(facebook.id);
    await page.untilText(".course", /is used/);
    await page.ask("Disable", facebook.expiring);
    assert.equal((await page.told(facebook.expiring)).effect, "takeover");
    await page.click("#review-cancel");
  },

  async "waits as long as Graph asks for, shows that, and has it in the activity"({ page }) {
    await page.open("#/connect/sandbox");
    await page.select("#rehearse", "throttled");
    await page.openSet(facebook.id);
    await page.ask("Disable", facebook.expiring);
    await page.listen(".run");
    await page.click("#review-go");
    await page.untilSaid(/429/);
    await page.untilNotice(/is now disabled\./);
    await page.go("#/activity");
    await page.untilText(".activity", /Done[\s\S]+2\.0 s of waiting/);
  },

  async "leaves selection, notice and activity behind when another tenant is connected"({ page, emulator }) {
    await page.open();
    await page.openSet(restApi.id);
    await page.click("#show-old");
    await page.ask("Disable", restApi.expired);
    await page.confirm();
    await page.untilNotice(/is now disabled/);
    await page.go("#/sets");
    await page.selectKey(
      partner,
      await page.driver.executeScript((id) => {
        document.querySelector(`[data-keyset="${id}"] .disclose`).click();
        return new Promise((done) =>
          setTimeout(() => done(document.querySelector(`[id="keys-${id}"] [data-kid]`).dataset.kid), 100),
        );
      }, partner),
    );
    await page.find(".selection");
    await page.connectEmulator(emulator);
    assert.equal(await page.exists(".selection"), false);
    assert.equal((await page.notice()).trim(), "");
    await page.go("#/activity");
    await page.untilText("main", /Nothing has been switched yet/);
    assert.deepEqual(await emulator.patches(), []);
  },
};
