//! What is read after a change was accepted, and when.

use crate::commands::Command;
use trustframework_keys::graph::error::Code;
use trustframework_keys::graph::keys::Key;
use trustframework_keys::machine::Failure;
use trustframework_keys::machine::exchange::Fault;
use trustframework_keys::machine::root::{Cause, What};
use trustframework_keys::machine::settings::Settings;

use super::script::*;

fn verified(settings: &mut Settings) {
    settings.verify = true;
}

/// A call whose change Graph has just accepted with the answer 9.
fn accepted(set: impl FnOnce(&mut Settings)) -> Play {
    let mut call = Play::disabling(|settings| {
        verified(settings);
        set(settings);
    });
    call.begin();
    call.then(answer(204).kept(9));
    call
}

/// The same of a guarded change. The key is read back next.
fn accepted_with_guard(set: impl FnOnce(&mut Settings)) -> Play {
    let mut call = Play::disabling(|settings| {
        (settings.guard, settings.verify) = (true, true);
        set(settings);
    });
    call.begin();
    call.then(shows(&both("enabled", "enabled")));
    call.then(answer(204).kept(9));
    call
}

fn both(kid: &str, other: &str) -> [Key; 2] {
    [key("kid", kid), key("other", other)]
}

/// A change that was accepted and not confirmed: the code of the cause.
fn unconfirmed(command: Command, is_verified: bool) -> Option<Code> {
    let failure = failed(command);
    assert_eq!(essence(&failure), (Code::NotVerified, Some(true), 1, None));
    assert_eq!((failure.receipt, failure.kept), (Some(receipt(1, is_verified, 9)), None));
    assert!(failure.error.retryable);
    match failure.cause {
        None => None,
        Some(Cause::Failure(cause)) => {
            assert_eq!(cause.receipt, None, "the receipt is told once");
            Some(cause.error.code)
        }
        Some(Cause::Abort) => panic!("nobody aborted"),
    }
}

#[test]
fn a_key_that_shows_its_new_status_ends_the_call() {
    let mut call = Play::disabling(verified);
    call.begin();
    assert_eq!(call.then(answer(204).kept(9)), get_kid());
    assert_eq!(call.then(shows_kid("Disabled")), changed(1, true, 9));
}

#[test]
fn calls_without_read_back_end_with_the_answer() {
    let mut call = Play::disabling(|settings| settings.guard = true);
    call.begin();
    call.then(shows(&both("enabled", "enabled")));
    assert_eq!(call.then(answer(204)), changed(1, false, 0));
}

#[test]
fn the_key_is_read_at_once_and_after_half_one_two_and_four_seconds() {
    let mut call = accepted(plain);
    for wait in [500.0, 500.0, 1_000.0, 2_000.0] {
        assert_eq!(call.then(shows_kid("enabled")), sleep(wait));
        assert_eq!(call.then(slept(wait)), get_kid());
    }
    assert_eq!(unconfirmed(call.then(shows_kid("enabled")), false), None);
}

#[test]
fn what_reads_take_is_no_wait() {
    let mut call = accepted(plain);
    assert_eq!(call.then(shows_kid("enabled").took(300.0)), sleep(200.0));
    assert_eq!(call.then(slept(200.0)), get_kid());
    // 1,000 ms: the third read is due now.
    assert_eq!(call.then(shows_kid("enabled").took(500.0)), get_kid());
    // 1,700 ms: the fourth is due in 300.
    assert_eq!(call.then(shows_kid("enabled").took(700.0)), sleep(300.0));
}

#[test]
fn a_read_that_is_late_as_the_next_is_due_is_left_out() {
    let mut call = accepted(plain);
    // The second is late, the third is due just now.
    assert_eq!(call.then(shows_kid("enabled").took(1_000.0)), get_kid());
    assert_eq!(call.then(shows_kid("enabled")), sleep(1_000.0));
    let mut other = accepted(plain);
    // The second is late, the third is not due yet.
    assert_eq!(other.then(shows_kid("enabled").took(999.0)), get_kid());
    assert_eq!(other.then(shows_kid("enabled")), sleep(1.0));
}

#[test]
fn a_wait_that_was_longer_than_asked_counts_as_it_was() {
    let mut call = accepted(plain);
    assert_eq!(call.then(shows_kid("enabled")), sleep(500.0));
    assert_eq!(call.then(slept(800.0)), get_kid());
    assert_eq!(call.then(shows_kid("enabled")), sleep(200.0));
}

#[test]
fn time_before_the_answer_is_no_time_of_the_read_back() {
    let mut call = Play::disabling(verified);
    call.begin();
    assert_eq!(call.then(answer(204).took(3_000.0)), get_kid());
    assert_eq!(call.then(shows_kid("enabled")), sleep(500.0));
}

#[test]
fn the_last_read_is_made_however_late() {
    let mut call = accepted(plain);
    assert_eq!(call.then(shows_kid("enabled").took(9_000.0)), get_kid());
    assert_eq!(unconfirmed(call.then(shows_kid("enabled")), false), None);
}

