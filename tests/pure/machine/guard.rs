//! What is read before a key is disabled, and what follows from it.

use trustframework_keys::graph::error::Code;
use trustframework_keys::machine::Failure;
use trustframework_keys::machine::exchange::{Fault, Kept};
use trustframework_keys::machine::root::{Cause, What};
use trustframework_keys::machine::settings::Settings;

use super::script::*;

const EARLIER: &str = " An earlier attempt of this call may have changed the key.";

fn guarded(settings: &mut Settings) {
    settings.guard = true;
}

/// What stands beside the key, so that it may go.
fn safe() -> Came {
    shows(&[key("kid", "enabled"), key("other", "enabled")])
}

/// Nothing stands beside the key.
fn last() -> Came {
    shows(&[key("kid", "enabled"), key("other", "disabled")])
}

fn cause(failure: &Failure) -> &Failure {
    match &failure.cause {
        Some(Cause::Failure(cause)) => cause,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_set_is_read_before_the_patch() {
    let mut call = Play::disabling(guarded);
    assert_eq!(call.begin(), get_keys());
    assert_eq!(call.then(safe()), patch(10_000.0));
    assert_eq!(call.then(answer(204).kept(2)), changed(1, false, 2));
}

#[test]
fn enabling_and_calls_without_guard_read_nothing() {
    for mut call in [Play::enabling(guarded), Play::disabling(plain)] {
        assert!(matches!(call.begin(), crate::commands::Command::Send { method: "PATCH", .. }));
    }
}

#[test]
fn the_last_usable_key_is_refused_and_nothing_is_sent() {
    let mut call = Play::disabling(guarded);
    call.begin();
    let failure = failed(call.then(last()));
    assert_eq!(essence(&failure), (Code::LastUsableKey, Some(false), 0, None));
    assert_eq!((failure.kept, &failure.cause, failure.receipt), (None, &None, None));
    assert!(failure.error.message.contains("The key kid is the last usable key of the key set set"), "{}", failure.error.message);
}

#[test]
fn usable_is_judged_at_the_time_of_the_read() {
    let mut other = key("other", "enabled");
    other.exp = trustframework_keys::graph::keys::Bound::At(trustframework_keys::graph::time::Timestamp(NOW + 1.0));
    let keys = [key("kid", "enabled"), other];
    let mut call = Play::disabling(guarded);
    call.begin();
    assert_eq!(call.then(shows(&keys)), patch(10_000.0));
    let mut later = Play::disabling(guarded);
    later.begin();
    assert_eq!(essence(&failed(later.then(shows(&keys).at(NOW + 1.0)))).0, Code::LastUsableKey);
}

#[test]
fn where_there_is_no_list_of_keys_the_key_set_is_read() {
    for status in [400, 403, 404, 405, 501] {
        let mut call = Play::disabling(guarded);
        call.begin();
        assert_eq!(call.then(answer(status)), get_keyset());
        assert_eq!(call.then(safe()), patch(10_000.0));
    }
    let mut call = Play::disabling(guarded);
    call.begin();
    call.then(answer(404));
    let failure = failed(call.then(answer(404).kept(3)));
    assert_eq!(essence(&failure), (Code::NotFound, Some(false), 0, None));
    assert_eq!((cause(&failure).error.code, cause(&failure).kept), (Code::NotFound, Some(Kept(3))));
}

#[test]
fn a_key_that_the_list_does_not_show_is_looked_for_in_the_key_set() {
    let mut call = Play::disabling(guarded);
    call.begin();
    assert_eq!(call.then(shows(&[key("other", "enabled")])), get_keyset());
    assert_eq!(call.then(safe()), patch(10_000.0));

    let mut absent = Play::disabling(guarded);
    absent.begin();
    absent.then(shows(&[]));
    let failure = failed(absent.then(shows(&[key("other", "enabled")])));
    assert_eq!(essence(&failure), (Code::NotFound, Some(false), 0, None));
    assert_eq!((failure.error.retryable, &failure.cause), (false, &None));

    // What the key set itself shows is the last word.
    let mut refused = Play::disabling(guarded);
    refused.begin();
    refused.then(answer(405));
    assert_eq!(essence(&failed(refused.then(shows(&[])))).0, Code::NotFound);
}

#[test]
fn a_list_that_is_throttled_is_there_all_the_same() {
    let mut call = Play::disabling(guarded);
    call.begin();
    let failure = failed(call.then(answer(404).coded("AADB2C95043").asking(99_000.0)));
    assert_eq!(essence(&failure), (Code::GuardUnavailable, Some(false), 0, Some(99_000.0)));
}

#[test]
fn what_kept_the_set_from_being_read_is_the_cause() {
    let mut call = Play::disabling(guarded);
    call.begin();
    let failure = failed(call.then(answer(402).kept(4)));
    assert_eq!(essence(&failure), (Code::GuardUnavailable, Some(false), 0, None));
    assert!(!failure.error.retryable);
    assert_eq!((failure.kept, failure.receipt), (None, None));
    let cause = cause(&failure);
    assert_eq!(essence(cause), (Code::Rejected, Some(false), 0, None));
    assert_eq!((cause.kept, &cause.cause), (Some(Kept(4)), &None));
}

#[test]
fn a_read_is_tried_again_as_a_patch_is_and_hands_on_when_to_come_back() {
    let mut call = Play::disabling(|settings| (settings.guard, settings.retry) = (true, tries(2)));
    call.begin();
    assert_eq!(call.then(answer(503)), sleep(250.0));
    assert_eq!(call.then(slept(250.0)), get_keys());
    let failure = failed(call.then(answer(429).asking(8_000.0)));
    assert_eq!(essence(&failure), (Code::GuardUnavailable, Some(false), 0, Some(8_000.0)));
    assert!(failure.error.retryable);
    assert_eq!(essence(cause(&failure)), (Code::Throttled, Some(false), 0, Some(8_000.0)));
}

#[test]
fn a_read_that_is_no_read_lets_nothing_pass() {
    for came in [answer(200), answer(204), fault(Fault::NoResponse)] {
        let mut call = Play::disabling(guarded);
        call.begin();
        let failure = failed(call.then(came));
        assert_eq!((essence(&failure).0, cause(&failure).error.code), (Code::GuardUnavailable, Code::UnexpectedResponse));
    }
}

#[test]
fn attempts_of_the_guard_are_not_those_of_the_patch() {
    let mut call = Play::disabling(|settings| (settings.guard, settings.retry) = (true, tries(2)));
    call.begin();
    call.then(answer(503));
    call.then(slept(250.0));
    assert_eq!(call.then(safe()), patch(10_000.0));
    assert_eq!(call.then(answer(503)), sleep(250.0));
    assert_eq!(call.then(slept(250.0)), get_keys());
    // The guard begins anew as well.
    assert_eq!(call.then(answer(503)), sleep(250.0));
    call.then(slept(250.0));
    assert_eq!(call.then(safe()), patch(10_000.0));
    assert_eq!(essence(&failed(call.then(answer(503)))), (Code::Unavailable, None, 2, None));
}

#[test]
fn list_and_key_set_have_their_attempts_together() {
    let mut call = Play::disabling(|settings| (settings.guard, settings.retry) = (true, tries(2)));
    call.begin();
    call.then(answer(503));
    assert_eq!(call.then(slept(250.0)), get_keys());
    assert_eq!(call.then(answer(404)), get_keyset());
    assert_eq!(essence(&failed(call.then(answer(503)))).0, Code::GuardUnavailable);
}

#[test]
fn the_pages_of_a_set_count_together() {
    let second = "https://graph.microsoft.com/beta/trustFramework/keySets/set/keys_v2?$skiptoken=2";
    let mut call = Play::disabling(guarded);
    call.begin();
    let first = shows(&[key("kid", "enabled")]).followed_by(second);
    assert_eq!(call.then(first.clone()), get_page(second, What::Keys, false, true));
    assert_eq!(call.then(shows(&[key("other", "enabled")])), patch(10_000.0));
    let mut other = Play::disabling(guarded);
    other.begin();
    other.then(first);
    assert_eq!(essence(&failed(other.then(shows(&[key("other", "disabled")])))).0, Code::LastUsableKey);
}

#[test]
fn after_a_wait_the_set_is_read_from_its_first_page() {
    let second = "https://graph.microsoft.com/beta/trustFramework/keySets/set/keys_v2?$skiptoken=2";
    let mut call = Play::disabling(guarded);
    call.begin();
    call.then(safe().followed_by(second));
    assert_eq!(call.then(answer(503)), sleep(250.0));
    assert_eq!(call.then(slept(250.0)), get_keys());
    // What the first page showed before no longer counts.
    let failure = failed(call.then(last()));
    assert_eq!(essence(&failure).0, Code::LastUsableKey);
}

#[test]
fn the_pages_of_a_set_have_their_attempts_together() {
    let second = "https://graph.microsoft.com/beta/trustFramework/keySets/set/keys_v2?$skiptoken=2";
    let mut call = Play::disabling(|settings| (settings.guard, settings.retry) = (true, tries(2)));
    call.begin();
    call.then(answer(503));
    call.then(slept(250.0));
    call.then(safe().followed_by(second));
    assert_eq!(essence(&failed(call.then(answer(503)))).0, Code::GuardUnavailable);
}

#[test]
fn the_set_is_read_again_before_each_attempt() {
    let mut call = Play::disabling(guarded);
    call.begin();
    call.then(safe());
    assert_eq!(call.then(answer(400).coded("AADB2C95053")), sleep(250.0));
    assert_eq!(call.then(slept(250.0)), get_keys());
    let failure = failed(call.then(last()));
    assert_eq!(essence(&failure), (Code::LastUsableKey, Some(false), 1, None));
    assert!(!failure.error.message.contains(EARLIER), "{}", failure.error.message);
}

#[test]
fn a_refusal_after_an_attempt_that_may_have_changed_the_key_says_both() {
    let mut call = Play::disabling(guarded);
    call.begin();
    call.then(safe());
    call.then(answer(503));
    call.then(slept(250.0));
    let failure = failed(call.then(last()));
    assert_eq!(essence(&failure), (Code::LastUsableKey, None, 1, None));
    assert!(failure.error.message.ends_with(EARLIER), "{}", failure.error.message);
}

#[test]
fn reads_take_time_of_the_call() {
    let mut call = Play::disabling(|settings| (settings.guard, settings.timeout) = (true, ms(10_000.0)));
    call.begin();
    assert_eq!(call.then(safe().took(2_000.0)), patch(8_000.0));
}

#[test]
fn reads_and_patch_go_with_one_token() {
    let second = "https://graph.microsoft.com/beta/trustFramework/keySets/set/keys_v2?$skiptoken=2";
    let mut call = Play::disabling(|settings| (settings.guard, settings.has_source) = (true, true));
    assert_eq!(call.begin(), ask());
    assert_eq!(call.then(token()), get_keys());
    assert_eq!(call.then(safe().followed_by(second)), get_page(second, What::Keys, false, true));
    assert_eq!(call.then(safe()), patch(10_000.0));
    assert_eq!(call.then(answer(503)), sleep(250.0));
    assert_eq!(call.then(slept(250.0)), ask());
    assert_eq!(call.then(token()), get_keys());
    assert_eq!(call.then(safe()), patch(10_000.0));
}

#[test]
fn a_fallback_goes_with_the_same_token() {
    let mut call = Play::disabling(|settings| (settings.guard, settings.has_source) = (true, true));
    call.begin();
    call.then(token());
    assert_eq!(call.then(answer(405)), get_keyset());
}

#[test]
fn another_token_after_a_401_serves_read_and_patch_and_is_the_only_one() {
    let mut call = Play::disabling(|settings| (settings.guard, settings.has_source) = (true, true));
    call.begin();
    call.then(token());
    assert_eq!(call.then(answer(401).kept(2)), ask_another(2));
    assert_eq!(call.then(token()), get_keys());
    assert_eq!(call.then(safe()), patch(10_000.0));
    assert_eq!(essence(&failed(call.then(answer(401)))), (Code::Unauthorized, Some(false), 1, None));
}

#[test]
fn another_token_for_the_patch_reads_the_set_again() {
    let mut call = Play::disabling(|settings| (settings.guard, settings.has_source) = (true, true));
    call.begin();
    call.then(token());
    call.then(safe());
    assert_eq!(call.then(answer(401)), ask_another(0));
    assert_eq!(call.then(token()), get_keys());
    assert_eq!(call.then(safe()), patch(10_000.0));
}

#[test]
fn a_source_that_gives_no_token_is_no_matter_of_the_guard() {
    let mut call = Play::disabling(|settings| (settings.guard, settings.has_source) = (true, true));
    call.begin();
    let failure = failed(call.then(no_token("threw; see cause.")));
    assert_eq!(essence(&failure), (Code::Token, Some(false), 0, None));
    assert_eq!((failure.kept, failure.cause), (Some(Kept(90)), None));
}
