//! The control API: reset, journal, planned answers.

use graph_emulator::seed::signing;
use serde_json::json;

use crate::support::{Graph, KEYSETS, key};

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
            },
            {
                "seq": 2, "at": "2027-01-15T08:00:00.123Z", "method": "PATCH",
                "url": "/beta/trustFramework/keySets/a%2Fb/keys_v2/%2e%2e?x=%20",
                "headers": [["authorization", "Bearer t"], ["x-twice", "1"], ["x-twice", "2"]], "body": "\u{fffd}{}", "status": 405,
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

#[test]
fn planned_answers_are_given_in_order_and_change_nothing() {
    let mut graph = Graph::new();
    graph.plan(&json!([{ "status": 302, "headers": { "Location": "https://elsewhere.example/" } }, { "status": 200, "body": "<html>" }]));
    graph.plan(&json!([{ "status": 429, "headers": { "retry-after": "3" } }]));
    let path = key(signing::ID, signing::ACTIVE);

    let first = graph.patch(&path, DISABLE);
    assert_eq!((first.status(), first.header("location"), first.text()), (302, Some("https://elsewhere.example/"), ""));
    let second = graph.send("GET", "/v1.0/me", &[], "");
    assert_eq!((second.status(), second.header("content-type"), second.text()), (200, None, "<html>"));
    let third = graph.patch(&path, DISABLE);
    assert_eq!((third.status(), third.header("retry-after")), (429, Some("3")));

    assert_eq!(graph.status_of(signing::ID, signing::ACTIVE), "enabled");
    assert_eq!(graph.patch(&path, DISABLE).status(), 204);
    let statuses: Vec<_> = graph.journal().as_array().expect("an array").iter().map(|entry| entry["status"].clone()).collect();
    assert_eq!(statuses, [302, 200, 429, 200, 204]);
}

#[test]
fn a_plan_waits_for_graph_and_is_not_spent_on_a_preflight_or_another_path() {
    let mut graph = Graph::new();
    graph.plan(&json!([{ "status": 503 }]));
    assert_eq!(graph.send("OPTIONS", KEYSETS, &[("access-control-request-method", "PATCH")], "").status(), 200);
    assert_eq!(graph.get("/favicon.ico").status(), 404);
    assert_eq!(graph.get(KEYSETS).status(), 503);
    assert_eq!(graph.get(KEYSETS).status(), 200);
}

#[test]
fn a_planned_answer_has_the_usual_headers_unless_it_says_otherwise() {
    let mut graph = Graph::new();
    graph.plan(&json!([{ "status": 500 }, { "status": 500, "headers": { "date": null, "Request-Id": "mine", "Access-Control-Allow-Origin": null } }]));
    let usual = graph.send("GET", KEYSETS, &[("client-request-id", "c")], "");
    assert_eq!(usual.header("date"), Some("Fri, 15 Jan 2027 08:00:00 GMT"));
    assert_eq!((usual.header("access-control-allow-origin"), usual.header("client-request-id")), (Some("*"), Some("c")));
    let other = graph.get(KEYSETS);
    assert_eq!((other.header("date"), other.header("request-id"), other.header("access-control-allow-origin")), (None, Some("mine"), None));
}

#[test]
fn a_wrong_plan_is_refused_as_a_whole_with_a_sentence() {
    let mut graph = Graph::new();
    for (plan, sentence) in [
        ("", "The plan must be a JSON array of objects."),
        (r#"{"status":200}"#, "The plan must be a JSON array of objects."),
        (r#"[200]"#, "The plan must be a JSON array of objects."),
        (r#"[{"status":500},{}]"#, r#"Answer 1: "status" must be a whole number from 200 to 599."#),
        (r#"[{"status":"200"}]"#, r#"Answer 0: "status" must be a whole number from 200 to 599."#),
        (r#"[{"status":101}]"#, r#"Answer 0: "status" must be a whole number from 200 to 599."#),
        (r#"[{"status":600}]"#, r#"Answer 0: "status" must be a whole number from 200 to 599."#),
        (r#"[{"status":200,"times":2}]"#, r#"Answer 0: "times" is not known; there are "status", "headers" and "body"."#),
        (r#"[{"status":200,"body":{}}]"#, r#"Answer 0: "body" must be a string."#),
        (r#"[{"status":204,"body":"x"}]"#, "Answer 0: an answer of status 204 cannot have a body."),
        (r#"[{"status":200,"headers":[]}]"#, r#"Answer 0: "headers" must be an object."#),
        (r#"[{"status":200,"headers":{"a b":"c"}}]"#, r#"Answer 0: "a b" is not a header name."#),
        (r#"[{"status":200,"headers":{"a":1}}]"#, r#"Answer 0: the header "a" must be a string, or null to leave it out."#),
        (r#"[{"status":200,"headers":{"a":"\n"}}]"#, r#"Answer 0: the header "a" has characters that no header can have."#),
        (r#"[{"status":200,"headers":{"Content-Length":"9"}}]"#, r#"Answer 0: the header "Content-Length" is the server's own."#),
    ] {
        let refused = graph.send("POST", "/_emulator/answers", &[], plan);
        assert_eq!((refused.status(), refused.text(), refused.header("content-type")), (400, sentence, Some("text/plain; charset=utf-8")));
    }
    assert_eq!(graph.get(KEYSETS).status(), 200, "nothing of a refused plan is kept");
}

#[test]
fn an_unknown_control_request_names_the_known_ones() {
    let mut graph = Graph::new();
    let sentence = "The control API has POST /_emulator/reset, GET /_emulator/journal and POST /_emulator/answers.";
    for (method, path) in
        [("GET", "/_emulator/reset"), ("DELETE", "/_emulator/journal"), ("GET", "/_emulator/state"), ("GET", "/_emulator/")]
    {
        let answer = graph.send(method, path, &[], "");
        assert_eq!((answer.status(), answer.text()), (404, sentence), "{method} {path}");
    }
}
