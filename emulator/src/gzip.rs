//! `Content-Encoding: gzip`, true or not. Decides for no answer that it has one.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderValue, header};
use serde::Deserialize;

use crate::answer::Answer;

/// What `Content-Encoding: gzip` is said of.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Gzip {
    /// A compressed body.
    Whole,
    /// The first half of one.
    Truncated,
    /// The body as it was.
    Claimed,
}

impl Gzip {
    pub(crate) fn encode(self, answer: Answer) -> Answer {
        let body = match self {
            Self::Whole => compressed(&answer.body),
            Self::Truncated => {
                let whole = compressed(&answer.body);
                whole.slice(..whole.len() / 2)
            }
            Self::Claimed => answer.body.clone(),
        };
        Answer { body, ..answer.header(header::CONTENT_ENCODING, HeaderValue::from_static("gzip")) }
    }
}

/// Nothing stays nothing: a 204 has no room for the bytes that gzip makes of an empty body.
fn compressed(body: &Bytes) -> Bytes {
    if body.is_empty() {
        return Bytes::new();
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(body).and_then(|()| encoder.finish());
    Bytes::from(written.expect("a Vec takes every byte"))
}
