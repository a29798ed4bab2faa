//! An attempt: the request, the verdict on its answer, and whether another follows.

use crate::commands::Command;
use trustframework_keys::graph::cloud::Cloud;
use trustframework_keys::graph::error::{Code, NETWORK};
use trustframework_keys::graph::retry::Policy;
use trustframework_keys::machine::Input;
use trustframework_keys::machine::exchange::{Failure, Fault, Kept};
use trustframework_keys::machine::root::Reading;
use trustframework_keys::machine::settings::Settings;

use super::script::*;

const EARLIER: &str = " An earlier attempt of this call may have changed the key.";

#[test]
fn a_204_is_all_that_it_takes() {
    let mut call = Play::disabling(plain);
    assert_eq!(call.begin(), patch(10_000.0));
    assert_eq!(call.then(answer(204).kept(7)), changed(1, false, 7));
    assert_eq!(call.then(answer(204)), Command::Nothing);
    assert_eq!(call.told().len(), 1);
}

#[test]
fn enabling_sends_the_other_status() {
    let Command::Send { method, body, .. } = Play::enabling(plain).begin() else { panic!() };
    assert_eq!((method, body), ("PATCH", Some(r#"{"status":"enabled"}"#)));
}

#[test]
fn requests_go_to_the_cloud_or_to_the_base_url() {
    let url = |mut call: Play| match call.begin() {
        Command::Send { url, .. } => url,
        other => panic!("{other:?}"),
    };
    let china = Play::disabling(|settings| settings.cloud = Cloud::China);
    assert_eq!(url(china), "https://microsoftgraph.chinacloudapi.cn/beta/trustFramework/keySets/set/keys_v2/kid");
    let own = Play::disabling(|settings| settings.base = Some(String::from("http://localhost:1/beta")));
    assert_eq!(url(own), "http://localhost:1/beta/trustFramework/keySets/set/keys_v2/kid");
}

#[test]
fn what_may_pass_is_tried_again_after_a_back_off() {
    let mut call = Play::disabling(plain);
    call.begin();
    assert_eq!(call.then(answer(503)), sleep(250.0));
    assert_eq!(call.then(slept(250.0)), patch(10_000.0));
    assert_eq!(call.then(answer(502).drawn(0.5)), sleep(750.0));
    assert_eq!(call.then(slept(750.0)), patch(10_000.0));
    assert_eq!(call.then(answer(204).kept(3)), changed(3, false, 3));
}

#[test]
fn the_wait_that_graph_asks_for_is_waited() {
    let mut call = Play::disabling(plain);
    call.begin();
    assert_eq!(call.then(answer(429).asking(3_000.0).drawn(0.9)), sleep(3_000.0));
    assert_eq!(call.then(slept(3_000.0)), patch(10_000.0));
    assert_eq!(call.then(answer(204)), changed(2, false, 0));
}

#[test]
fn the_last_attempt_ends_the_call_with_its_answer() {
    let mut call = Play::disabling(|settings| settings.retry = tries(2));
    call.begin();
    assert_eq!(call.then(answer(503).kept(1)), sleep(250.0));
    call.then(slept(250.0));
    let failure = failed(call.then(answer(500).asking(7_000.0).kept(2)));
    assert_eq!(essence(&failure), (Code::Unavailable, None, 2, Some(7_000.0)));
    assert_eq!((failure.error.http_status, failure.kept), (Some(500), Some(Kept(2))));
    assert_eq!((failure.cause, failure.receipt), (None, None));
}

#[test]
fn what_graph_refuses_for_good_is_not_tried_again() {
    for (status, code) in [(400, Code::Rejected), (403, Code::Forbidden), (404, Code::NotFound)] {
        let mut call = Play::disabling(plain);
        call.begin();
        let failure = failed(call.then(answer(status).asking(1_000.0).kept(4)));
        assert_eq!(essence(&failure), (code, Some(false), 1, None));
        assert_eq!((failure.kept, failure.error.message.contains(EARLIER)), (Some(Kept(4)), false));
    }
}

#[test]
fn a_wait_that_is_too_long_ends_the_call_and_is_told() {
    let mut call = Play::disabling(plain);
    call.begin();
    let failure = failed(call.then(answer(429).asking(30_001.0)));
    assert_eq!(essence(&failure), (Code::Throttled, None, 1, Some(30_001.0)));
}

#[test]
fn each_fault_has_its_code_and_some_are_tried_again() {
    for (what, code, is_tried_again) in [
        (Fault::Rejected, Code::Network, true),
        (Fault::OutOfTime, Code::Timeout, true),
        (Fault::Threw, Code::Network, false),
        (Fault::NoResponse, Code::UnexpectedResponse, false),
    ] {
        let mut call = Play::disabling(plain);
        call.begin();
        if is_tried_again {
            assert_eq!(call.then(fault(what)), sleep(250.0));
            assert_eq!(call.then(slept(250.0)), patch(10_000.0));
        }
        // Of what came with a fault, nothing is an answer.
        let mut once = Play::disabling(|settings| settings.retry = Policy::NEVER);
        once.begin();
        let failure = failed(once.then(fault(what).kept(8)));
        assert_eq!(essence(&failure), (code, None, 1, None), "{what:?}");
        assert_eq!((failure.kept, failure.error.http_status), (Some(Kept(8)), None));
    }
}

#[test]
fn fetch_that_threw_at_once_says_so() {
    let mut call = Play::disabling(plain);
    call.begin();
    let failure = failed(call.then(fault(Fault::Threw)));
    assert!(failure.error.message.starts_with("fetch threw at once"), "{}", failure.error.message);
}

#[test]
fn a_refusal_after_an_attempt_that_may_have_changed_the_key_says_both() {
    let mut call = Play::disabling(plain);
    call.begin();
    call.then(answer(503));
    call.then(slept(250.0));
    let failure = failed(call.then(answer(404)));
    assert_eq!(essence(&failure), (Code::NotFound, None, 2, None));
    assert!(failure.error.message.ends_with(EARLIER), "{}", failure.error.message);
}

#[test]
fn refusals_that_certainly_changed_nothing_leave_the_key_untouched() {
    let mut call = Play::disabling(plain);
    assert!(call.is_untouched());
    call.begin();
    assert!(!call.is_untouched(), "the request is under way");
    assert_eq!(call.then(answer(400).coded("AADB2C95053")), sleep(250.0));
    assert!(call.is_untouched());
    call.then(slept(250.0));
    let failure = failed(call.then(answer(400).coded("AADB2C95059")));
    assert_eq!(essence(&failure), (Code::Rejected, Some(false), 2, None));
    assert!(!failure.error.message.contains(EARLIER), "{}", failure.error.message);
    assert_eq!(failure.error.graph_code.as_deref(), Some("AADB2C95059"));
}

#[test]
fn a_failure_that_speaks_of_no_refusal_needs_no_word_of_earlier_attempts() {
    let mut call = Play::disabling(|settings| settings.retry = tries(2));
    call.begin();
    call.then(answer(503));
    call.then(slept(250.0));
    let failure = failed(call.then(answer(503)));
    assert!(!failure.error.message.contains(EARLIER), "{}", failure.error.message);
}

#[test]
fn an_input_that_answers_another_command_ends_the_call() {
    let mut call = Play::disabling(plain);
    call.begin();
    let failure = failed(call.then(Input::Begin));
    assert_eq!(essence(&failure), (Code::UnexpectedResponse, None, 1, None));
    assert_eq!(failure.kept, None);
}

#[test]
fn an_error_alone_is_a_failure_with_nothing_more_to_it() {
    let error = NETWORK.error();
    let failure = Box::<Failure>::from(error.clone());
    assert_eq!(*failure, Failure { error, kept: None, cause: None, receipt: None });
}

/// What a call ends with that is tried once.
fn message(set: impl FnOnce(&mut Settings), came: impl Into<Input>) -> String {
    let mut call = Play::disabling(|settings| {
        settings.retry = tries(1);
        set(settings);
    });
    call.begin();
    failed(call.then(came)).error.message.clone()
}

#[test]
fn what_came_of_a_patch_that_left_says_that_the_change_may_have_been_made() {
    const OPEN: &str = "; unless applied is false the change may have been made, and making it again is safe.";
    for (what, is_open) in
        [(Fault::Rejected, true), (Fault::Hidden, true), (Fault::OutOfTime, true), (Fault::Threw, false), (Fault::NoResponse, false)]
    {
        let message = message(plain, fault(what));
        assert_eq!(message.ends_with(OPEN), is_open, "{what:?}: {message}");
    }
    // A read changes nothing.
    let mut read = Play::reading(Reading::Keysets, |settings| settings.retry = tries(1));
    read.begin();
    let message = &failed(read.then(fault(Fault::Rejected))).error.message;
    assert!(!message.contains("may have been made"), "{message}");
}

#[test]
fn a_refusal_at_a_base_url_of_another_version_names_it() {
    const DOUBT: &str = "; baseUrl does not end in /beta, the one version of Graph that knows key sets.";
    let at = |base: &'static str| move |settings: &mut Settings| settings.base = Some(base.into());
    for status in [400, 404] {
        let message = message(at("https://graph.microsoft.com/v1.0"), answer(status));
        assert!(message.ends_with(DOUBT), "{status}: {message}");
    }
    for (base, status) in
        [("https://graph.microsoft.com/v1.0", 401), ("https://graph.microsoft.com/v1.0", 503), ("http://localhost:1/beta", 404)]
    {
        let message = message(at(base), answer(status));
        assert!(!message.contains("does not end in"), "{base} {status}: {message}");
    }
    let message = message(plain, answer(404));
    assert!(!message.contains("does not end in"), "{message}");
}
