//! The judgement of answers.

use proptest::prelude::*;
use trustframework_keys::graph::answer::{Answer, Sought, judge, judge_read};
use trustframework_keys::graph::body::Body;
use trustframework_keys::graph::error::{Code, Error};
use trustframework_keys::graph::request::KeyStatus;

use crate::bodies::body;
use crate::properties;

fn disabling(status: u16, body: Body) -> Result<(), Box<Error>> {
    judge(KeyStatus::Disabled, &Answer { status: Some(status), body, ..Answer::default() })
}

fn refusal(status: u16, body: Body) -> Box<Error> {
    disabling(status, body).unwrap_err()
}

fn empty() -> Body {
    Body::default()
}

#[test]
fn success_is_204_or_a_200_that_shows_the_status() {
    assert_eq!(disabling(204, empty()), Ok(()));
    assert_eq!(disabling(200, body(&[("/status", "disabled")])), Ok(()));
    assert_eq!(disabling(200, body(&[("/value/status", "disabled")])), Ok(()));
    assert_eq!(disabling(200, body(&[("/status", "Disabled")])), Ok(()));
    let enabled = Answer { status: Some(200), body: body(&[("/status", "enabled")]), ..Answer::default() };
    assert_eq!(judge(KeyStatus::Enabled, &enabled), Ok(()));
}

#[test]
fn no_other_2xx_is_success() {
    let wrong_bodies = [
        empty(),
        body(&[("", "disabled")]),
        body(&[("/status", "enabled")]),
        body(&[("/other/status", "disabled")]),
        body(&[("/status", "enabled"), ("/value/status", "disabled")]),
    ];
    for body in wrong_bodies {
        assert_eq!(refusal(200, body).code, Code::UnexpectedResponse);
    }
    for status in [201, 202, 203, 205, 206, 299] {
        let error = refusal(status, body(&[("/status", "disabled")]));
        assert_eq!((error.code, error.applied, error.http_status), (Code::UnexpectedResponse, None, Some(status)));
    }
}

#[test]
fn a_redirect_is_never_success() {
    for status in [300, 301, 302, 303, 304, 307, 308, 399] {
        assert_eq!(refusal(status, empty()).code, Code::Redirected);
    }
    for status in [None, Some(200), Some(204), Some(401), Some(404)] {
        let answer = Answer { status, redirected: true, body: body(&[("/status", "disabled")]), ..Answer::default() };
        let error = judge(KeyStatus::Disabled, &answer).unwrap_err();
        assert_eq!((error.code, error.applied, error.retryable, error.http_status), (Code::Redirected, None, false, status));
        assert!(error.message.starts_with("The answer was a redirect, which is never followed"), "{}", error.message);
    }
}

#[test]
fn each_status_has_its_code_and_says_whether_the_key_changed() {
    for (status, code, applied, retryable) in [
        (400, Code::Rejected, Some(false), false),
        (401, Code::Unauthorized, Some(false), false),
        (403, Code::Forbidden, Some(false), false),
        (404, Code::NotFound, Some(false), false),
        (405, Code::Rejected, Some(false), false),
        (408, Code::Rejected, None, false),
        (409, Code::Rejected, None, false),
        (429, Code::Throttled, None, true),
        (499, Code::Rejected, Some(false), false),
        (500, Code::Unavailable, None, true),
        (501, Code::Unavailable, None, false),
        (502, Code::Unavailable, None, true),
        (503, Code::Unavailable, None, true),
        (504, Code::Unavailable, None, true),
        (505, Code::Unavailable, None, false),
        (509, Code::Unavailable, None, true),
        (599, Code::Unavailable, None, false),
        (199, Code::UnexpectedResponse, None, false),
        (600, Code::UnexpectedResponse, None, false),
    ] {
        let error = refusal(status, empty());
        assert_eq!((error.code, error.applied, error.retryable, error.http_status), (code, applied, retryable, Some(status)), "{status}");
    }
    let none = judge(KeyStatus::Disabled, &Answer::default()).unwrap_err();
    assert_eq!((none.code, none.http_status), (Code::UnexpectedResponse, None));
}

#[test]
fn the_message_says_what_failed_and_what_to_do() {
    for (status, beginning) in [
        (200, "The answer is neither 204 nor a 200 that shows the new status"),
        (401, "Graph did not accept the token; get a new one"),
        (404, "Graph knows no such key in such a key set"),
        (408, "Graph gave the request up"),
        (409, "Graph gave the request up"),
        (418, "Graph refused the request"),
        (429, "Graph is throttling this tenant or application"),
        (503, "Graph or a gateway before it failed"),
        (600, "fetch gave something that is not a Response"),
    ] {
        let message = refusal(status, empty()).message;
        assert!(message.starts_with(beginning), "{status}: {message}");
    }
    assert_eq!(
        refusal(403, empty()).message,
        "The token may not do this: it needs the permission TrustFrameworkKeySet.ReadWrite.All and, when a person signed in, \
         the role B2C IEF Keyset Administrator."
    );
}

