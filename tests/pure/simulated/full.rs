//! Calls with any of guard, read-back and turns, held against what is true in the end.

use std::collections::BTreeMap;

use trustframework_keys::graph::error::Code;
use trustframework_keys::graph::request::KeyStatus;
use trustframework_keys::machine::exchange::Phase;
use trustframework_keys::machine::{Ended, Receipt};

use super::SEED;
use super::host::{Entry, Seen, play};
use super::plan::{How, Plan};

const CALLS: u64 = 10_000;

#[test]
fn calls_tell_the_truth_and_keep_their_limits() {
    let mut ends = BTreeMap::new();
    for index in 0..CALLS {
        let plan = Plan::full(SEED, index);
        let seen = play(&plan);
        let end = seen.end.as_ref().unwrap_or_else(|| panic!("call {index} goes on"));
        tells_the_truth(&plan, &seen, end);
        keeps_the_set_usable(&plan, &seen, end);
        keeps_its_limits(&plan, &seen);
        waits_as_asked(&plan, &seen);
        tells_each_request_once(&plan, &seen);
        *ends.entry(name(end)).or_insert(0) += 1;
    }
    // What never happens proves nothing.
    for often in
        ["success", "verified", "aborted", "LastUsableKey", "GuardUnavailable", "NotVerified", "NoUsableKey", "Throttled", "Network"]
    {
        assert!(ends.get(often).is_some_and(|count| *count >= 10), "{often}: {ends:?}");
    }
}

fn tells_the_truth(plan: &Plan, seen: &Seen, end: &Ended) {
    let call = plan.index;
    let is_changed = seen.statuses[0] == plan.status.as_str();
    match end {
        Ended::Changed(Receipt { verified, .. }) => {
            assert!(is_changed, "call {call} tells of a change");
            assert_eq!(*verified, plan.settings.verify, "call {call}");
        }
        Ended::Aborted { may_have_changed } => assert!(!is_changed || *may_have_changed, "call {call} denies a change"),
        Ended::Failed(failure) => {
            let is_after = matches!(failure.error.code, Code::NotVerified | Code::NoUsableKey);
            assert_eq!(failure.receipt.is_some(), is_after, "call {call}");
            assert_eq!(failure.error.applied == Some(true), is_after, "call {call}");
            match failure.error.applied {
                Some(applied) => assert_eq!(is_changed, applied, "call {call}"),
                None => assert!(patches(seen) > 0, "call {call} has sent nothing"),
            }
        }
        Ended::Read => panic!("call {call} is no read"),
    }
}

fn keeps_the_set_usable(plan: &Plan, seen: &Seen, end: &Ended) {
    let is_guarded = plan.settings.guard && plan.status == KeyStatus::Disabled;
    let others = plan.others.contains(&"enabled");
    if is_guarded && !plan.has_rival {
        assert!(seen.statuses.iter().any(|status| status == "enabled"), "call {} emptied the set", plan.index);
    }
    if let Ended::Failed(failure) = end
        && matches!(failure.error.code, Code::LastUsableKey)
    {
        assert!(is_guarded && (!others || plan.has_rival), "call {} refuses what was safe", plan.index);
    }
}

fn patches(seen: &Seen) -> usize {
    seen.entries.iter().filter(|entry| matches!(entry, Entry::Send { is_patch: true, .. })).count()
}

fn keeps_its_limits(plan: &Plan, seen: &Seen) {
    let (call, settings) = (plan.index, &plan.settings);
    assert!(seen.own <= settings.timeout.0, "call {call} took {} ms", seen.own);
    // Held calls of a run are tried again without counting.
    let held = seen.events.iter().filter(|event| settings.takes_turns && event.code == Some(Code::Throttled)).count();
    assert!(patches(seen) <= settings.retry.max_attempts as usize + 1 + held, "call {call} sent too often");
    for entry in &seen.entries {
        if let Entry::Send { within, .. } = entry {
            assert!(*within > 0.0 && *within <= settings.attempt_timeout.0.min(settings.timeout.0), "call {call}");
        }
    }
    let asks = seen.entries.iter().filter(|entry| matches!(entry, Entry::Ask { .. })).count();
    assert!(settings.has_source || asks == 0, "call {call} asks nobody");
    let others = seen.entries.iter().filter(|entry| matches!(entry, Entry::Ask { refused: Some(_), .. })).count();
    assert!(others <= 1, "call {call} asks for another token again");
}

