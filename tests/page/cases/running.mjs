// A run of changes: shown everywhere, stopped by its button alone, settled by reading, kept and undone.

import assert from "node:assert/strict";
import { encryption, facebook, GRAPH_SETS, partner, restApi, signing } from "../tenant.mjs";

export const running = {
  async "a running change shows on every screen, asks before the page is left, and is not ended by going back"({
    page,
  }) {
    await page.open("#/connect/sandbox");
    await page.select("#simulate", "slow");
    await page.go("#/sets");
    await page.click("#select-all");
    await page.askToDisable();
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
    await page.select("#simulate", "slow");
    await page.go("#/sets");
    // One set: one after another.
    await page.clickOnce(".run", "1 of 2 keys", "#stop-run");
    await page.askToDisable([restApi.id, restApi.expired], [restApi.id, restApi.active]);
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
    await page.find(".activity");
    assert.deepEqual(await page.outcomes(), { [encryption.disabled]: "failed" });
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
    assert.deepEqual(await page.outcomes(), { "real-key-one": "failed", "real-key-two": "applied" });
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
    await page.select("#simulate", "throttled");
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
