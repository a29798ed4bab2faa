//! A client of the pure state machine, with a clock that tests move by hand.

use bytes::Bytes;
use graph_emulator::{Emulator, Ended, Reply};
use http::{Request, Response};
use serde_json::{Value, json};

/// 2027-01-15T08:00:00.123Z, in milliseconds.
pub const NOW_MS: i64 = 1_800_000_000_123;
/// The same in whole seconds.
pub const NOW: i64 = 1_800_000_000;
pub const DAY: i64 = 86_400;
pub const KEYSETS: &str = "/beta/trustFramework/keySets";

pub struct Graph {
    emulator: Emulator,
    now_ms: i64,
}

impl Graph {
    pub fn new() -> Self {
        Self { emulator: Emulator::new(NOW_MS), now_ms: NOW_MS }
    }

    pub fn wait_days(&mut self, days: i64) {
        self.wait_ms(days * DAY * 1000);
    }

    pub fn wait_ms(&mut self, ms: i64) {
        self.now_ms += ms;
    }

    pub fn reply(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.emulator.answer(self.now_ms, &request.body(body.into()).expect("the test writes valid requests"))
    }

    pub fn ended(&mut self, exchange: u64, ended: Ended) {
        self.emulator.ended(self.now_ms, exchange, ended);
    }

    pub fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Answer {
        Answer(self.reply(method, path, headers, body).response)
    }

    /// With a token that may do all, like the next two.
    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[("authorization", "Bearer t")], "")
    }

    pub fn patch(&mut self, path: &str, body: &str) -> Answer {
        self.send("PATCH", path, &[("authorization", "Bearer t"), ("content-type", "application/json")], body.to_owned())
    }

    pub fn post(&mut self, path: &str, body: &str) -> Answer {
        self.send("POST", path, &[("authorization", "Bearer t"), ("content-type", "application/json")], body.to_owned())
    }

    pub fn status_of(&mut self, keyset: &str, kid: &str) -> Value {
        self.get(&key(keyset, kid)).json()["status"].clone()
    }

    pub fn active_kid(&mut self, keyset: &str) -> Value {
        self.get(&format!("{KEYSETS}/{keyset}/getActiveKey")).json()["kid"].clone()
    }

    pub fn set(&mut self, settings: &Value) {
        let answer = self.send("POST", "/_emulator/settings", &[], settings.to_string());
        assert_eq!(answer.status(), 204, "{}", answer.text());
    }

    pub fn plan(&mut self, answers: &Value) {
        assert_eq!(self.send("POST", "/_emulator/answers", &[], answers.to_string()).status(), 204);
    }

    pub fn journal(&mut self) -> Value {
        self.send("GET", "/_emulator/journal", &[], "").json()
    }
}

/// The path of one key.
pub fn key(keyset: &str, kid: &str) -> String {
    format!("{KEYSETS}/{keyset}/keys_v2/{kid}")
}

pub struct Answer(Response<Bytes>);

impl Answer {
    pub fn status(&self) -> u16 {
        self.0.status().as_u16()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.headers().get(name).map(|value| value.to_str().expect("the emulator sends ASCII headers"))
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(self.0.body()).expect("the emulator sends UTF-8")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(self.0.body()).expect("the body should be JSON")
    }

    /// Every value of a header, line by line.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        self.0.headers().get_all(name).iter().map(|value| value.to_str().expect("the emulator sends ASCII headers")).collect()
    }

    pub fn names(&self) -> Vec<String> {
        self.0.headers().keys().map(ToString::to_string).collect()
    }

    pub fn body(&self) -> &[u8] {
        self.0.body()
    }

    /// Status, code and message, the three that tell one refusal from another.
    pub fn refusal(&self) -> Value {
        let error = &self.json()["error"];
        json!([self.status(), error["code"], error["message"]])
    }
}
