// Many guarded calls of one program at any time and side by side, on a Graph whose reads lag behind its writes by up to ten seconds: no key
// set may lose the last key that is in use, and no call may be refused for what the list that it read does not show.
//
// Two things look like a loss and are none, since no call waits for another and each is judged by what it could know when its list came:
//
// - A disable finds its key unused; an enable of that key leaves after this and arrives first. The key ends as it was found, and counts as
//   disabled all the while, so that no other key goes because of it.
// - A key without a use stands in for one of either use, and one of either use for it. So after the last key for encryption may go the one that
//   stood in for it, because one for signing is left. Two calls that do this at once may arrive in the other order.

import { ok } from "node:assert/strict";

const CALLS = 3_000;
const LONGEST_LAG = 10_000;
const NOTED_FOR = 10_000;
const TOKEN = "eyJ0eXAiOiJKV1QifQ.token-of-the-program.c2lnbmF0dXJl";
const USES = [undefined, undefined, "sig", "SIG", "enc"];
const STATUSES = ["enabled", "Enabled", "disabled"];

// Ids as somebody may write them.
const spelt = (dice, id) => dice.one([id, id, id.toUpperCase(), id.toLowerCase()]);
const is = (one, other) => one.toLowerCase() === other.toLowerCase();
const serves = ({ use: one }, { use: other }) => !one || !other || is(one, other);
const isEnabled = ({ status }) => is(status ?? "", "enabled");
// Whether a key that stands in for a second one may not do so for a third for which the second does.
const isMixed = (keys) => ["", "sig", "enc"].every((use) => keys.some((key) => is(key.use ?? "", use)));

const statusAt = (history, at) => history.findLast((one) => one.at <= at) ?? history[0];

class Graph {
  // By id: the keys, each with all its statuses and when it got them.
  #sets = new Map();
  #clock;
  #dice;
  // What each call has read last, by its id: the list, and when.
  read = new Map();
  // How many calls began before the call of each id.
  order = new Map();
  // How often something only looked like a loss.
  overtaken = 0;

  constructor(clock, dice) {
    this.#clock = clock;
    this.#dice = dice;
    for (let set = 0; set < 8; set += 1)
      this.#sets.set(
        `b2c_1a_set${set}`,
        Array.from({ length: dice.between(2, 4) }, (_, n) => ({
          kid: `k${n}`,
          use: set % 2 === 0 ? undefined : dice.one(USES),
          exp: dice.once(10) ? "soon" : undefined,
          history: [{ at: 0, status: dice.one(STATUSES) }],
        })),
      );
  }

  ids = () => [...this.#sets.keys()];
  kids = (id) => this.#sets.get(id).map(({ kid }) => kid);
  now = (id) => this.#seen(id, this.#clock.now);

  #seen = (id, at) =>
    this.#sets.get(id).map(({ kid, use, exp, history }) => ({
      kid,
      use,
      exp,
      status: statusAt(history, at).status,
    }));

  fetch = (url, { method, headers, body }) => {
    const [, set, kid] = /keySets\/([^/]+)\/keys_v2(?:\/([^/]+))?$/.exec(url);
    const id = set.toLowerCase();
    const date = this.#dice.once(3) ? {} : { date: new Date(this.#clock.now).toUTCString() };
    if (method === "GET")
      return this.#later(() => {
        const value = this.#seen(id, this.#clock.now - this.#dice.between(0, LONGEST_LAG));
        this.read.set(headers["client-request-id"], { at: this.#clock.now, list: value });
        return new Response(JSON.stringify({ value }), { headers: date });
      });
    const left = this.#clock.now;
    return this.#later(() => {
      const how = this.#dice.of({ passes: 12, lost: 1, refused: 1, unavailable: 1 });
      if (how === "refused") return new Response("{}", { status: 400 });
      if (how === "unavailable") return new Response("{}", { status: 503 });
      this.#write(id, kid, {
        at: this.#clock.now,
        status: JSON.parse(body).status,
        left,
        call: headers["client-request-id"],
      });
      if (how === "lost") throw new TypeError("fetch failed");
      return new Response(null, { status: 204 });
    });
  };

  #write(id, kid, entry) {
    const before = this.now(id);
    const key = this.#sets.get(id).find((one) => is(one.kid, kid));
    const { history } = key;
    key.history = [...history.slice(-20), entry];
    const target = before.find((one) => is(one.kid, kid));
    if (entry.status !== "disabled" || !isEnabled(target)) return;
    const others = this.now(id).filter((one) => !is(one.kid, kid) && serves(one, target) && !one.exp);
    if (others.some(isEnabled)) return;
    this.overtaken += 1;
    ok(
      this.#wasUnused(target, history, entry) ||
        (isMixed(before) && others.some((one) => this.#wentLater(id, one, entry))),
      `${id} has lost ${kid}, and nothing stands in: ${JSON.stringify(this.now(id))}`,
    );
  }

  // Whether a call rightly found its key unused: it was, the list showed it, and what enabled it since left later than the list came.
  #wasUnused({ kid }, history, { call }) {
    const { at, list } = this.read.get(call);
    const shown = list.find((one) => is(one.kid, kid));
    const since = history.filter((one) => one.at > at);
    return (
      [shown, statusAt(history, at)].every((one) => is(one.status, "disabled")) &&
      since.filter(isEnabled).every(({ left }) => left >= at)
    );
  }

  // Whether another key was enabled when a call read its list, and was disabled only by calls that began and left later.
  #wentLater(id, { kid }, { call }) {
    const { at } = this.read.get(call);
    const { history } = this.#sets.get(id).find((one) => one.kid === kid);
    const since = history.filter((one) => one.at > at && !isEnabled(one));
    const isLater = (one) => one.left >= at && this.order.get(one.call) > this.order.get(call);
    return isEnabled(statusAt(history, at)) && since.every(isLater);
  }

  #later(work) {
    return new Promise((resolve, reject) => {
      this.#clock.later(this.#dice.between(1, 3_000), () => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
          if (error.code === "ERR_ASSERTION") this.broken ??= error;
        }
      });
    });
  }
}

