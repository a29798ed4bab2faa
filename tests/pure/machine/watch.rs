//! Holds a machine to what is true of every call, whatever comes in. The fuzz target `machine` includes this file.

use crate::bodies::body;
use crate::commands::Command;
use trustframework_keys::graph::error::Code;
use trustframework_keys::graph::keys::{Bound, Key};
use trustframework_keys::graph::request::Change;
use trustframework_keys::graph::request::{KeyId, KeyStatus, KeysetId};
use trustframework_keys::graph::retry::Policy;
use trustframework_keys::graph::time::{Clock, Milliseconds, Timestamp};
use trustframework_keys::machine::exchange::{Fault, Kept, Phase, Received};
use trustframework_keys::machine::root::{Page, Turn};
use trustframework_keys::machine::settings::Settings;
use trustframework_keys::machine::{self, Ended, Event, Input, Machine, Step};

/// What an input is made of: the first byte tells whether it answers the command, the others what it says.
pub type Bytes = [u8; 8];

const BASE: &str = "https://graph.microsoft.com/beta/trustFramework/keySets/set";
const STATUSES: [u16; 20] = [204, 204, 204, 204, 200, 200, 400, 401, 401, 403, 404, 405, 408, 409, 429, 500, 501, 503, 503, 302];
const CODES: [&str; 4] = ["AADB2C95043", "AADB2C95053", "AADB2C95059", "Request_BadRequest"];
const FAULTS: [Fault; 4] = [Fault::Rejected, Fault::Threw, Fault::OutOfTime, Fault::NoResponse];

/// A call that is watched.
pub struct Watch {
    machine: Machine,
    settings: Settings,
    status: KeyStatus,
    /// What the machine waits for.
    command: Command,
    /// What is left of the time of the call. Nobody's clock says less.
    left: f64,
    patches: u32,
    /// The throttled answers of a run, after which a PATCH does not count.
    held: u32,
    asks_for_another: u32,
    may_have_changed: bool,
    /// A PATCH before the present one may have.
    had_changed: bool,
    /// The set was read, and nothing was waited for since.
    is_guarded: bool,
    /// The number of the last request that was told, by phase.
    told: [u32; 3],
}

impl Watch {
    /// A call whose settings are made of `bytes`. It has begun.
    pub fn begin(bytes: Bytes) -> Watch {
        let [flags, timeout, attempt_timeout, attempts, delay, ..] = bytes;
        let is = |bit: u8| flags & bit != 0;
        let settings = Settings {
            has_source: is(1),
            guard: is(2),
            verify: is(4),
            takes_turns: is(8),
            timeout: Milliseconds(f64::from(timeout) * 400.0),
            attempt_timeout: Milliseconds(f64::from(attempt_timeout) * 60.0),
            retry: Policy { max_attempts: u32::from(attempts % 6), max_delay: Milliseconds(f64::from(delay) * 200.0) },
            ..Settings::default()
        };
        let status = if is(16) { KeyStatus::Enabled } else { KeyStatus::Disabled };
        let (Ok(keyset), Ok(key)) = (KeysetId::parse("set".into()), KeyId::parse("kid".into())) else { panic!("these are ids") };
        let wanted = Change { keyset, key, status };
        let machine = Machine::change(Box::new(settings.clone()), wanted);
        let left = settings.timeout.0;
        let mut watch = Watch {
            machine,
            settings,
            status,
            command: Command::Nothing,
            left,
            patches: 0,
            held: 0,
            asks_for_another: 0,
            may_have_changed: false,
            had_changed: false,
            is_guarded: false,
            told: [0; 3],
        };
        assert!(watch.machine.is_untouched());
        watch.step(Input::Begin);
        watch
    }

    pub fn is_over(&self) -> bool {
        matches!(self.command, Command::Done(_))
    }

    /// Goes on with an input that is made of `bytes`.
    pub fn go_on(&mut self, bytes: Bytes) {
        let input = self.input(bytes);
        self.step(input);
    }

    /// Goes on with a host on which everything fails, until the call is over.
    pub fn end(&mut self) {
        for _ in 0..100 {
            if self.is_over() {
                assert_eq!(self.machine.step(Input::Begin).command, machine::Command::Nothing, "nothing follows the end");
                return;
            }
            let input = match &self.command {
                Command::Ask { .. } => Input::Token { is_refused: true },
                Command::Send { .. } => Input::Received(Box::new(Received { fault: Some(Fault::Threw), ..Received::default() })),
                Command::Sleep(wait) => Input::Slept(*wait),
                _ => Input::Turn(Turn::Never),
            };
            self.step(input);
        }
        panic!("the call goes on, and waits for {:?}", self.command);
    }

