// Plays the plan of one call: its token source, its fetch and its abort, and writes down what the package did and when.

import { getEventListeners } from "node:events";
import { inspect } from "node:util";
import { NONSENSE } from "./answers.mjs";
import { Body } from "./bodies.mjs";
import { TOKEN_MARK } from "./plan.mjs";

const SCOPE = "https://graph.microsoft.com/.default";
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

export class Player {
  // In order: every ask for a token and every request, with `at` counted from the start of the call.
  entries = [];
  events = [];
  // `{ at, receipt }` or `{ at, error }` once the promise has settled.
  end;
  // What the package did that no plan allows.
  problems = [];
  #plan;
  #clock;
  #shared;
  #controller;
  #startedAt;
  #asks = 0;
  #sends = 0;
  #bodies = [];

  // `shared` is an AbortSignal that many calls listen to.
  constructor(plan, clock, shared) {
    this.#plan = plan;
    this.#clock = clock;
    this.#shared = shared;
    if (plan.signal === "own") this.#controller = new AbortController();
  }

  start(patchKeyStatus) {
    const plan = { ...this.#plan, ...this.#plan.invalid };
    this.#startedAt = this.#clock.now;
    const { abort } = plan;
    if (abort?.when === "before") this.#abort();
    if (abort?.when === "time") this.#clock.later(abort.at, () => this.#abort());
    const token = "token" in plan ? plan.token : this.#source();
    let promise;
    try {
      promise = patchKeyStatus(
        plan.keysetId,
        plan.keyId,
        plan.status,
        token,
        plan.invalid && "options" in plan.invalid ? plan.invalid.options : this.#options(),
      );
    } catch (error) {
      this.problems.push(`threw ${error} instead of rejecting`);
      return;
    }
    const end = (outcome) => {
      if (this.end) this.problems.push("settled twice");
      this.end = { at: this.#now(), ...outcome };
    };
    promise.then(
      (receipt) => end({ receipt }),
      (error) => end({ error }),
    );
  }

  get signal() {
    return this.#controller?.signal;
  }

  // To be looked at once the call has ended and the host is idle: what it left running.
  leftovers() {
    const left = this.entries
      .filter((entry) => entry.pending && !entry.signal.aborted)
      .map(({ type }) => `a pending ${type} whose signal did not fire`);
    if (this.signal && getEventListeners(this.signal, "abort").length > 0)
      left.push("a listener on the signal of the caller");
    return left;
  }

  // To be looked at once everything else has ended too: bodies that nobody closed, those that came too late included.
  openBodies() {
    return this.#bodies.filter((body) => !body.isDone).map(({ state, by }) => `a body (${by}) that is ${state}`);
  }

  // What shows of the call, to be searched for tokens.
  visible() {
    const { receipt, error } = this.end;
    const shown = receipt ?? error;
    return [
      inspect(shown, { depth: 12, showHidden: true }),
      String(shown?.stack),
      JSON.stringify(shown),
      JSON.stringify(this.events),
    ].join("\n");
  }

  #now() {
    return this.#clock.now - this.#startedAt;
  }

  #abort() {
    const { reason } = this.#plan.abort;
    this.#controller.abort(reason);
  }

