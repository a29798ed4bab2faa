// Real browsers over WebDriver, headless. Knows no test.

import { Browser, Builder, logging } from "selenium-webdriver";
import * as chrome from "selenium-webdriver/chrome.js";
import * as firefox from "selenium-webdriver/firefox.js";

const CHROMIUM_FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function withBrowser(name, work) {
  const driver = await open[name]();
  try {
    return await work(driver);
  } finally {
    await driver.quit();
  }
}

const open = {
  chromium() {
    const options = new chrome.Options().addArguments(...CHROMIUM_FLAGS);
    options.setBinaryPath(process.env.CHROMIUM);
    const logs = new logging.Preferences();
    logs.setLevel(logging.Type.BROWSER, logging.Level.ALL);
    options.setLoggingPrefs(logs);
    const service = new chrome.ServiceBuilder(process.env.CHROMEDRIVER);
    return new Builder().forBrowser(Browser.CHROME).setChromeOptions(options).setChromeService(service).build();
  },
  firefox() {
    const options = new firefox.Options().addArguments("-headless");
    options.setBinary(process.env.FIREFOX);
    const service = new firefox.ServiceBuilder(process.env.GECKODRIVER);
    return new Builder().forBrowser(Browser.FIREFOX).setFirefoxOptions(options).setFirefoxService(service).build();
  },
};
