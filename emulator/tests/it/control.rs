//! The control API: reset, and what it does not know.

use bytes::Bytes;
use graph_emulator::Emulator;
use graph_emulator::seed::signing;
use http::Request;
use serde_json::json;

use crate::support::{Graph, KEYSETS, NOW_MS, key};

const DISABLE: &str = r#"{"status":"disabled"}"#;

#[test]
fn reset_seeds_anew_at_the_present_and_forgets_journal_and_plan() {
    let mut graph = Graph::new();
    let first = graph.get(KEYSETS);
    graph.patch(&key(signing::ID, signing::ACTIVE), DISABLE);
    graph.plan(&json!([{ "status": 500 }]));
    graph.wait_days(1000);
    let reset = graph.send("POST", "/_emulator/reset", &[], "");
    assert_eq!((reset.status(), reset.text()), (204, ""));
    let journal = graph.send("GET", "/_emulator/journal", &[], "");
    assert_eq!(journal.json(), json!([]));
    assert_ne!(journal.header("request-id"), first.header("request-id"), "ids are counted on");
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

#[test]
fn as_graph_alone_it_answers_what_graph_does_and_has_no_control_api() {
    let mut graph = Emulator::new(NOW_MS);
    let mut status = |method: &str, path: &str, body: &'static str| {
        let request =
            Request::builder().method(method).uri(path).header("authorization", "Bearer t").header("content-type", "application/json");
        graph.answer_as_graph(NOW_MS, &request.body(Bytes::from(body)).expect("the test writes valid requests")).status().as_u16()
    };
    assert_eq!(status("POST", "/_emulator/answers", r#"[{ "status": 500 }]"#), 404);
    assert_eq!(status("GET", KEYSETS, ""), 200);
    assert_eq!(status("PATCH", &key(signing::ID, signing::ACTIVE), DISABLE), 204);
    assert_eq!(status("GET", &format!("{KEYSETS}/{}/getActiveKey", signing::ID), ""), 404);
}
