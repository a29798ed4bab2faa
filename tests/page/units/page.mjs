// Where the page starts, what a token and a failure say, how a request is quoted, what is settled and exported.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { tokenFor } from "../tenant.mjs";
import { load } from "./load.mjs";

const [{ startOf }, tenant, token, { failureOf }, preview, activity, exported] = await Promise.all(
  ["start", "tenant", "token", "failure", "preview", "activity", "export"].map(load),
);

export const pages = {
  "the page starts where it was: never on the sandbox for a tenant's link, never filled in by a link"() {
    const contoso = {
      kind: "graph",
      tenant: { name: "contoso.onmicrosoft.com", id: "1" },
      cloud: "global",
      clientId: "c",
    };
    const fabrikam = { kind: "graph", tenant: { name: "fabrikam.com" }, cloud: "global" };
    const sandbox = { kind: "sandbox" };
    const label = "contoso.onmicrosoft.com";
    assert.deepEqual(startOf(undefined, {}), { show: "sandbox" });
    assert.deepEqual(startOf(undefined, { tab: sandbox }), { show: "sandbox" });
    assert.deepEqual(startOf(undefined, { tab: sandbox, machine: contoso }), { show: "sandbox" });
    assert.deepEqual(startOf(label, {}), { show: "connect", link: label });
    assert.deepEqual(startOf(label, { tab: sandbox }), { show: "connect", link: label });
    const again = { show: "again", tenant: contoso };
    assert.deepEqual(startOf(label, { tab: sandbox, machine: contoso }), again, "the sandbox takes no tenant's place");
    assert.deepEqual(startOf(undefined, { machine: contoso }), again);
    assert.deepEqual(startOf(undefined, { tab: contoso, machine: fabrikam }), again, "the tab's own goes first");
    assert.deepEqual(startOf("CONTOSO.onmicrosoft.com", { machine: contoso }), again);
    assert.deepEqual(startOf("1", { machine: contoso }), again);
    assert.deepEqual(startOf("fabrikam.com", { tab: contoso, machine: fabrikam }), { ...again, link: "fabrikam.com" });
  },

  "what is typed to confirm is the tenant's name"() {
    const typed = (name) => tenant.typedNameOf({ name });
    assert.equal(typed("contoso-prod.onmicrosoft.com"), "contoso-prod");
    assert.equal(typed("contoso.partner.onmicrosoft.cn"), "contoso");
    assert.equal(typed("login.contoso.com"), "login.contoso.com");
    assert.equal(typed("the sandbox"), "sandbox");
  },

  "a token is read for what it says of itself"() {
    const facts = token.factsOf(
      tokenFor({ tid: "t", upn: "ädä@x", exp: 1_800_000_000, scp: "openid TrustFrameworkKeySet.Read.All" }),
    );
    assert.deepEqual(facts, { tenantId: "t", account: "ädä@x", expiresAt: 1_800_000_000_000, access: "look" });
    assert.equal(token.factsOf(tokenFor({ roles: ["TrustFrameworkKeySet.ReadWrite.All"] })).access, "switch");
    assert.equal(token.factsOf(tokenFor({ scp: "User.Read" })).access, "none");
    assert.equal(token.factsOf(tokenFor({})).access, "unknown");
    for (const odd of ["", "opaque", "a.b.c", "a..c", `a.${btoa("null")}.c`])
      assert.equal(token.factsOf(odd), undefined, odd);
  },

  "a failure says what helps: after a refusal that is another sign-in, and never the same again"() {
    const made = (code) =>
      failureOf(
        Object.assign(new Error("m"), {
          [Symbol.for("trustframework-keys/KeyStatusError")]: true,
          name: "KeyStatusError",
          code,
        }),
      );
    assert.equal(made("forbidden").next, "sign-in");
    assert.match(made("forbidden").text, /TrustFrameworkKeySet\.Read\.All is enough to list/);
    assert.doesNotMatch(made("forbidden").text, /try again/i);
    assert.equal(made("unauthorized").next, "sign-in");
    assert.equal(made("unavailable").next, "retry");
    assert.equal(failureOf(new Error("plain")).text, "plain");
  },

  "a shell runs the curl command as one request, whatever the ids hold"() {
    const odd = "it's $(touch /tmp/x) `id` \"\\ ü";
    const text = preview.asCurl({
      method: "PATCH",
      url: `https://host/${encodeURIComponent(odd)}'`,
      headers: [
        ["authorization", "Bearer none"],
        ["x-odd", odd],
      ],
      body: `{"a":"${odd}"}`,
    });
    const printed = execFileSync("sh", ["-c", `curl() { printf '%s\\n' "$@"; }; ${text}`], {
      env: { ...process.env, TOKEN: "t-1" },
      encoding: "utf8",
    });
    assert.deepEqual(printed.trimEnd().split("\n"), [
      "--request",
      "PATCH",
      "--header",
      "authorization: Bearer t-1",
      "--header",
      `x-odd: ${odd}`,
      "--data-raw",
      `{"a":"${odd}"}`,
      `https://host/${encodeURIComponent(odd)}'`,
    ]);
  },

  "the JavaScript is a module that makes this call"() {
    const run = (changes, place, guarded) => {
      const text = preview.asJavaScript(changes, place, guarded);
      const call = text.replace(/^import .+$/m, "").replace(/const \w+ = await/, "return");
      const note =
        (name) =>
        (...all) => [name, ...all];
      return new Function("patchKeyStatus", "patchKeyStatuses", "token", call)(note("one"), note("many"), "t");
    };
    const change = { keysetId: 'a"b\u2028', keyId: "kid", status: "disabled" };
    assert.deepEqual(run([change], { cloud: "usGov" }, true), [
      "one",
      'a"b\u2028',
      "kid",
      "disabled",
      "t",
      { cloud: "usGov", guard: true, verify: true },
    ]);
    const two = [change, { ...change, keyId: "other" }];
    assert.deepEqual(run(two, {}, false), ["many", two, "t", { guard: false, verify: true }]);
  },

  "cells that a spreadsheet would run are defused, quotes are doubled, line ends stay inside"() {
    const entry = {
      id: "1",
      at: "t",
      endedAt: "t",
      tenant: "=HYPERLINK()",
      account: "ada",
      keysetId: "+1",
      keyId: "-2",
      status: "disabled",
      outcome: "failed",
      code: "@x",
      note: 'say "hi"\r\nand more',
      requestId: "\t=1",
      attempts: [{ waitMs: 1500.4 }],
    };
    const [, row] = exported.asCsv([entry]).split(/\r\n(?="t")/);
    assert.equal(
      row,
      `"t","t","'=HYPERLINK()","","ada","'+1","'-2","disabled","failed","'@x","say ""hi""\r\nand more","'\t=1","",1,1500\r\n`,
    );
    assert.deepEqual(JSON.parse(exported.asJson([entry])), [entry]);
  },

  "what left without an answer is settled by reading: the last change of a key alone, and never one that is under way"() {
    const entry = (id, at, more) => ({
      id,
      at,
      tenant: "t",
      keysetId: "a",
      keyId: "1",
      status: "disabled",
      outcome: "unknown",
      attempts: [],
      ...more,
    });
    const sets = [{ id: "a", keys: [{ kid: "1", status: "Disabled" }] }];
    const settle = (list, live = []) =>
      activity.settled(list, sets, new Set(live), "2026-01-02", "at noon").map(({ outcome }) => outcome);
    assert.deepEqual(settle([entry("x", "2026-01-01")]), ["applied"]);
    assert.deepEqual(settle([entry("x", "2026-01-01", { status: "enabled" })]), ["failed"]);
    assert.deepEqual(settle([entry("x", "2026-01-01", { outcome: "running" })]), ["applied"]);
    assert.deepEqual(settle([entry("x", "2026-01-01", { outcome: "running" })], ["x"]), ["running"]);
    assert.deepEqual(settle([entry("x", "2026-01-03")]), ["unknown"], "the reading began before it ended");
    assert.deepEqual(settle([entry("y", "2026-01-01"), entry("x", "2025-12-31")]), ["applied", "unknown"]);
    assert.deepEqual(settle([entry("x", "2026-01-01", { keyId: "2" })]), ["unknown"]);
    const [{ note }] = activity.settled(
      [entry("x", "2026-01-01", { note: "Lost." })],
      sets,
      new Set(),
      "2026-01-02",
      "at noon",
    );
    assert.equal(note, "Lost. Read back at noon: the key is Disabled.");
    const merged = activity.merged([entry("b", "2", { outcome: "applied" })], [entry("a", "3"), entry("b", "2")]);
    assert.deepEqual(
      merged.map(({ id, outcome }) => [id, outcome]),
      [
        ["a", "unknown"],
        ["b", "applied"],
      ],
    );
  },
};
