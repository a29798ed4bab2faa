//! The machine of `trustframework-keys/lite`: no guard, no read-back, no turns, whatever the settings say.

use trustframework_keys_lite::graph::error::Code;
use trustframework_keys_lite::graph::request::Change;
use trustframework_keys_lite::graph::request::{KeyId, KeyStatus, KeysetId};
use trustframework_keys_lite::graph::time::Milliseconds;
use trustframework_keys_lite::machine::exchange::{Kept, Received};
use trustframework_keys_lite::machine::settings::Settings;
use trustframework_keys_lite::machine::{Command, Ended, Input, Machine, Receipt};

fn begun() -> Machine {
    let (keyset, key) = (KeysetId::parse("set".into()).unwrap(), KeyId::parse("kid".into()).unwrap());
    let settings = Settings { guard: true, verify: true, takes_turns: true, ..Settings::default() };
    let wanted = Change { keyset, key, status: KeyStatus::Disabled };
    let mut machine = Machine::change(Box::new(settings), wanted);
    let command = machine.step(Input::Begin).command;
    assert!(is_patch(&machine, &command));
    machine
}

fn is_patch(machine: &Machine, command: &Command) -> bool {
    matches!(command, Command::Send { .. }) && machine.request().parts.method == "PATCH"
}

fn answer(status: u16) -> Input {
    let mut received = Received { kept: Kept(4), ..Received::default() };
    received.answer.status = Some(status);
    Input::Received(Box::new(received))
}

#[test]
fn nothing_is_read_before_or_after_a_change() {
    let receipt = Receipt { attempts: 1, verified: false, kept: Some(Kept(4)) };
    assert_eq!(begun().step(answer(204)).command, Command::Done(Ended::Changed(receipt)));
}

#[test]
fn a_throttled_call_waits_by_itself() {
    let mut machine = begun();
    assert_eq!(machine.step(answer(429)).command, Command::Sleep(Milliseconds(250.0)));
    let command = machine.step(Input::Slept(Milliseconds(250.0))).command;
    assert!(is_patch(&machine, &command));
}

#[test]
fn a_failure_is_final() {
    for (status, code) in [(404, Code::NotFound), (501, Code::Unavailable)] {
        let Command::Done(Ended::Failed(failure)) = begun().step(answer(status)).command else { panic!() };
        assert_eq!((failure.error.code, failure.error.attempts), (code, 1));
    }
}