    /// Ends the call from outside.
    pub fn abort(mut self) {
        let is_over = self.is_over();
        match self.machine.abort() {
            Ended::Aborted { may_have_changed } => assert_eq!(may_have_changed, self.may_have_changed),
            Ended::Failed(failure) => assert!(failure.receipt.is_some() && failure.error.applied == Some(true), "{failure:?}"),
            other => assert!(is_over, "{other:?}"),
        }
        assert_eq!(self.machine.step(Input::Begin).command, machine::Command::Nothing);
    }

    fn step(&mut self, input: Input) {
        self.account(&input);
        let Step { event, command, .. } = self.machine.step(input.clone());
        let command = Command::of(&self.machine, command);
        if let Some(event) = event {
            self.judge_event(&event, &input);
        }
        self.judge(&command);
        if let (Some(Event { wait: Some(wait), .. }), Command::Sleep(slept)) = (event, &command) {
            assert_eq!(wait, *slept, "what is told is waited");
        }
        self.command = command;
        assert_eq!(self.machine.is_untouched(), !self.may_have_changed);
    }

    /// Notes what an input means for the call, after the command that it may or may not answer.
    fn account(&mut self, input: &Input) {
        match (&self.command, input) {
            (Command::Send { method, .. }, Input::Received(received)) => {
                let is_patch = *method == "PATCH";
                let is_held = self.settings.takes_turns && is_throttled(received);
                self.held += u32::from(is_held);
                if !is_held {
                    self.left -= received.elapsed.0;
                }
                if is_patch && is_refused(received) {
                    self.may_have_changed = self.had_changed;
                }
                self.is_guarded = !is_patch && received.page.is_some() && received.fault.is_none();
            }
            (Command::Sleep(_), input) => {
                self.left -= if let Input::Slept(slept) = input { slept.0 } else { 0.0 };
                self.is_guarded = false;
            }
            (Command::AwaitTurn, Input::Turn(Turn::AtOnce | Turn::Never)) => {}
            _ => self.is_guarded = false,
        }
    }

    fn judge_event(&mut self, event: &Event, input: &Input) {
        let Input::Received(received) = input else { panic!("{event:?} is told of nothing that was sent") };
        let Command::Send { method, read, .. } = &self.command else { panic!("{event:?} is told of nothing that was sent") };
        assert_eq!((event.phase == Phase::Patch, read.is_none()), (*method == "PATCH", *method == "PATCH"));
        let told = &mut self.told[match event.phase {
            Phase::Patch => 0,
            Phase::Guard => 1,
            _ => 2,
        }];
        assert!(event.attempt > *told, "{event:?} after {told}");
        *told = event.attempt;
        assert!(event.phase != Phase::Patch || event.attempt == self.patches);
        assert_eq!(event.kept, received.kept);
        if let (Some(wait), Some(asked)) = (event.wait, received.retry_after) {
            assert!(wait >= asked, "{wait:?} is less than Graph asked for: {asked:?}");
        }
    }

    fn judge(&mut self, command: &Command) {
        let Settings { has_source, guard, takes_turns, retry, attempt_timeout, .. } = self.settings;
        match command {
            Command::Ask { refused, .. } => {
                assert!(has_source);
                self.asks_for_another += u32::from(refused.is_some());
                assert!(self.asks_for_another <= 1, "a person would have to sign in again and again");
            }
            Command::Send { method, url, within, .. } => {
                assert!(url.starts_with(BASE), "the token goes to {url}");
                assert!(within.0 > 0.0 && *within <= attempt_timeout && within.0 <= self.left, "{within:?} of {}", self.left);
                if *method == "PATCH" {
                    self.patches += 1;
                    let most = retry.max_attempts.max(1) + 1 + self.held;
                    assert!(self.patches <= most, "{} of {most} requests", self.patches);
                    assert!(!guard || self.status == KeyStatus::Enabled || self.is_guarded, "sent unguarded");
                    self.had_changed = self.may_have_changed;
                    self.may_have_changed = true;
                }
            }
            Command::Sleep(wait) => assert!(wait.0 > 0.0 && wait.0 < self.left, "{wait:?} of {}", self.left),
            Command::AwaitTurn => assert!(takes_turns),
            Command::Done(end) => self.judge_end(end),
            Command::Nothing => panic!("a call of which nothing comes any more hangs"),
        }
    }