#[test]
fn no_read_comes_before_the_time_that_graph_asked_for() {
    let mut call = accepted(plain);
    assert_eq!(call.then(answer(503).asking(1_500.0)), sleep(2_000.0));
    assert_eq!(call.then(slept(2_000.0)), get_kid());
    // That was asked for once.
    assert_eq!(call.then(shows_kid("enabled")), sleep(2_000.0));
}

#[test]
fn the_time_that_graph_asked_for_begins_with_its_answer() {
    let mut call = accepted(plain);
    // 400 ms and 600 ms: the third read is due just then.
    assert_eq!(call.then(answer(503).took(400.0).asking(600.0)), sleep(600.0));
    assert_eq!(call.then(slept(600.0)), get_kid());
    let mut other = accepted(plain);
    assert_eq!(other.then(answer(503).took(400.0).asking(601.0)), sleep(1_600.0));
}

#[test]
fn a_wait_beyond_the_last_read_ends_the_call() {
    let mut call = accepted(plain);
    assert_eq!(unconfirmed(call.then(answer(429).asking(4_001.0)), false), Some(Code::Throttled));
}

#[test]
fn a_read_that_fails_is_not_the_last() {
    let mut call = accepted(plain);
    assert_eq!(call.then(answer(500)), sleep(500.0));
    assert_eq!(
        call.told().last(),
        Some(&event(trustframework_keys::machine::exchange::Phase::Verify, 1, Some(Code::Unavailable), None, 0))
    );
    assert_eq!(call.then(slept(500.0)), get_kid());
    assert_eq!(call.then(answer(404)), sleep(500.0));
    assert_eq!(call.then(slept(500.0)), get_kid());
    assert_eq!(call.then(fault(Fault::Threw)), sleep(1_000.0));
    assert_eq!(call.then(slept(1_000.0)), get_kid());
    assert_eq!(call.then(shows_kid("disabled")), changed(1, true, 9));
}

#[test]
fn the_last_read_says_why_nothing_was_confirmed() {
    let play = |comes: [Came; 5]| {
        let mut call = accepted(plain);
        let mut next = None;
        for came in comes {
            next = Some(match call.then(came) {
                Command::Sleep(wait) => call.then(trustframework_keys::machine::Input::Slept(wait)),
                done => done,
            });
        }
        next.unwrap()
    };
    let (bad, old) = (answer(503).kept(3), shows_kid("enabled"));
    assert_eq!(unconfirmed(play([old.clone(), old.clone(), old.clone(), old.clone(), bad.clone()]), false), Some(Code::Unavailable));
    assert_eq!(unconfirmed(play([bad.clone(), bad.clone(), bad.clone(), bad, old]), false), None);
}

#[test]
fn a_wait_that_is_asked_for_with_a_read_is_handed_on_in_the_cause() {
    let mut call = accepted(plain);
    let failure = failed(call.then(answer(429).asking(5_000.0).kept(2)));
    let Some(Cause::Failure(cause)) = failure.cause else { panic!() };
    assert_eq!((cause.error.retry_after, cause.kept.map(|kept| kept.0)), (Some(ms(5_000.0)), Some(2)));
}

#[test]
fn a_token_that_may_not_read_ends_the_call_at_once() {
    for (status, code) in [(401, Code::Unauthorized), (403, Code::Forbidden)] {
        let mut call = accepted(plain);
        assert_eq!(unconfirmed(call.then(answer(status)), false), Some(code));
    }
}

#[test]
fn each_read_asks_for_a_token_and_one_that_fails_ends_the_call() {
    let mut call = Play::disabling(|settings| (settings.verify, settings.has_source) = (true, true));
    call.begin();
    call.then(token());
    assert_eq!(call.then(answer(204).kept(9)), ask());
    assert_eq!(call.then(token()), get_kid());
    assert_eq!(call.then(shows_kid("enabled")), sleep(500.0));
    assert_eq!(call.then(slept(500.0)), ask());
    assert_eq!(unconfirmed(call.then(no_token("threw; see cause.")), false), Some(Code::Token));
}

#[test]
fn a_read_back_may_have_the_other_token_of_the_call() {
    let mut call = Play::disabling(|settings| (settings.verify, settings.has_source) = (true, true));
    call.begin();
    call.then(token());
    call.then(answer(204).kept(9));
    call.then(token());
    assert_eq!(call.then(answer(401).kept(4)), ask_another(4));
    assert_eq!(call.then(token()), get_kid());
    assert_eq!(call.then(shows_kid("disabled")), changed(1, true, 9));
}

