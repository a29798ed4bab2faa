//! Reads a plan of answers. A mistake in it is told in one sentence that names the place.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Map, Value};

use crate::answer::Answer;

/// The answers of `[{"status": 302, "headers": {"location": "…"}, "body": "…"}, …]`.
pub(crate) fn read(body: &[u8]) -> Result<Vec<Answer>, String> {
    let Ok(plan) = serde_json::from_slice::<Vec<Map<String, Value>>>(body) else {
        return Err("The plan must be a JSON array of objects.".to_owned());
    };
    plan.iter().enumerate().map(|(index, planned)| answer(planned).map_err(|reason| format!("Answer {index}: {reason}"))).collect()
}

fn answer(planned: &Map<String, Value>) -> Result<Answer, String> {
    if let Some(name) = planned.keys().find(|name| !matches!(name.as_str(), "status" | "headers" | "body")) {
        return Err(format!("\"{name}\" is not known; there are \"status\", \"headers\" and \"body\"."));
    }
    let status = planned.get("status").and_then(Value::as_u64).filter(|status| (200..600).contains(status));
    let status = status.and_then(|status| StatusCode::from_u16(status as u16).ok());
    let status = status.ok_or("\"status\" must be a whole number from 200 to 599.")?;
    let headers = match planned.get("headers") {
        None => Vec::new(),
        Some(Value::Object(headers)) => headers.iter().map(|(name, value)| header(name, value)).collect::<Result<_, _>>()?,
        Some(_) => return Err("\"headers\" must be an object.".to_owned()),
    };
    let body = match planned.get("body") {
        None => Bytes::new(),
        Some(Value::String(body)) => Bytes::from(body.clone()),
        Some(_) => return Err("\"body\" must be a string.".to_owned()),
    };
    if matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) && !body.is_empty() {
        return Err(format!("an answer of status {} cannot have a body.", status.as_u16()));
    }
    Ok(Answer { status, headers, body })
}

/// The length belongs to the server: a planned one that is wrong would break the connection, not the answer.
fn header(name: &str, value: &Value) -> Result<(HeaderName, Option<HeaderValue>), String> {
    let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("\"{name}\" is not a header name."))?;
    if parsed == header::CONTENT_LENGTH || parsed == header::TRANSFER_ENCODING {
        return Err(format!("the header \"{name}\" is the server's own."));
    }
    match value {
        Value::Null => Ok((parsed, None)),
        Value::String(text) => {
            let value =
                HeaderValue::from_str(text).map_err(|_| format!("the header \"{name}\" has characters that no header can have."))?;
            Ok((parsed, Some(value)))
        }
        _ => Err(format!("the header \"{name}\" must be a string, or null to leave it out.")),
    }
}
