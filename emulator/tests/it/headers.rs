//! The headers that every answer has, and what they let a page see.

use graph_emulator::seed::signing;

use crate::support::{Answer, Graph, KEYSETS, key};

const EXPOSED: &str = "ETag, Location, Preference-Applied, Content-Range, request-id, client-request-id, ReadWriteConsistencyToken, \
    Retry-After, SdkVersion, WWW-Authenticate, x-ms-client-gcc-tenant, X-Planner-Operationid, x-ms-permissions-recommendations";

/// A success with a body, one without, an error, a preflight, and one of the control API.
fn one_of_each(graph: &mut Graph) -> [Answer; 5] {
    let asks = [("access-control-request-method", "PATCH")];
    [
        graph.get(KEYSETS),
        graph.patch(&key(signing::ID, signing::ACTIVE), r#"{"status":"enabled"}"#),
        graph.send("GET", KEYSETS, &[], ""),
        graph.send("OPTIONS", KEYSETS, &asks, ""),
        graph.send("POST", "/_emulator/reset", &[], ""),
    ]
}

#[test]
fn every_answer_has_the_usual_headers() {
    // A16, A17
    for answer in one_of_each(&mut Graph::new()) {
        assert_eq!(answer.header("date"), Some("Fri, 15 Jan 2027 08:00:00 GMT"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("access-control-expose-headers"), Some(EXPOSED));
        let server_info =
            r#"{"ServerInfo":{"DataCenter":"Emulator","Slice":"E","Ring":"0","ScaleUnit":"000","RoleInstance":"EMULATOR0000"}}"#;
        assert_eq!(answer.header("x-ms-ags-diagnostic"), Some(server_info));
    }
}

#[test]
fn every_answer_has_a_fresh_guid_of_its_own_and_the_same_in_every_run() {
    let ids = |graph: &mut Graph| one_of_each(graph).map(|answer| answer.header("request-id").map(str::to_owned));
    let first = ids(&mut Graph::new());
    assert_eq!(first[0].as_deref(), Some("910a2dec-8902-4cc1-beeb-8da1658eec67"));
    assert_eq!(first, ids(&mut Graph::new()));
    let mut distinct = first.to_vec();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 5);
}

#[test]
fn echoes_the_client_request_id_and_invents_none() {
    // A15
    let mut graph = Graph::new();
    let sent = graph.send("GET", KEYSETS, &[("client-request-id", "any text")], "");
    assert_eq!(sent.header("client-request-id"), Some("any text"));
    let not_sent = graph.send("GET", KEYSETS, &[], "");
    assert_eq!(not_sent.header("client-request-id"), None);
    assert_eq!(not_sent.json()["error"]["innerError"].get("client-request-id"), None);
}

#[test]
fn a_success_is_json_with_odata_parameters() {
    // A17
    let answer = Graph::new().get(KEYSETS);
    let expected = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
    assert_eq!(answer.header("content-type"), Some(expected));
}

#[test]
fn a_preflight_needs_no_token_and_allows_what_it_asks_for() {
    // A16
    let mut graph = Graph::new();
    for path in [key(signing::ID, signing::ACTIVE).as_str(), "/anywhere", "/_emulator/answers"] {
        let asks = [
            ("origin", "https://app.example"),
            ("access-control-request-method", "PATCH"),
            ("access-control-request-headers", "authorization,client-request-id,content-type,sdkversion"),
        ];
        let answer = graph.send("OPTIONS", path, &asks, "");
        assert_eq!((answer.status(), answer.text()), (200, ""));
        assert_eq!(answer.header("access-control-allow-methods"), Some("GET, POST, PATCH, PUT, DELETE"));
        assert_eq!(answer.header("access-control-allow-headers"), Some("authorization,client-request-id,content-type,sdkversion"));
        assert_eq!(answer.header("access-control-max-age"), Some("600"));
    }
}

#[test]
fn a_preflight_that_asks_for_no_headers_is_told_of_none() {
    let answer = Graph::new().send("OPTIONS", KEYSETS, &[("access-control-request-method", "GET")], "");
    assert_eq!(answer.header("access-control-allow-headers"), None);
}
