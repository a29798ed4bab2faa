// A tenant at Microsoft Graph, as a test plays it inside the page: a token that says whose it is, and a `fetch` that answers instead of Graph.
// What `Page` has of it.

import { GRAPH_SETS, TENANT_ID, tokenFor } from "./tenant.mjs";

export const graph = {
  /** To a tenant of Graph with a token of its own making; the page's `fetch` answers instead of Graph. */
  async connectGraph({
    tenantId = TENANT_ID,
    account = "ada@contoso.com",
    scp = "TrustFrameworkKeySet.ReadWrite.All",
    sets = GRAPH_SETS,
  } = {}) {
    await this.go("#/connect");
    await this.find("input[name=kind]");
    await this.fillToken(tokenFor({ tid: tenantId, upn: account, scp, exp: Math.floor(Date.now() / 1000) + 3000 }));
    await this.stubGraph(sets);
    await this.click("#connect");
    await this.untilRead("graph");
  },

  /** Once more to the same tenant, after the page was loaded anew. */
  async connectAgain(sets = GRAPH_SETS) {
    await this.type(
      "input[name=token]",
      tokenFor({ tid: TENANT_ID, upn: "ada@contoso.com", exp: Math.floor(Date.now() / 1000) + 3000 }),
    );
    await this.stubGraph(sets);
    await this.click("#connect");
    await this.untilRead("graph");
  },

  async fillToken(token) {
    await this.choose("kind", "graph");
    await this.choose("way", "token");
    await this.type("input[name=token]", token);
  },

  /** Graph in the page: lists what it has, and switches it. */
  stubGraph(sets) {
    return this.driver.executeScript((all) => {
      window.asked = [];
      const json = (status, body) =>
        Promise.resolve(
          new Response(body && JSON.stringify(body), { status, headers: { "content-type": "application/json" } }),
        );
      window.fetch = (url, { method, headers, body }) => {
        window.asked.push([method, url, headers.authorization]);
        const [, , , , id, part, kid] = new URL(url).pathname.split("/").map(decodeURIComponent);
        if (id === undefined) return json(200, { value: all });
        const set = all.find((one) => one.id === id);
        if (part === "getActiveKey") return json(404, { error: { code: "itemNotFound", message: "" } });
        if (kid === undefined) return json(200, { value: set.keys });
        const key = set.keys.find((one) => one.kid === kid);
        if (method === "PATCH") key.status = JSON.parse(body).status;
        return method === "PATCH" ? json(204, undefined) : json(200, key);
      };
    }, sets);
  },
};
