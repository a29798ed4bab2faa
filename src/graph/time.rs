//! Durations and moments as types, so that one is never taken for the other. Reads no clock.

use alloc::string::String;
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

    /// Writes the moment as people read it, in UTC: `2026-11-28T03:26:22Z`. Moments before 1970 or after the year 9999 are written as the number of
    /// the nearest year that is not.
    ///
    /// The days are counted by [Howard Hinnant's algorithm](https://howardhinnant.github.io/date_algorithms.html#civil_from_days).
    pub fn push_to(self, text: &mut String) {
        let seconds = self.0.clamp(0.0, 253_402_300_799.0) as u64;
        let (days, second) = (seconds / 86_400, seconds % 86_400);
        // Years that begin in March have their leap day last.
        let day = days.saturating_add(719_468);
        let (era, day_of_era) = (day / 146_097, day % 146_097);
        let leap_days = day_of_era / 1_460;
        let year_of_era =
            day_of_era.saturating_sub(leap_days).saturating_add(day_of_era / 36_524).saturating_sub(day_of_era / 146_096) / 365;
        let first = year_of_era.saturating_mul(365).saturating_add(year_of_era / 4).saturating_sub(year_of_era / 100);
        let day_of_year = day_of_era.saturating_sub(first);
        let month_from_march = day_of_year.saturating_mul(5).saturating_add(2) / 153;
        let day_of_month = day_of_year.saturating_sub(month_from_march.saturating_mul(153).saturating_add(2) / 5).saturating_add(1);
        let month = if month_from_march < 10 { month_from_march.saturating_add(3) } else { month_from_march.saturating_sub(9) };
        let year = year_of_era.saturating_add(era.saturating_mul(400)).saturating_add(u64::from(month <= 2));
        push_number(text, year, 1_000);
        for (before, number) in [("-", month), ("-", day_of_month), ("T", second / 3_600), (":", second / 60 % 60), (":", second % 60)] {
            text.push_str(before);
            push_number(text, number, 10);
        }
        text.push('Z');
    }
}

/// Writes the digits of a number from the one at `place` on.
fn push_number(text: &mut String, number: u64, mut place: u64) {
    while place > 0 {
        text.push(char::from(b'0'.wrapping_add((number.checked_div(place).unwrap_or_default() % 10) as u8)));
        place /= 10;
    }
}
