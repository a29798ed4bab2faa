// A frame that cannot be mistaken: whose keys these are, on every screen, after F5 and by a link.

import assert from "node:assert/strict";
import { facebook, TENANT_ID, tokenFor } from "../tenant.mjs";

const hour = () => Math.floor(Date.now() / 1000) + 3000;

/** No key of the sandbox is on the page, now or in a while. */
async function assertNoSandbox(page) {
  const html = await page.html();
  assert.doesNotMatch(html, /B2C_1A_/, "no key set is on the page");
  assert.equal(await page.exists(".band"), false);
}

const keptBy = (page) => page.driver.executeScript(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));

export const frame = {
  async "wears a band in the sandbox, which says what it is for and leads to one's own tenant"({ page }) {
    await page.open();
    assert.match(
      await page.text(".band"),
      /SANDBOX[\s\S]+Made-up keys[\s\S]+See which policy key is in use[\s\S]+Simulate a failure[\s\S]+Connect your tenant/,
    );
    await page.openSet(facebook.id);
    assert.ok(await page.exists(".band"));
    await page.click(".band .main-link");
    await page.untilText("h1", /Connect your tenant/);
  },

  async "connect, F5, disable: ends at the sign-in, with no key of anybody on the page"({ page }) {
    await page.open();
    await page.connectGraph();
    await page.openSet("B2C_1A_Real");
    await page.reload();
    await page.untilText("h1", new RegExp(`Sign in again to ${TENANT_ID}`));
    await assertNoSandbox(page);
    // Nor when more time goes by than the sandbox takes to start.
    await page.go("#/sets");
    await page.go("#/activity");
    await page.untilText("h1", /Sign in again/);
    await assertNoSandbox(page);
    assert.equal(await page.exists("[aria-label^=Disable]"), false);

    const kept = await keptBy(page);
    assert.ok(kept.includes(TENANT_ID) && !kept.includes("eyJ"), "the tenant is kept, and no token");

    // The same tenant once more, and the page is where it was.
    await page.type("input[name=token]", tokenFor({ tid: TENANT_ID, upn: "ada@contoso.com", exp: hour() }));
    await page.stubGraph([{ id: "B2C_1A_Real", keys: [] }]);
    await page.click("#connect");
    await page.untilRead("graph");
    assert.equal(await page.exists(".band"), false);
  },

  async "a new tab ends at the sign-in too; the sandbox takes no tenant's place on this machine"({ page }) {
    await page.open();
    await page.connectGraph();
    // A new tab shares the machine's memory alone.
    await page.driver.executeScript(() => sessionStorage.clear());
    await page.driver.get(`${page.url}blank.html`);
    await page.driver.get(page.url);
    await page.untilText("h1", /Sign in again/);
    await assertNoSandbox(page);
    await page.click("#to-sandbox");
    await page.untilRead();
    await page.reload();
    await page.untilRead();
    await page.go(`#/sets?tenant=${TENANT_ID}`);
    await page.click("#stray .primary");
    await page.untilText("h1", /Sign in again/);
    await page.click("#to-sandbox");
    await page.untilRead();
    await page.driver.get(`${page.url}blank.html`);
    await page.driver.get(`${page.url}#/sets?tenant=${TENANT_ID}`);
    await page.untilText("h1", /Sign in again/);
    await assertNoSandbox(page);
  },

  async "takes no token of another tenant where it was to sign in again"({ page }) {
    await page.open();
    await page.connectGraph();
    await page.reload();
    await page.find("#again");
    await page.type("input[name=token]", tokenFor({ tid: "99999999-2222-4333-8444-555555555555", exp: hour() }));
    await page.click("#connect");
    await page.untilText("form [role=alert]", /is for 99999999-.+and not for 11111111-/);
  },

  async "a link for a tenant never shows sandbox data: on a machine that remembers nothing, the empty form"({ page }) {
    await page.forget();
    const link = `${page.url}#/sets/${facebook.id}?tenant=contoso.onmicrosoft.com`;
    await page.driver.get(link);
    await page.untilText("main", /The link that you opened is for\s+contoso\.onmicrosoft\.com/);
    await page.until("the form is there", () => page.exists("input[name=tenant]"));
    assert.equal(await page.with("input[name=tenant]", (field) => field.getAttribute("value")), "");
    assert.equal(await page.with("input[name=clientId]", (field) => field.getAttribute("value")), "");
    await page.go("#/sets?tenant=contoso.onmicrosoft.com");
    await assertNoSandbox({ ...page, html: () => page.text("main"), exists: (selector) => page.exists(selector) });
  },

  async "a link for a tenant that is opened in the sandbox, or in another tenant, shows neither's keys"({ page }) {
    await page.open();
    await page.go(`#/sets/${facebook.id}?tenant=contoso.onmicrosoft.com`);
    await page.untilText("h1", /This link is for contoso\.onmicrosoft\.com/);
    assert.doesNotMatch(await page.text("main"), /B2C_1A_/);
    await page.click("#stay");
    await page.until("the list is there", () => page.exists("[data-keyset]"));

    await page.connectGraph();
    await page.go(`#/sets/B2C_1A_Real?tenant=fabrikam.com`);
    await page.untilText("h1", /This link is for fabrikam\.com/);
    assert.doesNotMatch(await page.text("main"), /real-key/);
    await page.click("#stay");
    await page.until("the list is there", () => page.exists("[data-keyset]"));
    await page.until("the URL carries the tenant", async () =>
      (await page.driver.getCurrentUrl()).includes(`tenant=${TENANT_ID}`),
    );
  },

  async "names a real tenant in the bar, in the question, in what is typed and in what is exported"({ page }) {
    await page.open();
    await page.connectGraph();
    const bar = await page.text(".where");
    assert.match(bar, new RegExp(TENANT_ID));
    assert.match(bar, /ada@contoso\.com · token for (49|50|51) minutes/);
    assert.match(await page.driver.getTitle(), new RegExp(TENANT_ID));
    await page.openSet("B2C_1A_Real");
    await page.ask("Disable", "real-key-two");
    assert.match(
      await page.text("dialog"),
      new RegExp(`in ${TENANT_ID}\\?[\\s\\S]+as ada@contoso\\.com · token for (49|50|51) minutes`),
    );
    await page.confirm();
    await page.untilNotice(/real-key-two of B2C_1A_Real is now disabled/);
    await page.ask("Disable", "real-key-one");
    assert.match(await page.text("dialog .field"), new RegExp(`type\\s+${TENANT_ID}`));
    await page.click("#review-cancel");
    await page.untilClosed();
    await page.go("#/activity");
    await page.find(".activity");
    const [json, csv] = await page.saving(["#export-json", "#export-csv"]);
    assert.equal(JSON.parse(json)[0].tenantId, TENANT_ID);
    assert.equal(JSON.parse(json)[0].account, "ada@contoso.com");
    assert.ok(csv.includes(TENANT_ID) && csv.includes("ada@contoso.com"));
    const names = await page.driver.executeScript(() => window.savedAs);
    assert.ok(
      names.every((name) => name.includes(TENANT_ID)),
      String(names),
    );
  },

  async "signs out: forgets the tenant and what was done there, on this machine too"({ page }) {
    await page.open();
    await page.connectGraph();
    await page.openSet("B2C_1A_Real");
    await page.ask("Disable", "real-key-two");
    await page.confirm();
    assert.match(await keptBy(page), /real-key-two/);
    await page.click("#sign-out");
    await page.untilText("h1", /Connect your tenant/);
    assert.doesNotMatch(await page.text("body"), /real-key|B2C_1A_Real/);
    assert.doesNotMatch(await keptBy(page), /real-key|1111|contoso/);
    await page.reload();
    await page.until("it has started anew", () => page.exists("main h1"));
    assert.doesNotMatch(await page.text("body"), /Sign in again/);
  },
};
