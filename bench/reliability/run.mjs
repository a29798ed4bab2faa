// The same faults through our package and through its alternatives, all at the same time. Prints who lies, hangs or leaks, and writes
// bench/RELIABILITY.md. Ends with exit code 1 if our column shows a fault.
//
// Environment: TFK_TARBALL, TFK_EMULATOR, TFK_ROOT.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { required } from "../../tests/lib/checks.mjs";
import { header, startEmulator } from "../../tests/lib/emulator.mjs";
import { groups } from "./faults.mjs";
import { judge } from "./judge.mjs";
import { ELSEWHERE, route, startElsewhere } from "../lib/network.mjs";
import fetchCareful from "./peers/fetch-careful.mjs";
import fetchUsual from "./peers/fetch-usual.mjs";
import graphClient from "./peers/graph-client.mjs";
import kiota from "./peers/kiota.mjs";
import * as ky from "./peers/ky.mjs";
import ours from "./peers/ours.mjs";
import { report } from "./report.mjs";
import { run } from "./trial.mjs";

// Calls begin so far apart, so that none waits for the others' work. They then run side by side.
const STAGGER_MS = 15;

const peers = [ours, fetchUsual, fetchCareful, ky.plain, ky.retrying, graphClient, kiota];
const started = Date.now();
const emulator = await startEmulator();
const elsewhere = await startElsewhere();
const refused = route({
  "https://graph.microsoft.com": emulator.origin,
  [emulator.origin]: emulator.origin,
  [ELSEWHERE]: elsewhere.origin,
});
// A peer may leave a rejection that nobody handles; that is a finding too, and no reason to end the run.
const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(String(reason)));

const underWay = [];
for (const [group, faults] of Object.entries(groups)) {
  for (const [name, fault] of Object.entries(faults)) {
    for (const peer of peers) {
      underWay.push(
        run(peer, `B2C_1A_Bench${underWay.length + 1}`, fault, emulator).then((trial) => ({
          group,
          name,
          peer,
          ...trial,
        })),
      );
      await sleep(STAGGER_MS);
    }
  }
}
const trials = await Promise.all(underWay);
const journal = await emulator.journal();
const results = await Promise.all(trials.map(conclude));
if (refused.length > 0) throw new Error(`Requests went to ${[...new Set(refused)].join(", ")}`);

const { text, document, wrong } = report(peers, results, { unhandled, seconds: (Date.now() - started) / 1000 });
console.log(text);
writeFileSync(join(required("TFK_ROOT"), "bench/RELIABILITY.md"), document);
// What hangs would keep the process alive.
process.exit(wrong > 0 ? 1 : 0);

async function conclude(trial) {
  const { fault, change, secret, keyset, started } = trial;
  const since = (time) => (time ? Date.parse(time) - started : Infinity);
  const own = (authorization) => authorization?.includes(secret);
  const arrived = journal
    .filter((entry) => entry.method === "PATCH" && own(header(entry, "authorization")))
    .map(({ url, body, at, endedAt }) => ({
      segments: segments(url),
      status: status(body),
      at: since(at),
      endedAt: since(endedAt),
    }));
  const until = fault.until && fault.until - started;
  const seen = {
    change,
    seen: trial.seen,
    arrived,
    elsewhere: elsewhere.arrived.filter(own),
    changed: await stands(keyset, change),
  };
  return { ...trial, ...seen, verdicts: judge({ ...fault, until }, seen) };
}

// The key set and the key of a request, decoded; the whole URL when it is for something else.
function segments(url) {
  const [, keyset, key] = /^\/beta\/trustFramework\/keySets\/([^/?]+)\/keys_v2\/([^/?]+)$/.exec(url) ?? [];
  return key === undefined ? [url] : [decodeURIComponent(keyset), decodeURIComponent(key)];
}

function status(body) {
  try {
    return JSON.parse(body).status;
  } catch {
    return undefined;
  }
}

// Whether the key has the status that was asked for.
async function stands(keyset, { keysetId, keyId, status }) {
  const response = await fetch(`${emulator.origin}/beta/trustFramework/keySets/${keyset}/keys_v2`, {
    headers: { authorization: "Bearer observer" },
  });
  const { value } = await response.json();
  return keysetId === keyset && value.some((key) => key.kid === keyId && key.status === status);
}