#[test]
fn an_answer_that_demands_claims_says_so_at_401_and_403() {
    for (status, code, speaks_of_claims) in [(401, Code::Unauthorized, true), (403, Code::Forbidden, true), (404, Code::NotFound, false)] {
        let answer = Answer { status: Some(status), demands_claims: true, ..Answer::default() };
        let error = judge(KeyStatus::Disabled, &answer).unwrap_err();
        assert_eq!((error.code, error.retryable, error.demands_claims), (code, false, true));
        assert_eq!(error.message.starts_with("Graph demands a token that meets the claims"), speaks_of_claims, "{status}");
    }
    assert!(!refusal(401, empty()).demands_claims);
}

#[test]
fn the_code_of_graph_is_found_at_every_depth() {
    let code = |texts: &[(&str, &str)]| refusal(400, body(texts)).graph_code;
    assert_eq!(code(&[("/error/code", "Request_BadRequest")]).as_deref(), Some("Request_BadRequest"));
    assert_eq!(code(&[("/error/code", ""), ("/error/innerError/code", "inner")]).as_deref(), Some("inner"));
    assert_eq!(code(&[("/error/code", "outer"), ("/error/innererror/code", "AADB2C95059")]).as_deref(), Some("AADB2C95059"));
    assert_eq!(code(&[("/error/message", "AADB2C95028: exists")]).as_deref(), Some("AADB2C95028"));
    assert_eq!(code(&[("/error/code", "outer"), ("/error/details/1/code", "AADB2C95053")]).as_deref(), Some("AADB2C95053"));
    assert_eq!(code(&[("/error/message/value", "AADB2C95043 hi")]).as_deref(), Some("AADB2C95043"));
    assert_eq!(code(&[("/error/message", "\r\n AADB2C95053: busy")]).as_deref(), Some("AADB2C95053"));
    assert_eq!(code(&[("/error", "AADB2C95043: hi")]).as_deref(), Some("AADB2C95043"));
    assert_eq!(code(&[("/error/code", "AADB2C"), ("/error/message", "AADB2C90073: gone")]).as_deref(), Some("AADB2C90073"));
    assert_eq!(code(&[("/code", "AADB2C"), ("/message", "AADB2C90073: gone")]).as_deref(), Some("AADB2C90073"));
    for none in [
        &[("/error/target", "AADB2C95043")][..],
        &[],
        &[("/error", "x")],
        &[("/error/message", "Sorry")],
        &[("/error/code", "AADB2C")],
        &[("/error/code", ""), ("/other/code", "AADB2C95043")],
    ] {
        assert_eq!(code(none), None, "{none:?}");
    }
    assert_eq!(code(&[("/error/code", "AADB2Cx")]).as_deref(), Some("AADB2Cx"));
}

#[test]
fn a_key_set_that_is_not_there_is_not_found_whatever_the_status() {
    for (status, code) in [
        (400, Code::NotFound),
        (404, Code::NotFound),
        (409, Code::NotFound),
        (499, Code::NotFound),
        (401, Code::Unauthorized),
        (403, Code::Forbidden),
        (429, Code::Throttled),
        (500, Code::Unavailable),
    ] {
        for place in ["/error/code", "/error/message", "/message"] {
            let error = refusal(status, body(&[(place, "AADB2C90073")]));
            assert_eq!((error.code, error.graph_code.as_deref()), (code, Some("AADB2C90073")), "{status} {place}");
        }
    }
}

#[test]
fn what_graph_says_to_a_person_is_handed_on() {
    let message = |texts| refusal(400, texts).graph_message;
    assert_eq!(message(body(&[("/error/message", "Sorry")])).as_deref(), Some("Sorry"));
    assert_eq!(message(body(&[("/error/message/value", "Wrapped")])).as_deref(), Some("Wrapped"));
    assert_eq!(message(body(&[("/error", "a gateway")])).as_deref(), Some("a gateway"));
    assert_eq!(message(body(&[("/message", "bare")])).as_deref(), Some("bare"));
    assert_eq!(message(body(&[("/other/message", "elsewhere")])), None);
}

#[test]
fn b2c_codes_for_throttling_and_concurrent_writes_are_retryable() {
    for status in [400, 401, 404, 409] {
        let throttled = refusal(status, body(&[("/error/code", "AADB2C95043")]));
        assert_eq!((throttled.code, throttled.retryable), (Code::Throttled, true), "{status}");
    }
    assert_eq!(refusal(400, body(&[("/error/code", "AADB2C95043")])).applied, Some(false));
    for (status, code) in [(400, Code::Rejected), (404, Code::NotFound), (409, Code::Rejected)] {
        let overlapping = refusal(status, body(&[("/error/message", "AADB2C95053: the object is busy.")]));
        assert_eq!((overlapping.code, overlapping.retryable), (code, true));
        assert!(overlapping.message.starts_with("Another write to this key set was under way"), "{}", overlapping.message);
    }
    // What throttles is said rather than what overlaps; and a 5xx keeps its own reading.
    let both = refusal(429, body(&[("/error/code", "AADB2C95053")]));
    assert_eq!((both.code, both.message.starts_with("Graph is throttling")), (Code::Throttled, true));
    for code in ["AADB2C95043", "AADB2C95053"] {
        let unavailable = refusal(501, body(&[("/error/code", code)]));
        assert_eq!((unavailable.code, unavailable.retryable), (Code::Unavailable, false), "{code}");
    }
}

