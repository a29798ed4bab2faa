//! The judgement of answers.

use proptest::prelude::*;
use trustframework_keys::graph::answer::{Answer, judge};
use trustframework_keys::graph::error::{Code, Error};
use trustframework_keys::graph::json::Json;
use trustframework_keys::graph::request::KeyStatus;

use crate::properties;

fn text(text: &str) -> Json {
    Json::Text(text.into())
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

fn disabling(status: u16, body: Json) -> Result<(), Box<Error>> {
    judge(KeyStatus::Disabled, &Answer { status, body, ..Answer::default() })
}

fn refusal(status: u16, body: Json) -> Box<Error> {
    disabling(status, body).unwrap_err()
}

#[test]
fn success_is_204_or_a_200_that_shows_the_status() {
    assert_eq!(disabling(204, Json::Other), Ok(()));
    assert_eq!(disabling(200, object([("status", text("disabled"))])), Ok(()));
    assert_eq!(disabling(200, object([("value", object([("status", text("disabled"))]))])), Ok(()));
}

#[test]
fn no_other_2xx_is_success() {
    let wrong_bodies = [
        Json::Other,
        text("disabled"),
        object([("status", text("enabled"))]),
        object([("status", text("Disabled"))]),
        object([("value", Json::Other)]),
        object([("status", text("enabled")), ("value", object([("status", text("disabled"))]))]),
    ];
    for body in wrong_bodies {
        assert_eq!(refusal(200, body).code, Code::UnexpectedResponse);
    }
    for status in [201, 202, 203, 205, 206, 299] {
        let error = refusal(status, object([("status", text("disabled"))]));
        assert_eq!((error.code, error.applied, error.http_status), (Code::UnexpectedResponse, None, Some(status)));
    }
}

#[test]
fn a_redirect_is_never_success() {
    for status in [300, 301, 302, 303, 304, 307, 308, 399] {
        assert_eq!(refusal(status, Json::Other).code, Code::Redirected);
    }
    for status in [0, 200, 204] {
        let body = object([("status", text("disabled"))]);
        let error = judge(KeyStatus::Disabled, &Answer { status, redirected: true, body, ..Answer::default() }).unwrap_err();
        assert_eq!((error.code, error.applied, error.retryable), (Code::Redirected, None, false));
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
        (509, Code::Unavailable, None, true),
        (599, Code::Unavailable, None, false),
    ] {
        let error = refusal(status, Json::Other);
        assert_eq!((error.code, error.applied, error.retryable, error.http_status), (code, applied, retryable, Some(status)), "{status}");
    }
}

#[test]
fn a_403_names_the_permission_and_the_role() {
    assert_eq!(
        refusal(403, Json::Other).message,
        "The token may not do this: it needs the permission TrustFrameworkKeySet.ReadWrite.All and, when a person signed in, \
         the role B2C IEF Keyset Administrator."
    );
}

#[test]
fn the_code_of_graph_is_found_at_every_depth() {
    let code = |error: Json| refusal(400, object([("error", error)])).graph_code;
    assert_eq!(code(object([("code", text("Request_BadRequest"))])).as_deref(), Some("Request_BadRequest"));
    assert_eq!(code(object([("code", text("")), ("innerError", object([("code", text("inner"))]))])).as_deref(), Some("inner"));
    let b2c = object([("code", text("outer")), ("innererror", object([("code", text("AADB2C95059"))]))]);
    assert_eq!(code(b2c).as_deref(), Some("AADB2C95059"));
    assert_eq!(code(object([("message", text("AADB2C95028: exists"))])).as_deref(), Some("AADB2C95028"));
    let list = object([("0", object([("code", text("other"))])), ("1", object([("code", text("AADB2C95053"))]))]);
    assert_eq!(code(object([("code", text("outer")), ("details", list)])).as_deref(), Some("AADB2C95053"));
    assert_eq!(code(object([("message", object([("value", text("AADB2C95043 hi"))]))])).as_deref(), Some("AADB2C95043"));
    assert_eq!(code(object([("message", text("\r\n AADB2C95053: busy"))])).as_deref(), Some("AADB2C95053"));
    assert_eq!(code(text("AADB2C95043: hi")).as_deref(), Some("AADB2C95043"));
    assert_eq!(code(object([("target", text("AADB2C95043"))])), None);
    for none in [Json::Other, text("x"), object([("code", Json::Other), ("message", text("Sorry"))])] {
        assert_eq!(code(none), None);
    }
}

#[test]
fn b2c_codes_for_throttling_and_concurrent_writes_are_retryable() {
    let b2c = |code| refusal(400, object([("error", object([("code", text(code))]))]));
    assert_eq!((b2c("AADB2C95043").code, b2c("AADB2C95043").retryable, b2c("AADB2C95043").applied), (Code::Throttled, true, Some(false)));
    for (status, code) in [(400, Code::Rejected), (404, Code::NotFound), (409, Code::Rejected)] {
        let overlapping = refusal(status, object([("error", object([("message", text("AADB2C95053: the object is busy."))]))]));
        assert_eq!((overlapping.code, overlapping.retryable), (code, true));
    }
}

/// Values made of the names that Graph uses, nested at random.
fn any_json() -> impl Strategy<Value = Json> {
    let name = "status|value|error|code|message|innerError|innererror|request-id|date|x?";
    let leaf = prop_oneof![
        Just(()).prop_map(|()| Json::Other),
        "enabled|disabled|Disabled|AADB2C95043|AADB2C95053: x|Request_BadRequest|\\PC{0,8}".prop_map(Json::Text)
    ];
    leaf.prop_recursive(4, 32, 5, move |inner| prop_oneof![proptest::collection::vec((name, inner), 0..5).prop_map(Json::Object),])
}

/// The statuses that matter, and every other.
fn any_status() -> impl Strategy<Value = u16> {
    prop_oneof![Just(200), Just(204), 400..430u16, 500..512u16, any::<u16>()]
}

proptest! {
    #![proptest_config(properties())]

    #[test]
    fn success_is_exactly_204_or_a_200_with_the_status_bare_or_in_value(
        status in any_status(), redirected: bool, body in any_json(), asked in prop::sample::select(vec![KeyStatus::Enabled, KeyStatus::Disabled])
    ) {
        let last = |json: &Json, name: &str| match json {
            Json::Object(members) => members.iter().filter(|(key, _)| key == name).map(|(_, value)| format!("{value:?}")).next_back(),
            _ => None,
        };
        let wanted = format!("{:?}", text(asked.as_str()));
        let bare = last(&body, "status");
        let wrapped = match &body {
            Json::Object(members) => members.iter().rfind(|(key, _)| key == "value").and_then(|(_, value)| last(value, "status")),
            _ => None,
        };
        let shown = bare.or(wrapped) == Some(wanted);

        let judgement = judge(asked, &Answer { status, redirected, body, ..Answer::default() });
        prop_assert_eq!(judgement.is_ok(), !redirected && (status == 204 || (status == 200 && shown)));
    }

    #[test]
    fn an_error_says_no_more_than_the_status_allows(status in any_status(), redirected: bool, body in any_json()) {
        let b2c = ["AADB2C95043", "AADB2C95053"].iter().any(|code| format!("{body:?}").contains(code));
        let Err(error) = judge(KeyStatus::Enabled, &Answer { status, redirected, body, ..Answer::default() }) else { return Ok(()) };
        let refused = !redirected && (400..500).contains(&status) && ![408, 409, 429].contains(&status);
        prop_assert_eq!(error.applied, refused.then_some(false));
        prop_assert_eq!(error.http_status, (status != 0).then_some(status));
        prop_assert_eq!(error.code == Code::Redirected, redirected || (300..400).contains(&status));
        prop_assert_eq!(error.code == Code::Unavailable, !redirected && (500..600).contains(&status));
        let may_pass = matches!(status, 429 | 500 | 502 | 503 | 504 | 509) || ((400..500).contains(&status) && b2c);
        prop_assert!(!error.retryable || (may_pass && !redirected), "{error:?}");
        prop_assert!(error.message.ends_with('.'));
    }
}