  #abortIn(place, n) {
    const { abort } = this.#plan;
    if (abort?.when === place && abort.n === n) this.#abort();
  }

  #options() {
    const { options, clientRequestId, listener, usesGlobalFetch, signal } = this.#plan;
    const all = { ...options, clientRequestId };
    if (!usesGlobalFetch) all.fetch = (url, init) => this.fetch(url, init);
    if (listener !== "none") all.onAttempt = (event) => this.#hear(event);
    if (signal === "own") all.signal = this.signal;
    if (signal === "shared") all.signal = this.#shared;
    return all;
  }

  #hear(event) {
    this.events.push(event);
    this.#abortIn("event", this.events.length);
    if (this.#plan.listener === "throws") throw new Error("the listener threw");
    if (this.#plan.listener === "rejects") return Promise.reject(new Error("the listener rejected"));
  }

  #source() {
    const { kind, token } = this.#plan.source;
    if (kind === "string") return token;
    if (kind === "function")
      return ({ scopes, claims, forceRefresh, signal, ...rest }) =>
        this.#ask({ scopes, claims, forceRefresh, signal, rest }, (given) => given);
    const player = this;
    return {
      getToken(scopes, { claims, enableCae, abortSignal, ...rest }) {
        if (enableCae !== true) player.problems.push("enableCae is not true");
        return player.#ask({ scopes, claims, signal: abortSignal, rest }, (given) =>
          given === null ? null : { token: given, expiresOnTimestamp: 0 },
        );
      },
    };
  }

  #ask({ scopes, claims, forceRefresh, signal, rest }, wrap) {
    this.#asks += 1;
    const ask = this.#plan.source.asks[this.#asks - 1];
    if (scopes.length !== 1 || scopes[0] !== SCOPE) this.problems.push(`scopes ${scopes}`);
    if (Object.keys(rest).length > 0) this.problems.push(`the source was told more: ${Object.keys(rest)}`);
    const entry = this.#enter({ type: "ask", claims, forceRefresh, signal });
    this.#abortIn("ask", this.#asks);
    if (ask.how === "throws") {
      entry.pending = false;
      throw new Error("the source threw");
    }
    const value = ask.how === "rubbish" ? ask.rubbish : ask.token;
    return this.#settle(entry, ask.how === "hangs" ? Infinity : ask.latency, !ask.settlesLate, (resolve, reject) => {
      if (ask.how === "rejects") reject(new Error("the source rejected"));
      else resolve(wrap(value));
    });
  }

  fetch(url, init) {
    this.#sends += 1;
    const exchange = this.#plan.exchanges.at(this.#sends - 1);
    const n = this.#sends;
    const { authorization } = init.headers;
    const entry = this.#enter({
      type: "send",
      token: String(authorization).replace(/^Bearer /, ""),
      signal: init.signal,
    });
    this.#check(url, init);
    this.#abortIn("fetch", n);
    const { how, latency, obeys, wrapped, fault, echoes } = exchange;
    const cause = echoes ? new Error(`cannot send ${authorization}`) : fault;
    if (how === "throws") {
      entry.pending = false;
      throw cause;
    }
    const answer = () => this.#answer(exchange.answer, authorization, echoes, () => this.#abortIn("body", n));
    if (how === "resolves" && latency === 0 && wrapped !== "promise") {
      entry.pending = false;
      const response = answer();
      return wrapped === "bare" ? response : { then: (resolve) => resolve(response) };
    }
    return this.#settle(entry, how === "hangs" ? Infinity : latency, obeys, (resolve, reject) =>
      how === "rejects" ? reject(cause) : resolve(answer()),
    );
  }

  #enter(entry) {
    const entered = { ...entry, at: this.#now(), pending: true };
    this.entries.push(entered);
    if (this.end) this.problems.push(`a ${entry.type} after the end`);
    if (entry.signal.aborted) this.problems.push(`a ${entry.type} with a signal that has fired`);
    return entered;
  }

  // A promise that is settled after so long; one that obeys is rejected when the signal of its entry fires.
  #settle(entry, latency, obeys, settle) {
    return new Promise((resolve, reject) => {
      let cancel = () => {};
      const stopped = () => {
        cancel();
        entry.pending = false;
        reject(entry.signal.reason);
      };
      const finish = () => {
        entry.pending = false;
        entry.signal.removeEventListener("abort", stopped);
        settle(resolve, reject);
      };
      if (obeys && entry.signal.aborted) return stopped();
      if (obeys) entry.signal.addEventListener("abort", stopped);
      if (latency === 0) finish();
      else cancel = this.#clock.later(latency, finish);
    });
  }

  #check(url, init) {
    const { keysetId, keyId, status, clientRequestId } = this.#plan;
    const { authorization, "client-request-id": id, ...headers } = init.headers;
    const seen = JSON.stringify([url, init.method, init.body, init.redirect, headers]);
    const wanted = JSON.stringify([
      `https://graph.microsoft.com/beta/trustFramework/keySets/${keysetId}/keys_v2/${keyId}`,
      "PATCH",
      JSON.stringify({ status }),
      "manual",
      { "content-type": "application/json", accept: "application/json" },
    ]);
    if (seen !== wanted) this.problems.push(`sent ${seen}`);
    if (!authorization?.startsWith("Bearer ")) this.problems.push("sent without a token");
    this.clientRequestId ??= id;
    if (id !== this.clientRequestId) this.problems.push("another client-request-id than before");
    const right =
      clientRequestId === undefined
        ? /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
        : id === (clientRequestId || undefined);
    if (!right) this.problems.push(`client-request-id ${id}`);
  }

  #answer(answer, authorization, echoes, onRead) {
    if (answer.form === "nonsense") return NONSENSE[answer.nonsense]();
    const { status, content, delivery } = answer;
    const body = new Body(answer, this.#clock, onRead);
    const headers = this.#headers(answer);
    if (echoes) headers["request-id"] = `for ${authorization}`;
    if (answer.form === "native") {
      if (delivery.by === "none") return new Response(null, { status, headers });
      if (delivery.by === "stream") {
        this.#bodies.push(Object.assign(body, { by: "a native stream" }));
        return new Response(body.web(), { status, headers });
      }
      const response = new Response(content.text, { status, headers });
      this.#bodies.push({
        get isDone() {
          return response.bodyUsed;
        },
        state: "unread",
        by: "a native text",
      });
      return response;
    }
    const look = { status, headers: { get: (name) => headers[name] ?? null }, redirected: answer.redirected };
    if (answer.opaque) Object.assign(look, { type: "opaqueredirect", status: 0 });
    if (delivery.by === "throws")
      return Object.defineProperty(look, "body", {
        get() {
          throw new Error("no body");
        },
      });
    if (delivery.by === "text") return { ...look, text: () => (onRead(), body.text()) };
    if (delivery.by === "none") return look;
    this.#bodies.push(Object.assign(body, { by: delivery.by }));
    return {
      ...look,
      body: delivery.by === "node" ? body.node() : delivery.by === "generator" ? body.iterable() : body.web(),
    };
  }

  #headers({ requestId, retryAfter, dateSkewMs, challenge }) {
    const headers = {};
    const clock = Math.floor((this.#clock.now + (dateSkewMs ?? 0)) / 1000) * 1000;
    if (requestId) headers["request-id"] = requestId;
    if (dateSkewMs !== undefined) headers.date = new Date(clock).toUTCString();
    if (challenge) headers["www-authenticate"] = challenge.text;
    if (retryAfter) headers["retry-after"] = retryAfterText(retryAfter, clock);
    return headers;
  }
}

// `clock` is what the server takes for now.
export function retryAfterText({ form, seconds, text }, clock) {
  if (text !== undefined) return text;
  if (form === "seconds") return String(seconds);
  const date = new Date(form === "past" ? clock - 5000 : clock + seconds * 1000);
  const imf = date.toUTCString();
  const [, day, month, year, time] = imf.split(" ");
  const weekday = DAYS[date.getUTCDay()];
  if (form === "rfc850") return `${weekday}, ${day}-${month}-${year.slice(2)} ${time} GMT`;
  if (form === "asctime") return `${weekday.slice(0, 3)} ${month} ${day.replace(/^0/, " ")} ${time} ${year}`;
  return imf;
}

export const holdsToken = (text) => text.includes(TOKEN_MARK);
