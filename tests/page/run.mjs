// Drives the console page in every browser, as a person does. Ends with "N passed, N failed"; exit code 1 on failures. Needs: TFK_SITE
// (the page, built), TFK_EMULATOR (the program), TFK_ROOT (the repository). TFK_ONLY runs the cases whose name has it in it.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { browsers } from "../lib/browsers.mjs";
import { required } from "../lib/checks.mjs";
import { startEmulator } from "../lib/emulator.mjs";
import { looks } from "./axe.mjs";
import { alone } from "./cases/alone.mjs";
import { connecting } from "./cases/connecting.mjs";
import { firstSignIn } from "./cases/first-sign-in.mjs";
import { frame } from "./cases/frame.mjs";
import { listing } from "./cases/listing.mjs";
import { reach } from "./cases/reach.mjs";
import { reviewing } from "./cases/reviewing.mjs";
import { running } from "./cases/running.mjs";
import { signingIn } from "./cases/signing-in.mjs";
import { workerRuns } from "./cases/worker.mjs";
import { Page } from "./page.mjs";
import { startProvider } from "./provider.mjs";
import { serveSite } from "./site.mjs";
import { units } from "./units.mjs";
import { workerFor } from "./worker.mjs";

const SHOTS = join(required("TFK_ROOT"), "target/page");

/** No secret, but what stands for one. */
const TOKEN = "sandbox-token";

const everywhere = {
  ...frame,
  ...listing,
  ...reviewing,
  ...running,
  ...reach,
  ...connecting,
  ...firstSignIn,
  ...signingIn,
  ...workerRuns,
};

/** What a test plans for the emulator and the provider is told on Chromium's console by the browser itself; the page is on neither host. */
const PLANNED =
  /^(http:\/\/127\.0\.0\.1|https:\/\/localhost).+Failed to load resource: (the server responded with a status of \d+|net::ERR_(CONNECTION_RESET|EMPTY_RESPONSE|INTERNET_DISCONNECTED))/;

const count = { passed: 0, failed: 0 };

async function tally(name, run) {
  if (process.env.TFK_ONLY && !name.includes(process.env.TFK_ONLY)) return;
  const started = Date.now();
  try {
    await run();
    count.passed += 1;
    console.log(`ok   ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    count.failed += 1;
    console.log(`FAILED ${name}\n${error.stack}`);
  }
}

/** Chromium's own opinion of the frame in which MSAL asks for a token without a person. */
const MSALS_FRAME = /An iframe which has both allow-scripts and allow-same-origin/;

/** `provoked` is what a test has tried on purpose. */
async function assertQuiet(browser, page, provoked) {
  assert.deepEqual(await page.complaints(), []);
  const logged = (await browser.complaints?.(page.driver)) ?? [];
  assert.deepEqual(
    logged.filter((text) => ![PLANNED, MSALS_FRAME, ...provoked].some((pattern) => pattern.test(text))),
    [],
  );
}

async function runCase(test, browser, driver, { site, emulator, provider, worker }) {
  const page = new Page(driver, site.url, browser);
  const provoked = [];
  await emulator.reset();
  await browser.complaints?.(driver);
  try {
    await test({
      page,
      browser,
      site,
      emulator,
      provider,
      worker,
      shots: SHOTS,
      provoke: (pattern) => provoked.push(pattern),
    });
    await assertQuiet(browser, page, provoked);
    assert.ok(!(await page.html()).includes(TOKEN), "the token is nowhere in the page");
  } catch (error) {
    const complaints = await page.complaints().catch(() => []);
    await writeFile(join(SHOTS, `failed-${browser.name}.png`), await driver.takeScreenshot(), "base64").catch(() => {});
    throw complaints.length > 0
      ? new Error(`${error.message}\nThe page complained: ${complaints.join("; ")}`, { cause: error })
      : error;
  }
}

/** What a browser's cases change and count is its own. */
async function withServers(site, use) {
  const [started, provider] = await Promise.all([startEmulator(), startProvider(`${site.url}redirect.html`)]);
  const patches = async () => (await started.journal()).filter(({ method }) => method === "PATCH");
  try {
    await use({ site, provider, emulator: { ...started, patches } });
  } finally {
    provider.stop();
    await started.stop();
  }
}

async function runBrowser(browser, servers) {
  const driver = await browser.start();
  try {
    const cases = { ...everywhere, ...(browser.setColours ? { ...alone, ...looks } : {}) };
    for (const [name, test] of Object.entries(cases))
      await tally(`${browser.name}: ${name}`, () => runCase(test, browser, driver, servers));
  } finally {
    await driver.quit();
  }
}

/** Two at once: a browser and its driver wait for each other most of the time. */
const LANES = 2;

async function main() {
  for (const [name, check] of Object.entries(units)) await tally(`pure: ${name}`, check);
  await mkdir(SHOTS, { recursive: true });
  for (const { name, absent } of browsers) if (absent) console.log(`absent ${name}: ${absent}`);
  const present = browsers.filter(({ absent }) => !absent);
  const waiting = await Promise.all(present.map(async (browser) => ({ browser, site: await serveSite() })));
  const sites = waiting.map(({ site }) => site);
  const worker = workerFor(sites.map(({ url }) => new URL(url).origin));
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { browser, site } = next;
      await withServers(site, (servers) => runBrowser(browser, { ...servers, worker })).catch((error) =>
        tally(`${browser.name}: runs`, () => Promise.reject(error)),
      );
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  for (const site of sites) site.stop();
  await worker.stop();
  console.log(`${count.passed} passed, ${count.failed} failed`);
  process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;
}

await main();
