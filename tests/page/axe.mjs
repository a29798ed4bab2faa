// axe-core on every screen, and a picture of each, in both themes and at a phone's width. Chromium only: it can be told the theme.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import axe from "axe-core";
import { encryption, facebook, signing } from "./tenant.mjs";

/** By name: how to get there from a page that was just opened. */
const SCREENS = {
  list: async (page) => page.open(),
  nothing: async (page) => (await page.open(), page.type("#search", "nothing")),
  keyset: async (page) => (await page.open(), page.openSet(signing.id)),
  details: async (page) => (
    await page.open(), await page.openSet(facebook.id), page.click(`[aria-controls="details-${facebook.expiring}"]`)
  ),
  question: async (page) => (
    await page.open(),
    await page.openSet(facebook.id),
    await page.ask("Disable", facebook.expiring),
    page.click("dialog summary")
  ),
  outage: async (page) => (await page.open(), await page.openSet(signing.id), page.ask("Disable", signing.active)),
  outcome: async (page) => (
    await page.open(),
    await page.openSet(encryption.id),
    await page.ask("Enable", encryption.disabled),
    await page.click("#switch-go"),
    page.untilNotice(/is now enabled/)
  ),
  activity: async (page) => (await SCREENS.outcome(page), await page.go("#/activity"), page.click(".activity summary")),
  many: async (page) => (await page.open("#/many"), page.click("#choose-expired")),
  run: async (page) => (await SCREENS.many(page), await page.click("#run"), page.untilText(".run-label", /Finished/)),
  connect: async (page) => page.open("#/connect"),
  emulator: async (page) => (
    await page.open("#/connect"), await page.choose("kind", "emulator"), page.click("#signs-in")
  ),
  graph: async (page) => (await page.open("#/connect"), page.choose("kind", "graph")),
  refused: async (page) => (
    await SCREENS.emulator(page),
    await page.type("input[name=address]", "https://example.com"),
    await page.type("input[name=authority]", "https://localhost"),
    await page.type("input[name=clientId]", "x"),
    await page.click("#connect"),
    page.find("form [role=alert]")
  ),
};

/** What a phone's width lays out in another way. */
const NARROW = ["list", "keyset", "details", "question", "outcome", "many", "connect", "graph"];

const LOOKS = { light: ["light", 1280, 900], dark: ["dark", 1280, 900], phone: ["light", 390, 844, NARROW] };

export const looks = Object.fromEntries(
  Object.entries(LOOKS).map(([look, [colours, width, height, names = Object.keys(SCREENS)]]) => [
    `axe finds nothing on the screens: ${look}`,
    async ({ page, browser, shots }) => {
      await browser.resize(page.driver, width, height);
      await browser.setColours(page.driver, colours);
      try {
        for (const name of names) {
          await SCREENS[name](page);
          await writeFile(join(shots, `${name}-${look}.png`), await page.driver.takeScreenshot(), "base64");
          assert.deepEqual(await violations(page.driver), [], `${name}, ${look}`);
        }
      } finally {
        await browser.resize(page.driver, 1280, 1000);
        await browser.setColours(page.driver, "light");
      }
    },
  ]),
);

async function violations(driver) {
  await driver.executeScript(axe.source);
  const { violations: found } = await driver.executeAsyncScript((done) =>
    window.axe.run(document, { resultTypes: ["violations"] }).then(done),
  );
  return found.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
  );
}
