//! A call as one of a bulk run.

use crate::commands::Command;
use trustframework_keys::graph::error::Code;
use trustframework_keys::graph::retry::Policy;
use trustframework_keys::machine::Input;
use trustframework_keys::machine::exchange::{Kept, Phase};
use trustframework_keys::machine::root::{Reading, Turn, What};
use trustframework_keys::machine::settings::Settings;

use super::script::*;

const TURN: Command = Command::AwaitTurn;

fn in_a_run(settings: &mut Settings) {
    settings.takes_turns = true;
}

/// A call of a run whose PATCH is under way.
fn sent(set: impl FnOnce(&mut Settings)) -> Play {
    let mut call = Play::disabling(|settings| {
        in_a_run(settings);
        set(settings);
    });
    assert_eq!(call.begin(), TURN);
    assert!(matches!(call.then(turn()), Command::Send { .. }));
    call
}

#[test]
fn a_call_by_itself_takes_no_turns() {
    assert_eq!(Play::disabling(plain).begin(), patch(10_000.0));
}

#[test]
fn a_turn_is_awaited_before_each_request() {
    let mut call = Play::disabling(in_a_run);
    assert_eq!(call.begin(), TURN);
    assert_eq!(call.then(turn()), patch(10_000.0));
    assert_eq!(call.then(answer(503)), sleep(250.0));
    assert_eq!(call.then(slept(250.0)), TURN);
    assert_eq!(call.then(turn()), patch(10_000.0));
    assert_eq!(call.then(answer(204)), changed(2, false, 0));
}

#[test]
fn a_turn_is_awaited_before_and_after_a_token() {
    let mut call = Play::disabling(|settings| (settings.takes_turns, settings.has_source) = (true, true));
    assert_eq!(call.begin(), TURN);
    assert_eq!(call.then(turn()), ask());
    assert_eq!(call.then(token()), TURN);
    assert_eq!(call.then(turn()), patch(10_000.0));
}

#[test]
fn after_a_wait_everything_begins_anew() {
    let mut call = Play::disabling(|settings| (settings.takes_turns, settings.has_source, settings.guard) = (true, true, true));
    assert_eq!(call.begin(), TURN);
    assert_eq!(call.then(turn_after_a_wait()), TURN);
    assert_eq!(call.then(turn()), ask());
    assert_eq!(call.then(token()), TURN);
    // The token may be old by now.
    assert_eq!(call.then(turn_after_a_wait()), TURN);
    assert_eq!(call.then(turn()), ask());
    assert_eq!(call.then(token()), TURN);
    assert_eq!(call.then(turn()), get_keys());
    let safe = shows(&[key("kid", "enabled"), key("other", "enabled")]);
    assert_eq!(call.then(safe.clone()), TURN);
    // So may what the guard has read.
    assert_eq!(call.then(turn_after_a_wait()), TURN);
    assert_eq!(call.then(turn()), ask());
    assert_eq!(call.then(token()), TURN);
    assert_eq!(call.then(turn()), get_keys());
    assert_eq!(call.then(safe), TURN);
    assert_eq!(call.then(turn()), patch(10_000.0));
}

#[test]
fn a_throttled_call_waits_with_all_and_that_costs_no_attempt() {
    let mut call = sent(|settings| settings.retry = Policy::NEVER);
    for _ in 0..3 {
        assert_eq!(call.then(answer(429).asking(2_000.0).kept(5)), TURN);
        assert_eq!(call.told().len(), 1);
        assert_eq!(call.then(turn_after_a_wait()), TURN);
        assert_eq!(call.then(turn()), patch(10_000.0));
    }
    let failure = failed(call.then(answer(503)));
    assert_eq!(essence(&failure), (Code::Unavailable, None, 4, None));
}

#[test]
fn the_wait_that_graph_asked_for_is_told() {
    let mut call = sent(plain);
    call.then(answer(429).asking(2_000.0).kept(5));
    assert_eq!(call.told(), [event(Phase::Patch, 1, Some(Code::Throttled), Some(2_000.0), 5)]);
    call.then(turn());
    call.then(turn());
    call.then(answer(400).coded("AADB2C95043").kept(6));
    assert_eq!(call.told(), [event(Phase::Patch, 2, Some(Code::Throttled), None, 6)]);
}

#[test]
fn what_was_told_before_an_ask_for_another_token_is_not_told_again() {
    let mut call = Play::disabling(|settings| (settings.takes_turns, settings.has_source) = (true, true));
    call.begin();
    call.then(turn());
    call.then(token());
    call.then(turn());
    assert_eq!(call.then(answer(401).coded("AADB2C95043").kept(3)), ask_another(3));
    assert_eq!(call.then(same_token()), TURN);
    assert_eq!(call.told(), [event(Phase::Patch, 1, Some(Code::Throttled), None, 3)]);
}

