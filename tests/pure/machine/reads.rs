//! Reads that a caller asks for.

use crate::commands::Command;
use trustframework_keys::graph::error::Code;
use trustframework_keys::machine::Ended;
use trustframework_keys::machine::exchange::{Kept, Phase};
use trustframework_keys::machine::root::{Reading, What};

use super::script::*;

const SECOND: &str = "https://graph.microsoft.com/beta/trustFramework/keySets?$skiptoken=2";
const DONE: Command = Command::Done(Ended::Read);

#[test]
fn each_reading_has_its_place() {
    for (reading, path, what) in [
        (Reading::Keysets, "", What::Keysets),
        (Reading::Keys(keyset_id()), "/set/keys_v2", What::Keys),
        (Reading::ActiveKey(keyset_id()), "/set/getActiveKey", What::ActiveKey),
        (Reading::Key(keyset_id(), key_id()), "/set/keys_v2/kid", What::Key),
    ] {
        let mut call = Play::reading(reading, plain);
        assert_eq!(call.begin(), get(path, what, false));
        assert_eq!(call.then(shows(&[]).kept(1)), DONE);
        assert_eq!(call.told(), [event(Phase::Read, 1, None, None, 1)]);
    }
}

#[test]
fn pages_are_read_one_after_another() {
    let mut call = Play::reading(Reading::Keysets, plain);
    call.begin();
    assert_eq!(call.then(shows(&[]).followed_by(SECOND)), get_page(SECOND, What::Keysets, false, false));
    assert_eq!(call.then(shows(&[])), DONE);
}

#[test]
fn a_page_is_tried_again_where_it_is_and_has_attempts_of_its_own() {
    let mut call = Play::reading(Reading::Keysets, |settings| settings.retry = tries(2));
    call.begin();
    assert_eq!(call.then(answer(503)), sleep(250.0));
    assert_eq!(call.then(slept(250.0)), get("", What::Keysets, false));
    assert_eq!(call.then(shows(&[]).followed_by(SECOND)), get_page(SECOND, What::Keysets, false, false));
    assert_eq!(call.then(answer(503)), sleep(250.0));
    assert_eq!(call.then(slept(250.0)), get_page(SECOND, What::Keysets, false, false));
    let failure = failed(call.then(answer(503).kept(7)));
    assert_eq!(essence(&failure), (Code::Unavailable, Some(false), 4, None));
    assert_eq!(failure.kept, Some(Kept(7)));
}

#[test]
fn what_is_not_what_was_asked_for_is_no_read() {
    let mut call = Play::reading(Reading::Keysets, plain);
    call.begin();
    assert_eq!(essence(&failed(call.then(answer(200)))), (Code::UnexpectedResponse, Some(false), 1, None));
}

#[test]
fn a_read_changes_nothing() {
    let mut call = Play::reading(Reading::Keysets, plain);
    call.begin();
    assert!(call.is_untouched());
    assert_eq!(call.abort(), Ended::Aborted { may_have_changed: false });
}

#[test]
fn each_page_asks_for_a_token_and_another_comes_once() {
    let mut call = Play::reading(Reading::Keysets, with_source);
    assert_eq!(call.begin(), ask());
    assert_eq!(call.then(token()), get("", What::Keysets, false));
    assert_eq!(call.then(answer(401).kept(3)), ask_another(3));
    assert_eq!(call.then(token()), get("", What::Keysets, false));
    assert_eq!(call.then(shows(&[]).followed_by(SECOND)), ask());
    assert_eq!(call.then(token()), get_page(SECOND, What::Keysets, false, false));
    assert_eq!(essence(&failed(call.then(answer(401)))), (Code::Unauthorized, Some(false), 3, None));
}
