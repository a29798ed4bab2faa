//! The token source: asked once for each attempt, and once in a call for another token than the one that Graph refused.

use crate::commands::Command;
use trustframework_keys::graph::cloud::Cloud;
use trustframework_keys::graph::error::Code;
use trustframework_keys::machine::exchange::Kept;

use super::script::*;

const EARLIER: &str = " An earlier attempt of this call may have changed the key.";

/// A call with a source, whose first token is there.
fn with_token() -> Play {
    let mut call = Play::disabling(with_source);
    assert_eq!(call.begin(), ask());
    assert_eq!(call.then(token()), patch(10_000.0));
    call
}

#[test]
fn a_source_is_asked_before_each_attempt() {
    let mut call = with_token();
    assert_eq!(call.then(answer(503)), sleep(250.0));
    assert_eq!(call.then(slept(250.0)), ask());
    // A source that gives the same token again is free to do so.
    assert_eq!(call.then(same_token()), patch(10_000.0));
    assert_eq!(call.then(answer(204)), changed(2, false, 0));
}

#[test]
fn a_source_is_asked_for_the_cloud_and_within_its_limit() {
    let mut call =
        Play::disabling(|settings| (settings.has_source, settings.cloud, settings.token_timeout) = (true, Cloud::UsGov, ms(5.0)));
    let scope = "https://graph.microsoft.us/.default";
    assert_eq!(call.begin(), Command::Ask { scope, refused: None, within: ms(5.0) });
}

#[test]
fn one_token_is_never_asked_for_and_its_401_is_final() {
    let mut call = Play::disabling(plain);
    call.begin();
    let failure = failed(call.then(answer(401)));
    assert_eq!(essence(&failure), (Code::Unauthorized, Some(false), 1, None));
    assert_eq!(call.told().len(), 1);
}

#[test]
fn a_401_asks_for_another_token_at_once_and_only_once() {
    let mut call = with_token();
    assert_eq!(call.then(answer(401).kept(5)), ask_another(5));
    assert_eq!(call.then(token()), patch(10_000.0));
    let failure = failed(call.then(answer(401).kept(6)));
    assert_eq!(essence(&failure), (Code::Unauthorized, Some(false), 2, None));
    assert_eq!(failure.kept, Some(Kept(6)));
}

#[test]
fn another_token_costs_no_attempt() {
    let mut call = with_token();
    call.then(answer(401));
    call.then(token());
    // The back-off of a first attempt.
    assert_eq!(call.then(answer(503)), sleep(250.0));
    assert_eq!(call.then(slept(250.0)), ask());
    assert_eq!(call.then(token()), patch(10_000.0));
    assert_eq!(call.then(answer(204)), changed(3, false, 0));
}

#[test]
fn another_token_takes_the_time_that_is_left() {
    let mut call = Play::disabling(|settings| (settings.has_source, settings.timeout) = (true, ms(5_000.0)));
    call.begin();
    call.then(token());
    assert_eq!(call.then(answer(401).took(1_000.0)), ask_another(0));
    assert_eq!(call.then(token()), patch(4_000.0));
}

#[test]
fn without_time_left_no_other_token_is_asked_for() {
    let mut call = Play::disabling(|settings| (settings.has_source, settings.timeout) = (true, ms(1_000.0)));
    call.begin();
    call.then(token());
    assert_eq!(essence(&failed(call.then(answer(401).took(1_000.0)))), (Code::Unauthorized, Some(false), 1, None));
}

#[test]
fn claims_ask_for_another_token_at_403_too() {
    let mut call = with_token();
    assert_eq!(call.then(answer(403).demanding().kept(3)), ask_another(3));
    assert_eq!(call.then(token()), patch(10_000.0));
    assert_eq!(call.then(answer(204)), changed(2, false, 0));
    let mut other = with_token();
    assert_eq!(essence(&failed(other.then(answer(403)))).0, Code::Forbidden);
}

#[test]
fn a_redirect_asks_for_no_other_token() {
    let mut call = with_token();
    assert_eq!(essence(&failed(call.then(answer(401).redirected()))), (Code::Redirected, None, 1, None));
}

