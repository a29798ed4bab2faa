// A Graph in this process and in simulated time: key sets, so many writes a minute, and faults by the dice. It writes down what arrived, and
// what of it took effect and got through. Each of its answers repeats tokens.

const MINUTE = 60_000;
// How many tokens an answer repeats.
const REPEATED = 20;
const KEY = /\/keySets\/([^/]+)\/keys_v2(?:\/([^/]+))?$/;

export class Graph {
  // Every PATCH: { at, keyset, kid, status, answered: { at, status, waitMs, limited } }; `answered` is missing where nothing got through.
  journal = [];
  // Two writes to one key set at once.
  overlaps = 0;
  // The fewest usable keys that a set ever had, by its id.
  fewest = new Map();
  // The tokens that arrived last.
  tokens = [];
  #keysets;
  #clock;
  #dice;
  #writesPerMinute;
  #window = { ends: 0, writes: 0 };
  #busy = new Set();

  // `keysets` is a Map of Maps: by id and kid, the status.
  constructor(keysets, { clock, dice, writesPerMinute }) {
    this.#keysets = keysets;
    this.#clock = clock;
    this.#dice = dice;
    this.#writesPerMinute = writesPerMinute;
    for (const id of keysets.keys()) this.#count(id);
  }

  fetch = (url, { method, headers, body, signal }) => {
    this.tokens = [...this.tokens, headers.authorization.slice("Bearer ".length)].slice(-REPEATED);
    const [, keyset, kid] = KEY.exec(url);
    return method === "GET"
      ? this.#list(keyset, signal)
      : this.#patch({ at: this.#clock.now, keyset, kid, status: JSON.parse(body).status }, signal);
  };

  #list(keyset, signal) {
    const keys = [...this.#keysets.get(keyset)].map(([kid, status]) => ({ kid, status }));
    return this.#after(this.#dice.between(1, 60), signal, () =>
      this.#dice.once(40) ? this.#answer(503) : this.#answer(200, {}, { value: keys }),
    );
  }

  #patch(entry, signal) {
    const dice = this.#dice;
    this.journal.push(entry);
    if (this.#busy.has(entry.keyset)) this.overlaps += 1;
    this.#busy.add(entry.keyset);
    const fault = dice.of({ none: 90, lost: 2, reset: 2, unavailable: 2, lateUnavailable: 2, throttled: 1, hangs: 1 });
    const now = this.#clock.now;
    if (now >= this.#window.ends) this.#window = { ends: now + MINUTE, writes: 0 };
    const limited = this.#window.writes === this.#writesPerMinute;
    const waitMs = limited ? Math.ceil((this.#window.ends - now) / 1000) * 1000 : 1000 * dice.between(1, 5);
    const applies = !limited && ["none", "reset", "lateUnavailable"].includes(fault);
    if (!limited) this.#window.writes += 1;
    const apply = () => {
      if (!applies) return;
      this.#keysets.get(entry.keyset).set(entry.kid, entry.status);
      this.#count(entry.keyset);
    };
    // Some changes take effect when they arrive and some when they are answered, unless the client has left by then.
    const early = dice.once(2);
    if (early) apply();
    return this.#after(fault === "hangs" && !limited ? 1e9 : dice.between(5, 400), signal, () => {
      if (!early) apply();
      const status = limited || fault === "throttled" ? 429 : fault.endsWith("navailable") ? 503 : 204;
      if (!limited && ["lost", "reset"].includes(fault)) throw new TypeError("fetch failed");
      entry.answered = { at: this.#clock.now, status, limited, ...(status === 429 && { waitMs }) };
      return this.#answer(status, status === 429 ? { "retry-after": String(waitMs / 1000) } : {});
    }).finally(() => this.#busy.delete(entry.keyset));
  }

  #answer(status, headers = {}, body) {
    const error = { code: "x", message: this.tokens.join() };
    return new Response(status === 204 ? null : JSON.stringify({ error, ...body }), {
      status,
      headers: { "request-id": error.message, ...headers },
    });
  }

  #after(milliseconds, signal, work) {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.later(milliseconds, () => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
      signal.addEventListener("abort", () => {
        cancel();
        reject(signal.reason);
      });
    });
  }

  #count(id) {
    const usable = [...this.#keysets.get(id).values()].filter((status) => status === "enabled").length;
    this.fewest.set(id, Math.min(usable, this.fewest.get(id) ?? Infinity));
  }
}
