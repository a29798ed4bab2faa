//! The control API: reset, plans, key sets, the journal. Knows no planned answer of its own.

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{Emulator, is_too_large};
use crate::answer::Answer;
use crate::cors;
use crate::exchange::Exchange;
use crate::refusal::Refusal;
use crate::time::Moment;

const REQUESTS: &str = "The control API has POST /_emulator/reset, POST /_emulator/answers, POST /_emulator/keysets, POST \
    /_emulator/settings and GET /_emulator/journal.";

impl Emulator {
    pub(super) fn control(&mut self, request: &Request<Bytes>, now: Moment, exchange: &Exchange) -> Answer {
        if cors::is_preflight(request) {
            return cors::preflight(request);
        }
        if is_too_large(request.body()) {
            return exchange.refuse(Refusal::too_large(), &mut self.ids);
        }
        match (request.method(), request.uri().path()) {
            (&Method::POST, "/_emulator/reset") => {
                self.reset(now);
                done(Ok(()))
            }
            (&Method::POST, "/_emulator/answers") => done(json(request, "plan").and_then(|answers| self.plan(&answers))),
            (&Method::POST, "/_emulator/keysets") => done(json(request, "key set").and_then(|keyset| self.put_keyset(&keyset))),
            (&Method::POST, "/_emulator/settings") => done(json(request, "settings").and_then(|settings| self.set(&settings))),
            (&Method::GET, "/_emulator/journal") => {
                Answer::json(StatusCode::OK, &self.journal.entries(client_request_id(request).as_deref()))
            }
            _ => Answer::text(StatusCode::NOT_FOUND, REQUESTS.to_owned()),
        }
    }

    /// Ids and exchanges are counted on: an exchange from before the reset is none of those after it.
    fn reset(&mut self, now: Moment) {
        let fresh = Self::new(now.unix_ms());
        *self = Self { ids: self.ids.clone(), exchanges: self.exchanges, resets: self.resets + 1, ..fresh };
    }
}

fn json(request: &Request<Bytes>, what: &str) -> Result<Value, String> {
    serde_json::from_slice(request.body()).map_err(|error| format!("The {what} cannot be read: {error}."))
}

fn done(result: Result<(), String>) -> Answer {
    match result {
        Ok(()) => Answer::empty(StatusCode::NO_CONTENT),
        Err(reason) => Answer::text(StatusCode::BAD_REQUEST, reason),
    }
}

/// The value of `?clientRequestId=…`.
fn client_request_id(request: &Request<Bytes>) -> Option<String> {
    let value = request.uri().query()?.split('&').find_map(|pair| pair.strip_prefix("clientRequestId="))?;
    Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
}
