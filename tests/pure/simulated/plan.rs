//! Draws the plan of one call: its settings, what each ask for a token and each exchange will do, and when the caller ends it.
//!
//! Plain data. Plays nothing, and knows nothing of what a call makes of it.

use trustframework_keys::graph::request::KeyStatus;
use trustframework_keys::graph::retry::Policy;
use trustframework_keys::graph::time::Milliseconds;
use trustframework_keys::machine::settings::Settings;

use super::dice::Dice;

pub struct Plan {
    pub seed: u64,
    pub index: u64,
    pub settings: Settings,
    pub status: KeyStatus,
    /// What Graph shows of the keys before the call: those beside the target.
    pub others: Vec<&'static str>,
    /// Somebody else disables the other keys right after the first PATCH.
    pub has_rival: bool,
    /// How late reads show a write, in milliseconds.
    pub lag: f64,
    /// When the caller ends the call.
    pub abort_at: Option<f64>,
    /// The timers of the host fire late at times.
    pub oversleeps: bool,
    /// How many answers of a hundred are Graph's own.
    pub health: u64,
}

/// What one ask for a token will do.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    pub how: Giving,
    pub latency: f64,
    /// Graph will refuse the token.
    pub is_expired: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Giving {
    Another,
    TheSame,
    Nothing,
}

