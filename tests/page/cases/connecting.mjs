// What the page works on, and what it never does with a token.

import assert from "node:assert/strict";
import { facebook } from "../tenant.mjs";

export const connecting = {
  async "opens on the sandbox with everything from its own host, in under 150 kB"({ page, site }) {
    site.sent();
    await page.open();
    const sent = site.sent();
    const bytes = sent.reduce((sum, one) => sum + one.bytes, 0);
    console.log(`     ${bytes} bytes over the wire: ${sent.map((one) => `${one.path} ${one.bytes}`).join(", ")}`);
    assert.ok(bytes < 150_000, `${bytes} bytes`);
    const elsewhere = await page.driver.executeScript(() => performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => !name.startsWith(location.origin)));
    assert.deepEqual(elsewhere, []);
    assert.ok(!sent.some(({ path }) => /sign-in|redirect/.test(path)), "sign-in is loaded when it is used");
  },

  async "connects to a local emulator and switches there; the token is nowhere on the page"({ page, emulator }) {
    await page.open();
    await page.connectEmulator(emulator);
    await page.openSet(facebook.id);
    await page.ask("Disable", facebook.expiring);
    await page.click("#switch-go");
    await page.untilNotice(/is now disabled/);
    const [patch, ...more] = await emulator.patches();
    assert.equal(more.length, 0);
    assert.equal(patch.url, `/beta/trustFramework/keySets/${facebook.id}/keys_v2/${facebook.expiring}`);
    assert.deepEqual(JSON.parse(patch.body), { status: "disabled" });
  },

  async "takes only loopback addresses for an emulator"({ page }) {
    await page.open("#/connect");
    await page.choose("kind", "emulator");
    for (const address of ["https://example.com", "http://127.0.0.1.example.com", "http://localhost@example.com", "http://192.168.0.1:8085"]) {
      await page.type("input[name=address]", address);
      await page.click("#connect");
      await page.untilText("form [role=alert]", /on this machine/);
    }
  },

  async "reads nothing from the URL that says where a token goes"({ page }) {
    await page.driver.get(`${page.url}?baseUrl=https://example.com&cloud=china#/connect?baseUrl=https://example.com`);
    await page.until("it is on the sandbox", () => page.exists(".where[data-kind=sandbox]"));
    await page.go("#/sets");
    await page.until("the list is there", () => page.exists("[data-keyset]"));
    assert.equal((await page.list()).length, 4);
  },

  async "does not run inside another page"({ page }) {
    await page.driver.get(`${page.url}framing.html`);
    await page.driver.switchTo().frame(0);
    await page.untilText("body", /does not run inside another page/);
    assert.equal(await page.exists("#app"), false);
    await page.driver.switchTo().defaultContent();
  },

  async "says so when nothing can be read, and tries again when asked"({ page, emulator }) {
    await page.open();
    await emulator.plan({ status: 403, match: { method: "GET" } });
    await page.connectEmulator(emulator, /could not be read/);
    assert.match(await page.text("main [role=alert]"), /forbidden/);
    await page.click("main [role=alert] button");
    await page.until("the sets are there", () => page.exists("[data-keyset]"));
  },
};
