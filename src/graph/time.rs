//! Durations and moments as types, so that one is never taken for the other. Reads no clock.

use core::ops::{Add, AddAssign, Sub, SubAssign};

/// A duration in milliseconds. It may be without end, which `core::time::Duration` cannot say.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Milliseconds(pub f64);

impl Milliseconds {
    /// No time at all.
    pub const ZERO: Milliseconds = Milliseconds(0.0);
    /// Without end.
    pub const FOREVER: Milliseconds = Milliseconds(f64::INFINITY);

    /// Whether nothing is left of it.
    pub fn is_over(self) -> bool {
        self.0 <= 0.0
    }
}

impl Add for Milliseconds {
    type Output = Milliseconds;

    fn add(self, other: Milliseconds) -> Milliseconds {
        Milliseconds(self.0 + other.0)
    }
}

impl Sub for Milliseconds {
    type Output = Milliseconds;

    fn sub(self, other: Milliseconds) -> Milliseconds {
        Milliseconds(self.0 - other.0)
    }
}

impl AddAssign for Milliseconds {
    fn add_assign(&mut self, other: Milliseconds) {
        self.0 += other.0;
    }
}

impl SubAssign for Milliseconds {
    fn sub_assign(&mut self, other: Milliseconds) {
        self.0 -= other.0;
    }
}

/// A moment, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Timestamp(pub f64);

/// What time it is, and by whose clock. A page never sees Graph's `Date`, and a host's clock may be off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Clock {
    /// By the `Date` of the answer that is judged.
    Server(Timestamp),
    /// By the clock of the host.
    Host(Timestamp),
}

impl Clock {
    /// The time that it tells.
    pub fn now(self) -> Timestamp {
        match self {
            Clock::Server(now) | Clock::Host(now) => now,
        }
    }
}

impl Timestamp {
    /// Later than every moment.
    pub const NEVER: Timestamp = Timestamp(f64::INFINITY);

    /// The moment so many seconds later.
    pub fn plus(self, seconds: f64) -> Timestamp {
        Timestamp(self.0 + seconds)
    }
}
