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
fn a_moment_is_written_as_people_read_it() {
    use trustframework_keys::graph::time::Timestamp;
    let written = |seconds: f64| {
        let mut text = String::from("at ");
        Timestamp(seconds).push_to(&mut text);
        text
    };
    for (seconds, expected) in [
        (0.0, "1970-01-01T00:00:00Z"),
        (951_782_399.9, "2000-02-28T23:59:59Z"),
        (951_782_400.0, "2000-02-29T00:00:00Z"),
        (951_868_800.0, "2000-03-01T00:00:00Z"),
        (1_700_000_000.0, "2023-11-14T22:13:20Z"),
        (1_735_689_599.0, "2024-12-31T23:59:59Z"),
        (4_107_542_399.0, "2100-02-28T23:59:59Z"),
        (4_107_542_400.0, "2100-03-01T00:00:00Z"),
        (253_402_300_799.0, "9999-12-31T23:59:59Z"),
        (1e300, "9999-12-31T23:59:59Z"),
        (-5.0, "1970-01-01T00:00:00Z"),
    ] {
        assert_eq!(written(seconds), format!("at {expected}"), "{seconds}");
    }
}

#[test]
fn a_clock_tells_its_time_and_moments_are_moved() {
    use trustframework_keys::graph::time::{Clock, Timestamp};
    assert_eq!((Clock::Server(Timestamp(3.0)).now(), Clock::Host(Timestamp(4.0)).now()), (Timestamp(3.0), Timestamp(4.0)));
    assert_eq!(Timestamp(3.0).plus(-5.0), Timestamp(-2.0));
}
