//! Tests of `src/web` inside real JavaScript hosts: Node, and a page and a dedicated worker of Chromium and of Firefox.
//!
//! The host is chosen by the environment (`cargo xtask test hosts`), so one file serves all. They show that inputs and commands cross the
//! border as they are. What a machine decides is tested natively (`tests/pure`), and what is done with it end to end (`tests/runtimes`).
#![cfg(target_family = "wasm")]
// A panic is how a test fails.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod driver;

use driver::{heard, listen};
use js_sys::{JSON, Reflect};
use trustframework_keys::web::calls::{inputs, root, under_way::patch_key_status};
use trustframework_keys::web::words::{Cloud, Status};
use trustframework_keys::web::{describe, offline};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const SEND: &str =
    r#"["send","PATCH","https://graph.microsoft.com/beta/trustFramework/keySets/set/keys_v2/a%2Fb","{\"status\":\"disabled\"}",10000]"#;

/// Begins to describe a call.
fn open(has_source: bool) {
    listen();
    describe::open(has_source);
}

/// Begins the call that was described: it disables the key `a/b` of the key set `set`.
fn disable() -> u32 {
    patch_key_status("set".into(), "a/b".into(), Status::Disabled, true).unwrap()
}

/// Begins it without any option.
fn begin() -> u32 {
    open(false);
    let call = disable();
    assert_eq!(heard(), format!("[\"note\",10000,false]\n{SEND}"));
    call
}

/// Graph answers with a status.
fn answer(call: u32, status: u16) {
    inputs::answered(Some(status), false, false, false);
    inputs::received(call, 3.0, 0.5, 7);
}

#[wasm_bindgen_test]
fn a_204_is_a_change_after_one_attempt() {
    let call = begin();
    answer(call, 204);
    assert_eq!(heard(), "[\"attempted\",\"patch\",1,null,null,7]\n[\"note\",10000,true]\n[\"changed\",1,false,7]");
}

