//! The words that the scripts are written in.

use crate::bodies::body;
use crate::commands::Command;
use trustframework_keys::graph::error::{Code, Error};
use trustframework_keys::graph::keys::{Bound, Key};
use trustframework_keys::graph::request::Change;
use trustframework_keys::graph::request::{KeyId, KeyStatus, KeysetId};
use trustframework_keys::graph::retry::Policy;
use trustframework_keys::graph::time::{Clock, Milliseconds, Timestamp};
use trustframework_keys::machine::exchange::{Fault, Kept, Note, Phase, Read, Received};
use trustframework_keys::machine::root::{Page, Reading, Turn, What};
use trustframework_keys::machine::settings::Settings;
use trustframework_keys::machine::{Ended, Event, Failure, Input, Machine, Receipt};

pub const BASE: &str = "https://graph.microsoft.com/beta/trustFramework/keySets";
/// When keys are read, in seconds since 1970.
pub const NOW: f64 = 1_000.0;

/// A call that is played step by step.
pub struct Play {
    machine: Machine,
    told: Vec<Event>,
    noted: Option<Note>,
}

impl Play {
    /// A call that disables the key `kid` of the key set `set`.
    pub fn disabling(set: impl FnOnce(&mut Settings)) -> Play {
        Play::changing(KeyStatus::Disabled, set)
    }

    /// A call that enables it.
    pub fn enabling(set: impl FnOnce(&mut Settings)) -> Play {
        Play::changing(KeyStatus::Enabled, set)
    }

    fn changing(status: KeyStatus, set: impl FnOnce(&mut Settings)) -> Play {
        let wanted = Change { keyset: keyset_id(), key: key_id(), status };
        Play { machine: Machine::change(settings(set), wanted), told: Vec::new(), noted: None }
    }

    /// A call that reads.
    pub fn reading(reading: Reading, set: impl FnOnce(&mut Settings)) -> Play {
        Play { machine: Machine::read(settings(set), &reading), told: Vec::new(), noted: None }
    }

    /// The call begins, and gives its first command.
    pub fn begin(&mut self) -> Command {
        self.then(Input::Begin)
    }

    /// What the call wants next.
    pub fn then(&mut self, input: impl Into<Input>) -> Command {
        let step = self.machine.step(input.into());
        self.told.extend(step.event);
        self.noted = step.note.or(self.noted);
        Command::of(&self.machine, step.command)
    }

    /// What the listener was told since it was last asked for.
    pub fn told(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.told)
    }

    /// What the other calls of the program were told last.
    pub fn noted(&self) -> Option<Note> {
        self.noted
    }

    /// Ends the call from outside.
    pub fn abort(&mut self) -> Ended {
        self.machine.abort()
    }

    pub fn is_untouched(&self) -> bool {
        self.machine.is_untouched()
    }
}

fn settings(set: impl FnOnce(&mut Settings)) -> Box<Settings> {
    let mut settings = Settings::default();
    set(&mut settings);
    Box::new(settings)
}

/// Leaves the settings as they are by default.
pub fn plain(_: &mut Settings) {}

/// There is a source to ask for tokens.
pub fn with_source(settings: &mut Settings) {
    settings.has_source = true;
}

/// Tries so often.
pub fn tries(max_attempts: u32) -> Policy {
    Policy { max_attempts, ..Policy::default() }
}

pub fn keyset_id() -> KeysetId {
    KeysetId::parse("set".into()).unwrap()
}

pub fn key_id() -> KeyId {
    KeyId::parse("kid".into()).unwrap()
}

pub fn ms(milliseconds: f64) -> Milliseconds {
    Milliseconds(milliseconds)
}

// What comes in.

/// An answer or a fault, at once and with nothing more to it.
#[derive(Clone, Default)]
pub struct Came(Received);

/// Graph answers with that status.
pub fn answer(status: u16) -> Came {
    let mut came = Came::default();
    came.0.answer.status = Some(status);
    came
}

/// No answer comes.
pub fn fault(fault: Fault) -> Came {
    Came(Received { fault: Some(fault), ..Received::default() })
}

/// A read shows these keys, and no page follows.
pub fn shows(keys: &[Key]) -> Came {
    let mut came = answer(200);
    came.0.page = Some(Page { next: None, keys: keys.to_vec(), clock: Clock::Server(Timestamp(NOW)) });
    came
}

/// A read shows the key `kid` with that status.
pub fn shows_kid(status: &str) -> Came {
    shows(&[key("kid", status)])
}

/// A key without bounds.
pub fn key(kid: &str, status: &str) -> Key {
    Key {
        kid: kid.into(),
        key_use: None,
        status: Some(status.into()),
        nbf: Bound::Open,
        exp: Bound::Open,
        being_enabled: false,
        being_disabled: false,
    }
}

impl Came {
    pub fn took(mut self, milliseconds: f64) -> Came {
        self.0.elapsed = ms(milliseconds);
        self
    }

    /// Graph asks for a wait.
    pub fn asking(mut self, milliseconds: f64) -> Came {
        self.0.retry_after = Some(ms(milliseconds));
        self
    }

