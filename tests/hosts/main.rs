//! Tests of `src/web` inside real JavaScript hosts: Node, and a page and a dedicated worker of Chromium and of Firefox.
//!
//! The host is chosen by the environment (`cargo xtask test hosts`), so one file serves all. They show that inputs and commands cross the
//! border as they are. What a machine decides is tested natively (`tests/pure`), and what is done with it end to end (`tests/runtimes`).
#![cfg(target_family = "wasm")]
// A panic is how a test fails.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod driver;

use driver::{heard, listen};
use js_sys::Reflect;
use trustframework_keys::web::{describe, inputs, root};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const SEND: &str =
    r#"["send","PATCH","https://graph.microsoft.com/beta/trustFramework/keySets/set/keys_v2/a%2Fb","{\"status\":\"disabled\"}",10000]"#;

/// Describes a call that disables the key `a/b` of the key set `set`.
fn describe_change(has_source: bool) {
    listen();
    describe::open(has_source);
    describe::set_keyset("set".into());
    describe::set_key("a/b".into());
    describe::set_status("disabled".into());
}

/// Begins it.
fn begin() -> u32 {
    describe_change(false);
    let call = describe::patch_key_status().unwrap();
    assert_eq!(heard(), format!("[\"note\",10000]\n{SEND}"));
    call
}

/// Graph answers with a status.
fn answer(call: u32, status: u16) {
    inputs::answered(Some(status), false, false, false);
    inputs::sent(call, 3.0, 0.5, 7);
}

#[wasm_bindgen_test]
fn a_204_is_a_change_after_one_attempt() {
    let call = begin();
    answer(call, 204);
    assert_eq!(heard(), "[\"attempted\",\"patch\",1,null,null,7]\n[\"note\",10000]\n[\"changed\",1,false,7]");
}

#[wasm_bindgen_test]
fn what_an_error_body_says_comes_in_and_goes_out() {
    let call = begin();
    for (path, text) in [("/error/message", "nö 😀"), ("/error/innererror/code", "AADB2C95059")] {
        inputs::body_path(path.into());
        inputs::body_text(text.into());
    }
    answer(call, 400);
    let heard = heard();
    assert!(heard.contains(r#"["graphSaid","AADB2C95059","nö 😀"]"#), "{heard}");
    assert!(heard.contains(r#"["ofChange",1,false]"#) && heard.contains(r#"["failed","rejected","#), "{heard}");
}

#[wasm_bindgen_test]
fn each_setting_arrives_under_its_own_name() {
    describe_change(true);
    describe::set_cloud("china".into());
    describe::set_base_url("https://example.test/beta".into());
    describe::set_timeout_ms(5_000.0);
    describe::set_attempt_timeout_ms(4_000.0);
    describe::set_token_timeout_ms(3_000.0);
    describe::set_max_attempts(2.0);
    describe::set_max_delay_ms(700.0);
    let call = describe::patch_key_status().unwrap();
    assert_eq!(heard(), r#"["ask","https://microsoftgraph.chinacloudapi.cn/.default",null,3000]"#);
    inputs::got_token(call, false);
    assert!(heard().contains(r#"["send","PATCH","https://example.test/beta/trustFramework/keySets/set/"#));
    answer(call, 503);
    assert_eq!(heard(), "[\"attempted\",\"patch\",1,\"unavailable\",375,7]\n[\"note\",10000]\n[\"sleep\",375]");
    inputs::slept(call, 375.0);
    heard();
    inputs::got_token(call, false);
    heard();
    inputs::asked_to_wait(9_000.0);
    answer(call, 503);
    let heard = heard();
    assert!(heard.contains(r#"["ofChange",2,null]"#) && heard.ends_with(r#"["tryAgainAfter",9000]"#), "{heard}");
}

#[wasm_bindgen_test]
fn a_refused_token_names_the_answer_that_refused_it() {
    describe_change(true);
    let call = describe::patch_key_status().unwrap();
    inputs::got_token(call, false);
    heard();
    inputs::answered(Some(401), false, true, false);
    inputs::sent(call, 3.0, 0.5, 4);
    assert!(heard().ends_with(r#"["ask","https://graph.microsoft.com/.default",4,300000]"#));
    inputs::got_bad_token(call, "is none.".into(), 5);
    assert!(heard().contains(r#"["failed","token","The token source is none.",false,5]"#));
}

#[wasm_bindgen_test]
fn what_is_wrong_is_said_and_nothing_begins() {
    listen();
    describe::open(false);
    describe::set_keyset("..".into());
    describe::set_key("k".into());
    describe::set_status("off".into());
    describe::set_cloud("moon".into());
    assert_eq!(describe::patch_key_status(), None);
    assert!(heard().ends_with(r#"["ofArgument","keysetId"]"#));
    describe_change(false);
    describe::check();
    assert_eq!(heard(), "");
}

#[wasm_bindgen_test]
fn a_guard_reads_keys_and_an_abort_is_answered() {
    describe_change(false);
    root::set_guard(true);
    let call = describe::patch_key_status().unwrap();
    assert!(heard().starts_with("[\"note\",0]\n[\"expect\",\"keys\",true,true]\n[\"send\",\"GET\","));
    root::page(1_000.0, true);
    for (kid, exp) in [("a/b", None), ("other", Some(999.0))] {
        root::page_key(kid.into());
        root::key_status("enabled".into());
        if let Some(exp) = exp {
            root::key_exp(exp);
        }
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
fn an_outlook_is_told_key_by_key_and_change_by_change() {
    listen();
    root::page(1_000.0, false);
    for (kid, nbf, exp) in
        [("old", Some(0.0), 1_000.0), ("nö 😀", None, 1_500.0), ("next", Some(2_000.0), 3_000.0), ("odd", Some(f64::NAN), 9_000.0)]
    {
        root::page_key(kid.into());
        root::key_use("sig".into());
        root::key_status("Enabled".into());
        if let Some(nbf) = nbf {
            root::key_nbf(nbf);
        }
        root::key_exp(exp);
    }
    root::tell_outlook();
    let now = [r#"["keyNow","old",false,true]"#, r#"["keyNow","nö 😀",true,false]"#, r#"["keyNow","next",false,false]"#];
    let rest = [r#"["keyNow","odd",false,false]"#, r#"["inUse",1000,"nö 😀"]"#, r#"["inUse",1500,null]"#, r#"["inUse",2000,"next"]"#];
    let last = [r#"["inUse",3000,null]"#, r#"["comesTo","runs-out",1500]"#];
    assert_eq!(heard(), [&now[..], &rest, &last].concat().join("\n"));

    root::page(1_000.0, false);
    root::page_key("dateless".into());
    root::key_status("enabled".into());
    root::tell_outlook();
    let told = heard();
    assert!(told.ends_with(r#"["comesTo","lasting",null]"#), "{told}");
    // What was told is gone.
    root::tell_outlook();
    assert_eq!(heard(), "");
}

#[wasm_bindgen_test]
fn a_request_is_built_without_a_token_and_nothing_is_sent() {
    describe_change(false);
    describe::set_key("\u{fffd}".into());
    let request: JsValue = root::build_patch_request().unwrap().unwrap().into();
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