// `calls` are those of the program, with the time of their end.
function judge({ keysetId, keyId, id, error }, graph, calls, now) {
  if (error?.code !== "last-usable-key" || error.attempts > 0) return;
  const { list } = graph.read.get(id);
  const target = list.find(({ kid }) => is(kid, keyId));
  const others = list.filter((one) => !is(one.kid, keyId) && serves(one, target) && isEnabled(one) && !one.exp);
  const noted = ({ kid }, status) =>
    calls.some(
      (call) =>
        call.status === status &&
        is(call.keysetId, keysetId) &&
        is(call.keyId, kid) &&
        !(call.ended + NOTED_FOR < now - 3_000),
    );
  const goes = (other) => noted(other, "disabled");
  const comes = !isEnabled(target) && noted(target, "enabled");
  ok(isEnabled(target) || comes, "the target was not in use");
  ok(
    error.retryable ? (others.length > 0 || comes) && others.every(goes) : others.length === 0,
    `${error.message} ${JSON.stringify(list)}`,
  );
}

export async function checkProgram({ patchKeyStatus }, clock, dice) {
  const graph = new Graph(clock, dice);
  const calls = [];
  const ends = {};
  const problems = [];
  for (let n = 0; n < CALLS; n += 1) {
    clock.later(n * 600 + dice.between(0, 3_000), () => {
      const set = dice.one(graph.ids());
      const call = {
        keysetId: spelt(dice, set),
        keyId: spelt(dice, dice.one(graph.kids(set))),
        status: dice.of({ disabled: 2, enabled: 3 }),
        id: `call-${n}`,
        ended: Infinity,
      };
      const recent = calls.filter(({ ended }) => ended > clock.now - 60_000);
      calls.splice(0, Infinity, ...recent, call);
      graph.order.set(call.id, graph.order.size);
      const options = { guard: true, retry: dice.once(2) ? false : {}, fetch: graph.fetch, clientRequestId: call.id };
      patchKeyStatus(call.keysetId, call.keyId, call.status, TOKEN, options)
        .then(
          () => (call.end = "applied"),
          (error) => Object.assign(call, { end: `${error.code}${error.retryable ? ", for now" : ""}`, error }),
        )
        .then(() => {
          call.ended = clock.now;
          ends[call.end] = (ends[call.end] ?? 0) + 1;
          judge(call, graph, calls, clock.now);
        })
        .catch((problem) => problems.push(problem));
    });
  }
  await clock.run();
  if (graph.broken ?? problems[0]) throw graph.broken ?? problems[0];
  console.log(`  ${CALLS} calls: ${JSON.stringify(ends)}; ${graph.overtaken} times a later call arrived first`);
  for (const often of ["applied", "last-usable-key", "last-usable-key, for now", "rejected", "network, for now"])
    ok(ends[often] >= 20, `${often}: ${JSON.stringify(ends)}`);
}
