// The first sign-in: what to do in Entra, what a token is before it is used, and a window that is closed.

import assert from "node:assert/strict";
import { TENANT_ID, tokenFor } from "../tenant.mjs";

const hour = () => Math.floor(Date.now() / 1000) + 3000;

async function toProvider(page, { origin }, { issuer }) {
  await page.open("#/connect");
  await page.choose("kind", "emulator");
  await page.type("input[name=address]", origin);
  await page.click("#signs-in");
  await page.type("input[name=authority]", issuer);
  await page.type("input[name=clientId]", "console");
}

/** The window that a click opens. */
async function opened(page, own) {
  const other = () => page.driver.getAllWindowHandles().then((all) => all.find((handle) => handle !== own));
  await page.until("a window opens", async () => (await other()) !== undefined);
  return other();
}

export const firstSignIn = {
  async "tells the steps in Entra, with what to copy: the redirect is to localhost, which the portal takes"({ page }) {
    await page.open("#/connect");
    await page.click(".steps-box > summary");
    const steps = await page.text(".steps-box");
    assert.match(steps, /B2C tenant's own directory[\s\S]+Single-page application/);
    assert.ok(steps.includes(`${page.url}redirect.html`), steps);
    assert.match(
      steps,
      /TrustFrameworkKeySet\.ReadWrite\.All[\s\S]+Grant admin consent[\s\S]+Application \(client\) ID/,
    );
    const copies = await page.driver.executeScript(() =>
      Array.from(document.querySelectorAll(".steps-box button"), (button) => button.getAttribute("aria-label")),
    );
    assert.deepEqual(copies, ["Copy the redirect URI", "Copy the permission"]);
  },

  async "shows a token's tenant, account and end before it is used, and says what is wrong with it"({ page }) {
    await page.open("#/connect");
    await page.fillToken(
      tokenFor({ tid: TENANT_ID, upn: "ada@contoso.com", exp: hour(), scp: "TrustFrameworkKeySet.Read.All" }),
    );
    const facts = await page.untilText("#token-facts", /Tenant/);
    assert.match(
      facts,
      new RegExp(
        `Tenant\\s*${TENANT_ID}\\s*Account\\s*ada@contoso\\.com\\s*Ends\\s*in (49|50|51) minutes[\\s\\S]+may look, and not switch`,
      ),
    );
    for (const [token, words] of [
      [tokenFor({ tid: TENANT_ID, exp: 1_600_000_000 }), /has expired/],
      [tokenFor({ tid: TENANT_ID, exp: hour(), scp: "User.Read" }), /carries neither/],
      [`Bearer ${tokenFor({ tid: TENANT_ID })}`, /Leave out/],
      ["opaque", /tenant of this token cannot be read/],
    ]) {
      await page.type("input[name=token]", token);
      await page.click("#connect");
      await page.untilText("form [role=alert]", words);
    }
    assert.equal(await page.exists(".where[data-kind=graph]"), false);
  },

  async "notices at once that the sign-in window was closed, and can sign in again"({ page, emulator, provider }) {
    await toProvider(page, emulator, provider);
    const own = await page.driver.getWindowHandle();
    await page.click("#connect");
    await page.driver.switchTo().window(await opened(page, own));
    await page.driver.close();
    await page.driver.switchTo().window(own);
    const started = Date.now();
    await page.untilText("form [role=alert]", /window was closed before the sign-in was complete/);
    assert.ok(Date.now() - started < 5_000, "at once");
    await page.click("#connect");
    await page.driver.switchTo().window(await opened(page, own));
    await page.driver.close();
    await page.driver.switchTo().window(own);
    await page.untilText("form [role=alert]", /window was closed/);
  },

  async "cancels a sign-in: its window goes, and nothing is connected"({ page, emulator, provider }) {
    await toProvider(page, emulator, provider);
    const own = await page.driver.getWindowHandle();
    await page.click("#connect");
    await opened(page, own);
    await page.click("#cancel-connect");
    await page.untilText("form [role=alert]", /cancelled\. Nothing was connected/);
    await page.until("the window is gone", async () => (await page.driver.getAllWindowHandles()).length === 1);
    assert.equal(await page.exists(".where[data-kind=emulator]"), false);
  },
};
