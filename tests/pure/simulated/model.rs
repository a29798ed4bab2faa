//! Says what a call without guard, read-back and turns must come to: an own reading of the contract, which shares no code with the package.
//!
//! Walks through a plan in simulated time.

use trustframework_keys::graph::error::Code;

use super::host::{Entry, KEPT_OF_ASKS};
use super::plan::{Exchange, Giving, How, Plan};

/// How a call must end.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    Changed { attempts: u32, kept: u32 },
    Failed(Failed),
    Aborted { may_have_changed: bool },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Failed {
    pub code: Code,
    pub retryable: bool,
    pub applied: Option<bool>,
    pub attempts: u32,
    pub retry_after: Option<f64>,
    pub http_status: Option<u16>,
    pub demands_claims: bool,
    pub kept: Option<u32>,
}

/// What a call must be seen to do.
pub struct Expected {
    pub entries: Vec<Entry>,
    /// The number of each request that is told, what went wrong, and the wait that follows.
    pub events: Vec<(u32, Option<Code>, Option<f64>)>,
    pub end: End,
    pub at: f64,
}

/// What one exchange means.
#[derive(Clone, Copy, Debug)]
struct Meaning {
    /// `None`: it is a success.
    code: Option<Code>,
    retryable: bool,
    /// Graph certainly left the key as it was.
    is_refused: bool,
    http_status: Option<u16>,
    demands_claims: bool,
    asked: Option<f64>,
    random: f64,
    kept: u32,
}

struct Walk<'a> {
    plan: &'a Plan,
    entries: Vec<Entry>,
    events: Vec<(u32, Option<Code>, Option<f64>)>,
    now: f64,
    asks: u64,
    sends: u64,
    sleeps: u64,
    token: u64,
    is_expired: bool,
    left: f64,
    may_have_changed: bool,
}

pub fn expect(plan: &Plan) -> Expected {
    let mut walk = Walk {
        plan,
        entries: Vec::new(),
        events: Vec::new(),
        now: 0.0,
        asks: 0,
        sends: 0,
        sleeps: 0,
        token: 0,
        is_expired: plan.exchange(9_999).random < 0.05,
        left: plan.settings.timeout.0,
        may_have_changed: false,
    };
    let Err(end) = walk.run();
    Expected { entries: walk.entries, events: walk.events, end, at: walk.now }
}

/// Leaves the walk where the call ends.
type Ends<T> = Result<T, End>;

enum Never {}

