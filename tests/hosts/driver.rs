//! Plays the part of `npm/src`: hands the module a `Call`, does at once what the module tells it, and steps the task to its end.

use js_sys::{Array, Function, Map, Reflect};
use trustframework_keys::web::host::Call;
use trustframework_keys::web::task::{State, step, take};
use wasm_bindgen::prelude::*;

/// What a call told its `Call` to do, in order, each with its arguments: `["send", fetch, …]`, `["sleep", 500]`.
pub struct Played {
    pub outcome: Result<JsValue, JsValue>,
    pub told: Array,
}

/// Starts a task and plays it. `answer` is the body of a function that gives what doing `told` comes to, its name being `what`.
pub fn play(start: impl FnOnce(Call) -> usize, answer: &str) -> Played {
    play_with("{}", start, answer)
}

/// The same with some members of the `Call` replaced.
pub fn play_with(members: &str, start: impl FnOnce(Call) -> usize, answer: &str) -> Played {
    let make = Function::new_no_args(&format!(
        "return {{
           told: [],
           asks: false,
           aborted: false,
           ask(...told) {{ this.told.push(['ask', ...told]); }},
           send(...told) {{ this.told.push(['send', ...told]); }},
           sleep(...told) {{ this.told.push(['sleep', ...told]); }},
           tell(listener, event) {{ listener(Object.fromEntries(event)); }},
           refuse() {{}},
           isUrl() {{ return true; }},
           tryRequest() {{}},
           authorize(headers) {{ headers.set('authorization', 'Bearer secret-token'); }},
           ...{members}
         }};"
    ));
    let call = make.call0(&JsValue::NULL).unwrap();
    let told: Array = Reflect::get(&call, &"told".into()).unwrap().unchecked_into();
    let answer = Function::new_with_args("what, ...told", answer);
    let task = start(call.unchecked_into());
    let mut value = JsValue::UNDEFINED;
    let outcome = loop {
        match step(task, value) {
            State::Waiting => value = answer.apply(&JsValue::NULL, &told.get(told.length() - 1).unchecked_into()).unwrap(),
            State::Done => break Ok(take()),
            State::Failed => break Err(take()),
        }
    };
    Played { outcome, told }
}

/// A member of what a call gave its caller.
pub fn member(outcome: &JsValue, name: &str) -> JsValue {
    outcome.unchecked_ref::<Map>().get(&name.into())
}

/// Options as `npm/src/own.js` hands them over.
pub fn entries(members: &[(&str, JsValue)]) -> JsValue {
    members.iter().flat_map(|(key, value)| [(*key).into(), value.clone()]).collect::<Array>().into()
}
