//! Carries out what a machine commands, as a plan says and in simulated time, and notes what it sees.

use crate::bodies::body;
use crate::commands::Command;
use bytes::Bytes;
use http::Response;
use serde_json::Value;
use trustframework_keys::graph::keys::{Bound, Key};
use trustframework_keys::graph::request::Change;
use trustframework_keys::graph::request::{KeyId, KeyStatus, KeysetId};
use trustframework_keys::graph::time::{Clock, Milliseconds, Timestamp};
use trustframework_keys::machine::exchange::{Fault, Kept, Received};
use trustframework_keys::machine::root::{Page, Turn};
use trustframework_keys::machine::{Ended, Event, Input, Machine, Step};

use super::plan::{Exchange, Giving, How, Plan};
use super::world::World;

/// What is kept of an ask that gave no token has numbers from here on; what is kept of an exchange has those below.
pub const KEPT_OF_ASKS: u32 = 1_000_000;
/// More steps than any call takes.
const MOST_STEPS: usize = 2_000;
/// A run stops when it was closed more often.
const MOST_CLOSINGS: u32 = 12;

/// What a host sees of a call.
#[derive(Default)]
pub struct Seen {
    pub entries: Vec<Entry>,
    pub events: Vec<Event>,
    pub end: Option<Ended>,
    /// When it ended.
    pub at: f64,
    /// The time that counts in `timeoutMs`, without what the host overslept.
    pub own: f64,
    /// The status of each key in the end, the target first.
    pub statuses: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    Ask { at: f64, refused: Option<u32> },
    Send { at: f64, is_patch: bool, within: f64, token: u64 },
    Sleep { at: f64, wait: f64 },
}

struct Host<'a> {
    plan: &'a Plan,
    world: World,
    seen: Seen,
    now: f64,
    asks: u64,
    sends: u64,
    sleeps: u64,
    token: u64,
    is_expired: bool,
    /// The token of the answer that is named when another token is asked for.
    refused_token: Option<u64>,
    /// Until when all calls of the run wait.
    opens_at: f64,
    closings: u32,
}

/// Plays a call to its end.
pub fn play(plan: &Plan) -> Seen {
    let before = if plan.status == KeyStatus::Disabled { "enabled" } else { "disabled" };
    let world = World::new(before, plan);
    let mut host = Host {
        plan,
        world,
        seen: Seen::default(),
        now: 0.0,
        asks: 0,
        sends: 0,
        sleeps: 0,
        token: 0,
        is_expired: plan.exchange(9_999).random < 0.05,
        refused_token: None,
        opens_at: 0.0,
        closings: 0,
    };
    let wanted = Change { keyset: KeysetId::parse("set".into()).unwrap(), key: KeyId::parse("kid".into()).unwrap(), status: plan.status };
    let mut machine = Machine::change(Box::new(plan.settings.clone()), wanted);
    let mut step = machine.step(Input::Begin);
    for _ in 0..MOST_STEPS {
        let Step { event, command, .. } = step;
        host.seen.events.extend(event);
        let (takes, counts, input) = match Command::of(&machine, command) {
            Command::Done(end) => {
                host.seen.end = Some(end);
                break;
            }
            Command::Ask { refused, within, .. } => host.ask(refused, within.0),
            Command::Send { method, url, body, read, within } => host.send(method, &url, body, read.is_some(), within.0),
            Command::Sleep(wait) => host.sleep(wait.0),
            Command::AwaitTurn => host.turn(),
            Command::Nothing => panic!("a call of which nothing comes any more hangs"),
        };
        if let Some(at) = plan.abort_at.filter(|at| *at < host.now + takes) {
            host.now = at.max(host.now);
            host.seen.end = Some(machine.abort());
            break;
        }
        host.now += takes;
        host.seen.own += counts;
        step = machine.step(input);
    }
    host.seen.at = host.now;
    host.seen.statuses = host.world.statuses();
    host.seen
}

/// How long it takes, how much of that the call counts, and what comes in then.
type Took = (f64, f64, Input);