#[test]
fn a_call_out_of_time_says_so() {
    let mut call = Play::disabling(|settings| (settings.verify, settings.timeout) = (true, ms(1_000.0)));
    call.begin();
    call.then(answer(204).took(500.0).kept(9));
    assert_eq!(unconfirmed(call.then(shows_kid("enabled")), false), Some(Code::Timeout));
    // A millisecond more is enough for the wait.
    let mut other = Play::disabling(|settings| (settings.verify, settings.timeout) = (true, ms(1_001.0)));
    other.begin();
    other.then(answer(204).took(500.0));
    assert_eq!(other.then(shows_kid("enabled")), sleep(500.0));
    assert_eq!(other.then(slept(500.0)), within(1.0, get_kid()));
}

#[test]
fn a_call_without_time_reads_nothing() {
    let mut call = Play::disabling(|settings| (settings.verify, settings.timeout) = (true, ms(1_000.0)));
    call.begin();
    assert_eq!(unconfirmed(call.then(answer(204).took(1_000.0).kept(9)), false), Some(Code::Timeout));
}

#[test]
fn a_read_that_failed_is_a_better_cause_than_the_time() {
    let mut call = accepted(|settings| settings.timeout = ms(400.0));
    assert_eq!(unconfirmed(call.then(answer(504)), false), Some(Code::Unavailable));
}

#[test]
fn an_empty_answer_does_not_show_the_key() {
    let mut call = accepted(plain);
    assert_eq!(call.then(shows(&[])), sleep(500.0));
    let mut late = accepted(|settings| settings.timeout = ms(100.0));
    assert_eq!(unconfirmed(late.then(shows(&[])), false), Some(Code::Timeout));
}

#[test]
fn of_a_guarded_change_the_set_is_read_once_the_key_shows() {
    let mut call = accepted_with_guard(plain);
    assert_eq!(call.then(shows_kid("enabled")), sleep(500.0));
    call.then(slept(500.0));
    assert_eq!(call.then(shows_kid("disabled")), get_keys());
    // That the set still shows the old status is no matter: other keys count.
    assert_eq!(call.then(shows(&both("enabled", "enabled"))), changed(1, true, 9));
}

#[test]
fn enabling_reads_no_set() {
    let mut call = Play::enabling(|settings| (settings.guard, settings.verify) = (true, true));
    call.begin();
    call.then(answer(204));
    assert_eq!(call.then(shows_kid("enabled")), changed(1, true, 0));
}

#[test]
fn a_set_without_a_usable_key_is_told_as_such() {
    let mut call = accepted_with_guard(plain);
    call.then(shows_kid("disabled"));
    let failure = failed(call.then(shows(&both("disabled", "disabled"))));
    assert_eq!(essence(&failure), (Code::NoUsableKey, Some(true), 1, None));
    assert_eq!((failure.receipt, failure.cause), (Some(receipt(1, true, 9)), None));
    assert!(failure.error.message.contains("The key set set has no usable key left"), "{}", failure.error.message);
}

#[test]
fn a_set_that_cannot_be_read_confirms_nothing() {
    let mut call = accepted_with_guard(plain);
    call.then(shows_kid("disabled"));
    assert_eq!(unconfirmed(call.then(shows(&[key("other", "new")])), true), Some(Code::GuardUnavailable));
}

#[test]
fn a_set_that_could_not_be_read_is_read_again_without_the_key() {
    let mut call = accepted_with_guard(plain);
    call.then(shows_kid("disabled"));
    assert_eq!(call.then(answer(503)), sleep(500.0));
    assert_eq!(call.then(slept(500.0)), get_keys());
    assert_eq!(call.then(answer(404)), get_keyset());
    assert_eq!(call.then(shows(&both("disabled", "enabled"))), changed(1, true, 9));
}

#[test]
fn a_set_that_is_never_read_leaves_the_key_confirmed_and_the_set_not() {
    let mut call = accepted_with_guard(|settings| settings.timeout = ms(400.0));
    call.then(shows_kid("disabled"));
    assert_eq!(unconfirmed(call.then(answer(503)), true), Some(Code::Unavailable));
}

#[test]
fn a_page_of_the_set_that_fails_is_read_from_the_first_at_the_next_time() {
    let second = "https://graph.microsoft.com/beta/trustFramework/keySets/set/keys_v2?$skiptoken=2";
    let mut call = accepted_with_guard(plain);
    call.then(shows_kid("disabled"));
    assert_eq!(call.then(shows(&both("disabled", "enabled")).followed_by(second)), get_page(second, What::Keys, false, true));
    assert_eq!(call.then(answer(503)), sleep(500.0));
    assert_eq!(call.then(slept(500.0)), get_keys());
}

#[test]
fn a_cause_knows_of_no_abort_and_no_receipt() {
    let mut call = accepted(plain);
    let failure: Box<Failure> = failed(call.then(answer(403)));
    let Some(Cause::Failure(cause)) = &failure.cause else { panic!("{failure:?}") };
    // A read says nothing of the change, which may have been made.
    assert_eq!((cause.error.applied, cause.error.attempts, cause.receipt), (None, 1, None));
}
