//! Tests of `src/web` inside real JavaScript hosts: Node, and a page and a dedicated worker of Chromium and of Firefox.
//!
//! The host is chosen by the environment (`cargo xtask test hosts`), so one file serves all. Answers come from a stub of `fetch`;
//! the network is the business of `tests/runtimes`.
#![cfg(target_family = "wasm")]
// A panic is how a test fails.
#![allow(clippy::unwrap_used)]

mod driver;

use driver::{answer, entries, settle};
use js_sys::{Array, Function, Object, Promise, Reflect};
use trustframework_keys::web::{surface, task};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const TOKEN: &str = "secret-token";

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

async fn disable(keyset: &str, key: &str, options: JsValue) -> Result<JsValue, JsValue> {
    settle(surface::patch_key_status(keyset.into(), key.into(), "disabled".into(), TOKEN.into(), options, JsValue::UNDEFINED)).await
}

#[wasm_bindgen_test]
async fn a_204_becomes_a_receipt() {
    let fetch = Function::new_with_args("", &answer("null", "{ status: 204, headers: { 'request-id': 'r-1' } }"));
    let receipt = disable("set", "kid", entries(&[("fetch", fetch.into()), ("clientRequestId", "c-1".into())])).await.unwrap();
    let text = js_sys::JSON::stringify(&receipt).unwrap();
    assert_eq!(
        String::from(text),
        r#"{"keysetId":"set","keyId":"kid","status":"disabled","attempts":1,"verified":false,"requestId":"r-1","clientRequestId":"c-1"}"#
    );
}

#[wasm_bindgen_test]
async fn fetch_gets_the_url_and_a_bare_init() {
    let seen = Array::new();
    let fetch = Closure::<dyn FnMut(JsValue, JsValue) -> Promise>::new({
        let seen = seen.clone();
        move |url, init| {
            seen.push(&url);
            seen.push(&init);
            Promise::resolve(&JsValue::NULL)
        }
    });
    let error = disable("a/b", "..x", entries(&[("fetch", fetch.as_ref().clone())])).await.unwrap_err();
    assert_eq!(get(&error, "code"), "unexpected-response");
    assert_eq!(seen.get(0), "https://graph.microsoft.com/beta/trustFramework/keySets/a%2Fb/keys_v2/..x");
    let init = seen.get(1);
    assert!(Object::get_prototype_of(&init).is_null());
    assert_eq!((get(&init, "method"), get(&init, "redirect")), ("PATCH".into(), "manual".into()));
    assert_eq!(get(&get(&init, "headers"), "authorization"), "Bearer secret-token");
}

#[wasm_bindgen_test]
async fn an_odata_error_becomes_the_fields_of_an_error() {
    let body = r#"'{"error":{"code":"AADB2C95059","message":"no","innerError":{"request-id":"r-2","date":"2026-11-23T10:00:00"}}}'"#;
    let fetch = Function::new_with_args("", &answer(body, "{ status: 400 }"));
    let error = disable("set", "kid", entries(&[("fetch", fetch.into())])).await.unwrap_err();
    for (name, value) in [
        ("code", "rejected"),
        ("graphCode", "AADB2C95059"),
        ("graphMessage", "no"),
        ("requestId", "r-2"),
        ("date", "2026-11-23T10:00:00.000Z"),
    ] {
        assert_eq!(get(&error, name), value, "{name}");
    }
    assert_eq!((get(&error, "httpStatus"), get(&error, "applied")), (400.into(), false.into()));
}

#[wasm_bindgen_test]
async fn what_fetch_throws_is_the_cause() {
    let fetch = Function::new_no_args("throw 'down'");
    let error = disable("set", "kid", entries(&[("fetch", fetch.into())])).await.unwrap_err();
    assert_eq!((get(&error, "code"), get(&error, "cause")), ("network".into(), "down".into()));
}

#[wasm_bindgen_test]
async fn a_body_beyond_64_kib_is_cancelled() {
    let fetch = Function::new_no_args(
        "globalThis.cancelled = 0;
         const chunk = new Uint8Array(40_000);
         return { status: 500, body: { getReader: () => ({ read: async () => ({ value: chunk }), cancel: async () => { cancelled += 1; throw 'looked away from' } }) } };",
    );
    let error = disable("set", "kid", entries(&[("fetch", fetch.into())])).await.unwrap_err();
    assert_eq!(get(&error, "httpStatus"), 500);
    assert_eq!(get(&js_sys::global(), "cancelled"), 1);
}

#[wasm_bindgen_test]
async fn half_of_a_surrogate_pair_is_refused_and_a_real_replacement_character_is_not() {
    let lone = js_sys::JsString::from_char_code1(0xD800);
    let ask = |key: JsValue| settle(surface::build_patch_request("set".into(), key, "enabled".into(), TOKEN.into(), JsValue::UNDEFINED));
    assert_eq!(get(&ask(lone.into()).await.unwrap_err(), "argument"), "keyId");
    let request = ask("\u{fffd}".into()).await.unwrap();
    assert_eq!(get(&request, "url"), "https://graph.microsoft.com/beta/trustFramework/keySets/set/keys_v2/%EF%BF%BD");
    assert_eq!(get(&request, "redirect"), "manual");
}

#[wasm_bindgen_test]
async fn each_token_is_refused_for_its_own_reason() {
    let long = "x".repeat(65_537);
    for (token, reason) in [
        ("", "empty"),
        ("Bearer x", "\"Bearer \""),
        ("x\n", "end in white space"),
        ("x y", "contain white space"),
        ("é", "visible ASCII"),
        (long.as_str(), "64 KiB"),
    ] {
        let task =
            surface::patch_key_status("set".into(), "kid".into(), "enabled".into(), token.into(), JsValue::UNDEFINED, JsValue::UNDEFINED);
        let error = settle(task).await.unwrap_err();
        assert_eq!((get(&error, "code"), get(&error, "argument")), ("invalid-argument".into(), "token".into()));
        let message = get(&error, "message").as_string().unwrap();
        assert!(message.contains(reason), "{message}");
    }
}

#[wasm_bindgen_test]
fn stepping_a_task_that_is_over_fails_quietly() {
    assert_eq!(task::step(1_000, true, JsValue::UNDEFINED), task::State::Failed);
}
