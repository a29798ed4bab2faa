//! The control API: reset, and what it does not know.

use graph_emulator::seed::signing;
use serde_json::json;

use crate::support::{Graph, key};

const DISABLE: &str = r#"{"status":"disabled"}"#;

#[test]
fn reset_seeds_anew_at_the_present_and_forgets_journal_and_plan() {
    let mut graph = Graph::new();
    graph.patch(&key(signing::ID, signing::ACTIVE), DISABLE);
    graph.plan(&json!([{ "status": 500 }]));
    graph.wait_days(1000);
    let reset = graph.send("POST", "/_emulator/reset", &[], "");
    assert_eq!((reset.status(), reset.text()), (204, ""));
    assert_eq!(graph.journal(), json!([]));
    assert_eq!(graph.active_kid(signing::ID), signing::ACTIVE);
}

#[test]
fn an_unknown_control_request_names_the_known_ones() {
    let mut graph = Graph::new();
    let sentence = "The control API has POST /_emulator/reset, POST /_emulator/answers, POST /_emulator/keysets, POST /_emulator/settings and GET /_emulator/journal.";
    for (method, path) in
        [("GET", "/_emulator/reset"), ("DELETE", "/_emulator/journal"), ("GET", "/_emulator/state"), ("GET", "/_emulator/")]
    {
        let answer = graph.send(method, path, &[], "");
        assert_eq!((answer.status(), answer.text()), (404, sentence), "{method} {path}");
    }
}
