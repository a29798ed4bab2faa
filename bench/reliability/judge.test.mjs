// The judge must be able to condemn: every verdict is reached, and nothing else of what is right.

import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "./judge.mjs";

const change = { keysetId: "set", keyId: "key", status: "disabled" };
const request = { segments: ["set", "key"], status: "disabled", at: 5, endedAt: 10 };
const resolved = { how: "resolved", ms: 20, leaks: [] };
const rejected = { how: "rejected", ms: 20, httpStatus: 400, leaks: [] };
const pending = { how: "pending", ms: 60_000, leaks: [] };
const verdicts = (fault, seen, { arrived = [request], elsewhere = [], changed = seen === resolved } = {}) =>
  judge(fault, { change, seen, arrived, elsewhere, changed }).join(", ");

test("right is ok", () => {
  assert.equal(verdicts({ saysDone: true }, resolved), "ok");
  assert.equal(verdicts({}, rejected), "ok");
  assert.equal(verdicts({ httpStatus: 400 }, rejected), "ok");
  assert.equal(verdicts({}, rejected, { arrived: [] }), "ok");
});

test("success without the change lies, and so does an error for what Graph confirmed", () => {
  assert.equal(verdicts({}, resolved, { changed: false }), "LIES: success");
  assert.equal(verdicts({ saysDone: true }, rejected, { changed: true }), "LIES: failure");
  assert.equal(verdicts({}, { ...rejected, saysUntouched: true }, { changed: true }), "LIES: failure");
  assert.equal(verdicts({}, rejected, { changed: true }), "ok");
});

test("what arrives is for the key and of a status that there is", () => {
  assert.equal(
    verdicts({}, rejected, { arrived: [{ ...request, segments: ["/beta/trustFramework/keySets/set/"] }] }),
    "another resource",
  );
  assert.equal(verdicts({}, rejected, { arrived: [{ ...request, status: "Disabled" }] }), "wrong value sent");
});

test("a token shows in what is printed, or came to another origin", () => {
  assert.equal(verdicts({}, { ...rejected, leaks: ["message"] }), "leaks token");
  assert.equal(verdicts({}, rejected, { elsewhere: ["Bearer secret"] }), "leaks token");
});

test("a request before its time is early, by a clock of whole milliseconds", () => {
  const again = (at) => ({ arrived: [request, { ...request, at }] });
  assert.equal(verdicts({ waitMs: 2000 }, resolved, again(2000)), "early");
  assert.equal(verdicts({ waitMs: 2000 }, resolved, again(2010)), "ok");
  assert.equal(verdicts({ until: 3400 }, resolved, again(3000)), "early");
  assert.equal(verdicts({ until: 3400 }, resolved, again(3400)), "ok");
});

test("what is pending hangs, unless it was told to wait for longer", () => {
  assert.equal(verdicts({}, pending), "hangs");
  assert.equal(verdicts({ waitMs: 100 }, pending), "hangs");
  assert.equal(verdicts({ waitMs: 3_600_000 }, pending), "asleep");
});

test("an abort ends a call at once, and for good", () => {
  const fault = { abortAtMs: 500 };
  const at = (ms) => ({ ...rejected, ms });
  assert.equal(verdicts(fault, at(510)), "ok");
  assert.equal(verdicts(fault, at(1600)), "late");
  assert.equal(verdicts(fault, pending), "ignores abort");
  assert.equal(verdicts(fault, at(510), { arrived: [request, { ...request, at: 1600 }] }), "ignores abort");
  assert.equal(verdicts({ abortAtMs: 0 }, rejected), "ignores abort");
  assert.equal(verdicts({ abortAtMs: 0 }, rejected, { arrived: [] }), "ok");
  assert.equal(verdicts({ ...fault, inWait: true }, at(20)), "no retry");
});

test("an error is giving up where a second request would have done it, and tells the HTTP status", () => {
  assert.equal(verdicts({ curable: true }, rejected), "gives up");
  assert.equal(verdicts({ httpStatus: 500 }, rejected), "status lost");
});

test("to refuse is as good where the fault allows it", () => {
  assert.equal(verdicts({ mayRefuse: true }, rejected, { arrived: [] }), "refuses");
});
