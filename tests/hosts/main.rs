//! Tests of `src/web` inside real JavaScript hosts: Node, and a page and a dedicated worker of Chromium and of Firefox.
//!
//! The host is chosen by the environment (`cargo xtask test hosts`), so one file serves all. What the module tells its `Call` to do is
//! done by `driver`; doing it for real is the business of `tests/runtimes`.
#![cfg(target_family = "wasm")]
// A panic is how a test fails.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod driver;

use driver::{Played, member, play, play_with};
use js_sys::{Array, Reflect};
use trustframework_keys::web::surface::{build_patch_request, patch_key_status};
use trustframework_keys::web::task;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// To disable the key `a/b` of the key set `set`.
fn disable(options: &[(&'static str, JsValue)]) -> Vec<(&'static str, JsValue)> {
    let ids = [("keysetId", "set".into()), ("keyId", "a/b".into()), ("status", "disabled".into())];
    ids.into_iter().chain(options.iter().cloned()).collect()
}

/// Plays `patchKeyStatus`.
fn patch(options: &[(&'static str, JsValue)], answer: &str) -> Played {
    play(&disable(options), patch_key_status, answer)
}

fn code(played: &Played) -> String {
    member(played.outcome.as_ref().unwrap_err(), "code").as_string().unwrap()
}

fn doings(played: &Played) -> Vec<String> {
    played.told.iter().map(|told| Array::from(&told).get(0).as_string().unwrap()).collect()
}

#[wasm_bindgen_test]
fn a_204_becomes_a_receipt() {
    let played = patch(&[], "return { status: 204, redirected: false, elapsedMs: 3 }");
    let entries = js_sys::JSON::stringify(&played.outcome.unwrap()).unwrap();
    assert_eq!(String::from(entries), r#"{"keysetId":"set","keyId":"a/b","status":"disabled","attempts":1,"verified":false}"#);
}

#[wasm_bindgen_test]
fn what_is_to_be_sent_is_told_in_full() {
    let played = patch(&[], "return { status: 404, redirected: false, elapsedMs: 3 }");
    assert_eq!(code(&played), "not-found");
    let told = Array::from(&played.told.get(0));
    assert_eq!(told.get(1), "PATCH");
    assert_eq!(told.get(2), "https://graph.microsoft.com/beta/trustFramework/keySets/set/keys_v2/a%2Fb");
    assert_eq!((told.get(3), told.get(4)), (r#"{"status":"disabled"}"#.into(), 10_000.into()));
}

#[wasm_bindgen_test]
fn an_odata_error_becomes_the_fields_of_an_error() {
    let answer = "return { status: 400, redirected: false, elapsedMs: 3, body: ['',
        '{', 'serror', '{', 'scode', 's7', 'smessage', 'sno', 'sinnererror', '{', 'srequest-id', 'sr-2', 'scode', 'sAADB2C95059', '}', '}',
        'smore', '-', '}'].join('!') }";
    let played = patch(&[], answer);
    let error = played.outcome.unwrap_err();
    for (name, value) in [("code", "rejected"), ("graphCode", "AADB2C95059"), ("graphMessage", "no")] {
        assert_eq!(member(&error, name), value, "{name}");
    }
    assert_eq!(member(&error, "applied"), false);
}

#[wasm_bindgen_test]
fn each_fault_has_its_code_and_the_number_of_what_is_known_is_kept() {
    for (fault, expected, attempts) in [(1, "network", 4), (2, "network", 1), (3, "timeout", 4), (4, "unexpected-response", 1)] {
        let answer = format!("return what === 'sleep' ? 1 : {{ fault: {fault}, known: 7, redirected: false, elapsedMs: 1 }}");
        let played = patch(&[], &answer);
        assert_eq!(code(&played), expected);
        let error = played.outcome.unwrap_err();
        assert_eq!((member(&error, "known"), member(&error, "attempts")), (7.into(), attempts.into()));
    }
}

#[wasm_bindgen_test]
fn a_retry_waits_as_long_as_graph_asked_and_then_sends_the_same() {
    let answer = "if (what === 'sleep') return 2000;
                  globalThis.sent = (globalThis.sent ?? 0) + 1;
                  return sent % 2 ? { status: 429, askedMs: 2000, redirected: false, elapsedMs: 1 } : { status: 204, redirected: false, elapsedMs: 1 }";
    let played = patch(&[], answer);
    assert_eq!(doings(&played), ["send", "sleep", "send"]);
    assert_eq!(Array::from(&played.told.get(1)).get(1), 2_000);
    let [first, second] = [0, 2].map(|at| js_sys::JSON::stringify(&played.told.get(at)).unwrap());
    assert_eq!(first, second);
    assert_eq!(member(&played.outcome.unwrap(), "attempts"), 2);
}

#[wasm_bindgen_test]
fn a_challenge_asks_the_source_once_more_for_that_answer() {
    let answer = "if (what === 'ask') return { refused: false };
                  return { status: 401, redirected: false, elapsedMs: 1, known: 3, demandsClaims: true }";
    let played = play_with("{ asks: true }", &disable(&[]), patch_key_status, answer);
    assert_eq!(doings(&played), ["ask", "send", "ask", "send"]);
    let asked = Array::from(&played.told.get(2));
    assert_eq!((asked.get(1), asked.get(2)), ("https://graph.microsoft.com/.default".into(), 3.into()));
    assert_eq!(code(&played), "unauthorized");
    assert_eq!(member(&played.outcome.unwrap_err(), "known"), 3);
}

#[wasm_bindgen_test]
fn nothing_is_done_where_the_call_knows_of_a_wrong_argument() {
    for given in [disable(&[]), vec![("keysetId", "set".into())]] {
        let played = play_with("{ stopped: true }", &given, patch_key_status, "throw 'nothing is to be done'");
        assert_eq!((doings(&played), played.outcome), (vec![], Ok(JsValue::UNDEFINED)));
    }
}

#[wasm_bindgen_test]
fn what_the_module_finds_wrong_comes_first() {
    let wrong = [("keysetId", "..".into()), ("keyId", "k".into()), ("status", "disabled".into())];
    let played = play_with("{ stopped: true }", &wrong, patch_key_status, "throw 'nothing is to be done'");
    assert_eq!(member(&played.outcome.unwrap_err(), "argument"), "keysetId");
}

#[wasm_bindgen_test]
fn a_request_is_built_with_the_token_and_without_sending() {
    let mut given = disable(&[]);
    given[1].1 = "\u{fffd}".into();
    let request = play(&given, build_patch_request, "throw 'nothing is to be done'").outcome.unwrap();
    let get = |name: &str| Reflect::get(&request, &name.into()).unwrap();
    assert_eq!(get("url"), "https://graph.microsoft.com/beta/trustFramework/keySets/set/keys_v2/%EF%BF%BD");
    assert_eq!((get("method"), get("redirect")), ("PATCH".into(), "manual".into()));
    let headers: web_sys::Headers = get("headers").unchecked_into();
    assert_eq!(headers.get("authorization").unwrap().as_deref(), Some("Bearer secret-token"));
}

#[wasm_bindgen_test]
fn a_task_that_is_over_or_forgotten_stays_so() {
    assert!(task::step(1_000));
    task::forget(1_000);
}
