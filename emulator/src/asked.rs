//! A request as far as Graph looks at it, however it arrived. A page fills it in without an HTTP
//! library.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, header};

use crate::exchange::CLIENT_REQUEST_ID;

/// What a request asks of Graph. Header values are as they arrived.
#[derive(Clone, Copy, Default)]
pub struct Asked<'a> {
    /// In capitals.
    pub method: &'a str,
    /// As it arrived, percent-encoding kept.
    pub path: &'a str,
    /// Without its question mark.
    pub query: &'a str,
    /// `Authorization`
    pub authorization: Option<&'a [u8]>,
    /// `Content-Type`
    pub content_type: Option<&'a [u8]>,
    /// `client-request-id`
    pub client_request_id: Option<&'a [u8]>,
    /// `http` where nothing is said.
    pub scheme: Option<&'a str>,
    /// `localhost` where nothing is said.
    pub host: Option<&'a str>,
    /// The whole body.
    pub body: &'a [u8],
}

impl<'a> Asked<'a> {
    pub(crate) fn of(request: &'a Request<Bytes>) -> Self {
        let uri = request.uri();
        let value = |name: HeaderName| request.headers().get(name);
        let host = value(header::HOST).and_then(|host| host.to_str().ok());
        Self {
            method: request.method().as_str(),
            path: uri.path(),
            query: uri.query().unwrap_or_default(),
            authorization: value(header::AUTHORIZATION).map(HeaderValue::as_bytes),
            content_type: value(header::CONTENT_TYPE).map(HeaderValue::as_bytes),
            client_request_id: value(CLIENT_REQUEST_ID).map(HeaderValue::as_bytes),
            scheme: uri.scheme_str(),
            host: uri.authority().map(|authority| authority.as_str()).or(host),
            body: request.body(),
        }
    }
}
