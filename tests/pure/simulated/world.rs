//! Graph as the emulator plays it, in simulated time. Reads lag behind writes as long as a plan says.

use std::collections::VecDeque;

use bytes::Bytes;
use graph_emulator::Emulator;
use http::{Method, Request, Response};
use serde_json::{Value, json};

use super::plan::Plan;

const ORIGIN: &str = "https://graph.microsoft.com";
/// When a call begins, in milliseconds since 1970.
const BEGINNING: i64 = 1_800_000_000_000;

pub struct World {
    /// Milliseconds since 1970, by the server's clock.
    clock: i64,
    /// What is.
    truth: Emulator,
    /// What reads show.
    shown: Emulator,
    /// The writes that reads do not show yet, and when they will.
    unseen: VecDeque<(f64, Request<Bytes>)>,
    lag: f64,
    /// The keys that somebody else disables with the next PATCH.
    rivals: usize,
}

impl World {
    pub fn new() -> World {
        let (truth, shown) = (Emulator::new(BEGINNING), Emulator::new(BEGINNING));
        World { clock: BEGINNING, truth, shown, unseen: VecDeque::new(), lag: 0.0, rivals: 0 }
    }

    /// Has one key set, `set`: the key `kid` with that status, and others.
    pub fn begin(&mut self, kid: &str, plan: &Plan) {
        let others = &plan.others;
        let mut keys = vec![json!({ "kid": "kid", "use": "sig", "kty": "RSA", "status": kid })];
        keys.extend(others.iter().enumerate().map(|(n, status)| json!({ "kid": format!("other-{n}"), "status": status })));
        let keyset = Bytes::from(json!({ "id": "set", "keys": keys }).to_string());
        for emulator in [&mut self.truth, &mut self.shown] {
            let put = Request::post("/_emulator/keysets").body(keyset.clone()).unwrap();
            assert_eq!(emulator.answer(BEGINNING, &put).response.status(), 204);
        }
        self.unseen.clear();
        self.lag = plan.lag;
        self.rivals = if plan.has_rival { others.len() } else { 0 };
    }

    /// What Graph answers to a request that arrives at `now`, in milliseconds since the call began.
    pub fn answer(&mut self, now: f64, method: &str, url: &str, body: Option<&'static str>, token: &str) -> Response<Bytes> {
        self.clock = BEGINNING + now as i64;
        while self.unseen.front().is_some_and(|(at, _)| *at <= now) {
            let (_, write) = self.unseen.pop_front().unwrap();
            self.shown.answer_as_graph(self.clock, &write);
        }
        let path = url.strip_prefix(ORIGIN).unwrap_or_else(|| panic!("the token goes to {url}"));
        let request = request(method, path, body, token);
        if request.method() == Method::GET {
            return self.shown.answer_as_graph(self.clock, &request);
        }
        let response = self.write(now, request);
        for n in 0..std::mem::take(&mut self.rivals) {
            let path = format!("/beta/trustFramework/keySets/set/keys_v2/other-{n}");
            self.write(now, self::request("PATCH", &path, Some(r#"{"status":"disabled"}"#), "rival"));
        }
        response
    }

    fn write(&mut self, now: f64, request: Request<Bytes>) -> Response<Bytes> {
        let response = self.truth.answer_as_graph(self.clock, &request);
        if response.status().is_success() {
            self.unseen.push_back((now + self.lag, request));
        }
        response
    }

    /// The status of each key as it truly is, `kid` first.
    pub fn statuses(&mut self) -> Vec<String> {
        let request = request("GET", "/beta/trustFramework/keySets/set", None, "any");
        let keyset: Value = serde_json::from_slice(self.truth.answer_as_graph(self.clock, &request).body()).unwrap();
        let keys = keyset["keys"].as_array().unwrap();
        keys.iter().map(|key| key["status"].as_str().unwrap().to_owned()).collect()
    }
}

fn request(method: &str, path: &str, body: Option<&'static str>, token: &str) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"));
    request.header("content-type", "application/json").body(Bytes::from(body.unwrap_or_default())).unwrap()
}
