// Token sources of every kind, which remember how they were asked.

// `give` makes a token of a name. `onAsk` is told after each ask.
export function makeSource(token, give, onAsk) {
  if (token === "string") return { source: give("plain"), asks: [], given: [give("plain")] };
  if (token.kind === "string") return { source: valueOf(token.gives[0], give), asks: [], given: [] };
  if (token.kind === "value") return { source: token.value, asks: [], given: [] };
  const asks = [];
  const given = [];
  const next = () => token.gives[Math.min(asks.length - 1, token.gives.length - 1)];
  const answer = () => {
    const spec = next();
    onAsk();
    if (spec.throws) throw new Error(spec.throws.replaceAll("*", given.at(-1) ?? "-"));
    if (spec.rejects) return Promise.reject(spec.rejects === "null" ? null : new TypeError(spec.rejects));
    if (spec.hangs) return new Promise(() => {});
    const value = valueOf(spec, give);
    given.push(value);
    return value;
  };

  if (token.kind === "function") {
    const source = (request) => {
      const { scopes, claims, forceRefresh, signal, ...rest } = request;
      asks.push({ scopes, claims, forceRefresh, signal, rest: Object.keys(rest) });
      return answer();
    };
    return { source, asks, given };
  }
  // As @azure/identity has it: a class with a private cache, so it must be called as a method.
  class Credential {
    #mine = true;
    async getToken(scopes, options) {
      if (!this.#mine) throw new TypeError("not this credential");
      const { claims, enableCae, abortSignal, ...rest } = options;
      asks.push({ scopes, claims, enableCae, signal: abortSignal, rest: Object.keys(rest) });
      const value = await answer();
      return token.bare ? value : { token: value, expiresOnTimestamp: 4e12 };
    }
  }
  return { source: new Credential(), asks, given };
}

function valueOf(spec, give) {
  if (typeof spec === "string") return give(spec);
  if ("value" in spec) return spec.value;
  if ("text" in spec) return spec.text.replaceAll("*", give("t"));
  if ("object" in spec) return JSON.parse(JSON.stringify(spec.object).replaceAll("*", give("t")));
  throw new Error(`No such token: ${JSON.stringify(spec)}`);
}