#[wasm_bindgen_test]
fn what_an_error_body_says_comes_in_and_goes_out() {
    let call = begin();
    inputs::body_text("/error/message", "nö \0 😀");
    inputs::body_text("/error/innererror/code", "AADB2C95059");
    answer(call, 400);
    let heard = heard();
    assert!(heard.contains(r#"["graphSaid","AADB2C95059","nö \u0000 😀"]"#), "{heard}");
    assert!(heard.contains(r#"["failed","rejected","#) && heard.contains(",false,1,false,7]"), "{heard}");
}

#[wasm_bindgen_test]
fn each_setting_arrives_under_its_own_name() {
    open(true);
    describe::set_cloud(Cloud::China);
    describe::set_base_url("https://example.test/beta".into());
    describe::set_timeout_ms(5_000.0);
    describe::set_attempt_timeout_ms(4_000.0);
    describe::set_token_timeout_ms(3_000.0);
    describe::set_max_attempts(2.0);
    describe::set_max_delay_ms(700.0);
    let call = disable();
    assert_eq!(heard(), r#"["ask","https://microsoftgraph.chinacloudapi.cn/.default",null,3000]"#);
    inputs::got_token(call, false);
    assert!(heard().contains(r#"["send","PATCH","https://example.test/beta/trustFramework/keySets/set/"#));
    answer(call, 503);
    assert_eq!(heard(), "[\"attempted\",\"patch\",1,\"unavailable\",375,7]\n[\"note\",10000,false]\n[\"sleep\",375]");
    inputs::slept(call, 375.0);
    heard();
    inputs::got_token(call, false);
    heard();
    inputs::retry_after(9_000.0);
    answer(call, 503);
    let heard = heard();
    assert!(heard.contains(",true,2,null,7]") && heard.ends_with(r#"["tryAgainAfter",9000]"#), "{heard}");
}

#[wasm_bindgen_test]
fn a_refused_token_names_the_answer_that_refused_it() {
    open(true);
    let call = disable();
    inputs::got_token(call, false);
    heard();
    inputs::answered(Some(401), false, true, false);
    inputs::received(call, 3.0, 0.5, 4);
    assert!(heard().ends_with(r#"["ask","https://graph.microsoft.com/.default",4,300000]"#));
    inputs::got_bad_token(call, "is none.".into(), 5);
    assert!(heard().contains(r#"["failed","token","The token source is none.",false,1,false,5]"#));
}

#[wasm_bindgen_test]
fn what_is_wrong_is_said_and_nothing_begins() {
    open(false);
    assert_eq!(patch_key_status("..".into(), String::new(), Status::Disabled, true), None);
    assert!(heard().ends_with(r#"["ofArgument","keysetId"]"#));
    open(false);
    assert_eq!(patch_key_status("set".into(), "a/b".into(), Status::Disabled, false), None);
    assert_eq!(heard(), "", "what is only looked at does not begin");
}

#[wasm_bindgen_test]
fn a_guard_reads_keys_and_an_abort_is_answered() {
    open(false);
    root::set_guard(true);
    let call = disable();
    assert!(heard().starts_with("[\"note\",0,false]\n[\"expect\",\"keys\",true,true]\n[\"send\",\"GET\","));
    root::page(1_000.0, true, None);
    for (kid, exp) in [("a/b", None), ("other", Some(999.0))] {
        root::page_key(kid.into(), None, Some("enabled".into()), None, exp, false, false);
    }
    answer(call, 200);
    assert!(heard().contains("\"last-usable-key\""));

    let call = begin();
    assert!(!root::is_untouched(call));
    root::abort(call);
    assert_eq!(heard(), r#"["aborted",true]"#);
    answer(call, 204);
    assert_eq!(heard(), "");
}

#[wasm_bindgen_test]
fn an_outlook_comes_out_as_a_plain_object() {
    let look = |keys: &str, now| {
        let told = offline::outlook::tell_outlook(JSON::parse(keys).unwrap(), now).unwrap();
        String::from(JSON::stringify(&told).unwrap())
    };
    let keys = r#"[
        {"kid":"old","use":"sig","status":"Enabled","nbf":0,"exp":1000,"unreadable":[]},
        {"kid":"nö 😀","use":"sig","status":"Enabled","exp":1500,"unreadable":[]},
        {"kid":"next","use":"sig","status":"Enabled","nbf":2000,"exp":3000,"unreadable":[]},
        {"kid":"odd","use":"sig","status":"Enabled","exp":9000,"unreadable":["nbf"]}
    ]"#;
    assert_eq!(
        look(keys, 1_000.0),
        r#"{"state":"runs-out","active":"nö 😀","usable":["nö 😀"],"changes":[{"at":1500},{"at":2000,"active":"next"},{"at":3000}],"runsOutAt":1500,"stale":["old"]}"#
    );
    let dateless = r#"[{"kid":"dateless","status":"enabled","unreadable":[]}]"#;
    assert_eq!(look(dateless, 1_000.0), r#"{"state":"lasting","active":"dateless","usable":["dateless"],"changes":[],"stale":[]}"#);
    assert_eq!(look("[]", 1_000.0), r#"{"state":"unusable","usable":[],"changes":[],"stale":[]}"#);
}

#[wasm_bindgen_test]
fn a_request_is_built_without_a_token_and_nothing_is_sent() {
    open(false);
    let built = offline::build::build_patch_request("set".into(), "\u{fffd}".into(), Status::Disabled, true);
    let request: JsValue = built.unwrap().unwrap().into();
    let get = |name: &str| Reflect::get(&request, &name.into()).unwrap();
    assert_eq!(get("url"), "https://graph.microsoft.com/beta/trustFramework/keySets/set/keys_v2/%EF%BF%BD");
    assert_eq!((get("method"), get("redirect")), ("PATCH".into(), "manual".into()));
    let headers: web_sys::Headers = get("headers").unchecked_into();
    assert_eq!(headers.get("content-type").unwrap().as_deref(), Some("application/json"));
    assert_eq!(heard(), "");
}

#[wasm_bindgen_test]
fn a_call_that_is_over_or_forgotten_says_nothing() {
    let call = begin();
    inputs::forget(call);
    answer(call, 204);
    inputs::slept(1_000, 1.0);
    assert_eq!(heard(), "");
}
