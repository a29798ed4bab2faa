// A Worker's runs in the console: what is shown, what is sent, and what is told when it refuses or cannot be read.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import axe from "axe-core";
import { facebook } from "../tenant.mjs";
import { Page } from "../page.mjs";
import { KEYSET, keyOf } from "../worker.mjs";

/** Notes what the page sends from now on. */
const listenToCalls = (page) =>
  page.driver.executeScript(() => {
    const plain = window.fetch;
    window.calls = [];
    window.fetch = (url, init = {}) => {
      window.calls.push({ url: String(url), method: init.method ?? "GET", credentials: init.credentials });
      return plain(url, init);
    };
  });

/** To a tenant of Graph whose answers are played in the page, while the Worker's are not. */
async function connectGraphToo(page) {
  await page.driver.executeScript(() => (window.plainFetch = window.fetch));
  await page.connectGraph();
  await page.driver.executeScript(() => {
    const played = window.fetch;
    window.fetch = (url, init) => (/graph/.test(url) ? played : window.plainFetch)(url, init);
  });
}

async function give(page, { address, tenant = "contoso", key = keyOf("reader") }) {
  await page.find("#connect-worker");
  await page.type("input[name=address]", address);
  await page.type("input[name=tenant]", tenant);
  await page.type("input[name=key]", key);
  await page.click("#connect-worker");
}

/** Its heading takes the focus once, which is waited for: it would take it from who types already. */
async function openForm(page) {
  await page.open();
  await page.go("#/worker");
  await page.find("#connect-worker");
  const hasFocus = () => page.driver.executeScript(() => document.activeElement?.tagName === "H1");
  await page.until("the heading has the focus", hasFocus);
}

async function openRuns(page, address) {
  await openForm(page);
  await listenToCalls(page);
  await give(page, { address });
  await page.untilText("h1", /Runs of contoso/);
  await page.find("[data-run]");
}

const listed = (page) =>
  page.driver.executeScript(() => Array.from(document.querySelectorAll("[data-run]"), (row) => row.dataset.run));

const untilListed = (page, ids) =>
  page.until(`these runs are listed: ${ids}`, async () => String(await listed(page)) === String(ids));

/** What the form says, once it is something else than before. */
async function told(page, given, pattern) {
  await give(page, given);
  const text = await page.untilText("form [role=alert]", pattern);
  assert.ok(!(await page.text("body")).includes(given.key ?? keyOf("reader")), "the key is not shown");
  return text;
}

/** In a document of its own, at a place of its own. */
async function openAt(page, url) {
  const other = new Page(page.driver, url);
  await openForm(other);
  return other;
}

const html = (page) => page.driver.executeScript(() => document.documentElement.outerHTML);

