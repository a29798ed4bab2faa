//! What can be changed: the status of a key, and the keys of a set by adding one.

use graph_emulator::seed::{encryption, facebook, signing};
use serde_json::{Value, json};

use crate::support::{Graph, KEYSETS, NOW, key};

#[test]
fn disables_and_enables_a_key_with_an_empty_204_that_the_next_read_shows() {
    // A18
    let mut graph = Graph::new();
    let path = key(facebook::ID, facebook::EXPIRING);
    for status in ["disabled", "enabled"] {
        let answer = graph.patch(&path, &json!({ "status": status }).to_string());
        assert_eq!((answer.status(), answer.text(), answer.header("content-type")), (204, "", None));
        assert_eq!(graph.status_of(facebook::ID, facebook::EXPIRING), status);
    }
}

#[test]
fn changes_one_key_and_no_other() {
    let mut graph = Graph::new();
    let mut expected = graph.get(KEYSETS).json();
    graph.patch(&key(encryption::ID, encryption::DISABLED), r#"{"status":"enabled"}"#);
    expected["value"][1]["keys"][0]["status"] = json!("enabled");
    assert_eq!(graph.get(KEYSETS).json(), expected);
}

#[test]
fn setting_the_status_that_a_key_has_is_a_204_too() {
    // A6
    let mut graph = Graph::new();
    assert_eq!(graph.patch(&key(signing::ID, signing::ACTIVE), r#"{"status":"enabled"}"#).status(), 204);
}

#[test]
fn does_not_protest_when_the_last_usable_key_is_disabled() {
    // A8
    let mut graph = Graph::new();
    assert_eq!(graph.patch(&key(signing::ID, signing::ACTIVE), r#"{"status":"disabled"}"#).status(), 204);
    assert_eq!(graph.get(&format!("{KEYSETS}/{}/getActiveKey", signing::ID)).status(), 404);
}

#[test]
fn refuses_a_body_that_is_not_exactly_one_valid_status() {
    // A4
    let mut graph = Graph::new();
    let path = key(signing::ID, signing::ACTIVE);
    let sentence = "The request body must have one property, 'status', of the value 'enabled' or 'disabled'.";
    for body in [
        r#"{"status":"Disabled"}"#,
        r#"{"status":"DISABLED"}"#,
        r#"{"status":"unknownFutureValue"}"#,
        r#"{"status":""}"#,
        r#"{"status":null}"#,
        r#"{"status":false}"#,
        r#"{"status":{"disabled":null}}"#,
        r#"{"Status":"disabled"}"#,
        r#"{"status":"disabled","kid":"x"}"#,
        "{}",
    ] {
        assert_eq!(graph.patch(&path, body).refusal(), json!([400, "Request_BadRequest", sentence]), "{body}");
    }
    for body in ["", "status=disabled", r#"{"status":"disabled""#, r#"["disabled"]"#, r#""disabled""#, "null"] {
        let refusal = json!([400, "Request_BadRequest", "The request body is not a JSON object."]);
        assert_eq!(graph.patch(&path, body).refusal(), refusal, "{body}");
    }
    assert_eq!(graph.status_of(signing::ID, signing::ACTIVE), "enabled");
}

#[test]
fn a_write_must_say_that_it_is_json() {
    // A5
    let mut graph = Graph::new();
    let write = |graph: &mut Graph, method: &str, path: &str, content_type: Option<&str>| {
        let mut headers = vec![("authorization", "Bearer t")];
        headers.extend(content_type.map(|value| ("content-type", value)));
        graph.send(method, path, &headers, r#"{"status":"disabled"}"#)
    };
    for (method, path) in [("PATCH", key(signing::ID, signing::ACTIVE)), ("POST", generate(signing::ID))] {
        for content_type in [None, Some("text/plain"), Some("application/jsonp"), Some("text/plain; application/json")] {
            let refusal = json!([415, "Request_BadRequest", "The Content-Type must be application/json."]);
            assert_eq!(write(&mut graph, method, &path, content_type).refusal(), refusal, "{method} {content_type:?}");
        }
    }
    for content_type in ["application/json", "Application/JSON; charset=utf-8"] {
        assert_eq!(write(&mut graph, "PATCH", &key(signing::ID, signing::ACTIVE), Some(content_type)).status(), 204);
    }
}

#[test]
fn generates_an_enabled_key_at_the_end_of_the_set() {
    // A12
    let mut graph = Graph::new();
    let order = json!({ "use": "sig", "kty": "rsa", "nbf": NOW + 60, "exp": NOW + 120 }).to_string();
    let added = graph.post(&generate(signing::ID), &order);
    assert_eq!(added.status(), 200);
    let mut added = added.json();
    let kid = added["kid"].as_str().expect("a kid").to_owned();
    assert!(kid.len() == 43 && kid.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{kid}");
    assert_eq!(
        added,
        json!({
            "@odata.context": "https://graph.microsoft.com/beta/$metadata#microsoft.graph.trustFrameworkKey",
            "kid": kid, "use": "sig", "kty": "RSA", "nbf": NOW + 60, "exp": NOW + 120, "e": "AQAB", "n": added["n"], "status": "enabled",
        })
    );
    let keys = graph.get(&format!("{KEYSETS}/{}/keys_v2", signing::ID)).json();
    added.as_object_mut().expect("an object").remove("@odata.context");
    assert_eq!(keys["value"][3], added);
    assert_eq!(graph.patch(&key(signing::ID, &kid), r#"{"status":"disabled"}"#).status(), 204);
}

#[test]
fn generates_a_secret_without_dates_and_does_not_show_it() {
    let mut graph = Graph::new();
    let added = graph.post(&generate(facebook::ID), r#"{"use":"sig","kty":"oct"}"#).json();
    let members: Vec<&String> = added.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["@odata.context", "kid", "kty", "status", "use"]);
}

#[test]
fn refuses_to_generate_what_is_wrongly_ordered() {
    // A12
    let mut graph = Graph::new();
    let bad = "Request_BadRequest";
    for (keyset, order, code, message) in [
        (signing::ID, json!({ "use": "sig" }), "AADB2C95030", "The property 'kty' is missing."),
        (signing::ID, json!({ "use": "sig", "kty": "EC" }), "AADB2C95031", "The property 'kty' must be 'RSA' or 'oct'."),
        (signing::ID, json!({ "use": "Sig", "kty": "RSA" }), "AADB2C95033", "The property 'use' must be 'sig' or 'enc'."),
        (signing::ID, json!({ "kty": "RSA" }), "AADB2C95033", "The property 'use' must be 'sig' or 'enc'."),
        (signing::ID, json!({ "use": "sig", "kty": "oct" }), "AADB2C95032", "RSA and oct keys cannot be mixed in one key set."),
        (signing::ID, json!({ "use": "enc", "kty": "RSA" }), "AADB2C95042", "Keys of the uses sig and enc cannot be mixed in one key set."),
        (signing::ID, json!({ "use": "sig", "kty": "RSA", "kid": "mine" }), bad, "The parameter 'kid' is not known to generateKey."),
        (
            signing::ID,
            json!({ "use": "sig", "kty": "RSA", "nbf": "1" }),
            bad,
            "The parameter 'nbf' must be a whole number of seconds since 1970.",
        ),
        (
            signing::ID,
            json!({ "use": "sig", "kty": "RSA", "exp": 1.5 }),
            bad,
            "The parameter 'exp' must be a whole number of seconds since 1970.",
        ),
    ] {
        let refused = graph.post(&generate(keyset), &order.to_string());
        assert_eq!(refused.refusal(), json!([400, code, message]), "{order}");
    }
    let keys = graph.get(&format!("{KEYSETS}/{}/keys_v2", signing::ID)).json();
    assert_eq!(keys["value"].as_array().map(Vec::len), Some(3));
}

#[test]
fn an_uploaded_secret_is_not_shown_and_begins_disabled_unless_set_otherwise() {
    // A23
    let mut graph = Graph::new();
    let upload = |graph: &mut Graph, order: &Value| graph.post(&format!("{KEYSETS}/{}/uploadSecret", facebook::ID), &order.to_string());
    for (settings, status) in [(json!({}), "disabled"), (json!({ "uploads": "enabled" }), "enabled")] {
        graph.set(&settings);
        let added = upload(&mut graph, &json!({ "use": "sig", "k": "secret-material", "nbf": NOW - 5, "exp": NOW + 60 }));
        assert!(added.status() == 200 && !added.text().contains("secret-material"), "{}", added.text());
        let added = added.json();
        let context = "https://graph.microsoft.com/beta/$metadata#microsoft.graph.trustFrameworkKey";
        assert_eq!(
            added,
            json!({
                "@odata.context": context, "kid": added["kid"], "use": "sig", "kty": "oct", "nbf": NOW - 5, "exp": NOW + 60, "status": status,
            })
        );
        assert_eq!(graph.active_kid(facebook::ID) == added["kid"], status == "enabled");
    }
    let bad = "Request_BadRequest";
    for (order, code, message) in [
        (json!({ "use": "sig" }), bad, "The parameter 'k' must be a string that is not empty."),
        (json!({ "use": "sig", "k": "" }), bad, "The parameter 'k' must be a string that is not empty."),
        (json!({ "k": "x" }), "AADB2C95033", "The property 'use' must be 'sig' or 'enc'."),
        (json!({ "use": "enc", "k": "x" }), "AADB2C95042", "Keys of the uses sig and enc cannot be mixed in one key set."),
        (json!({ "use": "sig", "k": "x", "kty": "oct" }), bad, "The parameter 'kty' is not known to uploadSecret."),
    ] {
        assert_eq!(upload(&mut graph, &order).refusal(), json!([400, code, message]), "{order}");
    }
}

#[test]
fn a_new_key_can_be_usable_only_after_a_wait() {
    // A25
    let mut graph = Graph::new();
    graph.set(&json!({ "newKeysWaitSeconds": 10_800, "uploads": "enabled" }));
    let (wait, far) = (NOW + 10_800, NOW + 20_000);
    for (nbf, effective) in [(Value::Null, wait), (json!(NOW), wait), (json!(far), far)] {
        let order = json!({ "use": "sig", "kty": "RSA", "nbf": nbf });
        assert_eq!(graph.post(&generate(signing::ID), &order.to_string()).json()["nbf"], effective, "{order}");
        let order = json!({ "use": "sig", "k": "x", "nbf": nbf });
        let added = graph.post(&format!("{KEYSETS}/{}/uploadSecret", facebook::ID), &order.to_string());
        assert_eq!(added.json()["nbf"], effective, "{order}");
    }
    assert_eq!([graph.active_kid(signing::ID), graph.active_kid(facebook::ID)], [signing::ACTIVE, facebook::EXPIRING]);
    graph.wait_ms(10_800_000);
    assert!(graph.active_kid(signing::ID) != signing::ACTIVE && graph.active_kid(facebook::ID) != facebook::EXPIRING);
}

#[test]
fn one_run_generates_the_same_kids_as_another_and_each_only_once() {
    let two_kids = || -> [Value; 2] {
        let mut graph = Graph::new();
        [(), ()].map(|()| graph.post(&generate(signing::ID), r#"{"use":"sig","kty":"RSA"}"#).json()["kid"].clone())
    };
    let kids = two_kids();
    assert_ne!(kids[0], kids[1]);
    assert_eq!(kids, two_kids());
}

fn generate(keyset: &str) -> String {
    format!("{KEYSETS}/{keyset}/generateKey")
}
