//! What arrived, as it arrived, for tests that count and compare requests. Hides nothing, tokens included, and never forgets by itself.

use bytes::Bytes;
use http::{Request, StatusCode};
use serde::Serialize;

use crate::time::Moment;

/// Every request but those of the control API, in order.
#[derive(Default, Serialize)]
#[serde(transparent)]
pub(crate) struct Journal(Vec<Entry>);

#[derive(Serialize)]
struct Entry {
    seq: usize,
    at: String,
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: String,
    status: u16,
}

impl Journal {
    pub(crate) fn record(&mut self, request: &Request<Bytes>, at: Moment, status: StatusCode) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        self.0.push(Entry {
            seq: self.0.len() + 1,
            at: at.iso_ms(),
            method: request.method().to_string(),
            url: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
            headers: request.headers().iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
            body: text(request.body()),
            status: status.as_u16(),
        });
    }
}