export const workerRuns = {
  async "shows a Worker's runs, what failed and why, and each try; sends GET and nothing else"({ page, worker }) {
    const { url, runs } = await worker.get();
    await openRuns(page, url);
    await untilListed(page, [runs.planned, runs.failed, runs.done]);
    assert.equal(await page.exists(".band"), false, "nothing says that it is made up");
    assert.equal(await page.exists(".where"), false, "nor whose keys another screen shows");

    const row = (id) => page.text(`[data-run="${id}"]`);
    assert.match(await row(runs.planned), /Planned[\s\S]+in (1 hour|\d+ minutes)[\s\S]+overrider[\s\S]+back again/);
    assert.match(await row(runs.failed), /Failed[\s\S]+ago[\s\S]+overrider[\s\S]+at night[\s\S]+0 of 2 changes done/);
    assert.match(await row(runs.failed), /nobody/, "which change it was, and why");
    assert.match(await row(runs.done), /Done[\s\S]+1 of 1 change done/);

    await page.select("#run-state", "failed,expired,halted");
    await untilListed(page, [runs.failed]);
    await page.click(`[data-run="${runs.failed}"] .disclose`);
    const change = await page.text('li[data-kid="nobody"]');
    assert.match(change, new RegExp(`Failed[\\s\\S]+Disable\\s+nobody\\s+of\\s+${KEYSET}`));
    assert.match(change, /\d\d:\d\d[\s\S]+\d+ ms[\s\S]+failed \(not-found\): .{20}/);
    assert.match(await page.text("li[data-outcome=skipped]"), /Not sent/);
    await page.select("#run-state", "scheduled,awaiting-release,paused");
    await untilListed(page, [runs.planned]);
    await page.select("#run-state", "halted");
    await page.untilText("main", /There are no such runs/);

    const calls = await page.driver.executeScript(() => window.calls);
    assert.ok(calls.length >= 5, `${calls.length}`);
    for (const call of calls) {
      assert.deepEqual([call.method, call.credentials], ["GET", "omit"], call.url);
      assert.ok(call.url.startsWith(`${url}/tenants/contoso/runs`), call.url);
    }
  },

  async "pages through runs and keeps what is there when the Worker goes silent"({ page, worker, provoke }) {
    provoke(/net::ERR_FAILED|CORS|ERR_CONNECTION/);
    const { url, runs } = await worker.get();
    await openRuns(page, url);
    await untilListed(page, [runs.planned, runs.failed, runs.done]);
    // As a Worker with more runs pages: the same requests with fewer runs a page.
    await page.driver.executeScript(() => {
      const plain = window.fetch;
      window.fetch = (to, init) => plain(String(to).replace("limit=50", "limit=2"), init);
    });
    await page.click("#read-runs");
    await untilListed(page, [runs.planned, runs.failed]);
    await page.click("#more-runs");
    await untilListed(page, [runs.planned, runs.failed, runs.done]);
    await page.until("there are no more", async () => !(await page.exists("#more-runs")));

    await page.driver.executeScript(() => (window.fetch = () => Promise.reject(new TypeError("Failed to fetch"))));
    await page.click("#read-runs");
    await page.untilText("main [role=alert]", /could not be reached: it is down, or/);
    assert.equal((await listed(page)).length, 3);
  },

  async "the key of a Worker is in memory alone: not on the page, not in its URL, not kept, not exported, gone with F5"({
    page,
    worker,
  }) {
    const { url } = await worker.get();
    await openRuns(page, url);
    const key = keyOf("reader");
    const everywhere = async () => {
      const kept = await page.driver.executeScript(() =>
        JSON.stringify([
          { ...localStorage },
          { ...sessionStorage },
          history.state,
          location.href,
          document.cookie,
          performance.getEntriesByType("resource").map(({ name }) => name),
        ]),
      );
      return `${kept}${await page.html()}${await page.driver.getTitle()}`;
    };
    assert.ok(!(await everywhere()).includes(key));

    // It outlives other screens, whose export does not have it.
    await page.openSet(facebook.id);
    await page.ask("Disable", facebook.expiring);
    await page.confirm();
    await page.go("#/activity");
    const exported = await page.saving(["#export-json", "#export-csv"]);
    assert.ok(exported.every((text) => text.includes(facebook.expiring) && !text.includes(key)));
    await page.go("#/worker");
    await page.find("[data-run]");

    await page.click("#forget-worker");
    await page.find("#connect-worker");
    assert.ok(!(await everywhere()).includes(key));
    assert.equal(await page.with("input[name=key]", (field) => field.getAttribute("value")), "");

    await give(page, { address: url });
    await page.find("[data-run]");
    await page.reload();
    await page.find("#connect-worker");
    assert.ok(!(await everywhere()).includes(key));
  },

  async "tells what a Worker refuses, why, and what to do"({ page, worker, emulator }) {
    const { url, slow } = await worker.get();
    await openForm(page);
    await told(page, { address: url, key: "a-wrong-key" }, /refused with 401 \(\S+\)[\s\S]+Check the key/);
    await told(
      page,
      { address: url, key: keyOf("elsewhere") },
      /403 \(role\): The caller "elsewhere" needs the role read[\s\S]+Ask whoever runs the Worker/,
    );
    await told(page, { address: url, tenant: "nowhere" }, /404 \(unknown-tenant\)[\s\S]+Check the tenant's name/);
    // One request a minute is used up by then.
    await fetch(`${slow}/tenants/contoso/runs`, { headers: { authorization: `Bearer ${keyOf("reader")}` } });
    await told(page, { address: slow }, /429 \(too-many-requests\)[\s\S]+Read again in \d+ s/);
    await told(page, { address: emulator.origin }, /is not the Worker: it answered \d+/);
    // What is not the Worker may repeat what it was sent.
    await page.driver.executeScript(() => {
      const answer = (_, { headers }) => ({ code: "echo", detail: `It was ${headers.authorization}.` });
      window.fetch = async (...sent) => new Response(JSON.stringify(answer(...sent)), { status: 400 });
    });
    await told(page, { address: url }, /400 \(echo\): It was Bearer …\./);
  },

  async "what is wrong with a Worker's address or key is told before anything is sent"({ page }) {
    await openForm(page);
    await listenToCalls(page);
    await told(page, { address: "keys.example.com" }, /must be a URL/);
    await told(page, { address: "http://keys.example.com" }, /must begin with https/);
    await told(page, { address: "https://keys.example.com/tenants" }, /origin alone/);
    await told(page, { address: "https://keys.example.com", key: "Bearer abcdefgh" }, /Leave out “Bearer ”/);
    assert.deepEqual(await page.driver.executeScript(() => window.calls), []);
  },

  async "tells apart: the page's policy, the Worker's CORS, a Worker that is down"({ page, worker, site, provoke }) {
    provoke(/Content Security Policy|CORS policy|net::ERR_FAILED|net::ERR_CONNECTION_REFUSED/);
    const { url } = await worker.get();
    await openForm(page);
    await told(
      page,
      { address: "https://keys.example.com" },
      /Content-Security-Policy does not let it call https:\/\/keys\.example\.com, so nothing was sent[\s\S]+WORKER_ORIGINS/,
    );
    assert.match((await page.complaints()).join(), /securitypolicyviolation: connect-src https:\/\/keys\.example\.com/);

    const closed = createServer();
    await new Promise((listening) => closed.listen(0, "127.0.0.1", listening));
    const { port } = closed.address();
    await new Promise((done) => closed.close(done));
    await told(page, { address: `http://127.0.0.1:${port}` }, /could not be reached: it is down, or/);

    // The same page at another origin, which the Worker does not name.
    const elsewhere = await openAt(page, site.url.replace("localhost", "127.0.0.1"));
    await told(
      elsewhere,
      { address: url },
      new RegExp(
        `answers, and its browser rules \\(CORS\\)[\\s\\S]+name ${elsewhere.url.slice(0, -1)} in its variable READING_ORIGINS`,
      ),
    );
    await page.complaints();
  },

  async "the screen of a Worker is loaded when it is opened, and found from the form to connect, without a tenant too"({
    page,
    site,
    worker,
  }) {
    const { url } = await worker.get();
    site.sent();
    await page.open();
    assert.ok(!site.sent().some(({ path }) => /worker/.test(path)));
    await connectGraphToo(page);
    await page.click("#sign-out");
    await page.untilText("h1", /Connect your tenant/);
    await page.click('main a[href^="#/worker"]');
    await page.untilText("h1", /A Worker's runs/);
    assert.ok(site.sent().some(({ path }) => /worker/.test(path)));
    await give(page, { address: url });
    await page.find("[data-run]");
  },

  async "signing out forgets the Worker's key too"({ page, worker }) {
    const { url } = await worker.get();
    await openRuns(page, url);
    await connectGraphToo(page);
    await page.go("#/worker");
    await page.find("[data-run]");
    await page.go("#/sets");
    await page.click("#sign-out");
    await page.untilText("h1", /Connect your tenant/);
    await page.go("#/worker");
    await page.find("#connect-worker");
    assert.equal(await page.exists("[data-run]"), false);
    assert.ok(!(await html(page)).includes(keyOf("reader")));
  },

  async "axe finds nothing on the Worker's screens, which fit a phone"({ page, worker, browser }) {
    const { url, runs } = await worker.get();
    for (const width of [1280, 390].filter((width) => width >= (browser.narrowest ?? 0))) {
      await browser.resize(page.driver, width, 900);
      try {
        await openForm(page);
        await give(page, { address: "nothing" });
        await page.find("form [role=alert]");
        assert.deepEqual(await violations(page.driver), [], `the form, ${width}`);
        await give(page, { address: url });
        await page.find(`[data-run="${runs.failed}"]`);
        await page.click(`[data-run="${runs.failed}"] .disclose`);
        await page.find('li[data-kid="nobody"]');
        assert.deepEqual(await violations(page.driver), [], `the runs, ${width}`);
        const { pixels, outside } = await page.overflow();
        assert.equal(pixels, 0, outside.join("\n"));
      } finally {
        await browser.resize(page.driver, 1280, 1000);
      }
    }
  },
};

async function violations(driver) {
  await driver.executeScript(axe.source);
  const { violations: found } = await driver.executeAsyncScript((done) =>
    window.axe.run(document, { resultTypes: ["violations"] }).then(done),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
}
