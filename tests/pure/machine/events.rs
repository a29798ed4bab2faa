//! What the caller's listener is told: each request once, in the order in which they end.

use trustframework_keys::graph::error::Code;
use trustframework_keys::machine::exchange::{Fault, Phase};

use super::script::*;

#[test]
fn each_result_is_told_once_with_the_wait_that_follows() {
    let mut call = Play::disabling(plain);
    call.begin();
    assert!(call.told().is_empty(), "nothing has come to anything");
    call.then(answer(503).kept(1));
    assert_eq!(call.told(), [event(Phase::Patch, 1, Some(Code::Unavailable), Some(250.0), 1)]);
    call.then(slept(250.0));
    assert!(call.told().is_empty());
    call.then(fault(Fault::Rejected).kept(2));
    assert_eq!(call.told(), [event(Phase::Patch, 2, Some(Code::Network), Some(500.0), 2)]);
    call.then(slept(500.0));
    call.then(answer(204).kept(3));
    assert_eq!(call.told(), [event(Phase::Patch, 3, None, None, 3)]);
}

#[test]
fn no_wait_is_told_where_none_follows() {
    let mut call = Play::disabling(plain);
    call.begin();
    call.then(answer(429).asking(99_000.0));
    assert_eq!(call.told(), [event(Phase::Patch, 1, Some(Code::Throttled), None, 0)]);
}

#[test]
fn a_refused_token_is_told_before_another_is_asked_for() {
    let mut call = Play::disabling(with_source);
    call.begin();
    call.then(token());
    assert_eq!(call.then(answer(401).kept(4)), ask_another(4));
    assert_eq!(call.told(), [event(Phase::Patch, 1, Some(Code::Unauthorized), None, 4)]);
    call.then(token());
    call.then(answer(401).kept(5));
    assert_eq!(call.told(), [event(Phase::Patch, 2, Some(Code::Unauthorized), None, 5)]);
}

#[test]
fn each_phase_counts_its_own_requests() {
    let mut call = Play::disabling(|settings| (settings.guard, settings.verify) = (true, true));
    let keys = [key("kid", "enabled"), key("other", "enabled")];
    call.begin();
    call.then(shows(&keys));
    call.then(answer(503));
    call.then(slept(250.0));
    call.then(shows(&keys));
    call.then(answer(204));
    call.then(shows_kid("enabled"));
    call.then(slept(500.0));
    call.then(shows_kid("disabled"));
    call.then(shows(&keys));
    let told: Vec<_> = call.told().into_iter().map(|event| (event.phase.as_str(), event.attempt, event.code.is_none())).collect();
    assert_eq!(
        told,
        [
            ("guard", 1, true),
            ("patch", 1, false),
            ("guard", 2, true),
            ("patch", 2, true),
            ("verify", 1, true),
            ("verify", 2, true),
            ("verify", 3, true),
        ]
    );
    assert_eq!(Phase::Read.as_str(), "read");
}
