//! Any text as an id: refused for a reason, or sent as exactly what was passed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use percent_encoding::percent_decode_str;
use trustframework_keys::graph::cloud::Cloud;
use trustframework_keys::graph::request::{Change, KeyId, KeyStatus, KeysetId, patch};
use url::Url;

fuzz_target!(|text: &str| {
    let (keyset, key) = (KeysetId::parse(text.into()), KeyId::parse(text.into()));
    let refused = matches!(text, "" | "." | "..") || text.chars().any(char::is_control);
    assert_eq!((keyset.is_err(), key.is_err()), (refused, refused));

    if let (Ok(keyset), Ok(key)) = (keyset, key) {
        let parts = patch(Cloud::Global.base_url(), &Change { keyset, key, status: KeyStatus::Disabled });
        let url = Url::parse(&parts.url).unwrap();
        assert_eq!(url.as_str(), parts.url, "a host sends what we wrote");
        assert_eq!((url.query(), url.fragment()), (None, None));
        let segments: Vec<_> = url.path_segments().unwrap().collect();
        let ["beta", "trustFramework", "keySets", first, "keys_v2", second] = segments[..] else { panic!("{url}") };
        for segment in [first, second] {
            assert_eq!(percent_decode_str(segment).decode_utf8().unwrap(), text);
        }
    }
});
