//! What belongs to one request and its answer whatever they are about: ids, date, and the headers that every answer has.

use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::answer::{Answer, Answered};
use crate::cors::{self, Cors};
use crate::ids::Ids;
use crate::refusal::Refusal;
use crate::time::Moment;

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
pub(crate) const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");
const DIAGNOSTIC: HeaderName = HeaderName::from_static("x-ms-ags-diagnostic");

/// As real ones look: the place that served the request.
const DIAGNOSTIC_VALUE: &str =
    r#"{"ServerInfo":{"DataCenter":"Emulator","Slice":"E","Ring":"0","ScaleUnit":"000","RoleInstance":"EMULATOR0000"}}"#;

/// What a 401 asks for: a token for Graph, whose application id this is.
const CHALLENGE: &str = concat!(
    r#"Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", "#,
    r#"client_id="00000003-0000-0000-c000-000000000000""#
);

/// One request under way.
pub(crate) struct Exchange {
    at: Moment,
    request_id: String,
    client_request_id: Option<HeaderValue>,
}

impl Exchange {
    pub(crate) fn new(client_request_id: Option<&[u8]>, at: Moment, request_id: String) -> Self {
        Self { at, request_id, client_request_id: client_request_id.and_then(|id| HeaderValue::from_bytes(id).ok()) }
    }

    /// The OData error.
    pub(crate) fn refuse(&self, refusal: Refusal, ids: &mut Ids) -> Answer {
        let mut inner = json!({ "date": self.at.without_zone(), "request-id": self.request_id });
        if refusal.is_by_b2c() {
            inner["correlationId"] = Value::from(ids.guid());
        }
        if let Some(id) = &self.client_request_id {
            inner["client-request-id"] = Value::from(String::from_utf8_lossy(id.as_bytes()));
        }
        let body = json!({ "error": { "code": refusal.code, "message": refusal.message, "innerError": inner } });
        let answer = Answer::json(refusal.status, &body);
        match refusal.status {
            StatusCode::UNAUTHORIZED => answer.header(header::WWW_AUTHENTICATE, HeaderValue::from_static(CHALLENGE)),
            _ => answer,
        }
    }

    /// All headers of an answer: the usual ones, as far as `cors` lets them pass, the answer's own going first.
    pub(crate) fn complete(&self, answer: Answer, cors: Cors) -> Answered {
        let mut headers = self.usual_headers();
        headers.retain(|(name, _)| cors.passes(name));
        for (name, values) in answer.headers {
            headers.retain(|(usual, _)| *usual != name);
            headers.extend(values.into_iter().map(|value| (name.clone(), value)));
        }
        Answered { status: answer.status, headers, body: answer.body }
    }

    fn usual_headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        let mut headers = vec![
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::DATE, ascii(&self.at.http_date())),
            (REQUEST_ID, ascii(&self.request_id)),
            (DIAGNOSTIC, HeaderValue::from_static(DIAGNOSTIC_VALUE)),
            (header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(cors::EXPOSED)),
        ];
        headers.extend(self.client_request_id.clone().map(|id| (CLIENT_REQUEST_ID, id)));
        // Behind the others: a page reads an answer that breaks off half-way through its head if this one stands there.
        headers.push((header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")));
        headers
    }
}

fn ascii(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("our own dates and ids are ASCII")
}
