//! Arguments: what is refused, and what is sent as one path segment.

use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use trustframework_keys::graph::cloud::Cloud;
use trustframework_keys::graph::error::Code;
use trustframework_keys::graph::request::{Change, KeyId, KeyStatus, KeysetId, patch};

use crate::{any_text, properties};

fn url_of(key: &str) -> String {
    let change = Change::parse("B2C_1A_Set".into(), key.into(), Some(KeyStatus::Enabled)).unwrap();
    patch(Cloud::Global.base_url(), &change).url
}

#[test]
fn ids_that_would_reach_another_resource_are_refused_by_name() {
    for id in ["", ".", "..", "a\nb", "\u{0}", "a\u{7f}", "a\u{80}", "\u{9f}", "tab\t"] {
        let error = KeyId::parse(id.into()).unwrap_err();
        assert_eq!((error.code, error.argument, error.applied), (Code::InvalidArgument, Some("keyId"), Some(false)), "{id:?}");
        assert!(error.message.starts_with("keyId "), "{}", error.message);
        assert_eq!(KeysetId::parse(id.into()).unwrap_err().argument, Some("keysetId"));
    }
}

#[test]
fn every_other_id_is_one_escaped_segment() {
    let prefix = "https://graph.microsoft.com/beta/trustFramework/keySets/B2C_1A_Set/keys_v2/";
    for (id, segment) in [
        ("a-._~Z9", "a-._~Z9"),
        ("a/b", "a%2Fb"),
        ("a?b", "a%3Fb"),
        ("#", "%23"),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        (" a ", "%20a%20"),
        ("'\"", "%27%22"),
        ("ключ", "%D0%BA%D0%BB%D1%8E%D1%87"),
        ("😀", "%F0%9F%98%80"),
        ("\u{a0}", "%C2%A0"),
        ("\u{fffd}", "%EF%BF%BD"),
        ("a\\b", "a%5Cb"),
        ("!*()", "%21%2A%28%29"),
    ] {
        assert_eq!(url_of(id), format!("{prefix}{segment}"), "{id:?}");
    }
}

#[test]
fn a_status_must_be_exact() {
    let error = Change::parse("s".into(), "k".into(), None).unwrap_err();
    assert_eq!((error.code, error.argument, error.applied), (Code::InvalidArgument, Some("status"), Some(false)));
    assert_eq!(
        error.message,
        "status must be exactly \"enabled\" or \"disabled\", in small letters; Graph knows no other that can be set."
    );
}

#[test]
fn the_first_argument_that_is_wrong_is_the_one_that_is_named() {
    for (keyset, key, argument) in [("", "", "keysetId"), ("s", "", "keyId"), ("s", "k", "status")] {
        assert_eq!(Change::parse(keyset.into(), key.into(), None).unwrap_err().argument, Some(argument));
    }
}

#[test]
fn an_id_is_kept_as_the_caller_gave_it() {
    assert_eq!(KeysetId::parse(" B2C_1A_Set".into()).unwrap().as_str(), " B2C_1A_Set");
    assert_eq!(KeyId::parse("a/b ".into()).unwrap().as_str(), "a/b ");
}

#[test]
fn the_message_says_what_is_wrong_with_an_id() {
    let message = |id: &str| KeyId::parse(id.into()).unwrap_err().message;
    assert_eq!(message(""), "keyId must not be empty; pass the id exactly as Graph lists it.");
    assert!(message("..").starts_with("keyId must not be \".\" or \"..\": "), "{}", message(".."));
    assert_eq!(message("a\u{85}"), "keyId must not contain control characters; pass the id exactly as Graph lists it.");
}

#[test]
fn every_byte_is_escaped_but_the_unreserved_ones() {
    // All of ASCII that is no control character, each sent alone.
    for byte in b' '..0x7F {
        let id = char::from(byte).to_string();
        if id == "." {
            continue;
        }
        let unreserved = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let segment = if unreserved { id.clone() } else { format!("%{byte:02X}") };
        assert!(url_of(&id).ends_with(&format!("/{segment}")), "{id:?}");
    }
}

proptest! {
    #![proptest_config(properties())]

    #[test]
    fn an_id_is_refused_or_comes_back_from_the_one_segment_it_became(
        keyset in prop_oneof![any_text(), "[./%2eE~]{0,4}"], key in prop_oneof![any_text(), "[./%2eE~]{0,4}"]
    ) {
        let refused = |id: &str| matches!(id, "" | "." | "..") || id.chars().any(char::is_control);
        let parsed = (KeysetId::parse(keyset.clone()), KeyId::parse(key.clone()));
        prop_assert_eq!((parsed.0.is_err(), parsed.1.is_err()), (refused(&keyset), refused(&key)));

        if let (Ok(keyset_id), Ok(key_id)) = parsed {
            let url = patch(Cloud::Global.base_url(), &Change { keyset: keyset_id, key: key_id, status: KeyStatus::Enabled }).url;
            let path = url.strip_prefix("https://graph.microsoft.com/").unwrap();
            let segments: Vec<_> = path.split('/').collect();
            let ["beta", "trustFramework", "keySets", first, "keys_v2", second] = segments[..] else { panic!("{url}") };
            for (segment, id) in [(first, keyset), (second, key)] {
                prop_assert_eq!(percent_decode_str(segment).decode_utf8().unwrap(), id.as_str());
                prop_assert!(segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)), "{segment}");
                // What the URL standard takes for a step up or for none.
                let dots = segment.to_ascii_lowercase().replace("%2e", ".");
                prop_assert!(dots != "." && dots != "..", "{segment}");
            }
        }
    }
}
