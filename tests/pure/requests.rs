//! The one request, against the example of the page that documents it.

use trustframework_keys::graph::cloud::Cloud;
use trustframework_keys::graph::request::{Headers, KeyId, KeyStatus, KeysetId, RequestParts, patch};

#[test]
fn the_request_is_the_documented_one() {
    let keyset = KeysetId::parse("{id}".into()).unwrap();
    let key = KeyId::parse("{keyId}".into()).unwrap();
    assert_eq!(
        patch(&Cloud::Global.base_url(), &keyset, &key, KeyStatus::Disabled),
        RequestParts {
            method: "PATCH",
            url: "https://graph.microsoft.com/beta/trustFramework/keySets/%7Bid%7D/keys_v2/%7BkeyId%7D".into(),
            headers: Headers { accept: "application/json", content_type: "application/json" },
            body: r#"{"status":"disabled"}"#,
        }
    );
}

#[test]
fn enabling_differs_in_the_body_only() {
    let parts = |status| {
        let (keyset, key) = (KeysetId::parse("s".into()).unwrap(), KeyId::parse("k".into()).unwrap());
        patch(&Cloud::China.base_url(), &keyset, &key, status)
    };
    let (on, off) = (parts(KeyStatus::Enabled), parts(KeyStatus::Disabled));
    assert_eq!(on.body, r#"{"status":"enabled"}"#);
    assert_eq!(RequestParts { body: off.body, ..on }, off);
}