    fn judge_end(&self, end: &Ended) {
        match end {
            Ended::Changed(receipt) => {
                assert_eq!((receipt.attempts, receipt.verified), (self.patches, self.settings.verify));
                assert!(self.may_have_changed);
            }
            Ended::Failed(failure) => {
                let error = &failure.error;
                assert_eq!(error.attempts, self.patches);
                let is_after = matches!(error.code, Code::NotVerified | Code::NoUsableKey);
                assert_eq!((failure.receipt.is_some(), error.applied == Some(true)), (is_after, is_after));
                assert_eq!(error.applied == Some(false), !self.may_have_changed, "{failure:?}");
            }
            other => panic!("{other:?}"),
        }
    }

    fn input(&self, bytes: Bytes) -> Input {
        let [shape, first, second, third, ..] = bytes;
        let kind = match &self.command {
            _ if shape >= 230 => shape % 7,
            Command::Ask { .. } => 1,
            Command::Send { .. } => 2,
            Command::Sleep(_) => 3,
            _ => 4,
        };
        match kind {
            1 if second < 16 => Input::NoToken { problem: (first & 1 == 0).then(|| "threw.".into()), kept: Kept(first.into()) },
            1 => Input::Token { is_refused: first & 3 == 0 },
            2 => Input::Received(Box::new(self.received(bytes))),
            3 => {
                let wait = if let Command::Sleep(wait) = self.command { wait.0 } else { 0.0 };
                Input::Slept(Milliseconds(if second < 64 { wait + f64::from(third) } else { wait }))
            }
            4 if second < 16 => Input::Turn(Turn::Never),
            4 => Input::Turn(if first & 3 == 0 { Turn::AfterWait } else { Turn::AtOnce }),
            _ => Input::Begin,
        }
    }

    fn received(&self, [_, status, fault, asked, elapsed, random, flags, page]: Bytes) -> Received {
        let mut received = Received { random: f64::from(random) / 256.0, kept: Kept(random.into()), ..Received::default() };
        let within = if let Command::Send { within, .. } = &self.command { within.0 } else { 0.0 };
        received.elapsed = Milliseconds((f64::from(elapsed) * 50.0).min(within));
        received.fault = (fault < 32).then(|| FAULTS[usize::from(fault % 4)]);
        received.retry_after = match asked {
            1..=80 => Some(Milliseconds(f64::from(asked) * 100.0)),
            255 => Some(Milliseconds(1e12)),
            _ => None,
        };
        let answer = &mut received.answer;
        answer.status = Some(STATUSES[usize::from(status) % STATUSES.len()]);
        answer.demands_claims = flags & 3 == 0;
        answer.redirected = flags >= 250;
        if flags & 12 == 0 {
            answer.body = body(&[("/error/code", CODES[usize::from(flags >> 4) % CODES.len()])]);
        }
        let is_read = matches!(self.command, Command::Send { read: Some(_), .. });
        if is_read && page >= 64 {
            let key = |kid: &str, bit: u8| {
                let status = if page & bit == 0 { "enabled" } else { "disabled" };
                Key {
                    kid: kid.into(),
                    key_use: None,
                    status: Some(status.into()),
                    nbf: Bound::Open,
                    exp: Bound::Open,
                    being_enabled: false,
                    being_disabled: false,
                }
            };
            let next = (page >= 240).then(|| format!("{BASE}/keys_v2?$skiptoken=2"));
            let keys = if page & 12 == 12 { Vec::new() } else { vec![key("kid", 1), key("other", 2)] };
            received.answer.status = Some(200);
            received.page = Some(Page { next, keys, clock: Clock::Server(Timestamp(0.0)) });
        }
        received
    }
}

fn is_throttled(Received { answer, fault, .. }: &Received) -> bool {
    let is_4xx = answer.status.is_some_and(|status| (400..500).contains(&status));
    let is_named = answer.body.code() == Some("AADB2C95043");
    fault.is_none() && !answer.redirected && is_4xx && (answer.status == Some(429) || is_named)
}

/// Graph certainly left the key as it was.
fn is_refused(Received { answer, fault, .. }: &Received) -> bool {
    let is_certain = answer.status.is_some_and(|status| (400..500).contains(&status) && ![408, 409, 429].contains(&status));
    fault.is_none() && !answer.redirected && is_certain
}
