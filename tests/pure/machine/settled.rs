//! A PATCH of which nobody knows what came of it: the key is read, and shows it.

use crate::commands::Command;
use trustframework_keys::graph::error::Code;
use trustframework_keys::graph::retry::Policy;
use trustframework_keys::machine::exchange::{Fault, Kept};
use trustframework_keys::machine::root::Turn;
use trustframework_keys::machine::settings::Settings;
use trustframework_keys::machine::{Ended, Input, Receipt};

use super::script::*;

/// A call that tries once and reads back.
fn once(settings: &mut Settings) {
    (settings.verify, settings.retry) = (true, Policy::NEVER);
}

/// What follows a PATCH that ended so.
fn after(came: Came, set: impl FnOnce(&mut Settings)) -> (Play, Command) {
    let mut call = Play::disabling(|settings| {
        once(settings);
        set(settings);
    });
    call.begin();
    let next = call.then(came);
    (call, next)
}

#[test]
fn a_key_that_shows_the_new_status_makes_it_a_success() {
    for came in [fault(Fault::Rejected), fault(Fault::Threw), fault(Fault::OutOfTime).took(10_000.0), answer(503), answer(599)] {
        let (mut call, next) = after(came.kept(3), plain);
        assert_eq!(next, get_kid());
        assert_eq!(call.then(shows_kid("disabled")), changed(1, true, 3));
    }
}

#[test]
fn a_key_that_does_not_show_it_leaves_the_failure_as_it_was() {
    let (mut call, _) = after(fault(Fault::Rejected).kept(3), plain);
    for wait in [500.0, 500.0, 1_000.0, 2_000.0] {
        assert_eq!(call.then(shows_kid("enabled")), sleep(wait));
        assert_eq!(call.then(slept(wait)), get_kid());
    }
    let failure = failed(call.then(shows_kid("enabled")));
    assert_eq!(essence(&failure), (Code::Network, None, 1, None));
    assert_eq!((failure.kept, failure.cause, failure.receipt), (Some(Kept(3)), None, None));
}

#[test]
fn a_read_that_fails_leaves_the_failure_as_it_was() {
    let (mut call, _) = after(answer(502).kept(3), plain);
    let failure = failed(call.then(answer(403).kept(4)));
    assert_eq!((essence(&failure), failure.kept), ((Code::Unavailable, None, 1, None), Some(Kept(3))));
}

#[test]
fn what_is_certain_or_no_matter_of_reading_is_not_read_back() {
    for (came, code) in [
        (answer(404), Code::NotFound),
        (answer(400).coded("AADB2C95053"), Code::Rejected),
        (answer(409), Code::Rejected),
        (answer(429), Code::Throttled),
        (answer(302), Code::Redirected),
        (answer(200), Code::UnexpectedResponse),
        (fault(Fault::NoResponse), Code::UnexpectedResponse),
    ] {
        let (_, next) = after(came, plain);
        assert_eq!(essence(&failed(next)).0, code);
    }
}

#[test]
fn calls_without_read_back_settle_nothing() {
    let (_, next) = after(answer(503), |settings| settings.verify = false);
    assert_eq!(essence(&failed(next)).0, Code::Unavailable);
}

#[test]
fn a_call_out_of_time_settles_nothing() {
    let (_, next) = after(fault(Fault::OutOfTime), |settings| settings.timeout = ms(10_000.0));
    assert_eq!(essence(&failed(next)).0, Code::Timeout);
}

#[test]
fn nothing_is_read_before_the_time_that_graph_asked_for() {
    // `retry: false` names no longest wait.
    let (mut call, next) = after(answer(503).asking(40_000.0).kept(3), plain);
    assert_eq!(next, sleep(40_000.0));
    assert_eq!(call.then(slept(40_000.0)), get_kid());
    // The times of the read-back begin now.
    assert_eq!(call.then(shows_kid("enabled")), sleep(500.0));
    call.then(slept(500.0));
    assert_eq!(call.then(shows_kid("disabled")), changed(1, true, 3));
}

#[test]
fn a_wait_that_is_too_long_leaves_the_failure_as_it_was() {
    let (_, next) = after(answer(503).asking(60_000.0), plain);
    assert_eq!(essence(&failed(next)), (Code::Unavailable, None, 1, Some(60_000.0)));
    for (asked, is_waited) in [(5_000.0, true), (5_001.0, false)] {
        let limited = |settings: &mut Settings| settings.retry = Policy { max_attempts: 1, max_delay: ms(5_000.0) };
        let (_, next) = after(answer(503).asking(asked), limited);
        if is_waited {
            assert_eq!(next, sleep(asked));
        } else {
            assert_eq!(essence(&failed(next)), (Code::Unavailable, None, 1, Some(asked)));
        }
    }
}