    pub fn drawn(mut self, random: f64) -> Came {
        self.0.random = random;
        self
    }

    /// JavaScript keeps what is known of it under this number.
    pub fn kept(mut self, number: u32) -> Came {
        self.0.kept = Kept(number);
        self
    }

    /// Another token must meet claims.
    pub fn demanding(mut self) -> Came {
        self.0.answer.demands_claims = true;
        self
    }

    pub fn redirected(mut self) -> Came {
        self.0.answer.redirected = true;
        self
    }

    /// Graph gives that code in its error body.
    pub fn coded(mut self, code: &str) -> Came {
        self.0.answer.body = body(&[("/error/code", code)]);
        self
    }

    /// Another page follows.
    pub fn followed_by(mut self, url: &str) -> Came {
        if let Some(page) = &mut self.0.page {
            page.next = Some(url.into());
        }
        self
    }

    /// The keys were read at another time.
    pub fn at(mut self, seconds: f64) -> Came {
        if let Some(page) = &mut self.0.page {
            page.clock = Clock::Server(Timestamp(seconds));
        }
        self
    }
}

impl From<Came> for Input {
    fn from(Came(received): Came) -> Input {
        Input::Received(Box::new(received))
    }
}

pub fn slept(milliseconds: f64) -> Input {
    Input::Slept(ms(milliseconds))
}

/// The source gives a token that Graph has not refused.
pub fn token() -> Input {
    Input::Token { is_refused: false }
}

pub fn same_token() -> Input {
    Input::Token { is_refused: true }
}

pub fn no_token(problem: &str) -> Input {
    Input::NoToken { problem: Some(problem.into()), kept: Kept(90) }
}

pub fn no_token_in_time() -> Input {
    Input::NoToken { problem: None, kept: Kept(91) }
}

pub fn turn() -> Input {
    Input::Turn(Turn::AtOnce)
}

pub fn turn_after_a_wait() -> Input {
    Input::Turn(Turn::AfterWait)
}

// What comes out.

/// The PATCH that disables the key.
pub fn patch(within: f64) -> Command {
    let (url, body) = (format!("{BASE}/set/keys_v2/kid"), Some(r#"{"status":"disabled"}"#));
    Command::Send { method: "PATCH", url, body, read: None, within: ms(within) }
}

/// A read of what is at `path` below the key sets, within ten seconds.
pub fn get(path: &str, what: What, is_judged: bool) -> Command {
    get_page(&format!("{BASE}{path}"), what, true, is_judged)
}

pub fn get_page(url: &str, what: What, is_first: bool, is_judged: bool) -> Command {
    let read = Some(Read { what, is_first, is_judged });
    Command::Send { method: "GET", url: url.into(), body: None, read, within: ms(10_000.0) }
}

/// The read of all keys of the set, by guard or read-back.
pub fn get_keys() -> Command {
    get("/set/keys_v2", What::Keys, true)
}

/// The read of the key set, by guard or read-back.
pub fn get_keyset() -> Command {
    get("/set", What::Keyset, true)
}

/// The read of the key, by a read-back.
pub fn get_kid() -> Command {
    get("/set/keys_v2/kid", What::Key, true)
}

/// The same command with less time.
pub fn within(milliseconds: f64, command: Command) -> Command {
    let Command::Send { method, url, body, read, .. } = command else { panic!("{command:?}") };
    Command::Send { method, url, body, read, within: ms(milliseconds) }
}

pub fn ask() -> Command {
    ask_after(None)
}

/// Asks for another token than the one that this answer refused.
pub fn ask_another(refused_by: u32) -> Command {
    ask_after(Some(Kept(refused_by)))
}

fn ask_after(refused: Option<Kept>) -> Command {
    Command::Ask { scope: "https://graph.microsoft.com/.default", refused, within: ms(300_000.0) }
}

pub fn sleep(milliseconds: f64) -> Command {
    Command::Sleep(ms(milliseconds))
}

/// The end of a change that Graph accepted.
pub fn changed(attempts: u32, verified: bool, kept: u32) -> Command {
    Command::Done(Ended::Changed(receipt(attempts, verified, kept)))
}

pub fn receipt(attempts: u32, verified: bool, kept: u32) -> Receipt {
    Receipt { attempts, verified, kept: Some(Kept(kept)) }
}

/// What a call failed with.
pub fn failed(command: Command) -> Box<Failure> {
    match command {
        Command::Done(Ended::Failed(failure)) => failure,
        other => panic!("{other:?}"),
    }
}

/// Code, `applied`, `attempts` and `retry_after`: most of what a caller acts on.
pub fn essence(failure: &Failure) -> (Code, Option<bool>, u32, Option<f64>) {
    let Error { code, applied, attempts, retry_after, .. } = *failure.error;
    (code, applied, attempts, retry_after.map(|wait| wait.0))
}

/// A result that is told.
pub fn event(phase: Phase, attempt: u32, code: Option<Code>, wait: Option<f64>, kept: u32) -> Event {
    Event { phase, attempt, code, wait: wait.map(ms), kept: Kept(kept) }
}
