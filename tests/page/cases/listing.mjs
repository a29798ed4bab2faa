// The list as an answer: what is broken, what comes next and when; filters, order, search, certificates.

import assert from "node:assert/strict";
import { broken, encryption, facebook, partner, restApi, runsOut, signing, twin } from "../tenant.mjs";

const ids = async (page) => (await page.list()).map(({ id }) => id);
const untilListed = (page, wanted) =>
  page.until(`listed: ${wanted}`, async () => String(await ids(page)) === String(wanted));

export const listing = {
  async "lists every key set by what happens next: the dead one first, never below one that is fine"({ page }) {
    await page.open();
    assert.deepEqual(await ids(page), [
      broken,
      signing.id,
      twin,
      facebook.id,
      runsOut.id,
      partner,
      restApi.id,
      encryption.id,
    ]);
    const cells = Object.fromEntries((await page.list()).map(({ id, cells }) => [id, cells.slice(1)]));
    const [kind, used, next, then] = cells[broken];
    assert.deepEqual([kind, used], ["Certificate", "nothing"]);
    assert.match(next, /^broken for 2 days .+20\d\d.+: the last key that was enabled expired$/);
    assert.match(then, /^Review: enable [0-9A-F]{4}…/);
    await page.click(`[data-keyset="${broken}"] [aria-haspopup=dialog]`);
    await page.untilText("dialog", /work again/);
    await page.click("#review-cancel");
    await page.untilClosed();
    assert.deepEqual((await page.list())[0].cells[2], "nothing", "nothing was sent");
    assert.match(cells[signing.id][2], /^in 14 days .*20\d\d, \d\d:\d\d.* (UTC|GMT|[A-Z]{2,5}).* another key begins$/);
    assert.match(cells[signing.id][3], /^9SoE…TnNg takes over/);
    assert.match(cells[facebook.id][2], /^in 21 days .+ the key in use expires$/);
    assert.match(
      cells[runsOut.id].join(),
      /Secret,Qm3v…xRk4,in 21 days .+ the last usable key expires,nothing is usable/,
    );
    assert.deepEqual(
      [signing, encryption].map(({ id }) => cells[id][0]),
      ["Signing key", "Encryption key"],
    );
    assert.equal(
      await page.exists(`[data-keyset="${runsOut.id}"] [data-tone=bad], [data-keyset="${runsOut.id}"] [role=alert]`),
      false,
    );
    assert.match(await page.text(`[data-keyset="${runsOut.id}"] th .sub`), /only one usable key$/);
    assert.match(await page.text(`[data-keyset="${signing.id}"] th .sub`), /only one usable key until the next begins/);
    assert.match(await page.text("#several"), /^Select key sets or keys to enable or disable several at once/);
  },

  async "says hours where hours matter, and the exact moment with its zone"({ page, emulator }) {
    const now = Math.floor(Date.now() / 1000);
    const hours = (count) => now + count * 3600 + 600;
    const key = (kid, nbf, exp) => ({ kid, kty: "RSA", use: "sig", nbf, exp, status: "enabled" });
    await emulator.putKeyset("B2C_1A_Soon", [key("one", now - 9999, hours(5)), key("two", hours(30), hours(999))]);
    await page.open();
    await page.connectEmulator(emulator);
    const [{ id, cells }] = await page.list();
    assert.equal(id, "B2C_1A_Soon");
    assert.match(cells[3], /^in 5 hours \S.+20\d\d, \d\d:\d\d.+ the last usable key expires$/);
    assert.match(cells[4], /^nothing is usable until .+20\d\d/);
    await page.openSet("B2C_1A_Soon");
    assert.match(
      await page.text(".course"),
      /in 5 hours[\s\S]+No key is usable any more[\s\S]+in 30 hours[\s\S]+two takes over/,
    );
  },

  async "counts what has to be done, and filters by it; the URL keeps that"({ page }) {
    await page.open();
    assert.match(await page.text("#tile-broken"), /1\s+broken now/);
    assert.match(await page.text("#tile-soon"), /2\s+run out within 30 days\s+the first in 21 days/);
    assert.match(await page.text("#tile-stale"), /4\s+expired keys still enabled/);
    await page.click("#tile-soon");
    await untilListed(page, [runsOut.id, partner]);
    await page.click("#tile-broken");
    await untilListed(page, [broken]);
    await page.until("the URL says so", async () => (await page.driver.getCurrentUrl()).includes("show=broken"));
    await page.reload();
    await page.untilRead();
    await untilListed(page, [broken]);
    assert.equal(await page.with("#tile-broken", (tile) => tile.getAttribute("aria-pressed")), "true");
    await page.click("#show-all");
    await page.until("all are listed", async () => (await ids(page)).length === 8);
  },

  async "sorts by a column, both ways, and keeps that in the URL"({ page }) {
    await page.open();
    await page.click("#sort-name");
    const names = (await ids(page)).toSorted();
    await untilListed(page, names);
    await page.click("#sort-name");
    await untilListed(page, names.toReversed());
    assert.equal(await page.with("th:has(#sort-name)", (head) => head.getAttribute("aria-sort")), "descending");
    await page.until("the URL says so", async () => /sort=name&order=down/.test(await page.driver.getCurrentUrl()));
    await page.openSet(facebook.id);
    await page.click(".crumb a");
    await untilListed(page, names.toReversed());
  },

  async "finds a set by its name and a key by its id, marks that key and opens on it"({ page }) {
    await page.open();
    await page.type("#search", "restapi");
    await untilListed(page, [restApi.id]);
    await page.type("#search", facebook.dateless.slice(3, 20));
    await untilListed(page, [facebook.id]);
    assert.match(await page.text(`[data-keyset="${facebook.id}"] mark`), /Found: VaNR…TRNE/);
    await page.click(`[data-keyset="${facebook.id}"] th a`);
    await page.find(`[data-kid="${facebook.dateless}"][data-wanted] mark`);
    await page.untilText(`[id="details-${facebook.dateless}"]`, /kid/);
    await page.driver.navigate().back();
    await page.type("#search", "no such thing");
    await page.untilText("main", /No key set matches/);
  },

  async "finds a certificate by its thumbprint, hex or base64url, and says where else the same one stands"({ page }) {
    await page.open();
    await page.openSet(partner);
    const kid = await page.driver.executeScript(() => document.querySelector("[data-kid]").dataset.kid);
    await page.click(`[aria-controls="details-${kid}"]`);
    const facts = await page.untilText(".certificate", /Issuer/);
    assert.match(facts, /Subject\s*CN=api-client\.contoso\.com, O=Contoso\s*Issuer\s*CN=.+self-signed/);
    assert.match(facts, /Valid from[\s\S]+20\d\d[\s\S]+Valid until[\s\S]+20\d\d/);
    assert.match(facts, new RegExp(`Thumbprint\\s*${kid}`));
    assert.match(facts, new RegExp(`Also in\\s*${twin}`));
    await page.go("#/sets");
    const base64url = Buffer.from(kid, "hex").toString("base64url");
    for (const text of [kid.toLowerCase(), kid.match(/../g).join(":"), base64url]) {
      await page.type("#search", text);
      await untilListed(page, [twin, partner]);
    }
    assert.match(
      await page.text(`[data-keyset="${partner}"] .found`),
      new RegExp(`The same certificate stands in ${twin}`),
    );
    await page.click("#select-all");
    await page.untilText(".selection", /2 keys of 2 sets selected/);
  },

  async "opens a set with the key in use and the next one on top, the old ones folded"({ page }) {
    await page.open();
    await page.openSet(signing.id);
    const kids = () =>
      page.driver.executeScript(() => Array.from(document.querySelectorAll("tr[data-kid]"), (row) => row.dataset.kid));
    assert.deepEqual(await kids(), [signing.active, signing.upcoming]);
    const words = () => page.driver.executeScript(() => document.querySelector("#timeline-words").textContent);
    assert.match(await words(), /^skXT…nXHI: Active, from .+ until .+\. 9SoE…TnNg: Not yet valid, from .+\.$/);
    assert.match(
      await page.text(".course"),
      /Now\s*skXT…nXHI is used[\s\S]+in 14 days[\s\S]+9SoE…TnNg takes over[\s\S]+No key is usable any more/,
    );
    assert.ok(!(await page.text("main")).includes("Graph itself calls"), "the page and Graph agree on the active key");
    await page.click("#show-old");
    await page.until(
      "the old one is there",
      async () => String(await kids()) === String([signing.active, signing.upcoming, signing.expired]),
    );
    assert.match(await words(), /Jig8…4vT0: Expired/);
    await page.click(`[aria-controls="details-${signing.active}"]`);
    const details = await page.untilText(`#details-${signing.active}`, /kid/);
    assert.ok(details.includes(signing.active) && details.includes("AQAB") && /UTC/.test(details));
  },

  async "says of a broken set until when, and offers what mends it"({ page }) {
    await page.open();
    await page.openSet(broken);
    assert.match(
      await page.text(".course"),
      /No key is usable: sign-ins that need this set fail until a key is enabled or added/,
    );
    assert.match(await page.text(".help"), /Identity Experience Framework[\s\S]+Policy keys/);
    assert.match(
      await page.with(".help a", (link) => link.getAttribute("href")),
      /^https:\/\/portal\.azure\.com\/#view\/Microsoft_AAD_B2CAdmin/,
    );
    await page.click("#remedy");
    await page.untilAsked();
    assert.match(await page.text("dialog"), /Takes over at once[\s\S]+Sign-ins that need this set work again/);
    await page.confirm();
    await page.untilNotice(/is now enabled\./);
    await page.untilText(".course", /is used/);
  },

  async "tells what is not known apart from an outage"({ page, emulator }) {
    await emulator.putKeyset("B2C_1A_Odd", [{ kid: "odd", kty: "RSA", use: "sig" }]);
    await page.open();
    await page.connectEmulator(emulator);
    const { cells } = (await page.list()).find(({ id }) => id === "B2C_1A_Odd");
    assert.match(cells.join(), /not known,not known Graph shows no status/);
    assert.match(await page.text("#tile-broken"), /0\s+broken now/);
    await page.openSet("B2C_1A_Odd");
    assert.match(await page.text(".course"), /It cannot be told/);
    await page.ask("Disable", "odd");
    assert.equal((await page.told("odd")).effect, "refused");
    assert.equal(await page.exists("#review-go"), false);
    await page.click("#review-cancel");
    await page.untilClosed();
  },

  async "says so when a key set is not there, or has no keys"({ page, emulator }) {
    await emulator.putKeyset("B2C_1A_Empty", []);
    await page.open("#/sets/B2C_1A_Nowhere");
    await page.untilText("main", /no key set named B2C_1A_Nowhere/);
    await page.connectEmulator(emulator, /B2C_1A_FacebookSecret|no key set named/);
    await page.go("#/sets/B2C_1A_Empty");
    await page.untilText("main", /has no keys/);
  },
};
