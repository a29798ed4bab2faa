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
    let says_unknown = |graph: &mut Graph, segment: &str| graph.get(&format!("{KEYSETS}/{segment}")).refusal()[2].clone();
    assert_eq!(says_unknown(&mut graph, "a%2Fb%20c"), "The key set 'a/b c' does not exist.", "a slash in an id does not separate");
    assert_eq!(says_unknown(&mut graph, "a%252Fb"), "The key set 'a%2Fb' does not exist.");
    assert_eq!(says_unknown(&mut graph, "%252e%252e"), "The key set '%2e%2e' does not exist.", "dots encoded twice are no dot segment");
    assert_eq!(says_unknown(&mut graph, "a%2F..%2Fb"), "The key set 'a/../b' does not exist.", "nor are dots beside an encoded slash");
    assert_eq!(says_unknown(&mut graph, "%C3%A9+"), "The key set 'é+' does not exist.", "a plus is a plus");
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
    for path in [
        key(&signing::ID.to_lowercase(), signing::ACTIVE),
        key(signing::ID, &signing::ACTIVE.to_lowercase()),
        key("TokenSigningKeyContainer", signing::ACTIVE),
        key(signing::ID, &format!("{}%20", signing::ACTIVE)),
        key("", signing::ACTIVE),
        KEYSETS.to_lowercase(),
    ] {
        assert_eq!(graph.get(&path).status(), 404, "{path}");
    }
}

#[test]
fn no_path_below_beta_climbs_into_the_control_api() {
    let mut graph = Graph::new();
    let answer = graph.send("POST", "/beta/../_emulator/reset", &[], "");
    assert_eq!(answer.refusal(), json!([404, "itemNotFound", "There is no resource at this path."]));
    assert_eq!(graph.journal()[0]["url"], "/beta/../_emulator/reset");
}
