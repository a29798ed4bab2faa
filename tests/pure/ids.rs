//! Arguments: what is refused, and what is sent as one path segment.

use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use trustframework_keys::graph::cloud::{BaseUrl, Cloud};
use trustframework_keys::graph::error::Code;
use trustframework_keys::graph::request::{ClientRequestId, KeyId, KeyStatus, KeysetId, patch};

use crate::{any_text, properties};

fn url_of(key: &str) -> String {
    let keyset = KeysetId::parse("B2C_1A_Set".into()).unwrap();
    patch(&Cloud::Global.base_url(), &keyset, &KeyId::parse(key.into()).unwrap(), KeyStatus::Enabled, None).url
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
fn a_status_must_be_exact_and_the_message_says_what_was_meant() {
    assert_eq!(KeyStatus::parse("enabled"), Ok(KeyStatus::Enabled));
    assert_eq!(KeyStatus::parse("disabled"), Ok(KeyStatus::Disabled));
    let message = |text| KeyStatus::parse(text).unwrap_err().message;
    assert_eq!(message("Disabled"), "status must be exactly \"enabled\" or \"disabled\"; \"Disabled\" was passed, write \"disabled\".");
    assert!(message(" enabled\n").ends_with("write \"enabled\"."));
    for other in ["", "true", "unknownFutureValue", "eyJ0oken"] {
        assert_eq!(message(other), "status must be exactly \"enabled\" or \"disabled\"; Graph knows no other that can be set.");
    }
}

#[test]
fn a_client_request_id_is_1_to_128_visible_ascii_characters() {
    assert!(ClientRequestId::parse("a".repeat(128)).is_ok());
    for wrong in ["", " ", "a b", "ä", &"a".repeat(129)] {
        assert_eq!(ClientRequestId::parse(wrong.into()).unwrap_err().argument, Some("clientRequestId"));
    }
}

#[test]
fn a_base_url_is_https_or_this_machine() {
    for good in [
        "https://graph.microsoft.com/beta",
        "HTTPS://host:65535/beta",
        "https://host",
        "https://[2001:db8::1]:8443/beta",
        "http://localhost:8085/beta",
        "http://LOCALHOST/beta",
        "http://tenant.localhost/beta",
        "http://127.0.0.1:1/beta",
        "http://127.255.255.255",
        "http://[::1]:3/beta",
    ] {
        assert_eq!(BaseUrl::parse(good.into()).unwrap().as_str(), good);
    }
    assert_eq!(BaseUrl::parse("https://host/beta//".into()).unwrap().as_str(), "https://host/beta");
    for bad in [
        "",
        "host",
        "ftp://host",
        "https:/host",
        "https://",
        "https:///beta",
        "http://host/beta",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.256",
        "http://127.0.0",
        "http://0127.0.0.1",
        "http://127.0.0.01",
        "http://evillocalhost",
        "http://localhost.evil.example",
        "http://[::2]",
        "http://2130706433",
        "https://user@host",
        "https://u:p@host",
        "https://host?x",
        "https://host#x",
        "https://host\\x",
        "https://ho st",
        " https://host",
        "https://host\n",
        "https://host:",
        "https://host:port",
        "https://host:65536",
        "https://[::1",
        "https://[]",
        "https://hö.example",
        "http://localhost@evil.example",
    ] {
        let error = BaseUrl::parse(bad.into()).unwrap_err();
        assert_eq!((error.code, error.argument), (Code::InvalidArgument, Some("baseUrl")), "{bad:?}");
    }
}

#[test]
fn each_cloud_has_its_own_host() {
    for (name, host) in [
        ("global", "graph.microsoft.com"),
        ("usGov", "graph.microsoft.us"),
        ("usGovDod", "dod-graph.microsoft.us"),
        ("china", "microsoftgraph.chinacloudapi.cn"),
    ] {
        assert_eq!(Cloud::parse(name).unwrap().base_url().as_str(), format!("https://{host}/beta"));
    }
    for name in ["", "Global", "usgov", "germany"] {
        assert_eq!(Cloud::parse(name).unwrap_err().argument, Some("cloud"));
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
            let url = patch(&Cloud::Global.base_url(), &keyset_id, &key_id, KeyStatus::Enabled, None).url;
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

    #[test]
    fn any_base_url_is_refused_or_kept_but_for_its_last_slashes(text in prop_oneof![any_text(), "https?://[a-z0-9.:\\[\\]/@%?#\\\\-]{0,20}"]) {
        if let Ok(base) = BaseUrl::parse(text.clone()) {
            prop_assert_eq!(base.as_str(), text.trim_end_matches('/'));
        }
    }
}
