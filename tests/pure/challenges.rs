//! `WWW-Authenticate`: which challenges ask for claims, and which claims.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use proptest::prelude::*;
use trustframework_keys::graph::challenge;

use crate::header::Header;
use crate::{any_text, properties};

/// As the package has it with a host that decodes (`npm/src/claims.js`).
fn claims(header: &str) -> Option<String> {
    challenge::claims(header, &crate::header::decoded)
}

/// The example of Microsoft's documentation, and what it says.
const BASE64: &str = "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiIxNjA0MTA2NjUxIn19fQ==";
const CLAIMS: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#;

fn bearer(base64: &str) -> String {
    format!(r#"Bearer error="insufficient_claims", claims="{base64}""#)
}

#[test]
fn reads_the_documented_challenge() {
    let header = format!(
        "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", \
         error=\"insufficient_claims\", claims=\"{BASE64}\""
    );
    assert_eq!(claims(&header).as_deref(), Some(CLAIMS));
}

#[test]
fn finds_the_challenge_among_others() {
    for header in [
        format!("Negotiate, {}", bearer(BASE64)),
        format!("Negotiate YII=, {}", bearer(BASE64)),
        format!("{}, Basic realm=\"x\"", bearer(BASE64)),
        format!("Bearer, {}", bearer(BASE64)),
        format!("Bearer error=\"invalid_token\", {}", bearer(BASE64)),
        format!("{}, {}", bearer("bm8="), bearer(BASE64)),
        format!("{}, {}", bearer(BASE64), bearer("e30=")),
        format!("Basic realm=\"a \\\" b, Bearer c\", {}", bearer(BASE64)),
        format!("bEARER CLAIMS = \"{BASE64}\" ,, ERROR=insufficient_claims"),
    ] {
        assert_eq!(claims(&header).as_deref(), Some(CLAIMS), "{header}");
    }
}

#[test]
fn only_a_bearer_challenge_with_both_parameters_counts() {
    for header in [
        "".into(),
        "Bearer".into(),
        "Bearer realm=\"\", authorization_uri=\"https://login.example\"".into(),
        format!("error=\"insufficient_claims\", claims=\"{BASE64}\""),
        format!("Bearer claims=\"{BASE64}\""),
        format!("Bearer error=\"insufficient_claims\", Bearer claims=\"{BASE64}\""),
        format!("Bearer claims=\"{BASE64}\", PoP error=\"insufficient_claims\""),
        format!("Bearer error=\"Insufficient_Claims\", claims=\"{BASE64}\""),
        format!("Bearer error=\"insufficient_claims\", xclaims=\"{BASE64}\""),
        format!("PoP error=\"insufficient_claims\", claims=\"{BASE64}\""),
        format!("Bearers error=\"insufficient_claims\", claims=\"{BASE64}\""),
        format!("Basic realm=\"Bearer error=insufficient_claims, claims={BASE64}\""),
        r#"Basic realm="\", Bearer error=insufficient_claims, claims=e30, x=\"""#.into(),
        // A quoted-string that does not end, or goes on after its end.
        format!("Bearer error=\"insufficient_claims\", claims=\"{BASE64}"),
        format!("Bearer error=\"insufficient_claims\", claims=\"{BASE64}\\\""),
        format!("Bearer error=\"insufficient_claims\", claims=\"{BASE64}\" x"),
    ] {
        assert_eq!(claims(&header), None, "{header}");
    }
}

#[test]
fn claims_that_cannot_be_decoded_are_ignored() {
    for base64 in ["", "bm8=", "e", "e30*"] {
        assert_eq!(claims(&bearer(base64)), None, "{base64}");
    }
}

proptest! {
    #![proptest_config(properties())]

    #[test]
    fn claims_are_found_however_the_header_is_written(inside in any_text(), choices: Vec<u8>, alphabet in 0..4usize) {
        let json = format!("{{{inside}}}");
        let base64 = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD][alphabet].encode(&json);
        let header = Header::asking_for(&base64, &choices);
        prop_assert_eq!(claims(&header), Some(json), "{}", header);
    }

    #[test]
    fn no_claims_are_found_where_none_are_asked_for(choices: Vec<u8>) {
        let header = Header::asking_for_nothing(&choices);
        prop_assert_eq!(claims(&header), None, "{}", header);
    }

    #[test]
    fn any_text_gives_none_or_what_looks_like_an_object(text in any_text(), shape in r#"(Bearer |error=|insufficient_claims|claims=|e30=|"|\\|,| |=|a){0,20}"#) {
        for header in [text.clone(), shape, format!("Bearer error=insufficient_claims, {text}, claims={text}"), bearer(&text)] {
            if let Some(claims) = claims(&header) {
                let is_object = matches!(claims.as_bytes().trim_ascii(), [b'{', .., b'}']);
                prop_assert!(is_object, "{}", claims);
            }
        }
    }
}