#[test]
fn a_throttled_answer_costs_no_time() {
    let mut call = sent(|settings| settings.timeout = ms(9_000.0));
    call.then(answer(429).took(4_000.0));
    call.then(turn_after_a_wait());
    assert_eq!(call.then(turn()), within(9_000.0, patch(0.0)));
    // Any other does.
    assert_eq!(call.then(answer(503).took(4_000.0)), sleep(250.0));
    call.then(slept(250.0));
    assert_eq!(call.then(turn()), patch(4_750.0));
}

#[test]
fn a_turn_that_comes_at_once_is_one_all_the_same() {
    let mut call = sent(plain);
    assert_eq!(call.then(answer(429)), TURN);
    assert_eq!(call.then(turn()), TURN);
    assert_eq!(call.then(turn()), patch(10_000.0));
}

#[test]
fn a_throttled_call_needs_a_new_token() {
    let mut call = Play::disabling(|settings| (settings.takes_turns, settings.has_source, settings.guard) = (true, true, true));
    call.begin();
    call.then(turn());
    call.then(token());
    assert_eq!(call.then(turn()), get_keys());
    assert_eq!(call.then(answer(429)), TURN);
    assert_eq!(call.then(turn()), TURN);
    assert_eq!(call.then(turn()), ask());
}

#[test]
fn a_run_that_has_stopped_ends_its_throttled_call() {
    let mut call = sent(plain);
    assert_eq!(call.then(answer(429).asking(2_000_000.0).kept(5)), TURN);
    let failure = failed(call.then(Input::Turn(Turn::Never)));
    assert_eq!(essence(&failure), (Code::Throttled, None, 1, Some(2_000_000.0)));
    assert_eq!(failure.kept, Some(Kept(5)));
}

#[test]
fn a_refusal_that_throttles_leaves_the_key_untouched() {
    let mut call = sent(plain);
    call.then(answer(400).coded("AADB2C95043"));
    assert!(call.is_untouched());
    assert_eq!(essence(&failed(call.then(Input::Turn(Turn::Never)))), (Code::Throttled, Some(false), 1, None));
}

#[test]
fn any_other_input_than_a_turn_is_a_wait() {
    let mut call = Play::disabling(in_a_run);
    call.begin();
    assert_eq!(call.then(slept(1.0)), TURN);
}

#[test]
fn only_throttling_holds_all() {
    for came in [answer(503), answer(409).coded("AADB2C95053")] {
        let mut call = sent(plain);
        assert_eq!(call.then(came), sleep(250.0));
    }
    let mut alone = Play::disabling(plain);
    alone.begin();
    assert_eq!(alone.then(answer(429)), sleep(250.0));
}

#[test]
fn a_throttled_guard_reads_again_from_the_first_page() {
    let mut call = sent(|settings| settings.guard = true);
    let second = "https://graph.microsoft.com/beta/trustFramework/keySets/set/keys_v2?$skiptoken=2";
    assert_eq!(call.then(shows(&[key("other", "enabled")]).followed_by(second)), TURN);
    assert_eq!(call.then(turn()), get_page(second, What::Keys, false, true));
    assert_eq!(call.then(answer(429)), TURN);
    assert_eq!(call.then(turn_after_a_wait()), TURN);
    assert_eq!(call.then(turn()), get_keys());
}

#[test]
fn a_throttled_read_back_is_tried_again_when_its_turn_comes() {
    let mut call = sent(|settings| settings.verify = true);
    assert_eq!(call.then(answer(204).kept(9)), TURN);
    assert_eq!(call.then(turn()), get_kid());
    assert_eq!(call.then(answer(429)), TURN);
    assert_eq!(call.then(turn_after_a_wait()), TURN);
    assert_eq!(call.then(turn()), get_kid());
    assert_eq!(call.then(shows_kid("disabled")), changed(1, true, 9));
}

#[test]
fn a_run_that_has_stopped_leaves_an_accepted_change_unconfirmed() {
    let mut call = sent(|settings| settings.verify = true);
    call.then(answer(204).kept(9));
    call.then(turn());
    call.then(answer(429));
    assert_eq!(call.then(Input::Turn(Turn::Never)), sleep(500.0), "the next read of the read-back is due then");
}

#[test]
fn a_read_may_be_one_of_a_run() {
    let mut call = Play::reading(Reading::Keysets, in_a_run);
    assert_eq!(call.begin(), TURN);
    assert_eq!(call.then(turn()), get("", What::Keysets, false));
}
