//! The requests, against the examples of the pages that document them.

use trustframework_keys::graph::cloud::Cloud;
use trustframework_keys::graph::request::{
    Change, KeyId, KeyStatus, KeysetId, MEDIA_TYPE, RequestParts, get, key_url, keyset_url, keysets_url, patch,
};

fn ids(keyset: &str, key: &str) -> (KeysetId, KeyId) {
    (KeysetId::parse(keyset.into()).unwrap(), KeyId::parse(key.into()).unwrap())
}

#[test]
fn the_request_is_the_documented_one() {
    let (keyset, key) = ids("{id}", "{keyId}");
    assert_eq!(
        patch(Cloud::Global.base_url(), &Change { keyset, key, status: KeyStatus::Disabled }),
        RequestParts {
            method: "PATCH",
            url: "https://graph.microsoft.com/beta/trustFramework/keySets/%7Bid%7D/keys_v2/%7BkeyId%7D".into(),
            body: Some(r#"{"status":"disabled"}"#),
        }
    );
    assert_eq!(MEDIA_TYPE, "application/json");
}

#[test]
fn enabling_differs_in_the_body_only() {
    let parts = |status| patch(Cloud::China.base_url(), &Change::parse("s".into(), "k".into(), Some(status)).unwrap());
    let (on, off) = (parts(KeyStatus::Enabled), parts(KeyStatus::Disabled));
    assert_eq!(on.body, Some(r#"{"status":"enabled"}"#));
    assert_eq!(RequestParts { body: off.body, ..on }, off);
}

#[test]
fn what_is_read_has_its_place_below_the_base_url() {
    let base = "http://localhost:1/beta";
    let (keyset, key) = ids("a b", "c/d");
    assert_eq!(keysets_url(base), "http://localhost:1/beta/trustFramework/keySets");
    assert_eq!(keyset_url(base, &keyset, ""), "http://localhost:1/beta/trustFramework/keySets/a%20b");
    assert_eq!(keyset_url(base, &keyset, "/keys_v2"), "http://localhost:1/beta/trustFramework/keySets/a%20b/keys_v2");
    assert_eq!(key_url(base, &keyset, &key), "http://localhost:1/beta/trustFramework/keySets/a%20b/keys_v2/c%2Fd");
}

#[test]
fn a_read_has_no_body() {
    assert_eq!(get("https://x/y".into()), RequestParts { method: "GET", url: "https://x/y".into(), body: None });
}
