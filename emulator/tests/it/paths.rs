//! How a path finds its resource: dot segments, encoding, exactness.

use graph_emulator::seed::{encryption, signing};
use serde_json::json;

use crate::support::{Graph, KEYSETS, key};

#[test]
fn a_kid_of_two_dots_reaches_the_key_set_and_one_dot_or_nothing_its_keys() {
    // A13
    let mut graph = Graph::new();
    let keyset = graph.get(&format!("{KEYSETS}/{}", signing::ID)).json();
    let keys = graph.get(&format!("{KEYSETS}/{}/keys_v2", signing::ID)).json();
    for dots in ["..", "%2e%2e", "%2E.", ".%2e"] {
        assert_eq!(graph.get(&key(signing::ID, dots)).json(), keyset, "{dots}");
    }
    for dot in [".", "%2e", "%2E", ""] {
        assert_eq!(graph.get(&key(signing::ID, dot)).json(), keys, "{dot}");
    }
}

#[test]
fn dots_in_an_id_can_climb_to_a_key_of_another_set() {
    // A13
    let mut graph = Graph::new();
    let path = format!("{KEYSETS}/B2C_1A_Mine/../{}/keys_v2/{}", encryption::ID, encryption::ACTIVE);
    assert_eq!(graph.patch(&path, r#"{"status":"disabled"}"#).status(), 204);
    assert_eq!(graph.status_of(encryption::ID, encryption::ACTIVE), "disabled");
}

#[test]
fn climbing_above_the_root_stays_at_the_root() {
    let mut graph = Graph::new();
    assert_eq!(graph.get("/../../beta/trustFramework/keySets").status(), 200);
}

#[test]
fn a_segment_is_decoded_exactly_once() {
    // A13
    let mut graph = Graph::new();
    let unknown = |id: &str| format!("KeyContainer with 'id': '{id}' is not in the directory.");
    let says_unknown = |graph: &mut Graph, segment: &str| graph.get(&format!("{KEYSETS}/{segment}")).refusal()[2].clone();
    assert_eq!(says_unknown(&mut graph, "a%2Fb%20c"), unknown("a/b c"), "a slash in an id does not separate");
    assert_eq!(says_unknown(&mut graph, "a%252Fb"), unknown("a%2Fb"));
    assert_eq!(says_unknown(&mut graph, "%252e%252e"), unknown("%2e%2e"), "dots encoded twice are no dot segment");
    assert_eq!(says_unknown(&mut graph, "a%2F..%2Fb"), unknown("a/../b"), "nor are dots beside an encoded slash");
    assert_eq!(says_unknown(&mut graph, "%C3%A9+"), unknown("é+"), "a plus is a plus");
    assert_eq!(graph.get(&key("%42%32C_1A_TokenSigningKeyContainer", signing::ACTIVE)).status(), 200);
}

#[test]
fn a_path_that_is_not_utf_8_is_a_400() {
    let refused = Graph::new().get(&format!("{KEYSETS}/%ff"));
    assert_eq!(refused.refusal(), json!([400, "Request_BadRequest", "The path is not UTF-8."]));
}

#[test]
fn ids_and_segments_are_compared_exactly() {
    // A13
    let mut graph = Graph::new();
    for (path, status) in [
        (key(&signing::ID.to_lowercase(), signing::ACTIVE), 400),
        (key(signing::ID, &signing::ACTIVE.to_lowercase()), 404),
        (key("TokenSigningKeyContainer", signing::ACTIVE), 400),
        (key(signing::ID, &format!("{}%20", signing::ACTIVE)), 404),
        (key("", signing::ACTIVE), 400),
        (KEYSETS.to_lowercase(), 404),
    ] {
        assert_eq!(graph.get(&path).status(), status, "{path}");
    }
}

#[test]
fn case_can_be_ignored_in_ids_and_then_they_are_shown_as_they_are() {
    // A13
    let mut graph = Graph::new();
    graph.set(&json!({ "case": "ignored" }));
    let (set, kid) = (signing::ID.to_uppercase(), signing::ACTIVE.to_lowercase());
    assert_eq!(graph.get(&format!("{KEYSETS}/{set}")).json()["id"], signing::ID);
    assert_eq!(graph.get(&key(&set, &kid)).json()["kid"], signing::ACTIVE);
    assert_eq!(graph.patch(&key(&set, &kid), r#"{"status":"disabled"}"#).status(), 204);
    assert_eq!(graph.status_of(signing::ID, signing::ACTIVE), "disabled");
    graph.plan(&json!([{ "normal": true, "delayMs": 300 }]));
    graph.patch(&key(&set, &kid), r#"{"status":"enabled"}"#);
    assert_eq!(graph.patch(&key(signing::ID, signing::EXPIRED), r#"{"status":"enabled"}"#).status(), 409, "it is the same set");
    assert_eq!(graph.get(&key("TokenSigningKeyContainer", signing::ACTIVE)).status(), 400, "a prefix is more than case");
}

#[test]
fn an_operation_may_be_spelt_with_its_namespace_and_a_function_with_parentheses() {
    // A13
    let mut graph = Graph::new();
    for spelling in
        ["getActiveKey", "getActiveKey()", "microsoft.graph.getActiveKey", "microsoft.graph.getActiveKey()", "getActiveKey%28%29"]
    {
        assert_eq!(graph.get(&format!("{KEYSETS}/{}/{spelling}", signing::ID)).json()["kid"], signing::ACTIVE, "{spelling}");
    }
    let order = r#"{"use":"sig","kty":"RSA"}"#;
    assert_eq!(graph.post(&format!("{KEYSETS}/{}/microsoft.graph.generateKey", signing::ID), order).status(), 200);
    for wrong in ["generateKey()", "getActiveKey(x)", "graph.getActiveKey", "microsoft.graph.", "getactivekey"] {
        let (get, post) =
            (graph.get(&format!("{KEYSETS}/{}/{wrong}", signing::ID)), graph.post(&format!("{KEYSETS}/{}/{wrong}", signing::ID), order));
        assert_eq!((get.status(), post.status()), (404, 404), "{wrong}");
    }
}

#[test]
fn no_path_below_beta_climbs_into_the_control_api() {
    let mut graph = Graph::new();
    let answer = graph.send("POST", "/beta/../_emulator/reset", &[], "");
    assert_eq!(answer.refusal(), json!([404, "itemNotFound", "There is no resource at this path."]));
    assert_eq!(graph.journal()[0]["url"], "/beta/../_emulator/reset");
}
