//! Faults by chance, and the emulator as a value that a simulation holds.

use bytes::Bytes;
use graph_emulator::Emulator;
use graph_emulator::seed::facebook;
use http::Request;
use serde_json::{Value, json};

use crate::support::{Graph, KEYSETS, NOW_MS, key};

/// The statuses of a thousand reads and as many writes in turn.
fn statuses(faults: &Value, seed: u64) -> Vec<u16> {
    let mut graph = Graph::new();
    graph.set(&json!({ "faults": faults, "seed": seed }));
    let path = key(facebook::ID, facebook::DATELESS);
    (0..1_000).flat_map(|_| [graph.get(KEYSETS).status(), graph.patch(&path, r#"{"status":"enabled"}"#).status()]).collect()
}

#[test]
fn so_many_of_a_thousand_requests_meet_a_fault_and_the_same_in_every_run() {
    let faults = json!({ "perMille": 100, "answers": [{ "status": 503 }, { "status": 504, "match": { "method": "PATCH" } }] });
    let all = statuses(&faults, 7);
    let count = |wanted: u16| all.iter().filter(|status| **status == wanted).count();
    // 200 of 2,000: all of the reads' and half of the writes' are 503.
    assert!((150..250).contains(&(count(503) + count(504))), "{} {}", count(503), count(504));
    assert!((30..75).contains(&count(504)), "{}", count(504));
    assert!(all.iter().step_by(2).all(|status| *status != 504), "a fault serves only what it matches");
    assert_eq!(all, statuses(&faults, 7));
    assert_ne!(all, statuses(&faults, 8));
}

#[test]
fn at_none_of_a_thousand_there_is_no_fault_and_at_all_there_is_no_other_answer() {
    let at = |per_mille: u16| statuses(&json!({ "perMille": per_mille, "answers": [{ "status": 500 }] }), 0);
    assert!(at(0).iter().all(|status| [200, 204].contains(status)));
    let almost_all = at(999).iter().filter(|status| **status == 500).count();
    assert!((1_990..2_000).contains(&almost_all), "{almost_all}");
    assert!(at(1000).iter().all(|status| *status == 500));
}

#[test]
fn a_planned_answer_goes_before_a_fault_and_the_control_api_meets_none() {
    let mut graph = Graph::new();
    graph.set(&json!({ "faults": { "perMille": 1000, "answers": [{ "status": 500 }] } }));
    graph.plan(&json!([{ "status": 418 }]));
    assert_eq!([graph.get(KEYSETS).status(), graph.get(KEYSETS).status()], [418, 500]);
    assert_eq!(graph.get("/favicon.ico").status(), 404);
    assert_eq!(graph.journal()[1]["planned"], json!({ "status": 500 }));
    graph.send("POST", "/_emulator/reset", &[], "");
    assert_eq!(graph.get(KEYSETS).status(), 200);
}

#[test]
fn a_fault_can_lose_the_answer_of_a_write_that_took_effect() {
    let mut graph = Graph::new();
    let lost = json!({ "stop": { "at": "start", "by": "reset" }, "apply": true, "match": { "method": "PATCH" } });
    graph.set(&json!({ "faults": { "perMille": 1000, "answers": [lost] } }));
    let reply = graph.reply(
        "PATCH",
        &key(facebook::ID, facebook::EXPIRING),
        &[("authorization", "Bearer t"), ("content-type", "application/json")],
        r#"{"status":"disabled"}"#,
    );
    assert!(reply.manner.stop.is_some());
    assert_eq!(graph.status_of(facebook::ID, facebook::EXPIRING), "disabled");
}

#[test]
fn a_tenant_of_ones_own_is_told_to_the_library_and_its_truth_is_seen_past_every_lag() {
    let mut graph = Emulator::empty();
    let one = json!({ "id": "B2C_1A_One", "keys": [{ "kid": "k", "status": "enabled" }] });
    assert_eq!(graph.put_keyset(&one), Ok(()));
    assert_eq!(graph.set(&json!({ "readLagMs": 60_000 })), Ok(()));
    assert_eq!(graph.plan(&json!([{ "normal": true, "times": 2 }])), Ok(()));
    let send = |graph: &mut Emulator, method: &str, path: &str| {
        let request =
            Request::builder().method(method).uri(path).header("authorization", "Bearer t").header("content-type", "application/json");
        let reply = graph.answer(NOW_MS, &request.body(Bytes::from(r#"{"status":"disabled"}"#)).expect("the test writes valid requests"));
        serde_json::from_slice::<Value>(reply.response.body()).unwrap_or_default()
    };
    send(&mut graph, "PATCH", &key("B2C_1A_One", "k"));
    let before = graph.clone();
    assert_eq!(send(&mut graph, "GET", KEYSETS)["value"], json!([one]));
    assert_eq!(graph.keyset("B2C_1A_One"), Some(json!({ "id": "B2C_1A_One", "keys": [{ "kid": "k", "status": "disabled" }] })));
    assert_eq!((graph.keyset("b2c_1a_one"), before.keyset("none")), (None, None));
    assert!(graph.put_keyset(&json!({ "id": 1 })).is_err_and(|sentence| sentence.starts_with("The key set cannot be read: ")));
    assert!(graph.set(&json!({ "x": 1 })).is_err() && graph.plan(&json!([{}])).is_err());
}
