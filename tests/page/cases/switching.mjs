// Switching one key: what is said before, what is sent, how it ends, and the way back.

import assert from "node:assert/strict";
import { Key } from "selenium-webdriver";
import { encryption, facebook, GUID, signing } from "../tenant.mjs";

export const switching = {
  async "says what will follow, switches, tells the request id, and takes it back"({ page }) {
    await page.open();
    await page.openSet(facebook.id);
    await page.ask("Disable", facebook.expiring);
    const said = await page.text("dialog .consequences");
    assert.match(said, /After this, VaNReMdc…TRNE is used/);
    assert.match(said, /relies on this secret is refused/);
    await page.click("#switch-go");
    await page.untilClosed();
    assert.match(await page.untilNotice(/is now disabled\./), GUID);
    assert.equal(await page.state(facebook.expiring), "Disabled");
    assert.equal(await page.state(facebook.dateless), "Active");

    await page.click("#notice .message-actions button");
    await page.untilNotice(/is now enabled\./);
    assert.equal(await page.state(facebook.expiring), "Active");
  },

  async "shows the exact request: HTTP, curl, JavaScript"({ page }) {
    await page.open();
    await page.openSet(facebook.id);
    await page.ask("Disable", facebook.expiring);
    await page.click("dialog summary");
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
    await page.click("#switch-cancel");
    await page.untilClosed();
    assert.equal(await page.state(facebook.expiring), "Active");
  },

  async "refuses the last usable key until the set's name is typed; then says that nothing is usable"({ page }) {
    await page.open();
    await page.openSet(signing.id);
    await page.ask("Disable", signing.active);
    assert.match(
      await page.text("dialog .consequences"),
      /last usable key of this set: sign-ins that need the set will fail/,
    );
    const isOffered = () => page.with("#switch-go", (go) => go.isEnabled());
    assert.equal(await isOffered(), false);
    await page.type("#override", "B2C_1A_TokenSigning");
    assert.equal(await isOffered(), false);
    await page.type("#override", signing.id);
    await page.click("#switch-go");
    await page.untilClosed();
    await page.untilNotice(/is now disabled\./);
    assert.match(await page.text(".course"), /No key is usable/);
  },

  async "offers no override when the key set cannot be read"({ page, emulator }) {
    await page.open();
    await page.connectEmulator(emulator);
    await page.openSet(facebook.id);
    await page.untilText(".course", /is used/);
    await emulator.plan({ status: 403, match: { method: "GET", keyset: facebook.id }, times: "always" });
    await page.click(`[aria-label="Disable ${facebook.expiring}"]`);
    await page.untilText("dialog .message", /could not be read[\s\S]+Nothing was sent/);
    assert.equal(await page.exists("#override"), false);
    assert.equal(await page.exists("#switch-go"), false);
    assert.deepEqual(await emulator.patches(), []);
    await page.click("#switch-cancel");
    await page.untilClosed();
  },

  async "says what enabling does, and what a refusal was; nothing is changed then"({ page }) {
    await page.open("#/connect");
    await page.select("#rehearse", "forbidden");
    await page.openSet(encryption.id);
    await page.ask("Enable", encryption.disabled);
    assert.match(await page.text("dialog .consequences"), /ZRR48bmJ…Z3fQ still encrypts[\s\S]+can be read again/);
    await page.click("#switch-go");
    await page.untilText("dialog .message[data-tone=bad]", /TrustFrameworkKeySet\.ReadWrite\.All/);
    await page.click("#switch-cancel");
    await page.untilClosed();
    assert.equal(await page.state(encryption.disabled), "Disabled");
  },

  async "waits as long as Graph asks for, shows that, and has it in the activity"({ page }) {
    await page.open("#/connect");
    await page.select("#rehearse", "throttled");
    await page.openSet(facebook.id);
    await page.ask("Disable", facebook.expiring);
    await page.listen("dialog .progress-line");
    await page.click("#switch-go");
    await page.untilSaid(/429\. Waiting 2\.0 s/);
    await page.untilNotice(/is now disabled\./);
    await page.go("#/activity");
    await page.untilText(".activity", /Applied[\s\S]+2\.0 s of waiting/);
  },

  async "is used from the keyboard alone, and the focus comes back"({ page, browser }) {
    await page.open();
    const focused = () =>
      page.driver.executeScript(
        () => document.activeElement.getAttribute("aria-label") ?? document.activeElement.innerText.trim(),
      );
    const tabTo = async (name, most) => {
      for (let steps = 0; steps < most; steps += 1) {
        await page.press(Key.TAB);
        if ((await focused()) === name) return;
      }
      throw new Error(`${name} is not within ${most} steps`);
    };
    await page.type("#search", "Facebook");
    await page.until("one key set is left", async () => (await page.list()).length === 1);
    if (browser.tabsToLinks === false)
      await page.with(`[data-keyset="${facebook.id}"] a`, (one) => one.sendKeys(Key.ENTER));
    else await tabTo(facebook.id, 3).then(() => page.press(Key.ENTER));
    await page.until("the heading has the focus", async () => (await focused()) === facebook.id);
    await tabTo(`Disable ${facebook.expiring}`, 4);
    await page.press(Key.ENTER);
    await page.untilText("dialog", /After this/);
    await page.press(Key.ESCAPE);
    await page.untilClosed();
    await page.until("the focus is back", async () => (await focused()) === `Disable ${facebook.expiring}`);
  },
};
