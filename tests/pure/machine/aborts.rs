//! A call that its caller ends.

use crate::commands::Command;
use trustframework_keys::graph::error::Code;
use trustframework_keys::machine::Ended;
use trustframework_keys::machine::root::Cause;

use super::script::*;

#[test]
fn a_call_that_has_sent_nothing_has_changed_nothing() {
    let mut call = Play::disabling(with_source);
    assert_eq!(call.begin(), ask());
    assert!(call.is_untouched());
    assert_eq!(call.abort(), Ended::Aborted { may_have_changed: false });
    assert_eq!(Play::disabling(plain).abort(), Ended::Aborted { may_have_changed: false });
}

#[test]
fn a_request_under_way_may_have_changed_the_key() {
    let mut call = Play::disabling(plain);
    call.begin();
    assert_eq!(call.abort(), Ended::Aborted { may_have_changed: true });
    assert!(!call.is_untouched());
}

#[test]
fn a_refused_request_has_changed_nothing() {
    let mut call = Play::disabling(plain);
    call.begin();
    assert_eq!(call.then(answer(400).coded("AADB2C95053")), sleep(250.0));
    assert_eq!(call.abort(), Ended::Aborted { may_have_changed: false });
    let mut unsure = Play::disabling(plain);
    unsure.begin();
    unsure.then(answer(503));
    assert_eq!(unsure.abort(), Ended::Aborted { may_have_changed: true });
}

#[test]
fn nothing_is_sent_from_then_on() {
    let mut call = Play::disabling(plain);
    call.begin();
    call.then(answer(503));
    call.abort();
    assert_eq!(call.then(slept(250.0)), Command::Nothing);
}

#[test]
fn an_accepted_change_stays_accepted() {
    let mut call = Play::disabling(|settings| settings.verify = true);
    call.begin();
    call.then(answer(503));
    call.then(slept(250.0));
    assert_eq!(call.then(answer(204).kept(9)), get_kid());
    let Ended::Failed(failure) = call.abort() else { panic!() };
    assert_eq!(essence(&failure), (Code::NotVerified, Some(true), 2, None));
    assert_eq!((&failure.cause, failure.receipt, failure.kept), (&Some(Cause::Abort), Some(receipt(2, false, 9)), None));
    assert!(failure.error.retryable);
}

#[test]
fn a_change_that_was_seen_is_told_as_seen() {
    let mut call = Play::disabling(|settings| (settings.guard, settings.verify) = (true, true));
    call.begin();
    call.then(shows(&[key("kid", "enabled"), key("other", "enabled")]));
    call.then(answer(204).kept(9));
    assert_eq!(call.then(shows_kid("disabled")), get_keys());
    let Ended::Failed(failure) = call.abort() else { panic!() };
    assert_eq!(failure.receipt, Some(receipt(1, true, 9)));
}

#[test]
fn what_nobody_knows_the_outcome_of_is_not_accepted() {
    let mut call = Play::disabling(|settings| (settings.verify, settings.retry) = (true, tries(1)));
    call.begin();
    assert_eq!(call.then(answer(503)), get_kid());
    assert_eq!(call.abort(), Ended::Aborted { may_have_changed: true });
}
