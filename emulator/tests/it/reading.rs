//! What can be read: key sets, keys, the active key.

use graph_emulator::seed::{encryption, facebook, rest_api, signing};
use serde_json::{Value, json};

use crate::support::{DAY, Graph, KEYSETS, NOW, key};

#[test]
fn lists_the_seeded_key_sets_with_their_keys() {
    let answer = Graph::new().get(KEYSETS);
    assert_eq!(answer.status(), 200);
    let body = answer.json();
    assert_eq!(body["@odata.context"], "https://graph.microsoft.com/beta/$metadata#trustFramework/keySets");
    let shown = |keyset: &Value| json!([keyset["id"], keyset["keys"].as_array().map(|keys| keys.iter().map(brief).collect::<Vec<_>>())]);
    assert_eq!(
        body["value"].as_array().map(|keysets| keysets.iter().map(shown).collect::<Vec<_>>()),
        Some(vec![
            json!([
                signing::ID,
                [
                    [signing::EXPIRED, "RSA", "sig", "enabled"],
                    [signing::ACTIVE, "RSA", "sig", "enabled"],
                    [signing::UPCOMING, "RSA", "sig", "enabled"]
                ]
            ]),
            json!([encryption::ID, [[encryption::DISABLED, "RSA", "enc", "disabled"], [encryption::ACTIVE, "RSA", "enc", "enabled"]]]),
            json!([facebook::ID, [[facebook::EXPIRING, "oct", "sig", "enabled"], [facebook::DATELESS, "oct", "sig", "enabled"]]]),
            json!([
                rest_api::ID,
                [
                    [rest_api::EXPIRED, "RSA", "sig", "enabled"],
                    [rest_api::DISABLED, "RSA", "sig", "disabled"],
                    [rest_api::ACTIVE, "RSA", "sig", "enabled"]
                ]
            ]),
        ])
    );
}

fn brief(key: &Value) -> Value {
    json!([key["kid"], key["kty"], key["use"], key["status"]])
}

#[test]
fn gets_one_key_set_whose_keys_show_their_status() {
    // A9, A11
    let mut graph = Graph::new();
    assert_eq!(
        graph.get(&format!("{KEYSETS}/{}", facebook::ID)).json(),
        json!({
            "@odata.context": "https://graph.microsoft.com/beta/$metadata#trustFramework/keySets/$entity",
            "id": "B2C_1A_FacebookSecret",
            "keys": [
                { "kid": facebook::EXPIRING, "use": "sig", "kty": "oct", "nbf": NOW - 344 * DAY, "exp": NOW + 21 * DAY, "status": "enabled" },
                { "kid": facebook::DATELESS, "use": "sig", "kty": "oct", "status": "enabled" },
            ],
        })
    );
}

#[test]
fn lists_the_keys_of_a_set_as_the_set_itself_shows_them() {
    let mut graph = Graph::new();
    let keys = graph.get(&format!("{KEYSETS}/{}/keys_v2", signing::ID)).json();
    let keyset = graph.get(&format!("{KEYSETS}/{}", signing::ID)).json();
    assert_eq!(
        keys["@odata.context"],
        format!("https://graph.microsoft.com/beta/$metadata#trustFramework/keySets('{}')/keys_v2", signing::ID)
    );
    assert_eq!(keys["value"], keyset["keys"]);
}

#[test]
fn gets_one_key_bare_with_only_its_public_members() {
    // A11
    let body = Graph::new().get(&key(signing::ID, signing::ACTIVE)).json();
    let n = body["n"].as_str().expect("an RSA key has a modulus");
    assert_eq!(n.len(), 342, "as long as the modulus of a 2048-bit key");
    assert_eq!(
        body,
        json!({
            "@odata.context": "https://graph.microsoft.com/beta/$metadata#trustFramework/keySets('B2C_1A_TokenSigningKeyContainer')/keys_v2/$entity",
            "kid": signing::ACTIVE, "use": "sig", "kty": "RSA", "nbf": NOW - 60 * DAY, "exp": NOW + 305 * DAY, "e": "AQAB", "n": n, "status": "enabled",
        })
    );
}

#[test]
fn never_shows_a_private_member() {
    let mut graph = Graph::new();
    for keyset in graph.get(KEYSETS).json()["value"].as_array().expect("a collection") {
        for key in keyset["keys"].as_array().expect("keys") {
            for private in ["k", "d", "p", "q", "dp", "dq", "qi"] {
                assert_eq!(key.get(private), None);
            }
        }
    }
}

