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
