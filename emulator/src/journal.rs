//! What arrived, as it arrived, and what became of it, for tests that count and compare requests. Hides nothing, tokens included, and
//! never forgets by itself.

use bytes::Bytes;
use http::{Request, StatusCode};
use serde::Serialize;
use serde_json::Value;

use crate::exchange::CLIENT_REQUEST_ID;
use crate::reply::Ended;
use crate::time::Moment;

/// Every request but those of the control API, in order.
#[derive(Clone, Default)]
pub(crate) struct Journal(Vec<Entry>);

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(skip)]
    exchange: u64,
    seq: usize,
    at: String,
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: String,
    status: Option<u16>,
    applied: bool,
    planned: Option<Value>,
    ended: Option<Ended>,
    ended_at: Option<String>,
}

/// What the emulator made of a request.
pub(crate) struct Doing {
    pub(crate) status: Option<StatusCode>,
    pub(crate) applied: bool,
    pub(crate) planned: Option<Value>,
}

impl Journal {
    pub(crate) fn record(&mut self, exchange: u64, request: &Request<Bytes>, at: Moment, doing: Doing) {
        self.0.push(Entry {
            exchange,
            seq: self.0.len() + 1,
            at: at.iso_ms(),
            method: request.method().to_string(),
            url: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
            headers: request.headers().iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
            body: text(request.body()),
            status: doing.status.map(|status| status.as_u16()),
            applied: doing.applied,
            planned: doing.planned,
            ended: None,
            ended_at: None,
        });
    }

    /// Does nothing for an exchange that is not in the journal: one of the control API, or one from before a reset.
    pub(crate) fn end(&mut self, exchange: u64, ended: Ended, at: Moment) {
        if let Some(entry) = self.0.iter_mut().rev().find(|entry| entry.exchange == exchange) {
            entry.ended = Some(ended);
            entry.ended_at = Some(at.iso_ms());
        }
    }

    /// All of it, or only what came under one `client-request-id`.
    pub(crate) fn entries(&self, client_request_id: Option<&str>) -> impl Serialize {
        let wanted = |entry: &&Entry| client_request_id.is_none_or(|wanted| entry.client_request_id() == Some(wanted));
        self.0.iter().filter(wanted).collect::<Vec<_>>()
    }
}

impl Entry {
    fn client_request_id(&self) -> Option<&str> {
        self.headers.iter().find(|(name, _)| name == CLIENT_REQUEST_ID.as_str()).map(|(_, value)| value.as_str())
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
