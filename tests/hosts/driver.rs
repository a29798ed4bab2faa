//! Plays the part of `npm/src`: hands the module a `Call`, does at once what the module tells it, and steps the task to its end.

use js_sys::{Array, Function, Object, Reflect};
use trustframework_keys::web::host::Call;
use trustframework_keys::web::task::step;
use wasm_bindgen::prelude::*;

/// What a call told its `Call` to do, in order, each with its arguments: `["send", method, …]`, `["sleep", 500]`.
pub struct Played {
    pub outcome: Result<JsValue, JsValue>,
    pub told: Array,
}

/// Starts a task and plays it. `answer` is the body of a function that gives what doing `told` comes to, its name being `what`: a number
/// for a sleep, members for anything else.
pub fn play(given: &[(&str, JsValue)], start: impl FnOnce(Call) -> usize, answer: &str) -> Played {
    play_with("{}", given, start, answer)
}

/// The same with some members of the `Call` replaced.
pub fn play_with(members: &str, given: &[(&str, JsValue)], start: impl FnOnce(Call) -> usize, answer: &str) -> Played {
    let make = Function::new_with_args("arguments_", &format!("{CALL} return {{ ...call, ...{members} }};"));
    let call = make.call1(&JsValue::NULL, &object(given)).unwrap();
    let get = |name: &str| Reflect::get(&call, &name.into()).unwrap();
    let told: Array = get("told").unchecked_into();
    let answer = Function::new_with_args("what, ...told", answer);
    let task = start(call.clone().unchecked_into());
    while !step(task) {
        let came = answer.apply(&JsValue::NULL, &told.get(told.length() - 1).unchecked_into()).unwrap();
        let take: Function = get("take").unchecked_into();
        take.call1(&call, &came).unwrap();
    }
    let outcome = get("outcome");
    Played { outcome: if get("failed").is_truthy() { Err(outcome) } else { Ok(outcome) }, told }
}

/// The places are those of `src/web/host.rs`.
const CALL: &str = "
    const places = ['keysetId', 'keyId', 'status', 'cloud', 'baseUrl', 'timeoutMs', 'attemptTimeoutMs',
      'tokenTimeoutMs', 'maxAttempts', 'maxDelayMs', 'guard', 'verify'];
    const asked = ['refused', 'known', 'problem'];
    const answered = ['fault', 'status', 'redirected', 'askedMs', 'demandsClaims', 'body', 'elapsedMs', 'known'];
    const errors = ['code', 'message', 'retryable', 'attempts', 'argument', 'applied', 'graphCode', 'graphMessage',
      'retryAfterMs', 'known'];
    const call = {
      told: [],
      given: places.map((name) => arguments_[name]),
      asks: false,
      stopped: false,
      text(place) { return typeof this.given[place] === 'string' ? this.given[place] : undefined; },
      number(place) { return Number(this.given[place]); },
      random: () => 0.5,
      ask(...told) { this.told.push(['ask', ...told]); },
      send(...told) { this.told.push(['send', ...told]); },
      sleep(...told) { this.told.push(['sleep', ...told]); },
      take(came) {
        const names = this.told.at(-1)[0] === 'ask' ? asked : answered;
        this.given = typeof came === 'number' ? [came] : names.map((name) => came[name]);
      },
      tell() {},
      error(...fields) {
        this.failed = true;
        this.outcome = Object.fromEntries(errors.map((name, at) => [name, fields[at]]));
      },
      receive(receipt) { this.outcome = Object.fromEntries(receipt); },
      keep: () => 0,
      tryHeaders() {},
      built(request) {
        request.headers.set('authorization', 'Bearer secret-token');
        this.outcome = request;
      },
    };";

/// A member of what a call gave its caller.
pub fn member(outcome: &JsValue, name: &str) -> JsValue {
    Reflect::get(outcome, &name.into()).unwrap()
}

fn object(members: &[(&str, JsValue)]) -> Object {
    Object::from_entries(&members.iter().map(|(key, value)| Array::of2(&(*key).into(), value)).collect::<Array>()).unwrap()
}