/// What one exchange will do.
#[derive(Clone, Copy, Debug)]
pub struct Exchange {
    pub how: How,
    pub latency: f64,
    /// Graph carries the request out, whatever is answered.
    pub is_carried_out: bool,
    /// The wait that the answer asks for.
    pub asked: Option<f64>,
    pub demands_claims: bool,
    pub random: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum How {
    /// Graph answers by itself.
    Passes,
    /// This is answered instead, with a code of B2C.
    Answers(u16, Option<&'static str>),
    /// A 200 that shows the status which was asked for.
    Shows,
    /// A redirect that was followed, or is hidden.
    Redirects(Option<u16>),
    /// The connection is lost, before the answer or within it.
    Resets,
    Throws,
    Hangs,
    NoResponse,
}

const TWO_WAYS: [u16; 9] = [408, 409, 429, 500, 502, 503, 504, 509, 599];

impl Plan {
    /// A call of the lite entry.
    pub fn plain(seed: u64, index: u64) -> Plan {
        let mut dice = Dice::new(seed, index, 1);
        let dice = &mut dice;
        let mut settings = Settings { has_source: dice.once(2), ..Settings::default() };
        if dice.once(3) {
            let drawn = dice.ms(1_000, 90_000);
            settings.timeout = Milliseconds(dice.one(&[0.0, 40.0, 500.0, 3_000.0, drawn, 120_000.0, f64::INFINITY]));
        }
        if dice.once(3) {
            let drawn = dice.ms(50, 4_000);
            settings.attempt_timeout = Milliseconds(dice.one(&[0.0, 30.0, 200.0, drawn, 20_000.0, f64::INFINITY]));
        }
        if dice.once(4) {
            let drawn = dice.ms(50, 2_000);
            settings.token_timeout = Milliseconds(dice.one(&[0.0, 100.0, drawn]));
        }
        if dice.once(3) {
            let drawn = dice.ms(500, 60_000);
            let max_delay = Milliseconds(dice.one(&[0.0, 300.0, 900.0, drawn, f64::INFINITY]));
            let max_attempts = dice.between(1, 6) as u32;
            settings.retry = if dice.once(3) { Policy::NEVER } else { Policy { max_attempts, max_delay } };
        }
        // Nothing else would end a request that hangs.
        if settings.attempt_timeout == Milliseconds::FOREVER && settings.timeout == Milliseconds::FOREVER {
            settings.timeout = Milliseconds(30_000.0);
        }
        let limits = [dice.ms(1, 400), dice.ms(1, 3_000), dice.ms(1, 60_000)];
        Plan {
            seed,
            index,
            settings,
            status: dice.one(&[KeyStatus::Enabled, KeyStatus::Disabled]),
            others: vec!["enabled"],
            has_rival: false,
            lag: 0.0,
            abort_at: dice.once(6).then(|| dice.one(&limits)),
            oversleeps: dice.once(3),
            health: dice.one(&[30, 30, 60]),
        }
    }

    /// A call of the root entry, with any of guard, read-back and turns.
    pub fn full(seed: u64, index: u64) -> Plan {
        let mut plan = Plan::plain(seed, index);
        let mut dice = Dice::new(seed, index, 2);
        let settings = &mut plan.settings;
        (settings.guard, settings.verify, settings.takes_turns) = (dice.once(2), dice.once(2), dice.once(3));
        plan.status = dice.of(&[(3, KeyStatus::Disabled), (1, KeyStatus::Enabled)]);
        plan.others = (0..dice.between(0, 2)).map(|_| dice.one(&["enabled", "disabled"])).collect();
        plan.has_rival = dice.once(8);
        plan.lag = dice.one(&[0.0, 0.0, 700.0, 3_900.0, 10_000.0]);
        plan.health = dice.one(&[50, 80, 95, 100]);
        plan
    }

    pub fn ask(&self, n: u64) -> Ask {
        let mut dice = Dice::new(self.seed, self.index, 100 + n);
        let latencies = [0.0, 0.0, dice.ms(1, 300), dice.ms(1, 2_500)];
        Ask {
            how: dice.of(&[(90, Giving::Another), (25, Giving::TheSame), (5, Giving::Nothing)]),
            latency: if dice.once(50) { 1e12 } else { dice.one(&latencies) },
            is_expired: dice.once(12),
        }
    }

    pub fn exchange(&self, n: u64) -> Exchange {
        let mut dice = Dice::new(self.seed, self.index, 10_000 + n);
        let dice = &mut dice;
        let code = dice.of(&[(5, None), (1, Some("AADB2C95043")), (1, Some("AADB2C95053")), (1, Some("AADB2C95059"))]);
        let refusals = [400, 401, 401, 401, 402, 403, 403, 404, 405, 408, 409, 412, 423, 429, 429, 429, 451];
        let others = [201, 202, 206, 301, 304, 500, 500, 501, 502, 503, 503, 503, 504, 505, 509, 511, 599];
        let (refusal, other) = (dice.one(&refusals), dice.one(&others));
        let hidden = dice.one(&[None, Some(200), Some(204), Some(404)]);
        let how = if dice.between(1, 100) <= self.health {
            How::Passes
        } else {
            dice.of(&[
                (14, How::Answers(refusal, code)),
                (12, How::Answers(other, None)),
                (3, How::Answers(200, None)),
                (3, How::Shows),
                (1, How::Redirects(hidden)),
                (5, How::Resets),
                (1, How::Throws),
                (4, How::Hangs),
                (1, How::NoResponse),
            ])
        };
        let is_answered_either_way = match how {
            How::Answers(status, _) => TWO_WAYS.contains(&status),
            How::Resets | How::Hangs | How::NoResponse | How::Redirects(_) => true,
            _ => false,
        };
        let waits = [1_000.0, 1_000.0, 2_000.0, dice.ms(1, 10) * 1_000.0, dice.ms(10, 70) * 1_000.0, 2.6e9];
        let latency = dice.of(&[(8, (0, 0)), (8, (1, 400)), (3, (400, 4_000)), (1, (5_000, 40_000))]);
        let is_answer = matches!(how, How::Answers(..));
        Exchange {
            how,
            latency: if how == How::Hangs { f64::INFINITY } else { dice.ms(latency.0, latency.1) },
            is_carried_out: matches!(how, How::Passes | How::Shows) || (is_answered_either_way && dice.once(2)),
            asked: (is_answer && dice.once(3)).then(|| dice.one(&waits)),
            demands_claims: matches!(how, How::Answers(401 | 403, _)) && dice.once(2),
            random: dice.fraction(),
        }
    }

    /// How much longer than asked the host sleeps.
    pub fn oversleep(&self, n: u64) -> f64 {
        let mut dice = Dice::new(self.seed, self.index, 20_000 + n);
        if self.oversleeps && dice.once(3) { dice.ms(1, 600) } else { 0.0 }
    }
}
