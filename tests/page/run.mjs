// Drives the demo page in every browser against the local emulator. Ends with "N passed, N failed"; exit code 1 on failures.
// Needs: TFK_EMULATOR (the program), TFK_ROOT (the repository). Says nothing about Graph itself.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { Key } from "selenium-webdriver";

import { browsers } from "../lib/browsers.mjs";
import { required } from "../lib/checks.mjs";
import { Page } from "./page.mjs";
import { startSandbox } from "./sandbox.mjs";

const SHOTS = join(required("TFK_ROOT"), "target/page");
const TOKEN = "sandbox-token";
const GUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

const tests = {
  async "shows every key set with all its keys"({ page, sandbox }) {
    await page.open();
    const seeded = (await sandbox.keysets()).map(({ id, keys }) => ({ id, kids: keys.map(({ kid }) => kid) }));
    assert.deepEqual(await page.sets(), seeded);
  },

  async "shows the key that Graph calls active, and one only"({ page, sandbox }) {
    await page.open();
    for (const { id, keys } of await sandbox.keysets()) {
      const states = await Promise.all(keys.map(({ kid }) => page.key(id, kid).state()));
      assert.equal(states.filter((state) => state === "Active").length, 1, `${id}: ${states}`);
    }
  },

  async "switches a key off with one PATCH, and on again from the keyboard"({ page, sandbox }) {
    const { id, kid } = await spareKey(sandbox);
    await page.open();
    const key = page.key(id, kid);

    await key.click();
    await page.untilWords(/is now disabled\./);
    await key.untilIdle();
    assert.match(await page.words(), GUID);
    assert.ok((await page.words()).includes(id));
    assert.equal(await key.isOn(), false);
    assert.equal(await key.state(), "Disabled");
    assertPatches(await sandbox.patches(), id, kid, "disabled");

    await key.press(Key.SPACE);
    await page.untilWords(/is now enabled\./);
    await key.untilIdle();
    assert.equal(await key.isOn(), true);
    assert.ok(await key.isFocused(), "the focus stays on the switch");
    assertPatches(await sandbox.patches(), id, kid, "disabled", "enabled");
  },

  async "sends nothing for a second click while the first is under way"({ page, sandbox }) {
    const { id, kid } = await spareKey(sandbox);
    await page.open();
    const key = page.key(id, kid);

    await key.clickTwiceAtOnce();
    await page.untilWords(/is now disabled\./);
    await key.untilIdle();
    assertPatches(await sandbox.patches(), id, kid, "disabled");
  },

  async "asks before the only usable key is disabled; cancelling sends nothing"({ page, sandbox }) {
    const { id, kid } = await onlyKey(sandbox);
    await page.open();
    const key = page.key(id, kid);

    for (const cancel of [() => page.click("dialog [value=cancel]"), () => page.find("dialog").sendKeys(Key.ESCAPE)]) {
      await key.click();
      await page.untilAsked();
      assert.match(await page.text("dialog"), /sign-ins that need this key set will fail/);
      await cancel();
      await page.untilNotAsked();
      await key.untilIdle();
      assert.equal(await key.isOn(), true);
      assert.ok(await key.isFocused(), "the focus returns to the switch");
    }
    assertPatches(await sandbox.patches(), id, kid);
  },

  async "disables the only usable key once that is confirmed"({ page, sandbox }) {
    const { id, kid } = await onlyKey(sandbox);
    await page.open();
    const key = page.key(id, kid);

    await key.click();
    await page.untilAsked();
    await page.click("dialog [value=disable]");
    await page.untilWords(/is now disabled\./);
    await key.untilIdle();
    assert.equal(await key.isOn(), false);
    assertPatches(await sandbox.patches(), id, kid, "disabled");
  },

  async "tells a 403 in plain words, without the token, and the switch goes back"({ page, sandbox, expectStatus }) {
    expectStatus(403);
    const { id, kid } = await spareKey(sandbox);
    await page.open();
    const key = page.key(id, kid);

    const error = { code: "Authorization_RequestDenied", message: `Insufficient privileges of Bearer ${TOKEN}.` };
    await sandbox.plan({ status: 403, headers: { "content-type": "application/json" }, body: JSON.stringify({ error }) });
    await key.click();
    await page.untilWords(/\(forbidden\)/);
    await key.untilIdle();
    assert.match(await page.words(), /Insufficient privileges/);
    assert.equal(await key.isOn(), true);
    assertPatches(await sandbox.patches(), id, kid, "disabled");
  },

  async "tells a 302 in plain words, follows it nowhere, and the switch goes back"({ page, sandbox }) {
    const { id, kid } = await spareKey(sandbox);
    await page.open();
    const key = page.key(id, kid);

    await sandbox.plan({ status: 302, headers: { location: "/beta/elsewhere" } });
    await key.click();
    await page.untilWords(/\(redirected\)/);
    await key.untilIdle();
    assert.equal(await key.isOn(), true);
    assertPatches(await sandbox.patches(), id, kid, "disabled");
    assert.deepEqual((await sandbox.journal()).filter(({ url }) => url.includes("elsewhere")), []);
  },

  async "puts the sandbox back"({ page, sandbox }) {
    const { id, kid } = await spareKey(sandbox);
    await page.open();
    await page.key(id, kid).click();
    await page.untilWords(/is now disabled\./);

    await page.click("#reset");
    await page.until("the switch is on again", () => page.driver.executeScript((set, key) =>
      document.querySelector(`[data-keyset="${set}"] [data-kid="${key}"] [role=switch]`)?.ariaChecked === "true", id, kid));
    await page.settled();
    assert.match(await page.words(), /as it was/);
  },

  async "says so when nothing can be read, and tries again when asked"({ page, sandbox, expectStatus }) {
    expectStatus(500);
    await sandbox.plan({ status: 500 });
    await page.open();
    assert.match(await page.text("main [role=alert]"), /status 500/);

    await page.click("main [role=alert] button");
    await page.until("the sets are there", () => page.exists("[data-keyset]"));
    assert.equal(await page.exists("[role=alert]"), false);
  },

  async "says so when there is nothing to show"({ page, sandbox }) {
    await sandbox.plan({ status: 200, headers: { "content-type": "application/json" }, body: '{"value":[]}' });
    await page.open();
    assert.match(await page.text("main"), /no key sets/);
  },

  async "never scrolls sideways, down to 320 px"({ page, browser, sandbox }) {
    await page.open();
    const { id, kid } = await spareKey(sandbox);
    await page.key(id, kid).click();
    await page.untilWords(/is now disabled\./);
    try {
      for (const width of [320, 480, 768, 1024, 1920].filter((width) => width >= (browser.narrowest ?? 0))) {
        await browser.resize(page.driver, width, 900);
        const overflow = await page.overflow();
        assert.ok(overflow.width <= width && overflow.width > width - 20, `the viewport is ${overflow.width} px, not ${width}`);
        assert.deepEqual(overflow, { width: overflow.width, pixels: 0, outside: [] }, `at ${width} px`);
      }
    } finally {
      await browser.resize(page.driver, 1280, 1000);
    }
  },
};

