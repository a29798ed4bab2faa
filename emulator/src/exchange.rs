//! What belongs to one request and its answer whatever they are about: ids, date, and the headers that every answer has.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header};
use serde_json::{Value, json};

use crate::answer::Answer;
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
    pub(crate) fn new(request: &Request<Bytes>, at: Moment, request_id: String) -> Self {
        Self { at, request_id, client_request_id: request.headers().get(CLIENT_REQUEST_ID).cloned() }
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

    /// Adds the usual headers, as far as `cors` lets them pass, the answer's own going first.
    pub(crate) fn complete(&self, answer: Answer, cors: Cors) -> Response<Bytes> {
        let usual = self.usual_headers().into_iter().filter_map(|(name, value)| Some((name?, value)));
        let mut headers: HeaderMap = usual.filter(|(name, _)| cors.passes(name)).collect();
        for (name, values) in answer.headers {
            headers.remove(&name);
            headers.extend(values.into_iter().map(|value| (name.clone(), value)));
        }
        let mut response = Response::new(answer.body);
        *response.status_mut() = answer.status;
        *response.headers_mut() = headers;
        response
    }

    fn usual_headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::DATE, ascii(&self.at.http_date()));
        headers.insert(REQUEST_ID, ascii(&self.request_id));
        if let Some(id) = &self.client_request_id {
            headers.insert(CLIENT_REQUEST_ID, id.clone());
        }
        headers.insert(DIAGNOSTIC, HeaderValue::from_static(DIAGNOSTIC_VALUE));
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(cors::EXPOSED));
        headers
    }
}

fn ascii(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("our own dates and ids are ASCII")
}
