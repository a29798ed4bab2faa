// Whoever uses it, and however: by keyboard alone, at 320 px and at 200 %, with its place kept.

import assert from "node:assert/strict";
import { Key } from "selenium-webdriver";
import { facebook, restApi, runsOut, signing } from "../tenant.mjs";

const focused = (page) =>
  page.driver.executeScript(() => {
    const { activeElement: one, body } = document;
    return one === body ? "" : (one.getAttribute("aria-label") ?? (one.closest("label") ?? one).innerText.trim());
  });

const untilFocused = (page, name) => page.until(`the focus is on ${name}`, async () => (await focused(page)) === name);

async function tabTo(page, pattern, most = 60) {
  for (let steps = 0; steps < most; steps += 1) {
    await page.press(Key.TAB);
    if (pattern.test(await focused(page))) return;
  }
  throw new Error(`${pattern} is not within ${most} steps; the focus is on ${await focused(page)}`);
}

/** WebKit's Tab leaves links out, as a person has set it: then the link itself is pressed. */
async function follow(page, browser, selector, pattern) {
  if (browser.tabsToLinks === false) await page.with(selector, (one) => one.sendKeys(Key.ENTER));
  else {
    await tabTo(page, pattern);
    await page.press(Key.ENTER);
  }
}

export const reach = {
  async "by keyboard alone: an incident, from the search to the key that takes over"({ page, browser }) {
    await page.open();
    await page.type("#search", "Facebook");
    await page.until("one key set is left", async () => (await page.list()).length === 1);
    await follow(page, browser, `[data-keyset="${facebook.id}"] th a`, /^B2C_1A_FacebookSecret$/);
    await untilFocused(page, facebook.id);
    await tabTo(page, new RegExp(`^Disable ${facebook.expiring}$`));
    await page.askByEnter(/After this/);
    await page.press(Key.ESCAPE);
    await page.untilClosed();
    await untilFocused(page, `Disable ${facebook.expiring}`);
    await page.askByEnter(/After this/);
    await tabTo(page, /^Disable 1 key$/);
    await page.press(Key.ENTER);
    await page.untilNotice(/is now disabled\./);
    await untilFocused(page, `Enable ${facebook.expiring}`);
  },

  async "by keyboard alone: an outage is typed for, and undone from the activity"({ page }) {
    await page.open();
    await page.openSet(runsOut.id);
    await untilFocused(page, runsOut.id);
    await tabTo(page, new RegExp(`^Disable ${runsOut.only}$`));
    await page.askByEnter(/fail from now on/);
    // From the title onwards, and never out of the question.
    await untilFocused(page, `Disable ${runsOut.only.slice(0, 4)}…${runsOut.only.slice(-4)} in the sandbox?`);
    await tabTo(page, /^This stops sign-ins\. To disable 1 key/);
    await page.press("sandbox");
    await tabTo(page, /^Disable 1 key and stop sign-ins$/);
    await page.press(Key.ENTER);
    await page.untilNotice(/sign-ins that need it fail/);
    // The link stands before what has the focus: Tab would go through the browser's own bar first, where a driver's keys get lost.
    await page.with('nav a[href*="activity"]', (link) => link.sendKeys(Key.ENTER));
    await untilFocused(page, "Activity");
    await tabTo(page, /^Undo: enable/);
    await page.askByEnter(/work again/);
    await tabTo(page, /^Enable 1 key$/);
    await page.press(Key.ENTER);
    await page.untilNotice(/is now enabled\./);
  },

  async "by keyboard alone: the clean-up of all that is expired"({ page }) {
    await page.open();
    await page.with("#tile-stale", (tile) => tile.sendKeys(Key.ENTER));
    await page.until("four sets are listed", async () => (await page.list()).length === 4);
    await tabTo(page, /^Select the 4 expired keys that are still enabled$/);
    await page.press(Key.SPACE);
    await page.untilText(".selection", /4 keys of 4 sets selected/);
    await tabTo(page, /^Disable 4 keys…$/);
    await page.askByEnter(/No effect on new sign-ins/);
    await tabTo(page, /^Disable 4 keys$/);
    await page.press(Key.ENTER);
    await page.untilNotice(/4 of 4 keys disabled/);
    await page.untilText("#tile-stale", /0\s+expired keys still enabled/);
  },

  async "takes the focus from nobody: a choice within a screen keeps it"({ page }) {
    await page.open();
    await page.go("#/connect");
    // The title takes it as the screen opens.
    await page.until("the screen is open", () =>
      page.driver.executeScript(() => document.activeElement.localName === "h1"),
    );
    await page.with('input[name="kind"][value="graph"]', (one) => one.sendKeys(Key.ARROW_RIGHT));
    await page.untilText("h1", /^Connect$/);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(await page.driver.executeScript(() => document.activeElement.name), "kind");
  },

  async "reads out what follows as the question's description"({ page }) {
    await page.open();
    await page.openSet(signing.id);
    await page.ask("Disable", signing.active);
    const described = await page.driver.executeScript(() => {
      const dialog = document.querySelector("dialog");
      return document.getElementById(dialog.getAttribute("aria-describedby")).textContent;
    });
    assert.match(described, /Sign-ins fail at once[\s\S]+fail from now on/);
  },

  async "keeps the place on the page: back is where one was"({ page, browser }) {
    await page.open();
    await browser.resize(page.driver, 1000, 500);
    try {
      const link = `[data-keyset="${restApi.id}"] th a`;
      // WebKit tells of it a frame later, and no person clicks before that.
      const scrollTo = (element, done) => {
        addEventListener("scroll", () => done(), { once: true });
        element.scrollIntoView({ block: "center" });
      };
      await page.with(link, (one) => page.driver.executeAsyncScript(scrollTo, one));
      await page.until("it is scrolled", () => page.driver.executeScript(() => window.scrollY > 200));
      // A driver may scroll a little more before it clicks.
      await page.driver.executeScript(() =>
        addEventListener("click", () => (window.leftAt = window.scrollY), { capture: true, once: true }),
      );
      // By a click: WebKit's back leaves out what no person has opened.
      await page.with(link, (one) => one.click());
      await page.find('[aria-label^="Keys of"]');
      await page.until("it begins at its top", () => page.driver.executeScript(() => window.scrollY === 0));
      await page.driver.navigate().back();
      await page.until("the list is there", () => page.exists("[data-keyset]"));
      await page.until("it is where it was", () =>
        page.driver.executeScript(() => window.leftAt > 200 && Math.abs(window.scrollY - window.leftAt) < 5),
      );
    } finally {
      await browser.resize(page.driver, 1280, 1000);
    }
  },

  async "the bar does not jump: it is as high for a tenant as for the sandbox, on every screen"({ page }) {
    await page.open();
    const height = () => page.driver.executeScript(() => document.querySelector(".bar").getBoundingClientRect().height);
    const first = await height();
    await page.connectGraph();
    for (const screen of ["#/sets", "#/activity", "#/connect"]) {
      await page.go(screen);
      await page.find("main h1");
      assert.equal(await height(), first, screen);
    }
  },

  async "a button that is disabled looks so, also under the pointer"({ page }) {
    await page.open();
    await page.openSet(signing.id);
    await page.ask("Disable", signing.active);
    const colour = () => page.with("#review-go", (go) => go.getCssValue("background-color"));
    const off = await colour();
    await page.with("#review-go", (go) => page.driver.actions().move({ origin: go }).perform());
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(await colour(), off);
    await page.type("#override", "sandbox");
    await page.until("it looks as if it could be pressed", async () => (await colour()) !== off);
  },

  async "never scrolls sideways, on any screen, down to 320 px, which is 200 % of 640"({ page, browser }) {
    try {
      await page.open();
      for (const width of [320, 480, 640, 768, 1024, 1920].filter((width) => width >= (browser.narrowest ?? 0))) {
        await browser.resize(page.driver, width, 900);
        const isWide = ({ width: actual }) => actual <= width && actual > width - 20;
        await page.until(`the viewport is ${width} px wide`, async () => isWide(await page.overflow()));
        for (const [screen, sign] of Object.entries({
          "#/sets": "[data-keyset]",
          [`#/sets/${signing.id}`]: ".timeline",
          "#/activity": "#export-csv",
          "#/connect": "input[name=tenant]",
          "#/connect/sandbox": "#simulate",
        })) {
          await page.go(screen);
          await page.find(sign);
          if (sign === ".timeline") await page.click(`[aria-controls="details-${signing.active}"]`);
          if (screen === "#/sets") {
            const room = await page.with("[data-keyset] th", (one) =>
              page.driver.executeScript((cell) => cell.offsetWidth / cell.parentElement.offsetWidth, one),
            );
            assert.ok(room > (width < 700 ? 0.6 : 0.2), `a set's name has room: ${room} at ${width} px`);
          }
          const overflow = await page.overflow();
          assert.ok(isWide(overflow), `the viewport is ${overflow.width} px, not ${width}`);
          assert.deepEqual(overflow, { width: overflow.width, pixels: 0, outside: [] }, `${screen} at ${width} px`);
        }
      }
    } finally {
      await browser.resize(page.driver, 1280, 1000);
    }
  },

  async "hides nothing in a window of 640 by 400 px, as 1280 by 800 at 200 %: all of the question can be reached"({
    page,
    browser,
  }) {
    try {
      await page.open();
      await browser.resize(page.driver, 640, 400);
      await page.click("#select-all");
      // It is loaded when something is selected first.
      await page.find(".selection");
      // Nothing that sticks covers what has the focus.
      await page.click("#search");
      const covered = await page.driver.executeScript(() => {
        const [one, bar] = [document.activeElement, document.querySelector(".selection")].map((e) =>
          e.getBoundingClientRect(),
        );
        return one.bottom > bar.top && one.top < bar.bottom;
      });
      assert.equal(covered, false);
      await page.click("#review-disable");
      await page.untilAsked();
      await page.click("dialog .preview > summary");
      await page.bring(() => page.click("#review-go"), "#notice", /4 of 4 keys disabled/);
      await page.driver.executeScript(() => window.scrollTo(0, document.documentElement.scrollHeight));
      const isHidden = await page.driver.executeScript(() => {
        const [list, said] = ["table.sets", "#notice .message"].map((one) =>
          document.querySelector(one).getBoundingClientRect(),
        );
        return list.bottom > said.top;
      });
      assert.equal(isHidden, false, "at the end of the page the notice covers nothing");
    } finally {
      await browser.resize(page.driver, 1280, 1000);
    }
  },
};
