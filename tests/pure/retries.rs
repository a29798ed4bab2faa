//! Whether to try again, and when.

use proptest::prelude::*;
use trustframework_keys::graph::error::{FETCH_THREW, NETWORK};
use trustframework_keys::graph::retry::{Next, Policy, Standing};
use trustframework_keys::graph::time::Milliseconds;

use crate::properties;

/// After one attempt, with a minute left, nothing asked for, and the shortest draw.
const FIRST: Standing = Standing { attempts: 1, left: Milliseconds(60_000.0), retry_after: None, random: 0.0 };

fn after(standing: Standing) -> Next {
    Policy::default().next(&NETWORK.error(), standing)
}

fn wait(ms: f64) -> Next {
    Next::Wait(Milliseconds(ms))
}

fn fail(ms: f64) -> Next {
    Next::Fail(Some(Milliseconds(ms)))
}

#[test]
fn four_attempts_by_default_and_no_wait_beyond_30_seconds() {
    assert_eq!(Policy::default(), Policy { max_attempts: 4, max_delay: Milliseconds(30_000.0) });
    assert_eq!(after(Standing { attempts: 3, ..FIRST }), wait(1_000.0));
    assert_eq!(after(Standing { attempts: 4, ..FIRST }), Next::Fail(None));
}

#[test]
fn the_back_off_doubles_and_is_drawn_from_the_upper_half() {
    let policy = Policy { max_attempts: 9, ..Policy::default() };
    for (attempts, longest) in [(1, 500.0_f64), (2, 1_000.0), (3, 2_000.0), (4, 4_000.0)] {
        for (random, part) in [(0.0, 0.5), (0.5, 0.75), (0.9, 0.95)] {
            let next = policy.next(&NETWORK.error(), Standing { attempts, random, ..FIRST });
            assert_eq!(next, wait((longest * part).floor()), "{attempts} {random}");
        }
    }
    // Whole milliseconds: 250 times 1.001.
    assert_eq!(after(Standing { random: 0.001, ..FIRST }), wait(250.0));
}

#[test]
fn the_back_off_stops_doubling_long_after_any_limit() {
    let policy = Policy { max_attempts: u32::MAX, max_delay: Milliseconds::FOREVER };
    let next = |attempts| policy.next(&NETWORK.error(), Standing { attempts, left: Milliseconds::FOREVER, ..FIRST });
    assert_eq!(next(0), wait(250.0));
    assert_eq!(next(41), wait(250.0 * 2.0_f64.powi(40)));
    assert_eq!((next(42), next(u32::MAX - 1)), (next(41), next(41)));
}

#[test]
fn the_wait_that_the_server_asked_for_goes_before_the_back_off_and_is_not_drawn() {
    for random in [0.0, 0.9] {
        assert_eq!(after(Standing { retry_after: Some(Milliseconds(7_000.0)), random, ..FIRST }), wait(7_000.0));
        assert_eq!(after(Standing { retry_after: Some(Milliseconds(1.0)), random, ..FIRST }), wait(1.0));
    }
}

#[test]
fn a_wait_may_be_as_long_as_the_longest_and_must_be_shorter_than_the_time_left() {
    let asking = |ms| Standing { retry_after: Some(Milliseconds(ms)), ..FIRST };
    assert_eq!(after(asking(30_000.0)), wait(30_000.0));
    assert_eq!(after(asking(30_001.0)), fail(30_001.0));
    let left = |left| after(Standing { left: Milliseconds(left), ..asking(5_000.0) });
    assert_eq!(left(5_001.0), wait(5_000.0));
    assert_eq!(left(5_000.0), fail(5_000.0));
    assert_eq!(left(0.0), fail(5_000.0));
    // The back-off is held against the same limits, and told.
    assert_eq!(after(Standing { left: Milliseconds(250.0), ..FIRST }), fail(250.0));
}

#[test]
fn what_is_not_retryable_is_not_tried_again_and_has_no_wait() {
    let asked = Some(Milliseconds(1_000.0));
    assert_eq!(Policy::default().next(&FETCH_THREW.error(), Standing { retry_after: asked, ..FIRST }), Next::Fail(None));
    assert_eq!(after(Standing { retry_after: asked, attempts: 4, ..FIRST }), fail(1_000.0));
}

#[test]
fn never_is_once() {
    assert_eq!(Policy::NEVER.next(&NETWORK.error(), FIRST), Next::Fail(None));
    assert_eq!(Policy::NEVER.next(&NETWORK.error(), Standing { retry_after: Some(Milliseconds(5.0)), ..FIRST }), fail(5.0));
    assert_eq!(Policy::NEVER, Policy { max_attempts: 1, max_delay: Milliseconds::ZERO });
}

proptest! {
    #![proptest_config(properties())]

    #[test]
    fn a_wait_is_never_shorter_than_asked_nor_longer_than_allowed(
        attempts in 0..9_u32, max_attempts in 1..9_u32, max_delay in 0.0..9e4, left in 0.0..9e4, asked in prop::option::of(0.0..9e4),
        random in 0.0..1.0
    ) {
        let policy = Policy { max_attempts, max_delay: Milliseconds(max_delay) };
        let standing = Standing { attempts, left: Milliseconds(left), retry_after: asked.map(Milliseconds), random };
        if let Next::Wait(Milliseconds(wait)) = policy.next(&NETWORK.error(), standing) {
            prop_assert!(attempts < max_attempts && wait <= max_delay && wait < left);
            prop_assert!(asked.is_none_or(|asked| asked == wait));
        }
    }
}
