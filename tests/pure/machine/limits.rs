//! How long a request and a call may take.

use trustframework_keys::graph::error::Code;
use trustframework_keys::graph::time::Milliseconds;
use trustframework_keys::machine::exchange::Fault;

use super::script::*;

const OF_ATTEMPT: &str = "attemptTimeoutMs ran out";
const OF_CALL: &str = "timeoutMs ran out";

/// A call that may take so long in all.
fn limited(milliseconds: f64) -> Play {
    Play::disabling(|settings| settings.timeout = ms(milliseconds))
}

#[test]
fn a_request_may_take_what_an_attempt_may_or_what_is_left() {
    assert_eq!(limited(10_001.0).begin(), patch(10_000.0));
    assert_eq!(limited(9_999.0).begin(), patch(9_999.0));
    let mut endless =
        Play::disabling(|settings| (settings.timeout, settings.attempt_timeout) = (Milliseconds::FOREVER, Milliseconds::FOREVER));
    assert_eq!(endless.begin(), patch(f64::INFINITY));
}

#[test]
fn requests_and_waits_count_for_the_call() {
    let mut call = limited(10_000.0);
    call.begin();
    assert_eq!(call.then(answer(503).took(1_000.0)), sleep(250.0));
    // What really passed counts.
    assert_eq!(call.then(slept(300.0)), patch(8_700.0));
    assert_eq!(call.then(answer(503).took(700.0)), sleep(500.0));
    assert_eq!(call.then(slept(500.0)), patch(7_500.0));
}

#[test]
fn a_call_without_time_sends_nothing() {
    for (timeout, attempt_timeout, beginning) in [(0.0, 10_000.0, OF_CALL), (60_000.0, 0.0, OF_ATTEMPT), (0.0, 0.0, OF_CALL)] {
        let mut call = Play::disabling(|settings| (settings.timeout, settings.attempt_timeout) = (ms(timeout), ms(attempt_timeout)));
        let failure = failed(call.begin());
        assert_eq!(essence(&failure), (Code::Timeout, Some(false), 0, None));
        assert!(failure.error.message.starts_with(beginning), "{}", failure.error.message);
        assert_eq!((failure.error.retryable, failure.kept), (true, None));
        assert!(call.told().is_empty());
    }
}

#[test]
fn an_attempt_that_took_too_long_is_tried_again() {
    let mut call = limited(12_000.0);
    call.begin();
    assert_eq!(call.then(fault(Fault::OutOfTime).took(10_000.0)), sleep(250.0));
    assert_eq!(call.then(slept(250.0)), patch(1_750.0));
}

#[test]
fn the_message_names_the_limit_that_ran_out() {
    for (timeout, beginning) in [(10_001.0, OF_ATTEMPT), (10_000.0, OF_CALL), (9_000.0, OF_CALL)] {
        let mut call = Play::disabling(|settings| (settings.timeout, settings.retry) = (ms(timeout), tries(1)));
        call.begin();
        let failure = failed(call.then(fault(Fault::OutOfTime).took(9_000.0)));
        assert!(failure.error.message.starts_with(beginning), "{timeout}: {}", failure.error.message);
    }
}

#[test]
fn a_call_out_of_time_is_over_whatever_a_clock_says() {
    let mut call = limited(9_000.0);
    call.begin();
    // The host's clock says that time is left.
    let failure = failed(call.then(fault(Fault::OutOfTime).took(8_000.0)));
    assert_eq!(essence(&failure), (Code::Timeout, None, 1, Some(250.0)));
}

#[test]
fn another_fault_than_time_leaves_what_is_left() {
    let mut call = limited(9_000.0);
    call.begin();
    assert_eq!(call.then(fault(Fault::Rejected).took(8_000.0)), sleep(250.0));
}

#[test]
fn a_wait_must_end_before_the_call_does() {
    for (asked, is_waited) in [(3_999.0, true), (4_000.0, false)] {
        let mut call = limited(5_000.0);
        call.begin();
        let next = call.then(answer(429).took(1_000.0).asking(asked));
        if is_waited {
            assert_eq!(next, sleep(asked));
        } else {
            assert_eq!(essence(&failed(next)), (Code::Throttled, None, 1, Some(asked)));
        }
    }
}

#[test]
fn a_host_that_slept_too_long_ends_the_call_with_the_last_answer() {
    let mut call = limited(5_000.0);
    call.begin();
    assert_eq!(call.then(answer(503).asking(1_000.0).kept(6)), sleep(1_000.0));
    let failure = failed(call.then(slept(5_000.0)));
    assert_eq!(essence(&failure), (Code::Unavailable, None, 1, None));
    assert_eq!(failure.kept.map(|kept| kept.0), Some(6));
}

#[test]
fn asks_for_tokens_have_a_limit_of_their_own() {
    let mut call = Play::disabling(|settings| {
        with_source(settings);
        (settings.timeout, settings.token_timeout) = (ms(5_000.0), ms(300_000.0));
    });
    assert_eq!(call.begin(), ask());
    assert_eq!(call.then(token()), patch(5_000.0));
}