/// After an answer that is worth another try and asks for a wait, nothing is sent before that is over.
fn waits_as_asked(plan: &Plan, seen: &Seen) {
    let sends = seen.entries.iter().filter_map(|entry| match entry {
        Entry::Send { at, within, .. } => Some((*at, *within)),
        _ => None,
    });
    let mut not_before = 0.0;
    for (n, (at, within)) in sends.enumerate() {
        assert!(at >= not_before, "call {}: request {n} at {at}, not before {not_before}", plan.index);
        let exchange = plan.exchange(n as u64);
        let is_worth_it = match exchange.how {
            How::Answers(429 | 500 | 502 | 503 | 504 | 509, _) => true,
            How::Answers(400..500, code) => matches!(code, Some("AADB2C95043" | "AADB2C95053")),
            _ => false,
        };
        if let Some(asked) = exchange.asked
            && is_worth_it
            && exchange.latency <= within
        {
            not_before = at + exchange.latency + asked;
        }
    }
}

fn tells_each_request_once(plan: &Plan, seen: &Seen) {
    let call = plan.index;
    let sends = seen.entries.iter().filter(|entry| matches!(entry, Entry::Send { .. })).count();
    // The request under way when the caller ended the call came to nothing.
    let is_cut = matches!(seen.end, Some(Ended::Aborted { .. })) || plan.abort_at.is_some();
    assert!(seen.events.len() == sends || (is_cut && seen.events.len() + 1 == sends), "call {call} told {} of {sends}", seen.events.len());
    for phase in [Phase::Guard, Phase::Patch, Phase::Verify] {
        let numbers = seen.events.iter().filter(|event| event.phase == phase).map(|event| event.attempt);
        assert!(numbers.eq(1..=seen.events.iter().filter(|event| event.phase == phase).count() as u32), "call {call}");
    }
    for (event, kept) in seen.events.iter().zip(0..) {
        assert_eq!(event.kept.0, kept, "call {call} tells of another answer");
    }
}

fn name(end: &Ended) -> String {
    match end {
        Ended::Changed(receipt) if receipt.verified => "verified".into(),
        Ended::Changed(_) => "success".into(),
        Ended::Aborted { .. } => "aborted".into(),
        Ended::Failed(failure) => format!("{:?}", failure.error.code),
        Ended::Read => "read".into(),
    }
}

#[test]
fn a_change_is_confirmed_whenever_reads_show_it_in_time() {
    let mut confirmed = 0;
    for index in 0..2_000 {
        let mut plan = Plan::full(SEED, index);
        (plan.health, plan.abort_at, plan.settings.verify) = (100, None, true);
        (plan.settings.timeout, plan.settings.attempt_timeout) = (Default::default(), Default::default());
        plan.settings.timeout.0 = f64::INFINITY;
        plan.settings.attempt_timeout.0 = 50_000.0;
        (plan.settings.has_source, plan.settings.guard) = (false, false);
        let seen = play(&plan);
        let is_expired = plan.exchange(9_999).random < 0.05;
        let is_in_time = plan.lag < 4_000.0;
        match &seen.end {
            Some(Ended::Changed(receipt)) => assert!(receipt.verified && !is_expired, "call {index}"),
            Some(Ended::Failed(failure)) if is_expired => assert_eq!(failure.error.code, Code::Unauthorized, "call {index}"),
            Some(Ended::Failed(failure)) => {
                assert_eq!((failure.error.code, is_in_time), (Code::NotVerified, false), "call {index}");
            }
            other => panic!("call {index}: {other:?}"),
        }
        confirmed += usize::from(matches!(seen.end, Some(Ended::Changed(_))));
    }
    assert!(confirmed > 1_000, "{confirmed}");
}
