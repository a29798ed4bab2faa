//! What a reply says about its bytes, before anything sends them.

use bytes::Bytes;
use graph_emulator::{End, Ended, Reply, Script};
use serde_json::{Value, json};

use crate::support::{Graph, KEYSETS};

fn reply(entry: &Value) -> Reply {
    let mut graph = Graph::new();
    graph.plan(&json!([entry]));
    graph.reply("GET", KEYSETS, &[], "")
}

fn script(entry: &Value) -> Script {
    reply(entry).script().expect("the entry has a script")
}

/// An entry for a small answer, with more members.
fn small(more: &Value) -> Value {
    let mut entry = json!({ "status": 200, "body": "0123456789" });
    entry.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    entry
}

fn head_of(script: &Script) -> &str {
    std::str::from_utf8(&script.head).expect("the head is ASCII")
}

#[test]
fn an_answer_that_any_server_can_send_has_no_script() {
    assert_eq!(Graph::new().reply("GET", KEYSETS, &[], "").script(), None);
    for more in
        [json!({}), json!({ "delayMs": 5 }), json!({ "cors": "none" }), json!({ "gzip": "truncated" }), json!({ "framing": "length" })]
    {
        assert_eq!(reply(&small(&more)).script(), None, "{more}");
    }
}

#[test]
fn the_delay_is_told_and_not_waited() {
    assert_eq!(reply(&small(&json!({ "delayMs": 86_400_000 }))).manner.delay_ms, 86_400_000);
}

#[test]
fn a_script_begins_with_the_head_of_the_same_answer() {
    let reply = reply(&small(&json!({ "drip": { "bytes": 3, "ms": 7 } })));
    let script = reply.script().expect("a drip is a script");
    let mut lines = head_of(&script).split("\r\n");
    assert_eq!(lines.next(), Some("HTTP/1.1 200 OK"));
    for (name, value) in reply.response.headers() {
        assert_eq!(lines.next(), Some(format!("{name}: {}", value.to_str().expect("ASCII")).as_str()));
    }
    assert_eq!(lines.collect::<Vec<_>>(), ["content-length: 10", "connection: close", "", ""]);
    assert_eq!((script.body.as_ref(), script.end, script.ended), (&b"0123456789"[..], End::Close, Ended::Sent));
    let drip = script.drip.expect("the steps are told");
    assert_eq!((drip.bytes.get(), drip.ms), (3, 7));
}

#[test]
fn a_script_stops_where_it_should() {
    let whole = script(&small(&json!({ "stop": { "at": "end", "by": "hang" } })));
    assert!(head_of(&whole).ends_with("\r\ncontent-length: 10\r\n\r\n"), "no Connection: close: {}", head_of(&whole));
    let half = whole.head.slice(..whole.head.len() / 2);
    for (at, head, body, ended) in [
        ("start", Bytes::new(), "", Ended::Cut),
        ("head", half, "", Ended::Cut),
        ("afterHead", whole.head.clone(), "", Ended::Cut),
        ("body", whole.head.clone(), "01234", Ended::Cut),
        ("end", whole.head.clone(), "0123456789", Ended::Sent),
    ] {
        for (by, end) in [("close", End::Close), ("reset", End::Reset), ("hang", End::Hang)] {
            let script = script(&small(&json!({ "stop": { "at": at, "by": by } })));
            assert_eq!(script, Script { head: head.clone(), body: Bytes::from(body), drip: None, end, ended }, "{at} {by}");
        }
    }
}

#[test]
fn framing_can_be_wrong_in_every_way() {
    for (framing, lines, body) in [
        ("none", vec![], "0123456789"),
        ("tooLong", vec!["content-length: 20"], "0123456789"),
        ("tooShort", vec!["content-length: 5"], "0123456789"),
        ("notANumber", vec!["content-length: many"], "0123456789"),
        ("chunked", vec!["transfer-encoding: chunked"], "a\r\n0123456789\r\n0\r\n\r\n"),
        ("brokenChunks", vec!["transfer-encoding: chunked"], "a\r\n0123456789\r\nmany\r\n"),
        ("unendedChunks", vec!["transfer-encoding: chunked"], "a\r\n0123456789\r\n"),
    ] {
        let script = script(&small(&json!({ "framing": framing })));
        let found: Vec<_> =
            head_of(&script).lines().filter(|line| line.starts_with("content-length") || line.starts_with("transfer")).collect();
        assert_eq!((found, script.body.as_ref(), script.end), (lines, body.as_bytes(), End::Close), "{framing}");
    }
}

#[test]
fn an_answer_without_a_body_has_no_length_unless_that_is_the_fault() {
    let empty = |more: Value| {
        let script = script(&json!({ "status": 204, "framing": more["framing"], "stop": more["stop"] }));
        (head_of(&script).matches("content-length").count(), script.body)
    };
    assert_eq!(empty(json!({ "stop": { "at": "body", "by": "close" } })), (0, Bytes::new()));
    assert_eq!(empty(json!({ "framing": "tooLong" })), (1, Bytes::new()));
    assert_eq!(empty(json!({ "framing": "chunked" })), (0, Bytes::from("0\r\n\r\n")));
}

#[test]
fn raw_bytes_are_all_there_is() {
    let reply = reply(&json!({ "raw": { "base64": "/wD+/w==" } }));
    assert_eq!((reply.response.status().as_u16(), reply.response.body().len()), (502, 0), "what stands in for it");
    let script = reply.script().expect("raw bytes are a script");
    assert_eq!((script.head.len(), script.body.as_ref(), script.end), (0, &b"\xff\x00\xfe\xff"[..], End::Close));
}

#[test]
fn only_a_reset_releases() {
    let mut graph = Graph::new();
    assert!(!graph.reply("POST", "/_emulator/answers", &[], "[]").releases);
    assert!(!graph.reply("OPTIONS", "/_emulator/reset", &[("access-control-request-method", "POST")], "").releases);
    assert!(graph.reply("POST", "/_emulator/reset", &[], "").releases);
    assert!(!graph.reply("GET", KEYSETS, &[], "").releases);
}
