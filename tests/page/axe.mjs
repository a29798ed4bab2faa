// axe-core on every screen, and a picture of each, in both themes and at a phone's width. Chromium only: it can be told the theme.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import axe from "axe-core";
import { broken, encryption, facebook, partner, signing, TENANT_ID, tokenFor } from "./tenant.mjs";

/** By name: how to get there from a page that was just opened. */
const SCREENS = {
  list: async (page) => page.open(),
  selected: async (page) => (
    await page.open(), await page.click("#select-all"), page.click(`[data-keyset="${facebook.id}"] .disclose`)
  ),
  found: async (page) => (await page.open(), page.type("#search", facebook.dateless)),
  nothing: async (page) => (await page.open(), page.type("#search", "nothing")),
  keyset: async (page) => (await page.open(), page.openSet(signing.id)),
  broken: async (page) => (await page.open(), page.openSet(broken)),
  details: async (page) => (
    await page.open(),
    await page.openSet(partner),
    await page.click(".keys .disclose"),
    page.untilText(".certificate", /Issuer/)
  ),
  question: async (page) => (
    await page.open(),
    await page.openSet(facebook.id),
    await page.ask("Disable", facebook.expiring),
    page.click("dialog .preview > summary")
  ),
  outage: async (page) => (await page.open(), await page.openSet(signing.id), page.ask("Disable", signing.active)),
  later: async (page) => (await page.open(), await page.openSet(signing.id), page.ask("Disable", signing.upcoming)),
  many: async (page) => (
    await page.open(),
    await page.click("#select-all"),
    await page.selectKey(signing.id, signing.active),
    await page.click("#review-disable"),
    page.untilAsked()
  ),
  running: async (page) => (
    await page.open("#/connect/sandbox"),
    await page.select("#simulate", "slow"),
    await page.go("#/sets"),
    await page.click("#select-all"),
    await page.click("#review-disable"),
    await page.untilAsked(),
    await page.click("#review-go"),
    page.find(".run")
  ),
  outcome: async (page) => (
    await page.open(),
    await page.openSet(encryption.id),
    await page.ask("Enable", encryption.disabled),
    await page.confirm(),
    page.untilNotice(/is now enabled/)
  ),
  activity: async (page) => (await SCREENS.outcome(page), await page.go("#/activity"), page.click(".activity summary")),
  connect: async (page) => (await page.open("#/connect"), page.click(".steps-box > summary")),
  rehearse: async (page) => (await page.open("#/connect/sandbox"), page.find("#simulate")),
  emulator: async (page) => (
    await page.open("#/connect"), await page.choose("kind", "emulator"), page.click("#signs-in")
  ),
  token: async (page) => (
    await page.open("#/connect"),
    page.fillToken(tokenFor({ tid: TENANT_ID, upn: "ada@contoso.com", exp: 4_000_000_000 }))
  ),
  tenant: async (page) => (await page.open(), page.connectGraph()),
  again: async (page) => (await SCREENS.tenant(page), await page.reload(), page.find("#again")),
  stray: async (page) => (await page.open(), await page.go("#/sets?tenant=contoso.com"), page.find("#stray")),
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
const NARROW = [
  "list",
  "selected",
  "found",
  "keyset",
  "details",
  "question",
  "many",
  "outcome",
  "activity",
  "connect",
  "tenant",
];

/** Screens that are there for a moment: too short for several looks at one. */
const PASSING = ["running"];

const COLOURS = ["light", "dark", "forced"];

/** Finds nothing on the screen that is there, in these colours. */
async function look({ page, browser, shots }, name, colours, kind = colours) {
  await browser.setColours(page.driver, colours);
  await page.driver.executeScript(settled);
  await writeFile(join(shots, `${name}-${kind}.png`), await page.driver.takeScreenshot(), "base64");
  assert.deepEqual(await violations(page.driver), [], `${name}, ${kind}`);
}

/** In the page: until each colour is what it becomes. */
const settled = () =>
  Promise.allSettled(
    document
      .getAnimations()
      .filter((one) => one instanceof CSSTransition)
      .map(({ finished }) => finished),
  );

async function within({ page, browser }, [width, height], work) {
  await browser.resize(page.driver, width, height);
  try {
    await work();
  } finally {
    await browser.resize(page.driver, 1280, 1000);
    await browser.setColours(page.driver, "light");
  }
}

export const looks = {
  "axe finds nothing on the screens, by day, by night and in a person's own colours": (world) =>
    within(world, [1280, 900], async () => {
      for (const name of Object.keys(SCREENS)) {
        for (const [index, colours] of COLOURS.entries()) {
          if (index === 0 || PASSING.includes(name)) await SCREENS[name](world.page);
          await look(world, name, colours);
        }
      }
    }),

  "axe finds nothing on the screens of a phone": (world) =>
    within(world, [390, 844], async () => {
      for (const name of NARROW) {
        await SCREENS[name](world.page);
        await look(world, name, "light", "phone");
      }
    }),
};

async function violations(driver) {
  if (!(await driver.executeScript("return 'axe' in window"))) await driver.executeScript(axe.source);
  const { violations: found } = await driver.executeAsyncScript((done) =>
    window.axe.run(document, { resultTypes: ["violations"] }).then(done),
  );
  return found.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
  );
}
