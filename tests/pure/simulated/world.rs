//! Graph as the emulator plays it, in simulated time. Reads lag behind writes as long as a plan says.

use bytes::Bytes;
use graph_emulator::Emulator;
use http::{Method, Request, Response};
use serde_json::json;

use super::plan::Plan;

const ORIGIN: &str = "https://graph.microsoft.com";
/// When a call begins, in milliseconds since 1970.
const BEGINNING: i64 = 1_800_000_000_000;

pub struct World {
    graph: Emulator,
    /// The keys that somebody else disables with the next PATCH.
    rivals: usize,
}

impl World {
    /// Has one key set, `set`: the key `kid` with that status, and others.
    pub fn new(kid: &str, plan: &Plan) -> World {
        let others = &plan.others;
        let mut keys = vec![json!({ "kid": "kid", "use": "sig", "kty": "RSA", "status": kid })];
        keys.extend(others.iter().enumerate().map(|(n, status)| json!({ "kid": format!("other-{n}"), "status": status })));
        let mut graph = Emulator::empty();
        graph.put_keyset(&json!({ "id": "set", "keys": keys })).unwrap();
        graph.set(&json!({ "readLagMs": plan.lag as u64, "journal": false })).unwrap();
        World { graph, rivals: if plan.has_rival { others.len() } else { 0 } }
    }

    /// What Graph answers to a request that arrives at `now`, in milliseconds since the call began.
    pub fn answer(&mut self, now: f64, method: &str, url: &str, body: Option<&'static str>, token: &str) -> Response<Bytes> {
        let now = BEGINNING + now as i64;
        let path = url.strip_prefix(ORIGIN).unwrap_or_else(|| panic!("the token goes to {url}"));
        let request = request(method, path, body, token);
        let response = self.graph.answer_as_graph(now, &request);
        if request.method() == Method::PATCH {
            for n in 0..std::mem::take(&mut self.rivals) {
                let path = format!("/beta/trustFramework/keySets/set/keys_v2/other-{n}");
                self.graph.answer_as_graph(now, &self::request("PATCH", &path, Some(r#"{"status":"disabled"}"#), "rival"));
            }
        }
        response
    }

    /// The status of each key as it truly is, `kid` first.
    pub fn statuses(&self) -> Vec<String> {
        let keyset = self.graph.keyset("set").unwrap();
        let keys = keyset["keys"].as_array().unwrap();
        keys.iter().map(|key| key["status"].as_str().unwrap().to_owned()).collect()
    }
}

fn request(method: &str, path: &str, body: Option<&'static str>, token: &str) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"));
    request.header("content-type", "application/json").body(Bytes::from(body.unwrap_or_default())).unwrap()
}
