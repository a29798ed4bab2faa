//! The bytes of a planned body, which need not be written out.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::Deserialize;

/// No planned body is larger.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// A body as a plan gives it.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a body must be a string, {\"base64\"} or {\"repeat\", \"times\", \"prefix\", \"suffix\"}.")]
pub(crate) enum Content {
    Text(String),
    Base64(Base64),
    Repeat(Repeat),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Base64 {
    base64: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Repeat {
    repeat: String,
    times: usize,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    suffix: String,
}

impl Content {
    pub(crate) fn bytes(self) -> Result<Bytes, String> {
        match self {
            Self::Text(text) => Ok(Bytes::from(text)),
            Self::Base64(Base64 { base64 }) => {
                STANDARD.decode(base64).map(Bytes::from).map_err(|_| "\"base64\" is not base64 with padding.".to_owned())
            }
            Self::Repeat(Repeat { repeat, times, prefix, suffix }) => match repeat.len().checked_mul(times) {
                Some(length) if length <= MAX_BYTES => Ok(Bytes::from([prefix, repeat.repeat(times), suffix].concat())),
                _ => Err("a body can have no more than 64 MiB.".to_owned()),
            },
        }
    }
}