impl Host<'_> {
    fn ask(&mut self, refused: Option<Kept>, within: f64) -> Took {
        let ask = self.plan.ask(self.asks);
        self.asks += 1;
        self.seen.entries.push(Entry::Ask { at: self.now, refused: refused.map(|kept| kept.0) });
        let kept = Kept(KEPT_OF_ASKS + self.asks as u32);
        if ask.latency > within {
            return (within, 0.0, Input::NoToken { problem: None, kept });
        }
        match ask.how {
            Giving::Nothing => return (ask.latency, 0.0, Input::NoToken { problem: Some("threw.".into()), kept }),
            Giving::Another => (self.token, self.is_expired) = (self.asks, ask.is_expired),
            Giving::TheSame => {}
        }
        (ask.latency, 0.0, Input::Token { is_refused: refused.is_some() && self.refused_token == Some(self.token) })
    }

    fn send(&mut self, method: &'static str, url: &str, body: Option<&'static str>, is_read: bool, within: f64) -> Took {
        let exchange = self.plan.exchange(self.sends);
        let kept = Kept(self.sends as u32);
        self.sends += 1;
        self.refused_token = Some(self.token);
        self.seen.entries.push(Entry::Send { at: self.now, is_patch: method == "PATCH", within, token: self.token });
        // Graph refuses an expired token before anything else.
        let token = if self.is_expired { "expired" } else { "token" };
        let response = exchange.is_carried_out.then(|| self.world.answer(self.now, method, url, body, token));
        let is_late = exchange.latency > within;
        let elapsed = if is_late { within } else { exchange.latency };
        let mut received = Received { elapsed: Milliseconds(elapsed), random: exchange.random, kept, ..Received::default() };
        if is_late {
            received.fault = Some(Fault::OutOfTime);
        } else {
            answered(&mut received, &exchange, response, is_read, self.plan.status);
        }
        let is_throttled = received.answer.status == Some(429) || received.answer.body.code() == Some("AADB2C95043");
        let holds_all = self.plan.settings.takes_turns && is_throttled;
        if holds_all {
            self.closings += 1;
            self.opens_at = self.now + elapsed + exchange.asked.unwrap_or(1_000.0);
        }
        (elapsed, if holds_all { 0.0 } else { elapsed }, Input::Received(Box::new(received)))
    }

    fn sleep(&mut self, wait: f64) -> Took {
        self.seen.entries.push(Entry::Sleep { at: self.now, wait });
        let slept = wait + self.plan.oversleep(self.sleeps);
        self.sleeps += 1;
        (slept, wait, Input::Slept(Milliseconds(slept)))
    }

    fn turn(&mut self) -> Took {
        let wait = self.opens_at - self.now;
        if wait <= 0.0 {
            (0.0, 0.0, Input::Turn(Turn::AtOnce))
        } else if self.closings > MOST_CLOSINGS || wait > 900_000.0 {
            (0.0, 0.0, Input::Turn(Turn::Never))
        } else {
            (wait, 0.0, Input::Turn(Turn::AfterWait))
        }
    }
}

/// Fills in what came of an exchange.
fn answered(received: &mut Received, exchange: &Exchange, response: Option<Response<Bytes>>, is_read: bool, status: KeyStatus) {
    received.retry_after = exchange.asked.map(Milliseconds);
    let answer = &mut received.answer;
    answer.demands_claims = exchange.demands_claims;
    match exchange.how {
        How::Answers(status, code) => {
            answer.status = Some(status);
            if let Some(code) = code {
                answer.body = body(&[("/error/code", code)]);
            }
        }
        How::Redirects(status) => (answer.status, answer.redirected) = (status, true),
        How::Resets => received.fault = Some(Fault::Rejected),
        How::Throws => received.fault = Some(Fault::Threw),
        How::NoResponse => received.fault = Some(Fault::NoResponse),
        How::Hangs => unreachable!("a hang is late"),
        How::Passes | How::Shows => {
            let response = response.unwrap();
            let is_accepted = response.status() == 204;
            answer.status = Some(response.status().as_u16());
            let json: Value = serde_json::from_slice(response.body()).unwrap_or_default();
            if is_read && response.status() == 200 {
                received.page = Some(Page { next: None, keys: keys_of(&json), clock: Clock::Server(Timestamp(1_800_000_000.0)) });
            } else if exchange.how == How::Shows && is_accepted {
                answer.status = Some(200);
                answer.body = body(&[("/status", status.as_str())]);
            } else {
                let mut texts = Vec::new();
                flatten(&mut texts, String::new(), &json);
                let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
                answer.body = body(&texts);
            }
        }
    }
}

/// The texts of a JSON value, each with its path.
fn flatten(texts: &mut Vec<(String, String)>, path: String, json: &Value) {
    match json {
        Value::Object(members) => members.iter().for_each(|(name, value)| flatten(texts, format!("{path}/{name}"), value)),
        Value::Array(values) => values.iter().enumerate().for_each(|(n, value)| flatten(texts, format!("{path}/{n}"), value)),
        Value::String(text) => texts.push((path, text.clone())),
        _ => {}
    }
}

/// The keys of a list, of a key set, or a key by itself.
fn keys_of(json: &Value) -> Vec<Key> {
    let list = json["value"].as_array().or_else(|| json["keys"].as_array());
    let keys = list.map_or_else(|| std::slice::from_ref(json), Vec::as_slice);
    let key = |json: &Value| Key {
        kid: json["kid"].as_str().unwrap().into(),
        key_use: None,
        status: json["status"].as_str().map(Into::into),
        nbf: Bound::Open,
        exp: Bound::Open,
        being_enabled: false,
        being_disabled: false,
    };
    keys.iter().map(key).collect()
}
