//! Durations.

use trustframework_keys::graph::time::Milliseconds;

#[test]
fn durations_add_and_subtract() {
    let (five, three) = (Milliseconds(5.0), Milliseconds(3.0));
    assert_eq!((five + three, five - three), (Milliseconds(8.0), Milliseconds(2.0)));
    let mut time = five;
    time += three;
    assert_eq!(time, Milliseconds(8.0));
    time -= Milliseconds(6.0);
    assert_eq!(time, Milliseconds(2.0));
}

#[test]
fn a_duration_is_over_once_nothing_is_left() {
    assert!(Milliseconds(0.0).is_over() && Milliseconds(-1.0).is_over() && Milliseconds::ZERO.is_over());
    assert!(!Milliseconds(0.5).is_over() && !Milliseconds::FOREVER.is_over());
    assert_eq!(Milliseconds::FOREVER - Milliseconds(1e9), Milliseconds::FOREVER);
}

#[test]
fn a_clock_tells_its_time_and_moments_are_moved() {
    use trustframework_keys::graph::time::{Clock, Timestamp};
    assert_eq!((Clock::Server(Timestamp(3.0)).now(), Clock::Host(Timestamp(4.0)).now()), (Timestamp(3.0), Timestamp(4.0)));
    assert_eq!(Timestamp(3.0).plus(-5.0), Timestamp(-2.0));
}