#[test]
fn an_answer_that_leaves_it_open_says_that_the_change_may_have_been_made() {
    const OPEN: &str = "; unless applied is false the change may have been made, and making it again is safe.";
    for (status, is_open) in [(408, true), (409, true), (500, true), (501, true), (503, true), (400, false), (404, false), (429, false)] {
        let error = refusal(status, empty());
        assert_eq!(error.message.ends_with(OPEN), is_open, "{status}: {}", error.message);
        // A read changes nothing.
        let read = judge_read(Sought::Key, false, &Answer { status: Some(status), ..Answer::default() }).unwrap_err();
        assert!(!read.message.contains("may have been made"), "{status}: {}", read.message);
    }
    let redirected = Answer { status: Some(503), redirected: true, ..Answer::default() };
    let message = judge(KeyStatus::Enabled, &redirected).unwrap_err().message;
    assert!(!message.contains("may have been made"), "{message}");
}

#[test]
fn a_demand_of_claims_is_told_also_where_a_gateway_may_have_made_it() {
    for status in [401, 403] {
        let answer = Answer { status: Some(status), is_foreign: true, demands_claims: true, ..Answer::default() };
        let message = judge(KeyStatus::Enabled, &answer).unwrap_err().message;
        assert!(message.starts_with("Graph demands a token that meets the claims"), "{status}: {message}");
    }
}

#[test]
fn a_read_is_good_where_it_shows_what_was_asked_for() {
    let answer = Answer { status: Some(200), ..Answer::default() };
    assert_eq!(judge_read(Sought::Keyset, true, &answer), Ok(()));
    let error = judge_read(Sought::Keyset, false, &answer).unwrap_err();
    assert_eq!((error.code, error.http_status, error.retryable), (Code::UnexpectedResponse, Some(200), false));
    assert!(error.message.starts_with("The answer is not what was asked for"), "{}", error.message);
    let missing = judge_read(Sought::Keyset, false, &Answer { status: Some(404), ..Answer::default() }).unwrap_err();
    assert_eq!((missing.code, missing.applied), (Code::NotFound, Some(false)));
}

/// Texts at the paths that Graph uses, and at others.
fn any_texts() -> impl Strategy<Value = Vec<(String, String)>> {
    let path = "(/(status|value|error|code|message|innerError|0|x)){0,4}";
    let text = "enabled|disabled|Disabled|AADB2C95043|AADB2C95053: x|Request_BadRequest|\\PC{0,8}";
    prop::collection::vec((path, text), 0..8)
}

fn body_of(texts: &[(String, String)]) -> Body {
    let mut body = Body::default();
    texts.iter().for_each(|(path, text)| body.add(path, text));
    body
}

/// The statuses that matter, every other, and none.
fn any_status() -> impl Strategy<Value = Option<u16>> {
    prop::option::weighted(0.95, prop_oneof![Just(200), Just(204), 400..430u16, 500..512u16, any::<u16>()])
}

proptest! {
    #![proptest_config(properties())]

    #[test]
    fn success_is_exactly_204_or_a_200_with_the_status_bare_or_in_value(
        status in any_status(), redirected: bool, texts in any_texts(), asked in prop::sample::select(vec![KeyStatus::Enabled, KeyStatus::Disabled])
    ) {
        let first = |sought: &str| texts.iter().find(|(path, _)| path == sought);
        let shown = first("/status").or(first("/value/status"));
        let shown = shown.is_some_and(|(_, text)| text.to_lowercase() == asked.as_str());
        let body = body_of(&texts);
        let judgement = judge(asked, &Answer { status, redirected, body, ..Answer::default() });
        prop_assert_eq!(judgement.is_ok(), !redirected && (status == Some(204) || (status == Some(200) && shown)));
    }

    #[test]
    fn an_error_says_no_more_than_the_status_allows(status in any_status(), redirected: bool, texts in any_texts()) {
        let b2c = texts.iter().any(|(_, text)| text.starts_with("AADB2C950"));
        let body = body_of(&texts);
        let Err(error) = judge(KeyStatus::Enabled, &Answer { status, redirected, body, ..Answer::default() }) else { return Ok(()) };
        prop_assert_eq!(error.http_status, status);
        let status = status.unwrap_or(0);
        let refused = !redirected && (400..500).contains(&status) && ![408, 409, 429].contains(&status);
        prop_assert_eq!(error.applied, refused.then_some(false));
        prop_assert_eq!(error.code == Code::Redirected, redirected || (300..400).contains(&status));
        prop_assert_eq!(error.code == Code::Unavailable, !redirected && (500..600).contains(&status));
        let may_pass = matches!(status, 429 | 500 | 502 | 503 | 504 | 509) || ((400..500).contains(&status) && b2c);
        prop_assert!(!error.retryable || (may_pass && !redirected), "{error:?}");
        prop_assert!(error.message.ends_with('.'));
    }
}
