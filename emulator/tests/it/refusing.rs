//! What is refused before anything is read or changed, and in which order.

use graph_emulator::MAX_BODY_BYTES;
use graph_emulator::seed::signing;
use serde_json::json;

use crate::support::{Graph, KEYSETS, key};

const DISABLE: &str = r#"{"status":"disabled"}"#;

#[test]
fn a_request_without_a_bearer_token_gets_a_401_with_a_challenge() {
    let mut graph = Graph::new();
    for headers in [&[][..], &[("authorization", "Bearer ")], &[("authorization", "Bearer")], &[("authorization", "Basic dTpw")]] {
        let answer = graph.send("GET", KEYSETS, headers, "");
        assert_eq!(answer.refusal(), json!([401, "InvalidAuthenticationToken", "Access token is empty."]), "{headers:?}");
        assert_eq!(
            answer.header("www-authenticate"),
            Some(
                r#"Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000""#
            )
        );
    }
}

#[test]
fn a_token_that_begins_with_expired_gets_a_401() {
    let answer = Graph::new().send("GET", KEYSETS, &[("authorization", "bearer expired.2")], "");
    assert_eq!(answer.refusal(), json!([401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."]));
    assert!(answer.header("www-authenticate").is_some());
}

#[test]
fn an_error_is_an_odata_error_with_the_ids_and_the_date_of_the_request() {
    // A17
    let mut graph = Graph::new();
    let answer = graph.send("GET", KEYSETS, &[("client-request-id", "my-id")], "");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(
        answer.json(),
        json!({
            "error": {
                "code": "InvalidAuthenticationToken",
                "message": "Access token is empty.",
                "innerError": { "date": "2027-01-15T08:00:00", "request-id": answer.header("request-id"), "client-request-id": "my-id" },
            },
        })
    );
}

#[test]
fn a_read_only_token_cannot_write() {
    // A24
    let mut graph = Graph::new();
    let headers = [("authorization", "Bearer read-only"), ("content-type", "application/json")];
    for (method, path) in [("PATCH", key(signing::ID, signing::ACTIVE)), ("POST", format!("{KEYSETS}/{}/generateKey", signing::ID))] {
        let refused = graph.send(method, &path, &headers, DISABLE);
        assert_eq!(refused.refusal(), json!([403, "AADB2C", "The application lacks the permission TrustFrameworkKeySet.ReadWrite.All."]));
    }
    assert_eq!(graph.status_of(signing::ID, signing::ACTIVE), "enabled");
}

#[test]
fn what_does_not_exist_is_refused_with_a_code_that_says_so() {
    // A1
    let mut graph = Graph::new();
    let no_keyset = json!([400, "AADB2C90073", "KeyContainer with 'id': 'B2C_1A_None' is not in the directory."]);
    for path in ["B2C_1A_None", "B2C_1A_None/keys_v2", "B2C_1A_None/getActiveKey", "B2C_1A_None/keys_v2/kid"] {
        assert_eq!(graph.get(&format!("{KEYSETS}/{path}")).refusal(), no_keyset, "{path}");
    }
    assert_eq!(graph.patch(&key("B2C_1A_None", "kid"), DISABLE).refusal(), no_keyset);
    let order = r#"{"use":"sig","kty":"RSA"}"#;
    assert_eq!(graph.post(&format!("{KEYSETS}/B2C_1A_None/generateKey"), order).refusal(), no_keyset);

    let no_key = json!([404, "itemNotFound", format!("The key 'kid' does not exist in the key set '{}'.", signing::ID)]);
    assert_eq!(graph.get(&key(signing::ID, "kid")).refusal(), no_key);
    assert_eq!(graph.patch(&key(signing::ID, "kid"), DISABLE).refusal(), no_key);
}

#[test]
fn a_path_that_names_nothing_is_a_404() {
    // A1
    let mut graph = Graph::new();
    let nothing = json!([404, "itemNotFound", "There is no resource at this path."]);
    for path in
        ["/", "/favicon.ico", "/_emulators", "/beta", "/beta/me", "/beta/trustFramework", "/beta/trustFramework/policies", "/v1.0/me"]
    {
        assert_eq!(graph.get(path).refusal(), nothing, "{path}");
    }
    assert_eq!(graph.get(&format!("{}/more", key(signing::ID, signing::ACTIVE))).refusal(), nothing);
    assert_eq!(graph.send("GET", "/favicon.ico", &[], "").refusal(), nothing, "outside Graph no token is asked for");
}

#[test]
fn a_wrong_method_is_a_405() {
    let mut graph = Graph::new();
    let wrong = json!([405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target."]);
    let set = format!("{KEYSETS}/{}", signing::ID);
    for (path, methods) in [
        (KEYSETS.to_owned(), ["POST", "PUT", "PATCH", "DELETE"]),
        (set.clone(), ["POST", "PUT", "PATCH", "DELETE"]),
        (format!("{set}/keys_v2"), ["POST", "PUT", "PATCH", "DELETE"]),
        (format!("{set}/getActiveKey"), ["POST", "PUT", "PATCH", "HEAD"]),
        (format!("{set}/generateKey"), ["GET", "PUT", "PATCH", "DELETE"]),
        (key(signing::ID, signing::ACTIVE), ["POST", "PUT", "DELETE", "OPTIONS"]),
    ] {
        for method in methods {
            let headers = [("authorization", "Bearer t"), ("content-type", "application/json")];
            assert_eq!(graph.send(method, &path, &headers, DISABLE).refusal(), wrong, "{method} {path}");
        }
    }
}

#[test]
fn v1_has_no_trust_framework_whatever_the_method() {
    // A2
    let mut graph = Graph::new();
    let path = key(signing::ID, signing::ACTIVE).replace("/beta/", "/v1.0/");
    let wrong = json!([405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target."]);
    assert_eq!(graph.get(&path).refusal(), wrong);
    assert_eq!(graph.patch(&path, DISABLE).refusal(), wrong);
    assert_eq!(graph.get("/v1.0/trustFramework").refusal(), wrong);
}

#[test]
fn a_body_beyond_one_mebibyte_is_a_413() {
    // A19
    let mut graph = Graph::new();
    let headers = [("authorization", "Bearer t"), ("content-type", "application/json")];
    let path = key(signing::ID, signing::ACTIVE);
    let padded = |length: usize| format!("{DISABLE}{}", " ".repeat(length - DISABLE.len()));
    assert_eq!(graph.send("PATCH", &path, &headers, padded(MAX_BODY_BYTES)).status(), 204);
    let refused = graph.send("PATCH", &path, &headers, padded(MAX_BODY_BYTES + 1));
    assert_eq!(refused.refusal(), json!([413, "Request_BadRequest", "The request body is larger than 1 MiB."]));
}

#[test]
fn of_several_faults_the_earliest_check_answers() {
    // A3
    let mut graph = Graph::new();
    let wrong_version = KEYSETS.replace("beta", "v1.0");
    let no_keyset = key("none", "none");
    let huge = " ".repeat(MAX_BODY_BYTES + 1);
    let (all, read) = (("authorization", "Bearer t"), ("authorization", "Bearer read-only"));
    let json = ("content-type", "application/json");
    for (status, method, path, headers, body) in [
        (413, "PATCH", "/outside", &[][..], huge.as_str()),
        (404, "PATCH", "/outside", &[], ""),
        (401, "PATCH", &wrong_version, &[], ""),
        (401, "PATCH", "/beta/unknown", &[], ""),
        (404, "PATCH", "/beta/unknown", &[read], ""),
        (405, "PUT", &no_keyset, &[read], ""),
        (403, "PATCH", &no_keyset, &[read], ""),
        (415, "PATCH", &no_keyset, &[all], ""),
        (400, "PATCH", &no_keyset, &[all, json], ""),
        (404, "PATCH", &key(signing::ID, "none"), &[all, json], DISABLE),
    ] {
        assert_eq!(graph.send(method, path, headers, body.to_owned()).status(), status, "{method} {path} {headers:?}");
    }
    let last = graph.send("PATCH", &no_keyset, &[all, json], DISABLE);
    assert_eq!(last.refusal()[1], "AADB2C90073", "the key set comes before the key");
}

#[test]
fn a_key_set_that_is_not_there_can_be_told_in_three_ways() {
    // A1
    let mut graph = Graph::new();
    let number = "KeyContainer with 'id': 'none' is not in the directory.";
    for (setting, refusal) in [
        ("AADB2C90073", json!([400, "AADB2C90073", number])),
        ("AADB2C", json!([400, "AADB2C", format!("AADB2C90073: {number}")])),
        ("itemNotFound", json!([404, "itemNotFound", "The key set 'none' does not exist."])),
    ] {
        graph.set(&json!({ "unknownKeyset": setting }));
        assert_eq!(graph.get(&format!("{KEYSETS}/none")).refusal(), refusal);
        assert_eq!(graph.patch(&key("none", "kid"), DISABLE).refusal(), refusal);
    }
}

#[test]
fn an_error_of_b2c_has_a_correlation_id_of_its_own_and_others_have_none() {
    // A17
    let mut graph = Graph::new();
    let mut correlation_id = |path: &str| graph.get(path).json()["error"]["innerError"]["correlationId"].clone();
    let (one, two) = (correlation_id(&format!("{KEYSETS}/none")), correlation_id(&format!("{KEYSETS}/none")));
    assert!(one.as_str().is_some_and(|id| id.len() == 36) && two.is_string() && one != two, "{one} {two}");
    assert_eq!(correlation_id(&key(signing::ID, "none")), json!(null));
}
