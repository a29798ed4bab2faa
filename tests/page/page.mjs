// The demo page as a person meets it: sets, switches, words, the question. Checks nothing; waits for conditions, never for time.

import { By } from "selenium-webdriver";

const LIMIT = 15_000;

export class Page {
  constructor(driver, url) {
    this.driver = driver;
    this.url = url;
  }

  /** Opens the page and waits until it has read what there is, or said that it could not. */
  async open() {
    await this.driver.get(this.url);
    await this.settled();
  }

  settled() {
    return this.until("the page is no longer busy", () => this.exists("main[aria-busy='false']"));
  }

  until(what, condition) {
    return this.driver.wait(condition, LIMIT, `not within ${LIMIT} ms: ${what}`);
  }

  async exists(selector) {
    return (await this.driver.findElements(By.css(selector))).length > 0;
  }

  find(selector) {
    return this.driver.findElement(By.css(selector));
  }

  text(selector) {
    return this.find(selector).getText();
  }

  async click(selector) {
    await this.find(selector).click();
  }

  words() {
    return this.text("#outcome [role=status]");
  }

  untilWords(pattern) {
    return this.until(`the words match ${pattern}`, async () => pattern.test(await this.words()));
  }

  /** Every set with its kids, as the page shows them. */
  sets() {
    return this.driver.executeScript(() =>
      Array.from(document.querySelectorAll("[data-keyset]"), (set) => ({
        id: set.querySelector("h2").textContent,
        kids: Array.from(set.querySelectorAll("[data-kid] code"), (code) => code.title),
      })),
    );
  }

  key(keyset, kid) {
    const row = `[data-keyset="${keyset}"] [data-kid="${kid}"]`;
    const control = `${row} [role=switch]`;
    const attribute = (name) => this.find(control).getAttribute(name);
    return {
      click: () => this.click(control),
      clickTwiceAtOnce: () => this.driver.executeScript((one) => (one.click(), one.click()), this.find(control)),
      press: (keys) => this.find(control).sendKeys(keys),
      isOn: async () => (await attribute("aria-checked")) === "true",
      state: () => this.text(`${row} .state`),
      isFocused: () => this.driver.executeScript((selector) => document.activeElement === document.querySelector(selector), control),
      untilIdle: () => this.until("the switch is no longer busy", async () => (await attribute("aria-busy")) === "false"),
    };
  }

  untilAsked() {
    return this.until("the page asks", () => this.exists("dialog[open]"));
  }

  untilNotAsked() {
    return this.until("the question is gone", async () => !(await this.exists("dialog[open]")));
  }

  /** How far the page can be scrolled sideways, in pixels, and what sticks out of the viewport. */
  overflow() {
    return this.driver.executeScript(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      const isOutside = (one) => one.getBoundingClientRect().right > clientWidth + 0.5;
      const outside = Array.from(document.querySelectorAll("body *")).filter(isOutside);
      return { width: clientWidth, pixels: scrollWidth - clientWidth, outside: outside.map((one) => one.outerHTML.slice(0, 80)) };
    });
  }

  html() {
    return this.driver.executeScript(() => document.documentElement.outerHTML);
  }
}