/** A key that can be disabled without a question: another one of its set is usable too. */
async function spareKey(sandbox) {
  return chooseKey(sandbox, (usable) => usable.length > 1);
}

/** The only usable key of its set. */
async function onlyKey(sandbox) {
  return chooseKey(sandbox, (usable) => usable.length === 1);
}

async function chooseKey(sandbox, fits) {
  const now = Date.now() / 1000;
  const isUsable = ({ status, nbf = 0, exp = Infinity }) => status === "enabled" && nbf <= now && now < exp;
  for (const { id, keys } of await sandbox.keysets()) {
    const usable = keys.filter(isUsable);
    if (fits(usable)) return { id, kid: usable[0].kid };
  }
  throw new Error("The seeded tenant has no such key.");
}

function assertPatches(patches, id, kid, ...statuses) {
  const url = `/beta/trustFramework/keySets/${encodeURIComponent(id)}/keys_v2/${encodeURIComponent(kid)}`;
  assert.deepEqual(patches.map((patch) => [patch.url, JSON.parse(patch.body)]), statuses.map((status) => [url, { status }]));
}

/** The statuses a test plans are told on Chromium's console by itself; anything else there is a mistake of the page. */
async function assertQuiet(browser, driver, expected) {
  if (!browser.complaints) return;
  const complaints = await browser.complaints(driver);
  assert.deepEqual(complaints.filter((text) => !expected.some((status) => text.includes(`a status of ${status}`))), []);
}

async function runOne(test, browser, driver, sandbox) {
  const expected = [];
  const page = new Page(driver, sandbox.page);
  await sandbox.reset();
  await browser.complaints?.(driver);
  await test({ page, browser, sandbox, expectStatus: (status) => expected.push(status) });
  await assertQuiet(browser, driver, expected);
  assert.ok(!(await page.html()).includes(TOKEN), "the token is nowhere in the page");
}

async function shoot(browser, driver, sandbox) {
  const page = new Page(driver, sandbox.page);
  const views = { light: ["light", 1280, 1000], dark: ["dark", 1280, 1000], "320": ["light", 320, 900] };
  await sandbox.reset();
  for (const [name, [colours, width, height]] of Object.entries(views)) {
    await browser.setColours(driver, colours);
    await browser.resize(driver, width, height);
    await page.open();
    await writeFile(join(SHOTS, `${name}.png`), await driver.takeScreenshot(), "base64");
  }
}

async function runBrowser(browser, sandbox, tally) {
  if (browser.absent) {
    console.log(`absent ${browser.name}: ${browser.absent}`);
    return;
  }
  const driver = await browser.start();
  try {
    for (const [name, test] of Object.entries(tests)) await tally(`${browser.name}: ${name}`, () => runOne(test, browser, driver, sandbox));
    if (browser.setColours) await tally(`${browser.name}: screenshots`, () => shoot(browser, driver, sandbox));
  } finally {
    await driver.quit();
  }
}

async function main() {
  const count = { passed: 0, failed: 0 };
  const tally = async (name, run) => {
    try {
      await run();
      count.passed += 1;
      console.log(`ok   ${name}`);
    } catch (error) {
      count.failed += 1;
      console.log(`FAIL ${name}\n${error.stack}`);
    }
  };

  await mkdir(SHOTS, { recursive: true });
  try {
    const sandbox = await startSandbox();
    for (const browser of browsers) {
      await runBrowser(browser, sandbox, tally).catch((error) => tally(`${browser.name}: runs`, () => Promise.reject(error)));
    }
    await sandbox.stop();
  } catch (error) {
    await tally("the emulator runs", () => Promise.reject(error));
  }
  console.log(`${count.passed} passed, ${count.failed} failed`);
  process.exitCode = count.failed > 0 ? 1 : 0;
}

await main();
