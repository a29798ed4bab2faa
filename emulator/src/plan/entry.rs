//! Reads a plan of answers. A mistake in it is told in one sentence that names the place.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::content::Content;
use super::matching::{Matching, Times};
use crate::answer::Answer;
use crate::cors::Cors;
use crate::gzip::Gzip;
use crate::reply::{Drip, Framing, Manner, Point, Stop};

/// One planned answer.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) matching: Matching,
    pub(crate) times: Times,
    pub(crate) played: Played,
    pub(crate) apply: bool,
    pub(crate) manner: Manner,
    pub(crate) cors: Cors,
    pub(crate) gzip: Option<Gzip>,
    /// As it was posted.
    pub(crate) source: Value,
}

/// What an entry answers.
#[derive(Clone)]
pub(crate) enum Played {
    /// Nothing, or bytes that are the manner's.
    Nothing,
    /// What Graph answers.
    Normal,
    Planned(Answer),
}

/// The JSON of one entry.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Format {
    #[serde(default, rename = "match")]
    matching: Matching,
    #[serde(default)]
    times: Times,
    status: Option<u16>,
    headers: Option<Map<String, Value>>,
    body: Option<Content>,
    #[serde(default)]
    normal: bool,
    raw: Option<Content>,
    apply: Option<bool>,
    #[serde(default)]
    delay_ms: u64,
    drip: Option<Drip>,
    stop: Option<Stop>,
    framing: Option<Framing>,
    gzip: Option<Gzip>,
    cors: Option<Cors>,
}

/// The entries of a JSON array.
pub(crate) fn read(answers: &Value) -> Result<Vec<Entry>, String> {
    let Ok(plan) = Vec::<Map<String, Value>>::deserialize(answers) else {
        return Err("The plan must be a JSON array of objects.".to_owned());
    };
    let numbered = plan.into_iter().enumerate();
    numbered.map(|(index, planned)| entry(Value::Object(planned)).map_err(|reason| format!("Answer {index}: {reason}"))).collect()
}

fn entry(source: Value) -> Result<Entry, String> {
    let format = Format::deserialize(&source).map_err(|error| error.to_string())?;
    let sends_nothing = format.stop.is_some_and(|stop| stop.at == Point::Start);
    match (format.status.is_some(), format.normal, format.raw.is_some()) {
        (true, false, false) | (false, true, false) | (false, false, true) => {}
        (false, false, false) if sends_nothing => {}
        _ => return Err("there must be one of \"status\", \"normal\" and \"raw\".".to_owned()),
    }
    if format.status.is_none() && (format.headers.is_some() || format.body.is_some()) {
        return Err("\"headers\" and \"body\" belong to a \"status\".".to_owned());
    }
    if format.normal && format.apply == Some(false) {
        return Err("a \"normal\" answer is of a request that is carried out.".to_owned());
    }
    if format.raw.is_some() && (format.framing.is_some() || format.gzip.is_some() || format.cors.is_some()) {
        return Err("\"raw\" has no \"framing\", \"gzip\" or \"cors\": it is sent as it is.".to_owned());
    }
    let played = match format.status {
        Some(status) => Played::Planned(answer(status, format.headers.unwrap_or_default(), format.body)?),
        None if format.normal => Played::Normal,
        None => Played::Nothing,
    };
    Ok(Entry {
        matching: format.matching,
        times: format.times,
        apply: format.apply.unwrap_or(format.normal),
        manner: Manner {
            delay_ms: format.delay_ms,
            drip: format.drip,
            framing: format.framing.unwrap_or_default(),
            stop: format.stop,
            raw: format.raw.map(Content::bytes).transpose()?,
        },
        cors: format.cors.unwrap_or_default(),
        gzip: format.gzip,
        played,
        source,
    })
}

fn answer(status: u16, headers: Map<String, Value>, body: Option<Content>) -> Result<Answer, String> {
    let status = StatusCode::from_u16(status).ok().filter(|status| (200..600).contains(&status.as_u16()));
    let status = status.ok_or("\"status\" must be a whole number from 200 to 599.")?;
    let headers = headers.iter().map(|(name, value)| header(name, value)).collect::<Result<_, _>>()?;
    let body = body.map_or(Ok(Bytes::new()), Content::bytes)?;
    if matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) && !body.is_empty() {
        return Err(format!("an answer of status {} cannot have a body.", status.as_u16()));
    }
    Ok(Answer { status, headers, body })
}

/// Lengths are left to `framing`: hyper, which sends the ordinary answers, would not send a wrong one.
fn header(name: &str, value: &Value) -> Result<(HeaderName, Vec<HeaderValue>), String> {
    let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("\"{name}\" is not a header name."))?;
    if parsed == header::CONTENT_LENGTH || parsed == header::TRANSFER_ENCODING {
        return Err(format!("the header \"{name}\" is the server's own; \"framing\" makes it wrong."));
    }
    let one = |value: &Value| match value {
        Value::String(text) => {
            HeaderValue::from_str(text).map_err(|_| format!("the header \"{name}\" has characters that no header can have."))
        }
        _ => Err(format!("the header \"{name}\" must be a string, an array of strings, or null to leave it out.")),
    };
    match value {
        Value::Null => Ok((parsed, Vec::new())),
        Value::Array(values) => Ok((parsed, values.iter().map(one).collect::<Result<_, _>>()?)),
        value => Ok((parsed, vec![one(value)?])),
    }
}
