// Starts Chromium, Firefox and WebKitGTK for a test, each with what it alone can do. Knows no page.

import { Builder, logging } from "selenium-webdriver";
import browsingContext from "selenium-webdriver/bidi/browsingContext.js";
import chrome from "selenium-webdriver/chrome.js";
import firefox from "selenium-webdriver/firefox.js";
import { required } from "./checks.mjs";
import { startWebKit } from "./webkit.mjs";

const CHROMIUM_FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--window-size=1280,1000",
];

const chromium = {
  name: "chromium",
  /** With more flags, if any. */
  start(...flags) {
    const logs = new logging.Preferences();
    logs.setLevel(logging.Type.BROWSER, logging.Level.ALL);
    const options = new chrome.Options().setBinaryPath(required("CHROMIUM")).addArguments(...CHROMIUM_FLAGS, ...flags);
    options.setLoggingPrefs(logs);
    options.setAcceptInsecureCerts(true);
    const service = new chrome.ServiceBuilder(required("CHROMEDRIVER"));
    return new Builder().forBrowser("chrome").setChromeOptions(options).setChromeService(service).build();
  },
  /** A window cannot be as narrow as a phone; the viewport can. */
  async resize(driver, width, height) {
    await driver.sendDevToolsCommand("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
  },
  /** "light", "dark", or "forced": a person's own colours in place of the page's. */
  async setColours(driver, value) {
    const [scheme, forced] = value === "forced" ? ["dark", "active"] : [value, "none"];
    await driver.sendDevToolsCommand("Emulation.setEmulatedMedia", {
      features: [
        { name: "prefers-color-scheme", value: scheme },
        { name: "forced-colors", value: forced },
      ],
    });
  },
  async setOffline(driver, offline) {
    await driver.sendDevToolsCommand("Network.enable");
    await driver.sendDevToolsCommand("Network.emulateNetworkConditions", {
      offline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
  },
  /** What the console got since the last call, warnings and worse. */
  async complaints(driver) {
    const entries = await driver.manage().logs().get(logging.Type.BROWSER);
    return entries.filter((entry) => entry.level.value >= logging.Level.WARNING.value).map((entry) => entry.message);
  },
};

const gecko = {
  name: "firefox",
  start() {
    const options = new firefox.Options()
      .setBinary(required("FIREFOX"))
      .addArguments("-headless", "--width=1280", "--height=1000");
    options.set("webSocketUrl", true);
    options.setAcceptInsecureCerts(true);
    const service = new firefox.ServiceBuilder(required("GECKODRIVER"));
    return new Builder().forBrowser("firefox").setFirefoxOptions(options).setFirefoxService(service).build();
  },
  async resize(driver, width, height) {
    const context = await browsingContext(driver, { browsingContextId: await driver.getWindowHandle() });
    await context.setViewport(width, height);
  },
};

/** As high as the screen of WebKit's windows leaves room for, in px. */
const TALLEST = 1000;

const webkit = {
  name: "webkit",
  /** Why this machine has none, if so. */
  absent: process.env.WEBKIT_ABSENT,
  start: startWebKit,
  /** Its Tab goes to links only where a person has asked for that. */
  tabsToLinks: false,
  /** On a busy machine its driver now and then says that it has pressed a key, or clicked, and the page hears of nothing. */
  losesInput: true,
  /** Its toolbar keeps the window wider than a phone. */
  narrowest: 480,
  /** Without a window manager the X server may take its time over a new size, and drops one that came before the window was shown. */
  async resize(driver, width, height) {
    const fits = async () => {
      // Its toolbar, and bars that it shows now and then, stand within the window.
      const bars = await driver.executeScript("return outerHeight - innerHeight");
      await driver
        .manage()
        .window()
        .setRect({ width, height: Math.min(height + bars, TALLEST) });
      const inner = await driver.executeScript("return innerWidth");
      return inner <= width && inner > width - 20;
    };
    await driver.wait(fits, 60_000, `WebKit's window did not become ${width} px wide.`, 100);
  },
};

// A driver is told a port that was free a moment ago; another program may have taken it, or the machine be too slow for a driver's own limits.
const STARTS = 3;

async function started(start, left = STARTS) {
  try {
    return await start();
  } catch (error) {
    if (left === 1) throw error;
    console.log(`A browser did not start, so once more: ${error.message}`);
    return started(start, left - 1);
  }
}

export const browsers = [chromium, gecko, webkit].map((browser) => ({
  ...browser,
  start: (...flags) => started(() => browser.start(...flags)),
}));
