// Many keys at once, and what is left of a session.

import assert from "node:assert/strict";
import { encryption, facebook, restApi, signing } from "../tenant.mjs";

const outcomes = (page) =>
  page.driver.executeScript(() => Array.from(document.querySelectorAll(".results li"), (one) => one.dataset.outcome));

export const many = {
  async "disables what is expired but enabled, in one run"({ page }) {
    await page.open("#/many");
    await page.click("#choose-expired");
    await page.untilText(".wish-line", /2 keys of 2 sets/);
    await page.click("#run");
    await page.untilText(".run-label", /Finished: 2 of 2/);
    assert.deepEqual(await outcomes(page), ["applied", "applied"]);
    await page.openSet(restApi.id);
    await page.untilText(`[data-kid="${restApi.expired}"] .state`, /Disabled/);
    await page.go("#/many");
    await page.click("#undo-run");
    await page.untilText(".run-label", /Finished: 2 of 2/);
    await page.openSet(restApi.id);
    await page.untilText(`[data-kid="${restApi.expired}"] .state`, /Expired/);
  },

  async "is cancelled half-way, tells what was not sent, and takes up what is left"({ page }) {
    await page.open("#/connect");
    await page.select("#rehearse", "slow");
    await page.go("#/many");
    // One set: one after another.
    await page.click(`[data-kid="${signing.expired}"]`);
    await page.click(`[data-kid="${signing.upcoming}"]`);
    await page.clickOnce(".run-label", "Running: 1 of 2", "#cancel-run");
    await page.click("#run");
    await page.untilText(".run-label", /Finished: 2 of 2/);
    const [first, second] = await outcomes(page);
    assert.equal(first, "applied");
    assert.match(second, /^(unknown|skipped)$/);
    await page.click("#retry-left");
    await page.untilText(".run-label", /Finished: 1 of 1/);
    assert.deepEqual(await outcomes(page), ["applied"]);
  },

  async "warns of sets that would be left without a usable key, and the guard refuses those"({ page }) {
    await page.open("#/many");
    await page.click(`[data-kid="${facebook.expiring}"]`);
    await page.click(`[data-kid="${facebook.dateless}"]`);
    await page.untilText(".wish", /B2C_1A_FacebookSecret: no usable key would be left/);
    await page.click("#run");
    await page.untilText(".run-label", /Finished: 2 of 2/);
    assert.deepEqual(await outcomes(page), ["applied", "failed"]);
    assert.match(await page.text(".results"), /last usable key/);
  },

  async "leaves what is left of a run behind when another tenant is connected"({ page, emulator }) {
    await page.open("#/many");
    await page.click("#choose-expired");
    await page.click("#run");
    await page.untilText(".run-label", /Finished: 2 of 2/);
    await page.connectEmulator(emulator);
    await page.go("#/many");
    await page.untilText(".wish-line", /Nothing to do/);
    assert.equal(await page.exists("#undo-run"), false);
    assert.deepEqual(await emulator.patches(), []);
  },

  async "tells an outcome that nobody knows apart from a failure"({ page, emulator }) {
    await page.open();
    await page.connectEmulator(emulator);
    await emulator.plan(
      { stop: { at: "start", by: "reset" }, match: { method: "PATCH", keyset: encryption.id }, times: "always" },
      { status: 403, match: { method: "GET", keyset: encryption.id }, times: "always" },
      { status: 403, match: { method: "PATCH", keyset: restApi.id } },
    );
    await page.go("#/many");
    await page.choose("wanted", "enabled");
    await page.click(`[data-kid="${encryption.disabled}"]`);
    await page.click(`[data-kid="${restApi.disabled}"]`);
    await page.click("#run");
    await page.untilText(".run-label", /Finished: 2 of 2/);
    assert.deepEqual(await outcomes(page), ["unknown", "failed"]);
    assert.match(await page.text(".run"), /a request left, and nothing told how it ended/);
    assert.match(await page.text("#retry-left"), /\(2\)/);
  },

  async "keeps the session's activity and gives it away as JSON and CSV"({ page }) {
    await page.open("#/activity");
    await page.untilText("main", /Nothing has been switched yet/);
    await page.openSet(encryption.id);
    await page.ask("Enable", encryption.disabled);
    await page.click("#switch-go");
    await page.untilNotice(/is now enabled/);
    await page.go("#/activity");
    await page.find(".activity");
    const saved = await page.saving(["#export-json", "#export-csv"]);
    const [entry] = JSON.parse(saved[0]);
    assert.deepEqual(
      [entry.keysetId, entry.keyId, entry.status, entry.outcome],
      [encryption.id, encryption.disabled, "enabled", "applied"],
    );
    assert.ok(entry.attempts.some(({ phase, httpStatus }) => phase === "patch" && httpStatus === 204));
    assert.ok(saved[1].includes(`"${encryption.id}","${encryption.disabled}","enabled","applied"`));
    assert.ok(!saved.join().includes("sandbox-token"));
  },
};
