// What only Chromium can be put through: a network that is gone, and a clock fine enough to tell how quick a search is.

import assert from "node:assert/strict";
import { facebook } from "../tenant.mjs";

const SETS = 1_000;
const KEYS = 40;
const DAY = 86_400;

export const alone = {
  async "says so when the network is gone, keeps what it has, and goes on when it is back"({
    page,
    browser,
    emulator,
  }) {
    await page.open();
    await page.connectEmulator(emulator);
    await browser.setOffline(page.driver, true);
    try {
      await page.untilText(".notices", /You are offline/);
      assert.equal((await page.list()).length, 4);
    } finally {
      await browser.setOffline(page.driver, false);
    }
    await page.until("it is online again", async () => !/offline/.test(await page.text(".notices")));
    await page.openSet(facebook.id);
  },

  async "moves nothing that is there, from the first moment to the outcome of a switch"({ page }) {
    await page.open();
    await page.openSet(facebook.id);
    await page.ask("Disable", facebook.expiring);
    await page.confirm();
    await page.untilNotice(/is now disabled/);
    const shifts = await page.driver.executeAsyncScript((done) => {
      new PerformanceObserver((list) =>
        done(
          list
            .getEntries()
            .filter(({ hadRecentInput }) => !hadRecentInput)
            .map(({ value }) => value),
        ),
      ).observe({ type: "layout-shift", buffered: true });
      setTimeout(() => done([]), 1000);
    });
    // What people do not notice: https://web.dev/articles/cls
    assert.ok(shifts.reduce((sum, value) => sum + value, 0) < 0.1, `${shifts}`);
    console.log(`     layout shift: ${shifts.reduce((sum, value) => sum + value, 0).toFixed(4)}`);
  },

  async "searches a thousand key sets of forty keys each"({ page, emulator }) {
    const now = Math.floor(Date.now() / 1000);
    for (let set = 0; set < SETS; set += 1) {
      const keys = Array.from({ length: KEYS }, (_, key) => ({
        kid: `key-${set}-${key}-${"x".repeat(30)}`,
        kty: "RSA",
        use: "sig",
        nbf: now - (400 - key * 10) * DAY,
        exp: now + key * 10 * DAY,
        status: key % 3 ? "enabled" : "disabled",
      }));
      await emulator.putKeyset(`B2C_1A_Set${String(set).padStart(4, "0")}`, keys);
    }
    await page.open();
    await page.connectEmulator(emulator, new RegExp(`${SETS + 4} key sets`));
    const times = await page.driver.executeAsyncScript(async (done) => {
      const field = document.querySelector("#search");
      const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
      const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const taken = [];
      for (const text of [
        "B",
        "B2",
        "B2C",
        "Set",
        "Set0",
        "Set00",
        "Set001",
        "key-5",
        "key-50",
        "key-500",
        "zzz",
        "",
      ]) {
        await painted();
        const started = performance.now();
        setValue.call(field, text);
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        await new Promise((resolve) => setTimeout(resolve));
        document.body.getBoundingClientRect();
        taken.push(performance.now() - started);
      }
      done(taken);
    });
    const sorted = [...times].sort((a, b) => a - b);
    console.log(
      `     ${times.map((time) => time.toFixed(0))}\n     ${SETS} key sets of ${KEYS} keys: ${sorted[sorted.length >> 1].toFixed(1)} ms per keystroke (median), ${sorted.at(-1).toFixed(1)} ms at most, layout included`,
    );
    await page.type("#search", "Set0999");
    await page.until("the one is found", async () => (await page.list()).length === 1);
  },
};
