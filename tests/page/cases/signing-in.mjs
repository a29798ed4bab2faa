// Signing in with MSAL at an OpenID provider of this machine, and a claims challenge that ends in another token.

import assert from "node:assert/strict";
import { By, error } from "selenium-webdriver";
import { header } from "../../lib/emulator.mjs";
import { facebook } from "../tenant.mjs";

const CLAIMS = { access_token: { acrs: { essential: true, value: "c1" } } };
const CHALLENGE = `Bearer realm="", error="insufficient_claims", claims="${btoa(JSON.stringify(CLAIMS))}"`;

/** Runs `cause`, then does in the window that opens what a person does there, until it has closed. */
async function inPopup(page, cause, forms) {
  const { driver } = page;
  const own = await driver.getWindowHandle();
  await cause();
  const opened = () => driver.getAllWindowHandles().then((handles) => handles.find((handle) => handle !== own));
  await page.until("a window opens", async () => (await opened()) !== undefined);
  await driver.switchTo().window(await opened());
  try {
    for (const fill of forms) await fill(driver, page);
  } finally {
    await driver.switchTo().window(own);
  }
  await page.until("the window has closed", async () => (await opened()) === undefined);
}

/** The window goes from page to page meanwhile. */
function untilForm(driver, page, name, field) {
  const isThere = async () => {
    try {
      return (await driver.findElements(field)).length > 0;
    } catch (thrown) {
      if (thrown instanceof error.WebDriverError) return false;
      throw thrown;
    }
  };
  return page.until(`the form to ${name} is there`, isThere);
}

async function signIn(driver, page) {
  await untilForm(driver, page, "sign in", By.name("login"));
  await driver.findElement(By.name("login")).sendKeys("ada");
  await driver.findElement(By.name("password")).sendKeys("any");
  await driver.findElement(By.css("form button[type=submit], form [type=submit]")).click();
}

async function consent(driver, page) {
  await untilForm(driver, page, "consent", By.css("form input[name=prompt][value=consent]"));
  await driver.findElement(By.css("form button[type=submit], form [type=submit]")).click();
}

const tokens = async (emulator) => (await emulator.patches()).map((patch) => header(patch, "authorization"));

export const signingIn = {
  async "signs in, meets a claims challenge with a second token, and asks a person when there is none without"({
    page,
    emulator,
    provider,
  }) {
    await page.open("#/connect");
    await page.choose("kind", "emulator");
    await page.type("input[name=address]", emulator.origin);
    await page.click("#signs-in");
    await page.type("input[name=authority]", provider.issuer);
    await page.type("input[name=clientId]", "console");
    await inPopup(page, () => page.click("#connect"), [signIn, consent]);
    await page.untilText(".where", /ada/);
    await page.untilText("main", /B2C_1A_FacebookSecret/);

    await page.openSet(facebook.id);
    await emulator.plan({ status: 401, headers: { "www-authenticate": CHALLENGE }, match: { method: "PATCH" } });
    await page.ask("Disable", facebook.expiring);
    await page.confirm();
    await page.untilNotice(/is now disabled/);
    const [first, second] = await tokens(emulator);
    assert.match(first, /^Bearer \S{20,}$/);
    assert.match(second, /^Bearer \S{20,}$/);
    assert.notEqual(first, second);

    await provider.revoke();
    await emulator.plan({ status: 401, headers: { "www-authenticate": CHALLENGE }, match: { method: "PATCH" } });
    await page.ask("Enable", facebook.expiring);
    await page.click("#review-go");
    await page.find("#sign-in-again");
    await inPopup(page, () => page.click("#sign-in-again"), [consent]);
    await page.untilNotice(/is now enabled/);
    const all = await tokens(emulator);
    assert.equal(new Set(all).size, 3);
    const html = await page.html();
    assert.ok(
      all.every((token) => !html.includes(token.slice("Bearer ".length))),
      "no token is in the page",
    );
    const kept = await page.driver.executeScript(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    assert.ok(
      all.every((token) => !kept.includes(token.slice("Bearer ".length))),
      "no token is in storage",
    );
  },
};
