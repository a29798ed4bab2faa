//! What a call tells the other calls of its program about the key that it changes.

use trustframework_keys::graph::guard::NOTED_FOR;
use trustframework_keys::graph::time::Milliseconds;
use trustframework_keys::machine::exchange::{Fault, Note};
use trustframework_keys::machine::root::Reading;

use super::script::*;

const UNCHANGED: Option<Note> = Some(Note { keep: Milliseconds::ZERO, is_accepted: false });
const ACCEPTED: Option<Note> = Some(Note { keep: NOTED_FOR, is_accepted: true });
const SENT: Option<Note> = Some(Note { keep: NOTED_FOR, is_accepted: false });

#[test]
fn a_guarded_call_notes_its_key_before_its_first_read_and_once_its_token_is_there() {
    let mut call = Play::disabling(|settings| (settings.guard, settings.has_source) = (true, true));
    assert_eq!((call.begin(), call.noted()), (ask(), None));
    assert_eq!((call.then(token()), call.noted()), (get_keys(), UNCHANGED));
    assert_eq!(call.then(shows(&[key("kid", "enabled"), key("other", "enabled")])), patch(10_000.0));
    assert_eq!(call.noted(), SENT, "it may have changed from here on");
    assert_eq!((call.then(answer(204)), call.noted()), (changed(1, false, 0), ACCEPTED));
}

#[test]
fn an_unguarded_call_notes_its_key_with_its_patch() {
    let mut call = Play::disabling(plain);
    assert_eq!((call.begin(), call.noted()), (patch(10_000.0), SENT));
    failed(call.then(fault(Fault::Threw)));
    assert_eq!(call.noted(), SENT, "nobody knows what came of it");
}

#[test]
fn a_certain_refusal_takes_the_note_back_unless_an_earlier_patch_may_have_passed() {
    let mut call = Play::disabling(plain);
    call.begin();
    failed(call.then(answer(400)));
    assert_eq!(call.noted(), UNCHANGED);
    let mut again = Play::disabling(plain);
    again.begin();
    again.then(answer(503));
    again.then(slept(250.0));
    failed(again.then(answer(400)));
    assert_eq!(again.noted(), SENT);
}

#[test]
fn enabling_is_noted_with_its_patch_too_and_once_it_is_accepted() {
    let mut call = Play::enabling(|settings| settings.guard = true);
    call.begin();
    assert_eq!(call.noted(), SENT);
    call.then(answer(204));
    assert_eq!(call.noted(), ACCEPTED);
    let mut refused = Play::enabling(plain);
    refused.begin();
    failed(refused.then(answer(400)));
    assert_eq!(refused.noted(), UNCHANGED);
}

#[test]
fn what_a_read_back_settles_is_accepted_too() {
    let mut call = Play::enabling(|settings| (settings.verify, settings.retry) = (true, tries(1)));
    call.begin();
    assert_eq!((call.then(answer(503)), call.noted()), (get_kid(), SENT));
    call.then(shows_kid("enabled"));
    assert_eq!(call.noted(), ACCEPTED);
}

#[test]
fn reads_note_nothing() {
    let mut call = Play::reading(Reading::Keysets, plain);
    call.begin();
    call.then(shows(&[]));
    assert_eq!(call.noted(), None);
}