#[test]
fn the_wait_takes_time_of_the_call() {
    let (mut call, next) = after(answer(503).asking(1_000.0), |settings| settings.timeout = ms(1_400.0));
    assert_eq!(next, sleep(1_000.0));
    assert_eq!(call.then(slept(1_000.0)), within(400.0, get_kid()));
    assert_eq!(essence(&failed(call.then(shows_kid("enabled")))).0, Code::Unavailable);
}

#[test]
fn the_last_of_several_attempts_is_settled() {
    let mut call = Play::disabling(|settings| (settings.verify, settings.retry) = (true, tries(2)));
    call.begin();
    call.then(answer(503).kept(1));
    call.then(slept(250.0));
    assert_eq!(call.then(fault(Fault::Rejected).kept(2)), get_kid());
    assert_eq!(call.then(shows_kid("disabled")), changed(2, true, 2));
}

#[test]
fn a_source_without_a_token_is_not_asked_to_read() {
    let mut call = Play::disabling(|settings| (settings.verify, settings.has_source) = (true, true));
    call.begin();
    call.then(token());
    call.then(answer(503));
    assert_eq!(call.then(slept(250.0)), ask());
    assert_eq!(essence(&failed(call.then(no_token_in_time()))), (Code::Timeout, None, 1, None));
}

#[test]
fn an_unsent_patch_is_not_read_back() {
    let mut call = Play::disabling(|settings| (settings.verify, settings.attempt_timeout) = (true, ms(0.0)));
    assert_eq!(essence(&failed(call.begin())), (Code::Timeout, Some(false), 0, None));
}

/// A guarded call whose PATCH was answered by a 503. The set is read again next.
fn guarded_after_a_503() -> Play {
    let mut call = Play::disabling(|settings| (settings.guard, settings.verify) = (true, true));
    call.begin();
    call.then(shows(&[key("kid", "enabled"), key("other", "enabled")]));
    assert_eq!(call.then(answer(503)), sleep(250.0));
    assert_eq!(call.then(slept(250.0)), get_keys());
    call
}

#[test]
fn a_guard_that_stops_a_second_attempt_is_settled_too() {
    let refusal = shows(&[key("kid", "enabled"), key("other", "disabled")]);
    for (stop, code) in [(refusal, Code::LastUsableKey), (answer(402), Code::GuardUnavailable)] {
        // The set lags: the key shows its new status by itself.
        let mut call = guarded_after_a_503();
        assert_eq!(call.then(stop.clone()), get_kid());
        assert_eq!(call.then(shows_kid("disabled")), get_keys());
        // No answer told of it.
        let receipt = Receipt { attempts: 1, verified: true, kept: None };
        assert_eq!(call.then(shows(&[key("other", "enabled")])), Command::Done(Ended::Changed(receipt)));
        // The key does not show it.
        let mut other = guarded_after_a_503();
        other.then(stop);
        assert_eq!(essence(&failed(other.then(answer(401)))), (code, None, 1, None));
    }
}

#[test]
fn what_is_found_once_the_key_shows_its_new_status_is_about_an_accepted_change() {
    let settle = || {
        let mut call = Play::disabling(|settings| {
            once(settings);
            settings.guard = true;
        });
        call.begin();
        call.then(shows(&[key("kid", "enabled"), key("other", "enabled")]));
        assert_eq!(call.then(answer(503).kept(3)), get_kid());
        assert_eq!(call.then(shows_kid("disabled")), get_keys());
        call
    };
    let none = failed(settle().then(shows(&[key("other", "disabled")])));
    assert_eq!((essence(&none), none.receipt), ((Code::NoUsableKey, Some(true), 1, None), Some(receipt(1, true, 3))));
    let unread = failed(settle().then(answer(401)));
    assert_eq!((essence(&unread), unread.receipt), ((Code::NotVerified, Some(true), 1, None), Some(receipt(1, true, 3))));
}

#[test]
fn any_input_in_place_of_a_sleep_goes_on() {
    let (mut call, _) = after(answer(503).asking(1_000.0), plain);
    assert_eq!(call.then(Input::Turn(Turn::Never)), get_kid());
}
