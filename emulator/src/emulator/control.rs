//! The control API: reset, plans, key sets, the journal. Knows no planned answer of its own.

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::{Emulator, is_too_large};
use crate::answer::Answer;
use crate::cors;
use crate::exchange::Exchange;
use crate::journal::Journal;
use crate::plan::Plan;
use crate::refusal::Refusal;
use crate::seed;
use crate::settings::Settings;
use crate::tenant::{Key, Keyset};
use crate::time::Moment;

const REQUESTS: &str = "The control API has POST /_emulator/reset, POST /_emulator/answers, POST /_emulator/keysets, POST \
    /_emulator/settings and GET /_emulator/journal.";

impl Emulator {
    pub(super) fn control(&mut self, request: &Request<Bytes>, now: Moment, exchange: &Exchange) -> Answer {
        if cors::is_preflight(request) {
            return cors::preflight(request);
        }
        if is_too_large(request) {
            return exchange.refuse(Refusal::too_large());
        }
        match (request.method(), request.uri().path()) {
            (&Method::POST, "/_emulator/reset") => {
                self.reset(now);
                done(Ok(()))
            }
            (&Method::POST, "/_emulator/answers") => done(self.plan.extend(request.body())),
            (&Method::POST, "/_emulator/keysets") => done(self.put(request.body())),
            (&Method::POST, "/_emulator/settings") => done(Settings::read(request.body()).map(|settings| self.settings = settings)),
            (&Method::GET, "/_emulator/journal") => {
                Answer::json(StatusCode::OK, &self.journal.entries(client_request_id(request).as_deref()))
            }
            _ => Answer::text(StatusCode::NOT_FOUND, REQUESTS.to_owned()),
        }
    }

    fn reset(&mut self, now: Moment) {
        self.tenant = seed::tenant(now.unix_seconds());
        self.journal = Journal::default();
        self.plan = Plan::default();
        self.settings = Settings::default();
        self.resets += 1;
    }

    /// Puts a key set into the tenant, in the place of the one with the same id, else behind all others. Each key is a JSON object.
    ///
    /// # Errors
    ///
    /// A sentence, for what is no JSON object.
    pub fn put_keyset(&mut self, id: String, keys: &[String]) -> Result<(), String> {
        let key = |json: &String| serde_json::from_slice::<Map<String, Value>>(json.as_bytes()).map(Key::from);
        let keys = keys.iter().map(key).collect::<Result<_, _>>().map_err(|error| format!("The key cannot be read: {error}."))?;
        self.tenant.put(Keyset { id, keys });
        Ok(())
    }

    fn put(&mut self, body: &[u8]) -> Result<(), String> {
        let keyset = serde_json::from_slice::<Keyset>(body).map_err(|error| format!("The key set cannot be read: {error}."))?;
        self.tenant.put(keyset);
        Ok(())
    }
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