#[test]
fn two_emulators_show_the_same_tenant() {
    assert_eq!(Graph::new().get(KEYSETS).json(), Graph::new().get(KEYSETS).json());
}

#[test]
fn the_active_key_is_the_usable_one_with_the_latest_nbf() {
    // A7
    let mut graph = Graph::new();
    assert_eq!(graph.active_kid(signing::ID), signing::ACTIVE);
    graph.wait_days(14);
    assert_eq!(graph.active_kid(signing::ID), signing::UPCOMING, "it takes over in the second of its nbf");
    graph.wait_days(365);
    let none = graph.get(&format!("{KEYSETS}/{}/getActiveKey", signing::ID));
    // A1
    assert_eq!(none.refusal(), json!([404, "itemNotFound", "The key set 'B2C_1A_TokenSigningKeyContainer' has no active key."]));
}

#[test]
fn a_key_without_nbf_is_active_only_when_no_usable_key_has_one() {
    // A7
    let mut graph = Graph::new();
    assert_eq!(graph.active_kid(facebook::ID), facebook::EXPIRING);
    graph.wait_days(21);
    assert_eq!(graph.active_kid(facebook::ID), facebook::DATELESS, "a key is not usable in the second of its exp");
}

#[test]
fn a_disabled_key_is_not_active() {
    let mut graph = Graph::new();
    graph.patch(&key(facebook::ID, facebook::EXPIRING), r#"{"status":"disabled"}"#);
    assert_eq!(graph.active_kid(facebook::ID), facebook::DATELESS);
}

#[test]
fn of_two_keys_with_the_same_nbf_the_one_added_last_is_active() {
    // A7
    let mut graph = Graph::new();
    let order = json!({ "use": "sig", "kty": "RSA", "nbf": NOW - 60 * DAY }).to_string();
    let added = graph.post(&format!("{KEYSETS}/{}/generateKey", signing::ID), &order).json();
    assert_eq!(graph.active_kid(signing::ID), added["kid"]);
}

#[test]
fn the_active_key_is_answered_as_a_value_of_the_older_type() {
    let mut graph = Graph::new();
    let active = graph.get(&format!("{KEYSETS}/{}/getActiveKey", facebook::ID)).json();
    assert_eq!(active["@odata.context"], "https://graph.microsoft.com/beta/$metadata#microsoft.graph.trustFrameworkKey");
    assert_eq!(active["status"], "enabled");
}

#[test]
fn a_read_only_token_reads_everything_but_one_key() {
    // A10
    let mut graph = Graph::new();
    let signing = format!("{KEYSETS}/{}", signing::ID);
    for path in [KEYSETS.to_owned(), signing.clone(), format!("{signing}/keys_v2"), format!("{signing}/getActiveKey")] {
        assert_eq!(graph.send("GET", &path, &[("authorization", "Bearer read-only-1")], "").status(), 200, "{path}");
    }
    let one = graph.send("GET", &key(signing::ID, signing::ACTIVE), &[("authorization", "Bearer read-only-1")], "");
    assert_eq!(one.refusal(), json!([403, "AADB2C", "The application lacks the permission TrustFrameworkKeySet.ReadWrite.All."]));
}

#[test]
fn the_list_of_keys_can_be_refused_while_all_else_can_be_read() {
    // A10
    let mut graph = Graph::new();
    let set = format!("{KEYSETS}/{}", signing::ID);
    for (status, code) in
        [(400, "Request_BadRequest"), (403, "AADB2C"), (404, "itemNotFound"), (405, "Request_BadRequest"), (501, "notSupported")]
    {
        graph.set(&json!({ "listOfKeys": status }));
        let refusal = graph.get(&format!("{set}/keys_v2")).refusal();
        assert_eq!((&refusal[0], &refusal[1]), (&json!(status), &json!(code)));
        assert_eq!(graph.get(&set).json()["keys"].as_array().map(Vec::len), Some(3), "{status}");
        assert_eq!(graph.active_kid(signing::ID), signing::ACTIVE, "{status}");
        assert_eq!(graph.status_of(signing::ID, signing::ACTIVE), "enabled", "{status}");
    }
    graph.set(&json!({ "listOfKeys": 200 }));
    assert_eq!(graph.get(&format!("{set}/keys_v2")).status(), 200);
}

#[test]
fn members_that_a_key_does_not_have_can_be_shown_as_null() {
    // A11
    let mut graph = Graph::new();
    graph.set(&json!({ "nullMembers": true, "uploads": "enabled" }));
    let set = format!("{KEYSETS}/{}", facebook::ID);
    let dateless = json!({
        "kid": facebook::DATELESS, "use": "sig", "kty": "oct", "status": "enabled", "nbf": null, "exp": null, "e": null, "n": null,
        "x5c": null, "x5t": null, "k": null, "d": null, "p": null, "q": null, "dp": null, "dq": null, "qi": null,
    });
    assert_eq!(graph.get(&set).json()["keys"][1], dateless);
    assert_eq!(graph.get(&format!("{set}/keys_v2")).json()["value"][1], dateless);
    assert_eq!(graph.get(KEYSETS).json()["value"][2]["keys"][1], dateless);
    let one = [graph.get(&key(facebook::ID, facebook::DATELESS)), graph.get(&format!("{set}/getActiveKey"))];
    let added = [
        graph.post(&format!("{set}/generateKey"), r#"{"use":"sig","kty":"oct"}"#),
        graph.post(&format!("{set}/uploadSecret"), r#"{"use":"sig","k":"c2VjcmV0"}"#),
    ];
    for answer in one.iter().chain(&added) {
        assert_eq!(answer.json()["x5c"], Value::Null, "{}", answer.text());
        assert_eq!(answer.json().as_object().map(|key| key.len()), Some(18), "{}", answer.text());
    }
    assert_eq!(added[0].json().get("status"), Some(&json!("enabled")));
}

#[test]
fn reads_can_lag_behind_writes() {
    // A18
    let mut graph = Graph::new();
    graph.set(&json!({ "readLagMs": 1000 }));
    let set = format!("{KEYSETS}/{}", facebook::ID);
    let seen = |graph: &mut Graph| {
        let list = graph.get(&format!("{set}/keys_v2")).json()["value"].clone();
        assert_eq!(list, graph.get(&set).json()["keys"]);
        assert_eq!(list, graph.get(KEYSETS).json()["value"][2]["keys"]);
        (graph.status_of(facebook::ID, facebook::EXPIRING), graph.active_kid(facebook::ID), list.as_array().map(Vec::len))
    };
    let path = key(facebook::ID, facebook::EXPIRING);
    assert_eq!(graph.patch(&path, r#"{"status":"disabled"}"#).status(), 204);
    graph.wait_ms(500);
    assert_eq!(graph.post(&format!("{set}/generateKey"), r#"{"use":"sig","kty":"oct"}"#).status(), 200);
    graph.wait_ms(499);
    assert_eq!(seen(&mut graph), (json!("enabled"), json!(facebook::EXPIRING), Some(2)));
    graph.wait_ms(1);
    assert_eq!(seen(&mut graph), (json!("disabled"), json!(facebook::DATELESS), Some(2)));
    graph.wait_ms(499);
    assert_eq!(seen(&mut graph).2, Some(2));
    graph.wait_ms(1);
    assert_eq!(seen(&mut graph).2, Some(3));
    assert_eq!(graph.patch(&path, r#"{"status":"enabled"}"#).status(), 204);
    graph.send("POST", "/_emulator/keysets", &[], json!({ "id": facebook::ID, "keys": [{ "kid": "put" }] }).to_string());
    assert_eq!(graph.get(&set).json()["keys"], json!([{ "kid": "put" }]), "a key set that is put has always been so");
}

#[test]
fn a_lag_can_be_drawn_for_each_read_and_is_the_same_in_every_run() {
    // A18
    let run = |seed: u64| {
        let mut graph = Graph::new();
        graph.set(&json!({ "readLagMs": [200, 400], "seed": seed }));
        graph.patch(&key(facebook::ID, facebook::EXPIRING), r#"{"status":"disabled"}"#);
        graph.wait_ms(250);
        // A later write must not make the earlier one seen at once.
        graph.patch(&key(facebook::ID, facebook::DATELESS), r#"{"status":"disabled"}"#);
        let mut seen_after = |ms: i64| {
            graph.wait_ms(ms);
            (0..100).filter(|_| graph.status_of(facebook::ID, facebook::EXPIRING) == "disabled").count()
        };
        [seen_after(50), seen_after(100)]
    };
    let [between, late] = run(1);
    assert!((30..70).contains(&between) && late == 100, "{between} {late}");
    assert_eq!(run(1), [between, late]);
    assert!((2..9).any(|seed| run(seed)[0] != between), "other seeds draw otherwise");
}

#[test]
fn query_options_change_nothing() {
    // A14
    let mut graph = Graph::new();
    assert_eq!(graph.get(&format!("{KEYSETS}?$select=id&$top=1")).json(), graph.get(KEYSETS).json());
}
