//! What is to be sent to a client, and how. Sends nothing.

use std::num::NonZeroUsize;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

/// The emulator's side of one exchange.
///
/// Whoever cannot choose bytes, a page for one, waits `manner.delay_ms` and takes `response`, except that `manner.raw` and a
/// `manner.stop` by close or reset are a failed fetch, and a stop by hanging is a promise that never settles.
#[derive(Clone, Debug)]
pub struct Reply {
    /// What [`Emulator::ended`](crate::Emulator::ended) wants to know.
    pub exchange: u64,
    /// The answer in full. Where `manner` sends nothing of it, an empty 502 stands in.
    pub response: Response<Bytes>,
    /// How it is sent.
    pub manner: Manner,
    /// The emulator was reset: delays under way end now, and connections that hang are closed.
    pub releases: bool,
}

/// How a planned answer is sent. The default is what every server does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manner {
    /// Milliseconds before the first byte.
    pub delay_ms: u64,
    /// The body in steps.
    pub drip: Option<Drip>,
    /// What the head says about the length of the body.
    pub framing: Framing,
    /// Where the answer stops before its time, or how the connection ends after it.
    pub stop: Option<Stop>,
    /// These bytes in place of the answer.
    pub raw: Option<Bytes>,
}

/// So many bytes, and a pause before them.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Drip {
    /// The bytes of a step.
    pub bytes: NonZeroUsize,
    /// The milliseconds of a pause.
    pub ms: u64,
}

/// What the head says about the length of the body.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub enum Framing {
    /// The truth.
    #[default]
    Length,
    /// Nothing: the body ends with the connection.
    None,
    /// It is sent in chunks.
    Chunked,
    /// Ten bytes more than there are.
    TooLong,
    /// Half of the bytes that there are.
    TooShort,
    /// A length that is a word.
    NotANumber,
    /// Chunks, one of which has a word for its size.
    BrokenChunks,
    /// Chunks without the last one.
    UnendedChunks,
}

/// Where an answer stops, and by what.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// Where.
    pub at: Point,
    /// By what.
    pub by: End,
}

/// A place in an answer.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub enum Point {
    /// Before the first byte.
    Start,
    /// Half-way through the head.
    Head,
    /// Between head and body.
    AfterHead,
    /// Half-way through the body.
    Body,
    /// After the last byte.
    End,
}

/// What becomes of the connection.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub enum End {
    /// FIN.
    Close,
    /// RST.
    Reset,
    /// It is held without a further byte.
    Hang,
}

/// How an exchange ended.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ended {
    /// Everything was sent.
    Sent,
    /// The plan ended the connection before the answer was complete.
    Cut,
    /// The client went away first.
    Left,
}
