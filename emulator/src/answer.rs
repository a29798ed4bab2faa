//! An answer before the headers that every answer has. Knows neither Graph nor the emulator's state.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde::Serialize;

/// Status, body, and what is particular about the headers: values replace the usual one, none leave it out.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, Vec<HeaderValue>)>,
    pub(crate) body: Bytes,
}

/// An answer with all of its headers.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The HTTP status.
    pub status: StatusCode,
    /// Names and values; a name may come again.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The whole body.
    pub body: Bytes,
}

impl From<Answered> for Response<Bytes> {
    fn from(answered: Answered) -> Self {
        let mut response = Response::new(answered.body);
        *response.status_mut() = answered.status;
        for (name, value) in answered.headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}

impl Answer {
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new() }
    }

    pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).expect("our own values have string keys only");
        Self::empty(status).header(header::CONTENT_TYPE, HeaderValue::from_static("application/json")).body(body)
    }

    /// One sentence for a person.
    pub(crate) fn text(status: StatusCode, sentence: String) -> Self {
        Self::empty(status).header(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")).body(sentence)
    }

    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, vec![value]));
        self
    }

    fn body(self, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..self }
    }
}
