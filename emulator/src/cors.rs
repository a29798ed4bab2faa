//! What a page is allowed to ask and to read. Decides nothing else about a request.
//!
//! `Date` and `x-ms-ags-diagnostic` are sent but not exposed, as by Graph: a page sees neither.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, StatusCode, header};
use serde::Deserialize;

use crate::answer::Answer;

/// The answer's headers that a page may read, as captured from Graph.
pub(crate) const EXPOSED: &str = "ETag, Location, Preference-Applied, Content-Range, request-id, client-request-id, \
    ReadWriteConsistencyToken, Retry-After, SdkVersion, WWW-Authenticate, x-ms-client-gcc-tenant, X-Planner-Operationid, \
    x-ms-permissions-recommendations";

const METHODS: &str = "GET, POST, PATCH, PUT, DELETE";
const MAX_AGE_SECONDS: &str = "600";

/// How much of it an answer lets a page have.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Cors {
    /// What Graph sends.
    #[default]
    Full,
    /// Leave to read the answer, without its headers.
    Bare,
    /// Nothing.
    None,
}

impl Cors {
    /// Graph's own answer without what does not pass.
    pub(crate) fn strip(self, mut answer: Answer) -> Answer {
        answer.headers.retain(|(name, _)| self.passes(name));
        answer
    }

    /// Whether a header that the answer would have goes with it.
    pub(crate) fn passes(self, name: &HeaderName) -> bool {
        match self {
            Self::Full => true,
            Self::Bare if name == header::ACCESS_CONTROL_ALLOW_ORIGIN => true,
            Self::Bare | Self::None => !name.as_str().starts_with("access-control-"),
        }
    }
}

/// Any other `OPTIONS` is a request like all others.
pub(crate) fn is_preflight(request: &Request<Bytes>) -> bool {
    request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Allows every header that is asked for (assumption A16).
pub(crate) fn preflight(request: &Request<Bytes>) -> Answer {
    let answer = Answer::empty(StatusCode::OK)
        .header(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS))
        .header(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(MAX_AGE_SECONDS));
    match request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        Some(asked) => answer.header(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.clone()),
        None => answer,
    }
}
