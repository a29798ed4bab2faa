//! Which requests an entry serves, and how many.

use std::num::NonZeroU32;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, header};
use serde::Deserialize;

use crate::access;
use crate::cors;
use crate::exchange::CLIENT_REQUEST_ID;
use crate::route::Route;

/// All that is given must be equal.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Matching {
    method: Option<String>,
    path: Option<String>,
    keyset: Option<String>,
    token: Option<String>,
    client_request_id: Option<String>,
}

impl Matching {
    pub(crate) fn fits(&self, request: &Request<Bytes>, route: &Route) -> bool {
        let same = |wanted: &Option<String>, found: Option<&str>| wanted.as_deref().is_none_or(|wanted| found == Some(wanted));
        let client_request_id = request.headers().get(CLIENT_REQUEST_ID).and_then(|value| value.to_str().ok());
        (!cors::is_preflight(request) || self.method.as_deref() == Some(Method::OPTIONS.as_str()))
            && same(&self.method, Some(request.method().as_str()))
            && same(&self.path, Some(request.uri().path()))
            && same(&self.keyset, route.keyset())
            && same(&self.token, access::token(request.headers().get(header::AUTHORIZATION).map(HeaderValue::as_bytes)).as_deref())
            && same(&self.client_request_id, client_request_id)
    }
}

/// How many requests an entry still serves.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged, expecting = "\"times\" must be a whole number from 1, or \"always\".")]
pub(crate) enum Times {
    Left(NonZeroU32),
    Always(Always),
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Always {
    Always,
}

impl Default for Times {
    fn default() -> Self {
        Self::Left(NonZeroU32::MIN)
    }
}

impl Times {
    /// What is left after one more, or `None` when that was the last.
    pub(crate) fn less_one(self) -> Option<Self> {
        match self {
            Self::Left(left) => NonZeroU32::new(left.get() - 1).map(Self::Left),
            Self::Always(_) => Some(self),
        }
    }
}
