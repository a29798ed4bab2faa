//! Calls of the lite entry, each held against the model.

use std::collections::BTreeMap;

use trustframework_keys::graph::error::Error;
use trustframework_keys::graph::request::KeyStatus;
use trustframework_keys::machine::{Ended, Failure, Receipt};

use super::SEED;
use super::host::{Seen, play};
use super::model::{End, Expected, Failed, expect};
use super::plan::Plan;

const CALLS: u64 = 20_000;

#[test]
fn calls_do_what_the_model_says() {
    let mut ends = BTreeMap::new();
    for index in 0..CALLS {
        let plan = Plan::plain(SEED, index);
        let (seen, expected) = (play(&plan), expect(&plan));
        compare(&plan, &seen, &expected);
        *ends.entry(name(&expected.end)).or_insert(0) += 1;
    }
    // What never happens proves nothing.
    for often in ["success", "aborted", "Network", "Redirected", "Rejected", "Throttled", "Timeout", "Token", "Unauthorized", "Unavailable"]
    {
        assert!(ends.get(often).is_some_and(|count| *count >= CALLS / 500), "{often}: {ends:?}");
    }
}

fn compare(plan: &Plan, seen: &Seen, expected: &Expected) {
    let call = plan.index;
    assert_eq!(seen.entries, expected.entries, "what call {call} did");
    let events: Vec<_> = seen.events.iter().map(|event| (event.attempt, event.code, event.wait.map(|wait| wait.0))).collect();
    assert_eq!(events, expected.events, "what call {call} told");
    assert_eq!(seen.at, expected.at, "when call {call} ended");
    let end = seen.end.as_ref().unwrap_or_else(|| panic!("call {call} goes on"));
    assert_eq!(end_of(end), expected.end, "how call {call} ended");
    holds(plan, seen, end);
}

/// What a caller is told of the key is true.
fn holds(plan: &Plan, seen: &Seen, end: &Ended) {
    let is_changed = seen.statuses[0] == plan.status.as_str();
    match end {
        Ended::Changed(_) => assert!(is_changed, "call {} tells of a change", plan.index),
        Ended::Failed(failure) if failure.error.applied == Some(false) => assert!(!is_changed, "call {} denies a change", plan.index),
        Ended::Aborted { may_have_changed: false } => assert!(!is_changed, "call {} denies a change", plan.index),
        _ => {}
    }
}

fn end_of(end: &Ended) -> End {
    match end {
        Ended::Changed(Receipt { attempts, kept: Some(kept), verified: false }) => End::Changed { attempts: *attempts, kept: kept.0 },
        Ended::Aborted { may_have_changed } => End::Aborted { may_have_changed: *may_have_changed },
        Ended::Failed(failure) => {
            let Failure { error, kept, cause: None, receipt: None } = &**failure else { panic!("{failure:?}") };
            let Error { code, retryable, applied, attempts, retry_after, http_status, demands_claims, .. } = **error;
            let (retry_after, kept) = (retry_after.map(|wait| wait.0), kept.map(|kept| kept.0));
            End::Failed(Failed { code, retryable, applied, attempts, retry_after, http_status, demands_claims, kept })
        }
        other => panic!("{other:?}"),
    }
}

fn name(end: &End) -> String {
    match end {
        End::Changed { .. } => "success".into(),
        End::Aborted { .. } => "aborted".into(),
        End::Failed(failed) => format!("{:?}", failed.code),
    }
}

#[test]
fn a_plan_is_drawn_the_same_again() {
    for index in 0..50 {
        let seen = || play(&Plan::plain(SEED, index));
        assert_eq!(seen().entries, seen().entries);
    }
    assert_ne!(Plan::plain(SEED, 1).exchange(0).random, Plan::plain(SEED, 2).exchange(0).random);
    assert!((0..50).any(|index| Plan::plain(SEED, index).status == KeyStatus::Enabled));
}
