//! The bytes of an answer that no HTTP library would send. Writes them nowhere.

use bytes::{Bytes, BytesMut};
use http::{Response, StatusCode, header};

use crate::reply::{Drip, End, Ended, Framing, Manner, Point, Reply};

/// What goes over the connection once `delay_ms` has passed, and what then becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    /// Sent at once.
    pub head: Bytes,
    /// Sent at once, or in the steps of `drip`.
    pub body: Bytes,
    /// The steps of the body.
    pub drip: Option<Drip>,
    /// The end.
    pub end: End,
    /// How the exchange has ended then. A hang is ended by the client.
    pub ended: Ended,
}

impl Reply {
    /// `None`: `response` is an answer as any other, which an HTTP library sends best.
    pub fn script(&self) -> Option<Script> {
        let Manner { drip, framing, stop, ref raw, .. } = self.manner;
        if self.manner == (Manner { delay_ms: self.manner.delay_ms, ..Manner::default() }) {
            return None;
        }
        let (mut head, mut body) = match raw {
            Some(raw) => (Bytes::new(), raw.clone()),
            None => (head(&self.response, framing, stop.is_none()), framed(self.response.body(), framing)),
        };
        let at = stop.map_or(Point::End, |stop| stop.at);
        match at {
            Point::Start => head.clear(),
            Point::Head => head.truncate(head.len() / 2),
            Point::Body => body.truncate(body.len() / 2),
            Point::AfterHead | Point::End => {}
        }
        if matches!(at, Point::Start | Point::Head | Point::AfterHead) {
            body.clear();
        }
        Some(Script {
            head,
            body,
            drip,
            end: stop.map_or(End::Close, |stop| stop.by),
            ended: if at == Point::End { Ended::Sent } else { Ended::Cut },
        })
    }
}

fn head(response: &Response<Bytes>, framing: Framing, closes: bool) -> Bytes {
    let mut head = BytesMut::new();
    let mut line = |parts: &[&[u8]]| {
        parts.iter().for_each(|part| head.extend_from_slice(part));
        head.extend_from_slice(b"\r\n");
    };
    let status = response.status();
    line(&[b"HTTP/1.1 ", status.as_str().as_bytes(), b" ", status.canonical_reason().unwrap_or_default().as_bytes()]);
    for (name, value) in response.headers() {
        line(&[name.as_str().as_bytes(), b": ", value.as_bytes()]);
    }
    if let Some(length) = length(status, response.body().len(), framing) {
        line(&[b"content-length: ", length.as_bytes()]);
    }
    if matches!(framing, Framing::Chunked | Framing::BrokenChunks | Framing::UnendedChunks) {
        line(&[b"transfer-encoding: chunked"]);
    }
    if closes && !response.headers().contains_key(header::CONNECTION) {
        line(&[b"connection: close"]);
    }
    line(&[]);
    head.freeze()
}

fn length(status: StatusCode, length: usize, framing: Framing) -> Option<String> {
    match framing {
        Framing::Length if matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) => None,
        Framing::Length => Some(length.to_string()),
        Framing::TooLong => Some((length + 10).to_string()),
        Framing::TooShort => Some((length / 2).to_string()),
        Framing::NotANumber => Some("many".to_owned()),
        Framing::None | Framing::Chunked | Framing::BrokenChunks | Framing::UnendedChunks => None,
    }
}

/// One chunk for the whole body; the broken one comes after it.
fn framed(body: &Bytes, framing: Framing) -> Bytes {
    let after: &[u8] = match framing {
        Framing::Chunked => b"0\r\n\r\n",
        Framing::BrokenChunks => b"many\r\n",
        Framing::UnendedChunks => b"",
        _ => return body.clone(),
    };
    let chunk = if body.is_empty() { Vec::new() } else { [format!("{:x}\r\n", body.len()).as_bytes(), body, b"\r\n"].concat() };
    Bytes::from([chunk.as_slice(), after].concat())
}
