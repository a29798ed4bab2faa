// The tokens that the calls of a run share.

// How many tokens a run remembers, unless the calls under way know more.
const MOST_TOKENS = 64;

/**
 * The tokens that the calls of a run know. They share them, so that none shows a token of another: those of all calls under way, and the latest
 * of those that ended, since a source may give another token each time.
 */
export class Tokens {
  /** The same array always. */
  readonly all: string[] = [];
  /** The tokens of each call under way. */
  readonly #ofCalls = new Map<object, string[]>();

  add(token: string): void {
    if (this.all.includes(token)) return;
    this.all.push(token);
    let tooMany = this.all.length - MOST_TOKENS;
    if (tooMany <= 0) return;
    const needed: string[] = [];
    this.#ofCalls.forEach((tokens) => needed.push(...tokens));
    const kept = this.all.filter((known) => needed.includes(known) || (tooMany -= 1) < 0);
    this.all.splice(0, Infinity, ...kept);
  }

  /** A call came to know a token. */
  learn(call: object, token: string): void {
    const tokens = this.#ofCalls.get(call);
    if (tokens) tokens.push(token);
    else this.#ofCalls.set(call, [token]);
    this.add(token);
  }

  /** A call has ended. */
  end(call: object): void {
    this.#ofCalls.delete(call);
  }
}
