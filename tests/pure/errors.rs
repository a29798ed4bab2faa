//! The errors: their codes are public, their messages say what failed and what to do.

use trustframework_keys::graph::error::{Code, Error, FETCH_THREW, NETWORK, NETWORK_OF_PAGE, NOT_A_RESPONSE, TimeLimit, timeout};
use trustframework_keys::graph::guard;

const CODES: [(Code, &str); 16] = [
    (Code::InvalidArgument, "invalid-argument"),
    (Code::Token, "token"),
    (Code::Unauthorized, "unauthorized"),
    (Code::Forbidden, "forbidden"),
    (Code::NotFound, "not-found"),
    (Code::Rejected, "rejected"),
    (Code::Throttled, "throttled"),
    (Code::Unavailable, "unavailable"),
    (Code::Network, "network"),
    (Code::Timeout, "timeout"),
    (Code::Redirected, "redirected"),
    (Code::UnexpectedResponse, "unexpected-response"),
    (Code::LastUsableKey, "last-usable-key"),
    (Code::GuardUnavailable, "guard-unavailable"),
    (Code::NoUsableKey, "no-usable-key"),
    (Code::NotVerified, "not-verified"),
];

#[test]
fn the_texts_of_the_codes_are_public() {
    for (code, text) in CODES {
        assert_eq!(code.as_str(), text);
    }
}

/// Code, whether the same call may succeed later, and how the message begins.
fn told(error: &Error) -> (Code, bool, &str) {
    (error.code, error.retryable, error.message.split(['.', ':', ';']).next().unwrap())
}

#[test]
fn a_callers_mistake_names_the_argument_and_says_that_nothing_was_sent() {
    let error = Error::invalid("keyId", &["keyId", " is wrong."]);
    assert_eq!((error.code, error.retryable, &*error.message), (Code::InvalidArgument, false, "keyId is wrong."));
    assert_eq!((error.argument, error.applied, error.attempts), (Some("keyId"), Some(false), 0));
}

#[test]
fn each_way_to_fail_has_a_code_and_says_whether_to_try_again() {
    assert_eq!(told(&Error::token("threw; see cause.")), (Code::Token, false, "The token source threw"));
    assert_eq!(told(&NETWORK.error()), (Code::Network, true, "No answer came"));
    assert_eq!(told(&NETWORK_OF_PAGE.error()), (Code::Network, true, "No readable answer came"));
    assert_eq!(told(&FETCH_THREW.error()), (Code::Network, false, "fetch threw at once"));
    assert_eq!(told(&timeout(TimeLimit::Token).error()), (Code::Timeout, true, "The token source gave no token within tokenTimeoutMs"));
    assert_eq!(told(&timeout(TimeLimit::Attempt).error()), (Code::Timeout, true, "attemptTimeoutMs ran out before Graph answered"));
    assert_eq!(told(&timeout(TimeLimit::Call).error()), (Code::Timeout, true, "timeoutMs ran out before Graph answered"));
    let unknown = (Code::UnexpectedResponse, false, "fetch gave something that is not a Response with a status from 200 to 599");
    assert_eq!(told(&NOT_A_RESPONSE.error()), unknown);
    let unconfirmed = (Code::NotVerified, true, "Graph accepted the change, but reading back did not confirm it");
    assert_eq!(told(&guard::not_verified()), unconfirmed);
}

#[test]
fn an_error_knows_nothing_that_it_was_not_told() {
    let error = NETWORK.error();
    assert_eq!((error.argument, error.applied, error.http_status, error.retry_after, error.attempts), (None, None, None, None, 0));
    assert_eq!((error.graph_code, error.graph_message, error.demands_claims), (None, None, false));
}
