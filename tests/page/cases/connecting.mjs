// What the page works on, and what it never does with a token.

import assert from "node:assert/strict";
import { facebook, TENANT_ID, tokenFor } from "../tenant.mjs";

export const connecting = {
  async "opens on the sandbox with everything from its own host, in under 130 kB; a tenant takes under 80 kB"({
    page,
    site,
  }) {
    const sentFor = (what) => {
      const sent = site.sent().filter(({ path }) => path !== "/blank.html");
      const bytes = sent.reduce((sum, one) => sum + one.bytes, 0);
      console.log(
        `     ${what}: ${bytes} bytes over the wire: ${sent.map((one) => `${one.path} ${one.bytes}`).join(", ")}`,
      );
      return { bytes, sent };
    };
    site.sent();
    await page.open();
    const { bytes, sent } = sentFor("sandbox");
    assert.ok(bytes < 130_000, `${bytes} bytes`);
    const elsewhere = await page.driver.executeScript(() =>
      performance
        .getEntriesByType("resource")
        .map(({ name }) => name)
        .filter((name) => !name.startsWith(location.origin)),
    );
    assert.deepEqual(elsewhere, []);
    assert.ok(!sent.some(({ path }) => /sign-in-[^a]|redirect/.test(path)), "sign-in is loaded when it is used");
    assert.ok(!sent.some(({ path }) => /x509/.test(path)), "so is what reads certificates");

    await page.connectGraph();
    site.sent();
    await page.reload();
    await page.find("#again");
    await page.connectAgain();
    const tenant = sentFor("tenant");
    assert.ok(tenant.bytes < 80_000, `${tenant.bytes} bytes`);
    assert.ok(
      !tenant.sent.some(({ path }) => /sandbox|emulator|wasm/.test(path)),
      "the sandbox's module is loaded for the sandbox",
    );
  },

  async "connects to a local emulator and switches there; the token is nowhere on the page"({ page, emulator }) {
    await page.open();
    await page.connectEmulator(emulator);
    await page.openSet(facebook.id);
    await page.ask("Disable", facebook.expiring);
    await page.confirm();
    await page.untilNotice(/is now disabled/);
    const [patch, ...more] = await emulator.patches();
    assert.equal(more.length, 0);
    assert.equal(patch.url, `/beta/trustFramework/keySets/${facebook.id}/keys_v2/${facebook.expiring}`);
    assert.deepEqual(JSON.parse(patch.body), { status: "disabled" });
  },

  async "takes only loopback addresses for an emulator"({ page }) {
    await page.open("#/connect");
    await page.choose("kind", "emulator");
    for (const address of [
      "https://example.com",
      "http://127.0.0.1.example.com",
      "http://localhost@example.com",
      "http://192.168.0.1:8085",
    ]) {
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
    assert.equal((await page.list()).length, 8);
  },

  async "sends a pasted token to the Graph of the chosen cloud"({ page }) {
    for (const [cloud, host] of Object.entries({
      global: "graph.microsoft.com",
      china: "microsoftgraph.chinacloudapi.cn",
    })) {
      await page.open("#/connect");
      await page.choose("kind", "graph");
      await page.choose("way", "token");
      await page.select("select[name=cloud]", cloud);
      const token = tokenFor({ tid: TENANT_ID });
      await page.type("input[name=token]", token);
      await page.driver.executeScript(() => {
        window.asked = [];
        window.fetch = (url, { headers }) => {
          window.asked.push([url, headers.authorization]);
          return Promise.resolve(
            new Response('{"value":[{"id":"B2C_1A_Real","keys":[]}]}', {
              headers: { "content-type": "application/json" },
            }),
          );
        };
      });
      await page.click("#connect");
      await page.untilText("main", /B2C_1A_Real/);
      const asked = await page.driver.executeScript(() => window.asked);
      assert.deepEqual(asked, [[`https://${host}/beta/trustFramework/keySets`, `Bearer ${token}`]]);
      assert.ok(!(await page.html()).includes(token));
    }
  },

  async "may ask nobody else, and write no HTML into itself"({ page, provoke }) {
    provoke(/violates the following Content Security Policy directive|Refused to connect|requires 'TrustedHTML'/);
    await page.open();
    const policy = await page.driver.executeScript(
      () => document.querySelector("meta[http-equiv=Content-Security-Policy]").content,
    );
    const hosts = /connect-src ([^;]+)/
      .exec(policy)[1]
      .split(" ")
      .filter((source) => source.startsWith("https://") && !source.includes("localhost"));
    assert.deepEqual(hosts, [
      ...["graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us", "microsoftgraph.chinacloudapi.cn"].map(
        (host) => `https://${host}`,
      ),
      ...["login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn"].map(
        (host) => `https://${host}`,
      ),
    ]);
    const refused = await page.driver.executeAsyncScript((done) =>
      fetch("https://example.com/").then(
        () => done(false),
        () => done(true),
      ),
    );
    assert.equal(refused, true);
    await page.until("the policy's refusal is noted", async () =>
      /securitypolicyviolation: connect-src/.test((await page.complaints()).join()),
    );
    const written = await page.driver.executeScript(() => {
      try {
        document.querySelector("main").innerHTML = "<p>written</p>";
        return "trustedTypes" in window ? "written" : "not known to this browser";
      } catch {
        return "refused";
      }
    });
    assert.match(written, /^(refused|not known to this browser)$/);
    if (written === "refused")
      await page.until("that refusal is noted as well", async () =>
        /securitypolicyviolation: require-trusted-types-for/.test((await page.complaints()).join()),
      );
  },

  async "does not run inside another page"({ page, provoke }) {
    // Of the page around it.
    provoke(/favicon\.ico/);
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
    assert.match(await page.text("main [role=alert]"), /Sign in with another account[\s\S]*|forbidden/);
    await page.click("main [role=alert] button");
    await page.until("the sets are there", () => page.exists("[data-keyset]"));
  },
};
