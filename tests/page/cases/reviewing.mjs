// One review for one key or many: what is said before, what has to be typed, how it ends, and the way back.

import assert from "node:assert/strict";
import { facebook, GUID, restApi, runsOut, signing } from "../tenant.mjs";

const isOffered = (page) => page.with("#review-go", (go) => go.isEnabled());

export const reviewing = {
  async "one key: says what follows, switches with one click, tells the request id, and takes it back"({ page }) {
    await page.open();
    await page.openSet(facebook.id);
    await page.ask("Disable", facebook.expiring);
    const { effect, text } = await page.told(facebook.expiring);
    assert.equal(effect, "takeover");
    assert.match(text, /After this, VaNR…TRNE is used\. The provider must know it already\./);
    assert.match(text, /A secret is not published, and stays valid at the provider/);
    assert.equal(await page.exists("#override"), false);
    await page.confirm();
    assert.match(await page.untilNotice(/is now disabled\./), GUID);
    assert.equal(await page.state(facebook.expiring), "Disabled");
    assert.equal(await page.state(facebook.dateless), "Active");

    await page.click("#undo");
    await page.untilAsked();
    assert.match((await page.told(facebook.expiring)).text, /After this, TzL1…nGY8 is used instead of VaNR…TRNE/);
    await page.confirm();
    await page.untilNotice(/is now enabled\./);
    assert.equal(await page.state(facebook.expiring), "Active");
  },

  async "shows the exact requests: HTTP, curl, JavaScript"({ page }) {
    await page.open();
    await page.openSet(facebook.id);
    await page.ask("Disable", facebook.expiring);
    await page.click("dialog .preview > summary");
    const path = `/beta/trustFramework/keySets/${facebook.id}/keys_v2/${facebook.expiring}`;
    const http = await page.untilText("dialog pre", /^PATCH/);
    assert.ok(
      http.startsWith(`PATCH ${path} HTTP/1.1\n`) &&
        http.includes("authorization: Bearer $TOKEN") &&
        http.endsWith('{"status":"disabled"}'),
      http,
    );
    await page.choose("form", "curl");
    const curl = await page.untilText("dialog pre", /^curl/);
    assert.ok(
      curl.includes(`--data-raw '{"status":"disabled"}'`) && curl.includes(`'https://sandbox.invalid${path}'`),
      curl,
    );
    await page.choose("form", "js");
    assert.ok((await page.untilText("dialog pre", /patchKeyStatus/)).includes(JSON.stringify(facebook.expiring)));
    await page.click("#review-cancel");
    await page.untilClosed();
    assert.equal(await page.state(facebook.expiring), "Active");
  },

  async "an outage needs the tenant's name, says until when, and ends without a success tick"({ page }) {
    await page.open();
    await page.openSet(signing.id);
    await page.ask("Disable", signing.active);
    const { effect, text } = await page.told(signing.active);
    assert.equal(effect, "outage");
    assert.match(text, /sign-ins that need it fail from now on, until .+20\d\d.+, when 9SoE…TnNg begins/);
    assert.match(await page.text("dialog .help"), /Identity Experience Framework/);
    assert.equal(await isOffered(page), false);
    await page.type("#override", signing.id);
    assert.equal(await isOffered(page), false);
    await page.type("#override", "sandbox");
    await page.confirm();
    const said = await page.untilNotice(/is now disabled\./);
    assert.match(
      said,
      /No key of B2C_1A_TokenSigningKeyContainer is usable: sign-ins that need it fail until .+20\d\d/,
    );
    assert.equal(await page.with("#notice .message", (one) => one.getAttribute("data-tone")), "bad");
    assert.match(await page.text(".course"), /No key is usable: sign-ins that need this set fail until/);
    await page.go("#/activity");
    assert.match(await page.text(".activity .pill"), /Done, outage/);
    assert.equal(await page.exists('.activity .pill[data-tone="good"]'), false);
  },

  async "disabling a successor is an outage later, with its date, and needs the name as well"({ page }) {
    await page.open();
    await page.openSet(signing.id);
    await page.ask("Disable", signing.upcoming);
    const { effect, text } = await page.told(signing.upcoming);
    assert.equal(effect, "later");
    assert.match(text, /Sign-ins fail from .+20\d\d.+ on instead of .+20\d\d/);
    assert.equal(await isOffered(page), false);
    await page.click("#review-cancel");
    await page.untilClosed();
  },

  async "many keys: every one in its group, what stops sign-ins can be left out, the harmless go with one click"({
    page,
  }) {
    await page.open();
    await page.click("#select-all");
    await page.untilText(".selection", /4 keys of 4 sets selected expired and still enabled/);
    await page.askToDisable([signing.id, signing.active], [facebook.id, facebook.expiring], [runsOut.id, runsOut.only]);
    const group = async (kid) => (await page.told(kid)).effect;
    assert.equal(await group(signing.active), "outage");
    assert.equal(await group(runsOut.only), "outage");
    assert.equal(await group(facebook.expiring), "takeover");
    assert.equal(await group(signing.expired), "none");
    assert.equal(await group(restApi.expired), "none");
    assert.match(await page.text("dialog h2"), /Disable 7 keys of 6 sets in the sandbox\?/);
    assert.equal(await isOffered(page), false);
    const [list] = await page.saving(["#export-review"]);
    assert.match(list, /"the sandbox","","B2C_1A_GoogleSecret","Qm3v.+","disabled","yes","outage","No key/);

    await page.click("dialog .leave-out");
    await page.until("it goes without a name", async () => !(await page.exists("#override")));
    await page.untilText("#review-go", /Disable 5 keys/);
    await page.confirm();
    await page.untilNotice(/5 of 5 keys disabled/);
    await page.go("#/activity");
    await page.find(".activity");
    assert.deepEqual(new Set(Object.values(await page.outcomes())), new Set(["applied"]));
    assert.equal(Object.keys(await page.outcomes()).length, 5);
  },

  async "says what is selected but filtered out; the selection stays"({ page }) {
    await page.open();
    await page.selectKey(facebook.id, facebook.expiring);
    await page.click("#tile-soon");
    await page.untilText(".selection", /1 key of 1 set selected 1 of them not in this list/);
    await page.click(".selection .link");
    await page.until("all are listed", async () => (await page.list()).length === 8);
    assert.equal(await page.with(`input[data-kid="${facebook.expiring}"]`, (box) => box.isSelected()), true);
    await page.click("#clear-selection");
    await page.until("nothing is selected", async () => !(await page.exists(".selection")));
  },
};
