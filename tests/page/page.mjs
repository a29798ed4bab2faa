// The console as a person meets it: screens, words, buttons by their names. Checks nothing; waits for conditions, never for time.

import { By, error, Key } from "selenium-webdriver";
import { graph } from "./graph.mjs";

/** What is not there by then does not come. */
const LIMIT = Number(process.env.TFK_LIMIT ?? 60_000);

/** How long to wait before the next look, in milliseconds. A driver's own 200 are most of the time of a suite that waits for small things. */
const POLL = 20;

/** An element was drawn anew, or moved, between finding and using it. */
const OUTDATED = [
  error.StaleElementReferenceError,
  error.ElementClickInterceptedError,
  error.ElementNotInteractableError,
];

export class Page {
  constructor(driver, url, { losesInput = false } = {}) {
    this.driver = driver;
    this.url = url;
    /** The driver now and then loses a key or a click. */
    this.losesInput = losesInput;
  }

  /** As on a machine that has never seen the page. */
  async forget() {
    await this.driver.get(`${this.url}blank.html`);
    await this.driver.executeScript(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
  }

  /** Opens the page anew, sandbox and all, and waits until the key sets are there. `hash` is the screen. */
  async open(hash = "") {
    await this.forget();
    await this.driver.get(this.url + hash);
    await this.untilRead();
  }

  async untilRead(kind = "sandbox") {
    await this.until(`it is connected: ${kind}`, () => this.exists(`.where[data-kind=${kind}]`));
    await this.until("the key sets are read", () => this.exists("main[aria-busy=false]"));
  }

  /** As F5 does. */
  async reload() {
    await this.driver.navigate().refresh();
  }

  /** Another screen of the page that is open. */
  async go(hash) {
    await this.driver.executeScript((to) => (location.hash = to), hash);
  }

  until(what, condition, limit = LIMIT) {
    const unlessLeft = async () => {
      try {
        return await condition();
      } catch (thrown) {
        // WebKit says so of a script whose page was just left for the next one.
        if (/before the unload event/.test(thrown.message)) return false;
        throw thrown;
      }
    };
    return this.driver.wait(unlessLeft, limit, `not within ${limit} ms: ${what}`, POLL);
  }

  async exists(selector) {
    return (await this.driver.findElements(By.css(selector))).length > 0;
  }

  async find(selector) {
    await this.until(`there is ${selector}`, () => this.exists(selector));
    return this.driver.findElement(By.css(selector));
  }

  /** Does something with an element, with the one that takes its place if the page is drawn anew meanwhile. */
  async with(selector, act) {
    for (const began = Date.now(); ; ) {
      try {
        return await act(await this.find(selector));
      } catch (thrown) {
        if (!OUTDATED.some((kind) => thrown instanceof kind) || Date.now() - began > LIMIT) throw thrown;
      }
    }
  }

  /** As it is laid out: WebKit's driver leaves the line breaks out. */
  text(selector) {
    return this.with(selector, (one) => this.driver.executeScript((element) => element.innerText, one));
  }

  /** Waits until the words match. */
  async untilText(selector, pattern, limit) {
    let last;
    const look = async () => {
      last = await this.driver.executeScript((one) => document.querySelector(one)?.innerText, selector);
      return last !== null && pattern.test(last);
    };
    await this.until(`${selector} says ${pattern}`, look, limit).catch((error) => {
      throw new Error(`${error.message}; it says ${JSON.stringify(last)}`);
    });
    return last;
  }

  /** Does what is to bring up words that match, and waits for them. Where the driver loses input it is done once more if nothing came of it. */
  async bring(act, selector, pattern) {
    await act();
    if (this.losesInput)
      try {
        return await this.untilText(selector, pattern, LIMIT / 6);
      } catch {
        await act();
      }
    return this.untilText(selector, pattern);
  }

  /** Presses Enter where the focus is, which is to bring up a question that says so. */
  askByEnter(pattern) {
    return this.bring(() => this.press(Key.ENTER), "dialog", pattern);
  }

  /** In the list: selects keys, each given with its key set, and asks to disable what is selected. */
  async askToDisable(...keys) {
    for (const [set, kid] of keys) await this.selectKey(set, kid);
    await this.click("#review-disable");
    await this.untilAsked();
  }

  /** What the changes came to that the activity shows, by key. */
  outcomes() {
    return this.driver.executeScript(() =>
      Object.fromEntries(
        Array.from(document.querySelectorAll(".activity > li"), (one) => [one.dataset.kid, one.dataset.outcome]),
      ),
    );
  }

  /** Has the page itself note what an element says from now on: some of it may be gone before a test looks. */
  listen(selector) {
    return this.driver.executeScript((one) => {
      window.said = [];
      const note = () => window.said.push(document.querySelector(one)?.innerText ?? "");
      new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
    }, selector);
  }

  /** Waits until it has said so. */
  untilSaid(pattern) {
    return this.until(`it says ${pattern}`, async () =>
      (await this.driver.executeScript(() => window.said)).some((text) => pattern.test(text)),
    );
  }

  /** Has the page itself click a button once an element says something: a test may come too late for that. */
  clickOnce(selector, text, button) {
    const install = (one, wanted, other) => {
      const observer = new MutationObserver(() => {
        const button = document.querySelector(other);
        // What a person could not press is not pressed.
        if (
          !document.querySelector(one)?.innerText.includes(wanted) ||
          button.disabled ||
          button.getClientRects().length === 0
        )
          return;
        observer.disconnect();
        button.click();
      });
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    };
    return this.driver.executeScript(install, selector, text, button);
  }

  click(selector) {
    return this.with(selector, async (one) => {
      await this.driver.executeScript((element) => element.scrollIntoView({ block: "center" }), one);
      await this.until(`${selector} can be clicked`, async () => (await one.isEnabled()) && (await one.isDisplayed()));
      await one.click();
    });
  }

  /** A native radio button stands under its words. */
  choose(name, value) {
    return this.with(`input[name="${name}"][value="${value}"]`, (button) =>
      this.driver.executeScript((one) => one.click(), button),
    );
  }

  type(selector, text) {
    return this.with(selector, async (one) => {
      await one.clear();
      await one.sendKeys(text);
    });
  }

  /** Presses keys where the focus is. */
  press(...keys) {
    return this.driver
      .actions()
      .sendKeys(...keys)
      .perform();
  }

  /** Chosen as a person does by keyboard: what the option is called. */
  select(selector, value) {
    return this.with(`${selector} option[value="${value}"]`, (one) => one.click());
  }

  /** The rows of the list, as their cells say. */
  list() {
    return this.driver.executeScript(() =>
      Array.from(document.querySelectorAll("[data-keyset]"), (row) => ({
        id: row.dataset.keyset,
        cells: Array.from(row.querySelectorAll("td"), (cell) => cell.innerText.replace(/\s+/g, " ").trim()),
      })),
    );
  }

  async openSet(id) {
    await this.go(`#/sets/${encodeURIComponent(id)}`);
    await this.find('[aria-label^="Keys of"]');
  }

  /** Selects the key in the list, whose line is opened for that. */
  async selectKey(keysetId, kid) {
    const button = `[data-keyset="${keysetId}"] .disclose`;
    const isOpen = await this.with(button, (one) => one.getAttribute("aria-expanded"));
    if (isOpen === "false") await this.click(button);
    await this.click(`input[data-kid="${kid}"]`);
  }

  /** Until its key sets are listed, or until `words` are on the page. */
  async connectEmulator({ origin }, words = /B2C_1A_FacebookSecret/) {
    await this.go("#/connect");
    await this.find("input[name=kind]");
    await this.choose("kind", "emulator");
    await this.find("input[name=address]");
    await this.type("input[name=address]", origin);
    await this.click("#connect");
    await this.until("it is connected", () => this.exists(".where[data-kind=emulator]"));
    await this.untilText("main", words);
  }

  /** The texts that the clicks would have saved as files. */
  async saving(selectors) {
    await this.driver.executeScript(() => {
      window.saved = [];
      const plain = URL.createObjectURL;
      URL.createObjectURL = (blob) => (window.saved.push(blob.text()), plain.call(URL, blob));
      window.savedAs = [];
      const click = HTMLAnchorElement.prototype.click;
      HTMLAnchorElement.prototype.click = function () {
        window.savedAs.push(this.download);
        click.call(this);
      };
    });
    for (const selector of selectors) await this.click(selector);
    return this.driver.executeAsyncScript((done) => Promise.all(window.saved).then(done));
  }

  state(kid) {
    return this.text(`[data-kid="${kid}"] .state`);
  }

  /** Opens the question, and waits for what will follow or why that cannot be told. */
  async ask(verb, kid) {
    await this.click(`[aria-label="${verb} ${kid}"]`);
    await this.untilAsked();
  }

  async untilAsked() {
    await this.find("dialog[open]");
    await this.until("the question is complete", () => this.exists("dialog .consequences, dialog .message"));
  }

  /** What is said of a key, and in which group. */
  async told(kid) {
    const [effect, text] = await this.driver.executeScript((wanted) => {
      const item = document.querySelector(`dialog li[data-kid="${wanted}"]`);
      return [item?.closest("[data-effect]").dataset.effect, item?.textContent];
    }, kid);
    return { effect, text };
  }

  /** Confirms the question, and waits until the run has ended. */
  async confirm() {
    await this.click("#review-go");
    await this.untilClosed();
    await this.until("the run has ended", async () => !(await this.exists(".run")));
  }

  async untilClosed() {
    await this.until("the dialog is closed", async () => !(await this.exists("dialog[open]")));
  }

  notice() {
    return this.text("#notice");
  }

  untilNotice(pattern) {
    return this.untilText("#notice", pattern);
  }

  /** How far the page can be scrolled sideways, in pixels, and what sticks out of the viewport. */
  overflow() {
    return this.driver.executeScript(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      const isOutside = (one) =>
        one.getBoundingClientRect().right > clientWidth + 0.5 && !one.closest(".visually-hidden, .skip");
      const outside = Array.from(document.querySelectorAll("body *")).filter(isOutside);
      return {
        width: clientWidth,
        pixels: Math.max(0, scrollWidth - clientWidth),
        outside: outside.map((one) => one.outerHTML.slice(0, 80)),
      };
    });
  }

  complaints() {
    return this.driver.executeScript(() => window.complaints?.splice(0) ?? []);
  }

  html() {
    return this.driver.executeScript(
      () =>
        document.documentElement.outerHTML + Array.from(document.querySelectorAll("input"), (one) => one.value).join(),
    );
  }
}

Object.assign(Page.prototype, graph);