#[test]
fn the_same_token_again_leaves_what_graph_said() {
    let mut call = with_token();
    assert_eq!(call.then(answer(401).kept(5)), ask_another(5));
    let failure = failed(call.then(same_token()));
    assert_eq!(essence(&failure), (Code::Unauthorized, Some(false), 1, None));
    assert_eq!(failure.kept, Some(Kept(5)));
}

#[test]
fn the_same_token_again_may_still_be_worth_a_wait() {
    let mut call = with_token();
    assert_eq!(call.then(answer(401).coded("AADB2C95053")), ask_another(0));
    assert_eq!(call.then(same_token()), sleep(250.0));
    assert_eq!(call.told().len(), 1, "what was told before the ask is not told again");
    assert_eq!(call.then(slept(250.0)), ask());
}

#[test]
fn a_wait_that_graph_asks_for_comes_before_another_token() {
    let mut call = with_token();
    assert_eq!(call.then(answer(401).coded("AADB2C95053").asking(2_000.0)), sleep(2_000.0));
    assert_eq!(call.then(slept(2_000.0)), ask());
    call.then(token());
    // The other token is still to be had.
    assert_eq!(call.then(answer(401).kept(8)), ask_another(8));
}

#[test]
fn a_wait_beside_an_answer_that_is_not_tried_again_means_nothing() {
    let mut call = with_token();
    assert_eq!(call.then(answer(401).asking(2_000.0)), ask_another(0));
}

#[test]
fn a_source_that_gives_no_token_ends_the_call() {
    let mut call = Play::disabling(with_source);
    call.begin();
    let failure = failed(call.then(no_token("threw; see cause.")));
    assert_eq!(essence(&failure), (Code::Token, Some(false), 0, None));
    assert_eq!((&*failure.error.message, failure.error.retryable), ("The token source threw; see cause.", false));
    assert_eq!(failure.kept, Some(Kept(90)));
}

#[test]
fn a_source_that_takes_too_long_ends_the_call() {
    let mut call = Play::disabling(with_source);
    call.begin();
    let failure = failed(call.then(no_token_in_time()));
    assert_eq!(essence(&failure), (Code::Timeout, Some(false), 0, None));
    assert!(failure.error.retryable && failure.error.message.contains("tokenTimeoutMs"), "{}", failure.error.message);
    assert_eq!(failure.kept, Some(Kept(91)));
}

#[test]
fn what_answers_another_command_ends_the_call() {
    let mut call = Play::disabling(with_source);
    call.begin();
    let failure = failed(call.then(answer(204)));
    assert_eq!((essence(&failure), failure.kept), ((Code::UnexpectedResponse, Some(false), 0, None), None));
}

#[test]
fn no_token_after_an_attempt_that_may_have_changed_the_key_says_so() {
    let mut call = with_token();
    call.then(answer(503));
    call.then(slept(250.0));
    let failure = failed(call.then(no_token("threw; see cause.")));
    assert_eq!(essence(&failure), (Code::Token, None, 1, None));
    assert!(failure.error.message.ends_with(EARLIER), "{}", failure.error.message);
}

#[test]
fn no_other_token_ends_the_call_with_what_graph_said_of_the_first() {
    let mut call = with_token();
    assert_eq!(call.then(answer(401).demanding().coded("InvalidToken")), ask_another(0));
    let failure = failed(call.then(no_token("threw; see cause.")));
    assert_eq!(essence(&failure), (Code::Token, Some(false), 1, None));
    let error = &failure.error;
    assert_eq!((&*error.message, error.retryable), ("The token source threw; see cause.", false));
    assert_eq!((error.http_status, error.graph_code.as_deref(), error.demands_claims), (Some(401), Some("InvalidToken"), true));
    assert_eq!(failure.kept, Some(Kept(90)));

    let mut late = with_token();
    late.then(answer(401));
    let failure = failed(late.then(no_token_in_time()));
    assert_eq!((essence(&failure).0, failure.error.retryable, failure.error.http_status), (Code::Timeout, true, Some(401)));
}