impl Walk<'_> {
    fn run(&mut self) -> Ends<Never> {
        let settings = &self.plan.settings;
        let mut may_ask_again = settings.has_source;
        for counted in 1.. {
            if self.left.min(settings.attempt_timeout.0) <= 0.0 {
                return Err(self.failed(Code::Timeout, true, None, None, None));
            }
            self.ask(None)?;
            let mut result = self.attempt()?;
            let mut is_told = false;
            // A wait that Graph asks for comes first, and without time left there is nothing to ask for.
            let is_throttled = result.retryable && result.asked.is_some();
            let is_unwelcome = result.http_status == Some(401) || result.demands_claims;
            let is_redirect = result.code == Some(Code::Redirected);
            if may_ask_again && is_unwelcome && !is_redirect && !is_throttled && self.left > 0.0 {
                may_ask_again = false;
                self.tell(&result, None);
                is_told = true;
                let before = self.token;
                // What the answer said stays.
                self.ask(Some(&result))?;
                if self.token != before {
                    result = self.attempt()?;
                    is_told = false;
                }
            }
            let Some(code) = result.code else {
                self.tell(&result, None);
                return Err(End::Changed { attempts: self.sends as u32, kept: result.kept });
            };
            let wait = result.asked.unwrap_or_else(|| back_off(counted, result.random));
            let is_last = !result.retryable || counted >= settings.retry.max_attempts;
            if is_last || wait > settings.retry.max_delay.0 || wait >= self.left {
                if !is_told {
                    self.tell(&result, None);
                }
                let retry_after = if is_last { result.asked.filter(|_| result.retryable) } else { Some(wait) };
                return Err(self.failed(code, result.retryable, Some(&result), retry_after, Some(result.kept)));
            }
            if !is_told {
                self.tell(&result, Some(wait));
            }
            self.entries.push(Entry::Sleep { at: self.now, wait });
            let slept = wait + self.plan.oversleep(self.sleeps);
            self.sleeps += 1;
            self.pass(slept)?;
            self.left -= slept;
            if self.left <= 0.0 {
                return Err(self.failed(code, result.retryable, Some(&result), None, Some(result.kept)));
            }
        }
        unreachable!("every policy ends")
    }

    /// `refusal` is the answer for which another token is wanted.
    fn ask(&mut self, refusal: Option<&Meaning>) -> Ends<()> {
        let settings = &self.plan.settings;
        if !settings.has_source {
            return Ok(());
        }
        let ask = self.plan.ask(self.asks);
        self.asks += 1;
        self.entries.push(Entry::Ask { at: self.now, refused: refusal.map(|refusal| refusal.kept) });
        let limit = settings.token_timeout.0;
        let is_late = ask.latency > limit;
        self.pass(ask.latency.min(limit))?;
        let kept = Some(KEPT_OF_ASKS + self.asks as u32);
        if is_late {
            return Err(self.failed(Code::Timeout, true, refusal, None, kept));
        }
        match ask.how {
            Giving::Nothing => return Err(self.failed(Code::Token, false, refusal, None, kept)),
            Giving::Another => (self.token, self.is_expired) = (self.asks, ask.is_expired),
            Giving::TheSame => {}
        }
        Ok(())
    }

    fn attempt(&mut self) -> Ends<Meaning> {
        let exchange = self.plan.exchange(self.sends);
        let kept = self.sends as u32;
        self.sends += 1;
        let attempt = self.plan.settings.attempt_timeout.0;
        let limit = self.left.min(attempt);
        self.entries.push(Entry::Send { at: self.now, is_patch: true, within: limit, token: self.token });
        let is_late = exchange.latency > limit;
        let meaning = if is_late { unanswered(Code::Timeout, true) } else { meaning(&exchange, self.is_expired) };
        let before = std::mem::replace(&mut self.may_have_changed, true);
        let takes = exchange.latency.min(limit);
        self.pass(takes)?;
        self.left -= takes;
        self.may_have_changed = before || !meaning.is_refused;
        let asked = exchange.asked.filter(|_| !is_late);
        Ok(Meaning { asked, random: exchange.random, kept, ..meaning })
    }

    /// Lets time pass, unless the caller ends the call meanwhile.
    fn pass(&mut self, milliseconds: f64) -> Ends<()> {
        if let Some(at) = self.plan.abort_at.filter(|at| *at < self.now + milliseconds) {
            self.now = at.max(self.now);
            return Err(End::Aborted { may_have_changed: self.may_have_changed });
        }
        self.now += milliseconds;
        Ok(())
    }

    fn tell(&mut self, result: &Meaning, wait: Option<f64>) {
        self.events.push((self.sends as u32, result.code, wait));
    }

    fn failed(&self, code: Code, retryable: bool, answer: Option<&Meaning>, retry_after: Option<f64>, kept: Option<u32>) -> End {
        End::Failed(Failed {
            code,
            retryable,
            applied: (!self.may_have_changed).then_some(false),
            attempts: self.sends as u32,
            retry_after,
            http_status: answer.and_then(|answer| answer.http_status),
            demands_claims: answer.is_some_and(|answer| answer.demands_claims),
            kept,
        })
    }
}

/// From the upper half of half a second, which doubles with each attempt.
fn back_off(attempt: u32, random: f64) -> f64 {
    let longest = 500.0 * 2.0_f64.powi(attempt as i32 - 1);
    (longest / 2.0 + longest / 2.0 * random).floor()
}

fn unanswered(code: Code, retryable: bool) -> Meaning {
    Meaning { code: Some(code), retryable, is_refused: false, http_status: None, demands_claims: false, asked: None, random: 0.0, kept: 0 }
}

fn meaning(exchange: &Exchange, is_expired: bool) -> Meaning {
    let answered = |http_status, code, retryable, is_refused| Meaning {
        http_status: Some(http_status),
        is_refused,
        demands_claims: exchange.demands_claims,
        ..Meaning { code, ..unanswered(Code::Network, retryable) }
    };
    match exchange.how {
        How::Passes | How::Shows if is_expired => answered(401, Some(Code::Unauthorized), false, true),
        How::Passes => answered(204, None, false, false),
        How::Shows => answered(200, None, false, false),
        How::Resets => unanswered(Code::Network, true),
        How::Throws => unanswered(Code::Network, false),
        How::NoResponse => unanswered(Code::UnexpectedResponse, false),
        How::Hangs => unanswered(Code::Timeout, true),
        How::Redirects(status) => Meaning { http_status: status, ..answered(0, Some(Code::Redirected), false, false) },
        How::Answers(status, b2c) => {
            let is_refused = (400..500).contains(&status) && ![408, 409, 429].contains(&status);
            let (code, retryable) = match status {
                300..=399 => (Code::Redirected, false),
                0..=299 => (Code::UnexpectedResponse, false),
                500.. => (Code::Unavailable, [500, 502, 503, 504, 509].contains(&status)),
                429 => (Code::Throttled, true),
                _ if b2c == Some("AADB2C95043") => (Code::Throttled, true),
                401 => (Code::Unauthorized, b2c == Some("AADB2C95053")),
                403 => (Code::Forbidden, b2c == Some("AADB2C95053")),
                404 => (Code::NotFound, b2c == Some("AADB2C95053")),
                _ => (Code::Rejected, b2c == Some("AADB2C95053")),
            };
            answered(status, Some(code), retryable, is_refused)
        }
    }
}
