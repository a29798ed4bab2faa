//! Decides whether to try again, and when. Reads no clock, draws no random number, waits for nothing.
//!
//! Trying again is sound because the request assigns one absolute value: twice is the same as once.
//!
//! Source: <https://learn.microsoft.com/graph/throttling>, [RFC 9110 section 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)

use super::error::Error;

/// How often and how patiently to try.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Policy {
    /// Attempts in all, the first included.
    pub max_attempts: f64,
    /// The longest single wait, in milliseconds.
    pub max_delay_ms: f64,
}

/// Where a call stands after an attempt that failed.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The attempts made.
    pub attempts: f64,
    /// What is left of the call's time, in milliseconds.
    pub left_ms: f64,
    /// The wait that the server asked for, in milliseconds.
    pub asked_ms: Option<f64>,
    /// A random number from 0 up to, but not including, 1.
    pub random: f64,
}

impl Standing {
    /// The wait before another attempt, in milliseconds: what the server asked for, which is never undercut and never jittered, else a
    /// back-off.
    pub fn wait_ms(self) -> f64 {
        self.asked_ms.unwrap_or_else(|| back_off_ms(self.attempts, self.random))
    }
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// Wait that many milliseconds, and try again.
    Wait(f64),
    /// Fail. Where the server asked for a wait, or one would have been too long, that is it, in milliseconds.
    Fail(Option<f64>),
}

const FIRST_BACK_OFF_MS: f64 = 500.0;

impl Default for Policy {
    fn default() -> Policy {
        Policy { max_attempts: 4.0, max_delay_ms: 30_000.0 }
    }
}

impl Policy {
    /// Tries once.
    pub const NEVER: Policy = Policy { max_attempts: 1.0, max_delay_ms: 0.0 };

    /// What follows an attempt that ended with `error`.
    pub fn next(&self, error: &Error, standing: Standing) -> Next {
        let Standing { attempts, left_ms, asked_ms, .. } = standing;
        if !error.retryable || attempts >= self.max_attempts {
            return Next::Fail(asked_ms.filter(|_| error.retryable));
        }
        let wait = standing.wait_ms();
        if wait > self.max_delay_ms || wait >= left_ms { Next::Fail(Some(wait)) } else { Next::Wait(wait) }
    }
}

/// Doubles with each attempt, and is drawn from the upper half of that, so that clients which failed together do not return together.
fn back_off_ms(attempts: f64, random: f64) -> f64 {
    let mut longest = FIRST_BACK_OFF_MS;
    let mut attempt = 1.0;
    // Past any limit long before a caller's number of attempts is.
    while attempt < attempts && longest < 1e12 {
        longest += longest;
        attempt += 1.0;
    }
    // Whole milliseconds, as timers count.
    (longest / 2.0 * (1.0 + random)) as u64 as f64
}
