// Finding a key set and reading what it says.

import assert from "node:assert/strict";
import { facebook, restApi, signing } from "../tenant.mjs";

export const looking = {
  async "lists every key set with what matters, the worst first"({ page }) {
    await page.open();
    const list = await page.list();
    assert.equal(list.length, 4);
    assert.deepEqual(list.at(-1).id, facebook.id);
    const { cells } = list.find(({ id }) => id === signing.id);
    assert.equal(cells[0], "1 of 3");
    assert.equal(cells[1], "skXTuCSc…nXHI");
    assert.match(cells[2], /20\d\d/);
    assert.equal(cells[3], "Only one usable Expired but enabled");
  },

  async "finds a set by a part of its name, by a key id, by its warnings; says so when nothing is found"({ page }) {
    await page.open();
    const ids = async () => (await page.list()).map(({ id }) => id);
    const untilOnly = (wanted) => page.until(`only ${wanted} is listed`, async () => String(await ids()) === wanted);
    await page.type("#search", "restapi");
    await untilOnly(restApi.id);
    await page.type("#search", facebook.dateless.slice(3, 20));
    await untilOnly(facebook.id);
    await page.type("#search", "no such thing");
    await page.untilText("main", /No key set matches/);
    await page.type("#search", "B2C");
    await page.click("#only-warned");
    await page.until("three sets are listed", async () => (await ids()).length === 3);
  },

  async "shows a key set: timeline in words, states, what comes next, and every public member of a key"({ page }) {
    await page.open();
    await page.openSet(signing.id);
    const words = await page.driver.executeScript(() => document.querySelector("#timeline-words").textContent);
    assert.match(
      words,
      /Jig813Bw…4vT0: Expired, from .+ until .+\. skXTuCSc…nXHI: Active, from .+\. 9SoE46Rb…TnNg: Not yet valid/,
    );
    assert.equal(await page.state(signing.active), "Active");
    assert.equal(await page.state(signing.upcoming), "Not yet valid");
    assert.match(await page.text(".course"), /Now\s*skXTuCSc…nXHI is used[\s\S]+9SoE46Rb…TnNg takes over/);
    assert.ok(!(await page.text("main")).includes("Graph itself calls"), "the page and Graph agree on the active key");

    await page.click(`[aria-controls="details-${signing.active}"]`);
    const details = await page.untilText(`#details-${signing.active}`, /kid/);
    assert.ok(details.includes(signing.active) && details.includes("AQAB") && /UTC/.test(details));
    assert.match(await page.with(`[data-kid="${signing.active}"] time`, (time) => time.getAttribute("title")), /UTC$/);
  },

  async "says so when a key set is not there, or has no keys"({ page, emulator }) {
    await emulator.putKeyset("B2C_1A_Empty", []);
    await page.open("#/sets/B2C_1A_Nowhere");
    await page.untilText("main", /no key set named B2C_1A_Nowhere/);
    await page.connectEmulator(emulator);
    await page.go("#/sets/B2C_1A_Empty");
    await page.untilText("main", /has no keys/);
  },

  async "never scrolls sideways, on any screen, down to 320 px"({ page, browser }) {
    try {
      await page.open();
      for (const width of [320, 480, 768, 1024, 1920].filter((width) => width >= (browser.narrowest ?? 0))) {
        await browser.resize(page.driver, width, 900);
        const isWide = ({ width: actual }) => actual <= width && actual > width - 20;
        await page.until(`the viewport is ${width} px wide`, async () => isWide(await page.overflow()));
        for (const [screen, sign] of Object.entries({
          "#/sets": "[data-keyset]",
          [`#/sets/${signing.id}`]: ".timeline",
          "#/many": ".wish",
          "#/activity": "#export-csv",
          "#/connect": "#rehearse",
        })) {
          await page.go(screen);
          await page.find(sign);
          if (sign === ".timeline") await page.click(`[aria-controls="details-${signing.active}"]`);
          const overflow = await page.overflow();
          assert.ok(isWide(overflow), `the viewport is ${overflow.width} px, not ${width}`);
          assert.deepEqual(overflow, { width: overflow.width, pixels: 0, outside: [] }, `${screen} at ${width} px`);
        }
      }
    } finally {
      await browser.resize(page.driver, 1280, 1000);
    }
  },
};
