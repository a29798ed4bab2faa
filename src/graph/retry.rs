//! Decides whether to try again, and when. Reads no clock, draws no random number, waits for nothing.
//!
//! Trying again is sound because the request assigns one absolute value: twice is the same as once.
//!
//! Source: <https://learn.microsoft.com/graph/throttling>, [RFC 9110 section 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)

use super::error::Error;
use super::time::Milliseconds;

/// How often and how patiently to try.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Policy {
    /// Attempts in all, the first included.
    pub max_attempts: u32,
    /// The longest single wait.
    pub max_delay: Milliseconds,
}

/// Where a call stands after an attempt that failed.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The attempts made.
    pub attempts: u32,
    /// What is left of the call's time.
    pub left: Milliseconds,
    /// The wait that the server asked for.
    pub retry_after: Option<Milliseconds>,
    /// A random number from 0 up to, but not including, 1.
    pub random: f64,
}

impl Standing {
    /// The wait before another attempt: what the server asked for, which is never undercut and never jittered, else a back-off.
    fn wait(self) -> Milliseconds {
        self.retry_after.unwrap_or_else(|| back_off(self.attempts, self.random))
    }
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// Wait, and try again.
    Wait(Milliseconds),
    /// Fail. Reports the wait that the server asked for, or the back-off that would have been too long.
    Fail(Option<Milliseconds>),
}

const FIRST_BACK_OFF_MS: f64 = 500.0;

impl Default for Policy {
    fn default() -> Policy {
        Policy { max_attempts: 4, max_delay: Milliseconds(30_000.0) }
    }
}

impl Policy {
    /// Tries once.
    pub const NEVER: Policy = Policy { max_attempts: 1, max_delay: Milliseconds::ZERO };

    /// What follows an attempt that ended with `error`.
    pub fn next(&self, error: &Error, standing: Standing) -> Next {
        let Standing { attempts, left, retry_after, .. } = standing;
        if !error.retryable || attempts >= self.max_attempts {
            return Next::Fail(retry_after.filter(|_| error.retryable));
        }
        let wait = standing.wait();
        if wait > self.max_delay || wait >= left { Next::Fail(Some(wait)) } else { Next::Wait(wait) }
    }
}

/// Doubles with each attempt, and is drawn from the upper half of that, so that clients which failed together do not return together.
fn back_off(attempts: u32, random: f64) -> Milliseconds {
    // Beyond 2^40 it is longer than any limit.
    let doublings = attempts.saturating_sub(1).min(40);
    let longest = FIRST_BACK_OFF_MS * (1_u64 << doublings) as f64;
    // Whole milliseconds, as timers count.
    Milliseconds((longest / 2.0 * (1.0 + random)) as u64 as f64)
}
