//! Pages, and throttling of writes.

use graph_emulator::seed::{facebook, signing};
use serde_json::{Value, json};

use crate::support::{Graph, KEYSETS, key};

fn page(graph: &mut Graph, url: &str) -> (Vec<Value>, Option<String>) {
    let answer = graph.send("GET", url, &[("authorization", "Bearer t"), ("host", "graph.test:81")], "").json();
    (answer["value"].as_array().expect("a list").clone(), answer["@odata.nextLink"].as_str().map(str::to_owned))
}

#[test]
fn lists_come_in_pages_of_the_set_size() {
    // A21
    let mut graph = Graph::new();
    graph.set(&json!({ "pageSize": 2 }));
    for (path, entries) in [(KEYSETS.to_owned(), 4), (format!("{KEYSETS}/{}/keys_v2", signing::ID), 3)] {
        let (whole, none) = (Graph::new().get(&path).json()["value"].as_array().expect("a list").clone(), None::<String>);
        assert_eq!(whole.len(), entries);
        let (first, next) = page(&mut graph, &path);
        assert_eq!(next.as_deref(), Some(format!("http://graph.test:81{path}?$skiptoken=2").as_str()));
        let (rest, last) = page(&mut graph, &next.expect("a link"));
        assert_eq!((first.len(), [first, rest].concat(), last), (2, whole, none));
    }
}

#[test]
fn a_skip_token_that_no_page_has_is_400() {
    // A21
    let mut graph = Graph::new();
    for token in ["4", "-1", "x", ""] {
        assert_eq!(graph.get(&format!("{KEYSETS}?$skiptoken={token}")).status(), 400, "{token}");
    }
}

#[test]
fn a_write_too_many_within_a_minute_is_429_and_changes_nothing() {
    // A22
    let mut graph = Graph::new();
    graph.set(&json!({ "writesPerMinute": 2 }));
    let expiring = key(facebook::ID, facebook::EXPIRING);
    let disable = |graph: &mut Graph| graph.patch(&expiring, r#"{"status":"disabled"}"#);
    assert_eq!(disable(&mut graph).status(), 204);
    graph.wait_ms(30_500);
    assert_eq!(graph.patch(&expiring, r#"{"status":"enabled"}"#).status(), 204);
    for _ in 0..3 {
        let refused = disable(&mut graph);
        assert_eq!(refused.refusal(), json!([429, "TooManyRequests", "Too many requests."]));
        assert_eq!(refused.header("retry-after"), Some("30"));
    }
    assert_eq!(graph.status_of(facebook::ID, facebook::EXPIRING), "enabled");
    graph.wait_ms(29_499);
    assert_eq!(disable(&mut graph).header("retry-after"), Some("1"));
    graph.wait_ms(1);
    assert_eq!(disable(&mut graph).status(), 204);
    let applied = graph.journal().as_array().expect("a list").iter().filter(|entry| entry["applied"] == true).count();
    assert_eq!(applied, 3);
}

#[test]
fn a_write_too_many_within_a_second_is_429_too_and_both_limits_hold() {
    // A22
    let mut graph = Graph::new();
    graph.set(&json!({ "writesPerSecond": 2, "writesPerMinute": 3 }));
    let expiring = key(facebook::ID, facebook::EXPIRING);
    let wait_of = |graph: &mut Graph| graph.patch(&expiring, r#"{"status":"disabled"}"#).header("retry-after").map(str::to_owned);
    assert_eq!([wait_of(&mut graph), wait_of(&mut graph)], [None, None]);
    assert_eq!(wait_of(&mut graph).as_deref(), Some("1"));
    graph.wait_ms(1_000);
    assert_eq!(wait_of(&mut graph), None);
    assert_eq!(wait_of(&mut graph).as_deref(), Some("59"), "of two waits the longer");
    graph.wait_ms(59_000);
    assert_eq!(wait_of(&mut graph), None);
}

#[test]
fn the_journal_can_be_left_empty() {
    let mut graph = Graph::new();
    graph.set(&json!({ "journal": false }));
    graph.get(KEYSETS);
    assert_eq!(graph.journal(), json!([]));
    graph.set(&json!({}));
    graph.get(KEYSETS);
    assert_eq!(graph.journal().as_array().map(Vec::len), Some(1));
}

#[test]
fn a_reset_and_new_settings_begin_anew() {
    let mut graph = Graph::new();
    let dateless = key(facebook::ID, facebook::DATELESS);
    graph.set(&json!({ "writesPerMinute": 1 }));
    let enable = |graph: &mut Graph| graph.patch(&dateless, r#"{"status":"enabled"}"#).status();
    assert_eq!([enable(&mut graph), enable(&mut graph)], [204, 429]);
    graph.set(&json!({ "writesPerMinute": 1 }));
    assert_eq!([enable(&mut graph), enable(&mut graph)], [204, 429]);
    graph.send("POST", "/_emulator/reset", &[], "");
    assert_eq!([enable(&mut graph), enable(&mut graph)], [204, 204]);
}

#[test]
fn wrong_settings_are_refused_with_a_sentence() {
    let mut graph = Graph::new();
    graph.set(&json!({ "pageSize": 1 }));
    for wrong in [
        json!({ "pageSize": 0 }),
        json!({ "pagesize": 2 }),
        json!({ "writesPerMinute": -1 }),
        json!({ "unknownKeyset": "404" }),
        json!({ "listOfKeys": 418 }),
        json!({ "case": "exactly" }),
        json!({ "uploads": true }),
        json!({ "readLagMs": -1 }),
        json!({ "readLagMs": [2, 1] }),
        json!({ "faults": { "perMille": 1001, "answers": [] } }),
        json!({ "faults": { "perMille": 1, "answers": [{}] } }),
        json!({ "faults": { "perMille": 1, "answers": [{ "status": 500, "times": 2 }] } }),
        json!([]),
    ] {
        let answer = graph.send("POST", "/_emulator/settings", &[], wrong.to_string());
        assert_eq!(answer.status(), 400, "{wrong}");
        assert!(answer.text().starts_with("The settings cannot be read: "), "{}", answer.text());
    }
    assert_eq!(page(&mut graph, KEYSETS).0.len(), 1, "the settings before are still there");
}
