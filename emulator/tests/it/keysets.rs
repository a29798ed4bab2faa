//! Key sets that a test puts, and writes to one key set at a time.

use graph_emulator::seed::{facebook, signing};
use serde_json::{Value, json};

use crate::support::{Graph, KEYSETS, NOW, key};

const DISABLE: &str = r#"{"status":"disabled"}"#;

fn put(graph: &mut Graph, keyset: &Value) {
    let answer = graph.send("POST", "/_emulator/keysets", &[], keyset.to_string());
    assert_eq!(answer.status(), 204, "{}", answer.text());
}

#[test]
fn a_key_set_is_answered_as_it_was_put() {
    let mut graph = Graph::new();
    let keys =
        json!([{ "kid": "k1", "use": "sig", "x5c": ["…"], "d": "private" }, { "kid": "k2", "status": "archived", "nbf": "soon" }, {}]);
    put(&mut graph, &json!({ "id": "a/b", "keys": keys }));
    assert_eq!(graph.get(&format!("{KEYSETS}/a%2Fb")).json()["keys"], keys);
    assert_eq!(graph.get(&format!("{KEYSETS}/a%2Fb/keys_v2")).json()["value"], keys);
    assert_eq!(graph.get(&key("a%2Fb", "k1")).json()["x5c"], json!(["…"]));
    let all = graph.get(KEYSETS).json();
    assert_eq!(all["value"].as_array().and_then(|sets| sets.last()), Some(&json!({ "id": "a/b", "keys": keys })));
}

#[test]
fn a_key_set_takes_the_place_of_the_one_with_its_id_until_a_reset() {
    let mut graph = Graph::new();
    put(&mut graph, &json!({ "id": signing::ID, "keys": [{ "kid": "k" }] }));
    let sets = graph.get(KEYSETS).json()["value"].as_array().expect("an array").clone();
    assert_eq!((sets.len(), &sets[0]), (4, &json!({ "id": signing::ID, "keys": [{ "kid": "k" }] })));
    graph.send("POST", "/_emulator/reset", &[], "");
    assert_eq!(graph.active_kid(signing::ID), signing::ACTIVE);
}

#[test]
fn a_put_key_can_be_switched_even_if_it_had_no_status() {
    let mut graph = Graph::new();
    put(&mut graph, &json!({ "id": "s", "keys": [{ "kid": "k", "exp": NOW + 1 }] }));
    assert_eq!(graph.get(&format!("{KEYSETS}/s/getActiveKey")).status(), 404, "no status is not enabled");
    assert_eq!(graph.patch(&key("s", "k"), r#"{"status":"enabled"}"#).status(), 204);
    assert_eq!(graph.active_kid("s"), "k");
}

#[test]
fn a_put_set_says_what_can_be_generated_in_it() {
    let mut graph = Graph::new();
    put(&mut graph, &json!({ "id": "open", "keys": [{ "kid": "k" }] }));
    put(&mut graph, &json!({ "id": "oct", "keys": [{ "kid": "k", "kty": "oct" }] }));
    let order = r#"{"use":"sig","kty":"RSA"}"#;
    assert_eq!(graph.post(&format!("{KEYSETS}/open/generateKey"), order).status(), 200);
    assert_eq!(graph.post(&format!("{KEYSETS}/oct/generateKey"), order).json()["error"]["code"], "AADB2C95032");
}

#[test]
fn a_key_set_of_another_form_is_refused_with_a_sentence() {
    let mut graph = Graph::new();
    for (body, part) in [
        ("", "The key set cannot be read: EOF"),
        (r#"{"id":"s"}"#, "The key set cannot be read: missing field `keys`"),
        (r#"{"id":"s","keys":[1]}"#, "The key set cannot be read: invalid type: integer `1`, expected a map"),
        (r#"{"id":"s","keys":[],"name":""}"#, "The key set cannot be read: unknown field `name`"),
    ] {
        let refused = graph.send("POST", "/_emulator/keysets", &[], body);
        assert!(refused.status() == 400 && refused.text().starts_with(part), "{body}: {}", refused.text());
    }
}

#[test]
fn a_write_to_a_set_that_is_being_written_to_is_a_conflict() {
    // A20
    let mut graph = Graph::new();
    graph.plan(&json!([{ "normal": true, "delayMs": 300 }]));
    let first = graph.patch(&key(facebook::ID, facebook::EXPIRING), DISABLE);
    assert_eq!(first.status(), 204);
    graph.wait_ms(299);
    let message = format!("Another write to the key set '{}' is under way.", facebook::ID);
    let second = graph.patch(&key(facebook::ID, facebook::DATELESS), DISABLE);
    assert_eq!(second.refusal(), json!([409, "AADB2C95053", message]));
    let third = graph.post(&format!("{KEYSETS}/{}/generateKey", facebook::ID), r#"{"use":"sig","kty":"oct"}"#);
    assert_eq!(third.refusal(), json!([409, "AADB2C95053", message]));
    assert_eq!(graph.status_of(facebook::ID, facebook::DATELESS), "enabled");
    graph.wait_ms(1);
    assert_eq!(graph.patch(&key(facebook::ID, facebook::DATELESS), DISABLE).status(), 204);
}

#[test]
fn a_write_under_way_disturbs_neither_reads_nor_writes_to_other_sets() {
    // A20
    let mut graph = Graph::new();
    graph.plan(&json!([{ "status": 504, "apply": true, "delayMs": 300 }]));
    graph.patch(&key(facebook::ID, facebook::EXPIRING), DISABLE);
    assert_eq!(graph.status_of(facebook::ID, facebook::EXPIRING), "disabled");
    assert_eq!(graph.patch(&key(signing::ID, signing::ACTIVE), DISABLE).status(), 204);
    assert_eq!(graph.patch(&key(facebook::ID, facebook::DATELESS), DISABLE).status(), 409);
}

#[test]
fn a_request_that_changes_nothing_is_no_write_under_way_however_late_its_answer() {
    // A20
    for (first, method) in [
        (json!({ "status": 503, "delayMs": 300 }), "PATCH"),
        (json!({ "normal": true, "delayMs": 300 }), "GET"),
        (json!({ "normal": true, "drip": { "bytes": 1, "ms": 300 } }), "PATCH"),
    ] {
        let mut graph = Graph::new();
        graph.plan(&json!([first]));
        let path = key(facebook::ID, facebook::EXPIRING);
        graph.send(method, &path, &[("authorization", "Bearer t"), ("content-type", "application/json")], DISABLE);
        assert_eq!(graph.patch(&path, DISABLE).status(), 204, "{first}");
    }
}
