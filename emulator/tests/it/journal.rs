//! The journal: what arrived, and what became of it.

use graph_emulator::Ended;
use graph_emulator::seed::signing;
use serde_json::{Value, json};

use crate::support::{Graph, KEYSETS, key};

const DISABLE: &str = r#"{"status":"disabled"}"#;

#[test]
fn the_journal_tells_what_arrived_as_it_arrived() {
    let mut graph = Graph::new();
    let path = "/beta/trustFramework/keySets/a%2Fb/keys_v2/%2e%2e?x=%20#fragment";
    graph.send("OPTIONS", path, &[("access-control-request-method", "PATCH")], "");
    graph.send("PATCH", path, &[("Authorization", "Bearer t"), ("X-Twice", "1"), ("X-Twice", "2")], &b"\xff{}"[..]);
    assert_eq!(
        graph.journal(),
        json!([
            {
                "seq": 1, "at": "2027-01-15T08:00:00.123Z", "method": "OPTIONS",
                "url": "/beta/trustFramework/keySets/a%2Fb/keys_v2/%2e%2e?x=%20",
                "headers": [["access-control-request-method", "PATCH"]], "body": "", "status": 200,
                "applied": false, "planned": null, "ended": null, "endedAt": null,
            },
            {
                "seq": 2, "at": "2027-01-15T08:00:00.123Z", "method": "PATCH",
                "url": "/beta/trustFramework/keySets/a%2Fb/keys_v2/%2e%2e?x=%20",
                "headers": [["authorization", "Bearer t"], ["x-twice", "1"], ["x-twice", "2"]], "body": "\u{fffd}{}", "status": 405,
                "applied": false, "planned": null, "ended": null, "endedAt": null,
            },
        ])
    );
}

#[test]
fn the_journal_leaves_out_the_control_api_and_nothing_else() {
    let mut graph = Graph::new();
    graph.send("OPTIONS", "/_emulator/reset", &[("access-control-request-method", "POST")], "");
    graph.send("GET", "/_emulator", &[], "");
    graph.send("GET", "/favicon.ico", &[], "");
    let urls: Vec<_> = graph.journal().as_array().expect("an array").iter().map(|entry| entry["url"].clone()).collect();
    assert_eq!(urls, ["/favicon.ico"]);
}

fn last(graph: &mut Graph) -> Value {
    graph.journal().as_array().and_then(|entries| entries.last().cloned()).expect("something arrived")
}

#[test]
fn the_journal_tells_which_writes_took_effect() {
    let mut graph = Graph::new();
    let path = key(signing::ID, signing::ACTIVE);
    graph.patch(&path, DISABLE);
    assert_eq!(last(&mut graph)["applied"], true);
    graph.patch(&path, "{}");
    assert_eq!(last(&mut graph)["applied"], false, "refused");
    graph.get(&path);
    assert_eq!(last(&mut graph)["applied"], false, "a read");
    graph.plan(&json!([{ "status": 500 }, { "status": 500, "apply": true }]));
    graph.patch(&path, DISABLE);
    assert_eq!(last(&mut graph)["applied"], false, "answered by the plan alone");
    graph.patch(&path, DISABLE);
    assert_eq!(last(&mut graph)["applied"], true, "lost, but carried out");
}

#[test]
fn the_journal_tells_which_entry_was_played_and_the_status_that_was_meant() {
    let mut graph = Graph::new();
    let reset = json!({ "stop": { "at": "start", "by": "reset" } });
    let normal = json!({ "normal": true, "delayMs": 5, "times": 2 });
    graph.plan(&json!([reset, normal, { "raw": "no HTTP" }]));
    for (planned, status) in
        [(reset, json!(null)), (normal.clone(), json!(200)), (normal, json!(200)), (json!({ "raw": "no HTTP" }), json!(null))]
    {
        graph.get(KEYSETS);
        let entry = last(&mut graph);
        assert_eq!((&entry["planned"], &entry["status"]), (&planned, &status));
    }
}

#[test]
fn the_journal_tells_how_and_when_an_exchange_ended() {
    let mut graph = Graph::new();
    let first = graph.reply("GET", KEYSETS, &[], "");
    let second = graph.reply("GET", KEYSETS, &[], "");
    graph.wait_ms(1500);
    graph.ended(second.exchange, Ended::Left);
    graph.wait_ms(1);
    graph.ended(first.exchange, Ended::Sent);
    let journal = graph.journal();
    assert_eq!((&journal[0]["ended"], &journal[0]["endedAt"]), (&json!("sent"), &json!("2027-01-15T08:00:01.624Z")));
    assert_eq!((&journal[1]["ended"], &journal[1]["endedAt"]), (&json!("left"), &json!("2027-01-15T08:00:01.623Z")));
    assert_eq!(journal[1]["at"], "2027-01-15T08:00:00.123Z");
}

#[test]
fn an_exchange_from_before_a_reset_does_not_write_into_the_new_journal() {
    let mut graph = Graph::new();
    let old = graph.reply("GET", KEYSETS, &[], "");
    graph.send("POST", "/_emulator/reset", &[], "");
    graph.get(KEYSETS);
    graph.ended(old.exchange, Ended::Left);
    assert_eq!(graph.journal()[0]["ended"], json!(null));
}

#[test]
fn the_journal_of_one_client_request_id_is_a_part_of_the_whole() {
    let mut graph = Graph::new();
    for id in ["a", "b/1 %", "a"] {
        graph.send("GET", KEYSETS, &[("client-request-id", id)], "");
    }
    graph.get(KEYSETS);
    let mut seqs = |query: &str| -> Vec<Value> {
        let journal = graph.send("GET", &format!("/_emulator/journal{query}"), &[], "").json();
        journal.as_array().expect("an array").iter().map(|entry| entry["seq"].clone()).collect()
    };
    assert_eq!(seqs("?clientRequestId=a"), [1, 3]);
    assert_eq!(seqs("?x=1&clientRequestId=b%2F1%20%25"), [2]);
    assert_eq!(seqs("?clientRequestId=c"), Vec::<Value>::new());
    assert_eq!(seqs(""), [1, 2, 3, 4]);
}
