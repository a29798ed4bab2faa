//! Planned answers: what an entry says, and whom it serves. How they are sent is in `scripts` and `faults`.

use std::io::Read;

use flate2::read::GzDecoder;
use graph_emulator::seed::{facebook, signing};
use serde_json::{Value, json};

use crate::support::{Answer, Graph, KEYSETS, key};

const DISABLE: &str = r#"{"status":"disabled"}"#;

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
        ("", "The plan cannot be read: EOF while parsing a value at line 1 column 0."),
        (r#"{"status":200}"#, "The plan must be a JSON array of objects."),
        (r#"[200]"#, "The plan must be a JSON array of objects."),
        (r#"[{"status":500},{}]"#, r#"Answer 1: there must be one of "status", "normal" and "raw"."#),
        (r#"[{"status":500,"normal":true}]"#, r#"Answer 0: there must be one of "status", "normal" and "raw"."#),
        (r#"[{"stop":{"at":"head","by":"close"}}]"#, r#"Answer 0: there must be one of "status", "normal" and "raw"."#),
        (r#"[{"normal":true,"body":"x"}]"#, r#"Answer 0: "headers" and "body" belong to a "status"."#),
        (r#"[{"normal":true,"apply":false}]"#, r#"Answer 0: a "normal" answer is of a request that is carried out."#),
        (r#"[{"raw":"x","gzip":"whole"}]"#, r#"Answer 0: "raw" has no "framing", "gzip" or "cors": it is sent as it is."#),
        (r#"[{"status":101}]"#, r#"Answer 0: "status" must be a whole number from 200 to 599."#),
        (r#"[{"status":600}]"#, r#"Answer 0: "status" must be a whole number from 200 to 599."#),
        (r#"[{"status":204,"body":"x"}]"#, "Answer 0: an answer of status 204 cannot have a body."),
        (r#"[{"status":200,"body":{}}]"#, r#"Answer 0: a body must be a string, {"base64"} or {"repeat", "times", "prefix", "suffix"}."#),
        (r#"[{"status":200,"body":{"base64":"!"}}]"#, r#"Answer 0: "base64" is not base64 with padding."#),
        (r#"[{"status":200,"body":{"repeat":"xy","times":33554433}}]"#, "Answer 0: a body can have no more than 64 MiB."),
        (r#"[{"status":200,"times":0}]"#, r#"Answer 0: "times" must be a whole number from 1, or "always"."#),
        (r#"[{"status":200,"headers":{"a b":"c"}}]"#, r#"Answer 0: "a b" is not a header name."#),
        (
            r#"[{"status":200,"headers":{"a":1}}]"#,
            r#"Answer 0: the header "a" must be a string, an array of strings, or null to leave it out."#,
        ),
        (r#"[{"status":200,"headers":{"a":"\n"}}]"#, r#"Answer 0: the header "a" has characters that no header can have."#),
        (
            r#"[{"status":200,"headers":{"Content-Length":"9"}}]"#,
            r#"Answer 0: the header "Content-Length" is the server's own; "framing" makes it wrong."#,
        ),
    ] {
        let refused = graph.send("POST", "/_emulator/answers", &[], plan);
        assert_eq!((refused.status(), refused.text(), refused.header("content-type")), (400, sentence, Some("text/plain; charset=utf-8")));
    }
    assert_eq!(graph.get(KEYSETS).status(), 200, "nothing of a refused plan is kept");
}

#[test]
fn a_misspelt_member_is_refused_with_the_known_ones() {
    let mut graph = Graph::new();
    for (plan, part) in [
        (r#"[{"status":200,"delay":5}]"#, "Answer 0: unknown field `delay`, expected one of `match`, `times`, `status`, "),
        (r#"[{"status":"200"}]"#, "Answer 0: invalid type: string \"200\", expected u16"),
        (r#"[{"status":200,"headers":[]}]"#, "Answer 0: invalid type: sequence, expected a map"),
        (r#"[{"status":200,"match":{"kid":"x"}}]"#, "Answer 0: unknown field `kid`, expected one of `method`, `path`, `keyset`, "),
        (
            r#"[{"status":200,"stop":{"at":"middle","by":"close"}}]"#,
            "Answer 0: unknown variant `middle`, expected one of `start`, `head`, ",
        ),
        (r#"[{"status":200,"stop":{"at":"head"}}]"#, "Answer 0: missing field `by`"),
        (r#"[{"status":200,"drip":{"bytes":0,"ms":1}}]"#, "Answer 0: invalid value: integer `0`, expected a nonzero usize"),
        (r#"[{"status":200,"framing":"wrong"}]"#, "Answer 0: unknown variant `wrong`, expected one of `length`, `none`, `chunked`, "),
        (r#"[{"status":200,"delayMs":-1}]"#, "Answer 0: invalid value: integer `-1`, expected u64"),
    ] {
        let refused = graph.send("POST", "/_emulator/answers", &[], plan);
        assert!(refused.status() == 400 && refused.text().starts_with(part), "{plan}: {}", refused.text());
    }
}

#[test]
fn every_example_of_the_documentation_is_a_plan() {
    let documentation = include_str!("../../src/lib.rs").lines().filter_map(|line| line.strip_prefix("//!")).collect::<Vec<_>>().join("\n");
    let (_, rest) = documentation.split_once("```json\n").expect("the documentation has an example");
    let (example, _) = rest.split_once("```").expect("the example ends");
    let examples: Value = serde_json::from_str(example).expect("the example is JSON");
    assert_eq!(examples.as_array().map(Vec::len), Some(27));
    Graph::new().plan(&examples);
}

#[test]
fn a_normal_answer_in_a_plan_is_graphs_own_and_changes_the_tenant() {
    let mut graph = Graph::new();
    let path = key(signing::ID, signing::ACTIVE);
    graph.plan(&json!([{ "status": 429 }, { "normal": true }, { "status": 503 }]));
    assert_eq!(graph.patch(&path, DISABLE).status(), 429);
    assert_eq!(graph.patch(&path, DISABLE).status(), 204);
    assert_eq!(graph.get(&path).status(), 503);
    assert_eq!(graph.status_of(signing::ID, signing::ACTIVE), "disabled");
}

#[test]
fn a_planned_answer_with_apply_takes_effect_and_loses_graphs_answer() {
    let mut graph = Graph::new();
    graph.plan(&json!([{ "status": 504, "body": "late", "apply": true }]));
    let answer = graph.patch(&key(signing::ID, signing::ACTIVE), DISABLE);
    assert_eq!((answer.status(), answer.text()), (504, "late"));
    assert_eq!(graph.status_of(signing::ID, signing::ACTIVE), "disabled");
}

#[test]
fn an_entry_waits_for_the_request_that_it_matches() {
    let path = key(facebook::ID, facebook::DATELESS);
    for matching in [
        json!({ "method": "PATCH" }),
        json!({ "path": path }),
        json!({ "keyset": facebook::ID }),
        json!({ "token": "mine" }),
        json!({ "clientRequestId": "c-1" }),
        json!({ "method": "PATCH", "path": path, "keyset": facebook::ID, "token": "mine", "clientRequestId": "c-1" }),
    ] {
        let mut graph = Graph::new();
        graph.plan(&json!([{ "status": 503, "match": matching }]));
        let other =
            graph.send("GET", &key(signing::ID, signing::ACTIVE), &[("authorization", "Bearer his"), ("client-request-id", "c-2")], "");
        assert_eq!(other.status(), 200, "{matching}");
        let headers = [("authorization", "bearer mine"), ("client-request-id", "c-1"), ("content-type", "application/json")];
        assert_eq!(graph.send("PATCH", &format!("{path}?x=1"), &headers, DISABLE).status(), 503, "{matching}");
        assert_eq!(graph.send("PATCH", &path, &headers, DISABLE).status(), 204, "{matching}: once");
    }
}

#[test]
fn one_member_that_differs_is_enough_not_to_match() {
    let mut graph = Graph::new();
    graph.plan(&json!([{ "status": 503, "match": { "method": "PATCH", "keyset": facebook::ID } }]));
    assert_eq!(graph.patch(&key(signing::ID, signing::ACTIVE), DISABLE).status(), 204);
    assert_eq!(graph.get(&key(facebook::ID, facebook::DATELESS)).status(), 200);
}

#[test]
fn the_key_set_of_a_match_is_the_decoded_one() {
    let mut graph = Graph::new();
    graph.plan(&json!([{ "status": 503, "match": { "keyset": "a/b" } }]));
    assert_eq!(graph.get(&format!("{KEYSETS}/a%2Fb")).status(), 503);
}

#[test]
fn the_first_entry_that_matches_serves() {
    let mut graph = Graph::new();
    graph.plan(&json!([
        { "status": 501, "match": { "method": "PATCH" } },
        { "status": 502 },
        { "status": 503, "match": { "method": "GET" } },
    ]));
    let statuses =
        [graph.get(KEYSETS).status(), graph.get(KEYSETS).status(), graph.patch(KEYSETS, DISABLE).status(), graph.get(KEYSETS).status()];
    assert_eq!(statuses, [502, 503, 501, 200]);
}

#[test]
fn an_entry_serves_as_often_as_it_says() {
    let mut graph = Graph::new();
    graph.plan(&json!([{ "status": 501, "times": 2 }, { "status": 503, "times": "always" }, { "status": 500 }]));
    let statuses = [(); 6].map(|()| graph.get(KEYSETS).status());
    assert_eq!(statuses, [501, 501, 503, 503, 503, 503]);
    graph.send("POST", "/_emulator/reset", &[], "");
    assert_eq!(graph.get(KEYSETS).status(), 200);
}

#[test]
fn a_preflight_is_served_by_an_entry_that_asks_for_it() {
    let mut graph = Graph::new();
    graph.plan(&json!([{ "status": 500, "times": "always" }, { "status": 403, "cors": "none", "match": { "method": "OPTIONS" } }]));
    let asks = [("access-control-request-method", "PATCH")];
    let refused = graph.send("OPTIONS", KEYSETS, &asks, "");
    assert_eq!((refused.status(), refused.header("access-control-allow-origin")), (403, None));
    assert_eq!(graph.send("OPTIONS", KEYSETS, &asks, "").header("access-control-allow-methods"), Some("GET, POST, PATCH, PUT, DELETE"));
}

/// The names of the CORS headers.
fn cors(answer: &Answer) -> Vec<String> {
    answer.names().into_iter().filter(|name| name.starts_with("access-control-")).collect()
}

#[test]
fn cors_can_be_whole_bare_or_missing() {
    let allow = "access-control-allow-origin";
    for (kind, answer, preflight) in
        [("full", vec!["access-control-expose-headers", allow], 5), ("bare", vec![allow], 1), ("none", vec![], 0)]
    {
        let mut graph = Graph::new();
        graph.plan(&json!([{ "normal": true, "cors": kind, "match": { "method": "OPTIONS" } }, { "status": 429, "cors": kind }, { "normal": true, "cors": kind }]));
        let asks = [("access-control-request-method", "PATCH"), ("access-control-request-headers", "authorization")];
        assert_eq!(cors(&graph.send("OPTIONS", KEYSETS, &asks, "")).len(), preflight, "{kind}");
        for status in [429, 200] {
            let sent = graph.get(KEYSETS);
            assert_eq!((sent.status(), cors(&sent)), (status, answer.iter().map(ToString::to_string).collect()), "{kind}");
        }
    }
}

#[test]
fn a_planned_cors_header_stands_without_the_usual_ones() {
    let mut graph = Graph::new();
    graph.plan(&json!([{ "status": 200, "cors": "none", "headers": { "Access-Control-Allow-Origin": "https://other.example" } }]));
    let answer = graph.get(KEYSETS);
    assert_eq!(cors(&answer), ["access-control-allow-origin"]);
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://other.example"));
}

#[test]
fn a_header_with_an_array_is_sent_as_as_many_lines() {
    let mut graph = Graph::new();
    let challenges = ["Bearer realm=\"\"", "Bearer error=\"insufficient_claims\", claims=\"e30=\""];
    graph.plan(&json!([{ "status": 401, "headers": { "WWW-Authenticate": challenges, "Date": [] } }]));
    let answer = graph.get(KEYSETS);
    assert_eq!(answer.headers("www-authenticate"), challenges);
    assert_eq!(answer.headers("date"), Vec::<&str>::new());
}

#[test]
fn a_body_can_be_bytes_or_a_repetition() {
    let mut graph = Graph::new();
    graph.plan(&json!([
        { "status": 200, "body": { "base64": "/wD+" } },
        { "status": 200, "body": { "repeat": "ab", "times": 2_500_000, "prefix": "<", "suffix": ">" } },
    ]));
    assert_eq!(graph.get(KEYSETS).body(), b"\xff\x00\xfe");
    assert_eq!(graph.get(KEYSETS).text(), format!("<{}>", "ab".repeat(2_500_000)));
}

fn unzipped(body: &[u8]) -> std::io::Result<String> {
    let mut text = String::new();
    GzDecoder::new(body).read_to_string(&mut text).map(|_| text)
}

#[test]
fn gzip_can_be_right_truncated_and_a_lie() {
    let mut graph = Graph::new();
    graph.plan(&json!([{ "normal": true, "gzip": "whole" }, { "normal": true, "gzip": "truncated" }, { "status": 200, "body": "plain", "gzip": "claimed" }]));
    let [whole, truncated, claimed] = [(); 3].map(|()| graph.get(KEYSETS));
    for answer in [&whole, &truncated, &claimed] {
        assert_eq!(answer.header("content-encoding"), Some("gzip"));
    }
    assert_eq!(unzipped(whole.body()).expect("it is gzip"), graph.get(KEYSETS).text());
    assert_eq!(truncated.body(), &whole.body()[..whole.body().len() / 2]);
    assert_eq!(unzipped(truncated.body()).expect_err("it is half").kind(), std::io::ErrorKind::UnexpectedEof);
    assert_eq!(claimed.text(), "plain");
}

#[test]
fn a_204_stays_without_a_body_under_gzip() {
    let mut graph = Graph::new();
    graph.plan(&json!([{ "normal": true, "gzip": "whole" }]));
    let answer = graph.patch(&key(signing::ID, signing::ACTIVE), DISABLE);
    assert_eq!((answer.status(), answer.body().len()), (204, 0));
}
