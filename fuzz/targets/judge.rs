//! Any answer: success is what the rules say and nothing else, and an error claims no more than the status allows.

#![no_main]

use arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use trustframework_keys::graph::answer::{Answer, judge};
use trustframework_keys::graph::body::Body;
use trustframework_keys::graph::error::Code;
use trustframework_keys::graph::request::KeyStatus;

const NAMES: [&str; 10] = ["status", "value", "error", "code", "message", "innerError", "innererror", "request-id", "date", ""];
const TEXTS: [&str; 9] = [
    "enabled",
    "disabled",
    "Disabled",
    "AADB2C95043",
    "AADB2C95053: it is busy",
    "AADB2C95059",
    "Request_BadRequest",
    "",
    " AADB2C95043 hi",
];
const STATUSES: [u16; 16] = [0, 200, 201, 204, 302, 400, 401, 403, 404, 408, 409, 429, 500, 503, 509, 600];

/// A JSON value as far as an answer's body is judged by it. The members of an object are in order.
#[derive(Debug, PartialEq)]
enum Json {
    Text(String),
    Object(Vec<(String, Json)>),
    Other,
}

#[derive(Debug)]
struct AnyJson(Json);

#[derive(Arbitrary, Debug)]
struct Input {
    status: AnyStatus,
    disabling: bool,
    redirected: bool,
    body: AnyJson,
}

#[derive(Debug)]
struct AnyStatus(u16);

impl<'a> Arbitrary<'a> for AnyStatus {
    fn arbitrary(input: &mut Unstructured<'a>) -> Result<Self> {
        Ok(AnyStatus(if input.ratio(3, 4)? { *input.choose(&STATUSES)? } else { input.arbitrary()? }))
    }
}

impl<'a> Arbitrary<'a> for AnyJson {
    fn arbitrary(input: &mut Unstructured<'a>) -> Result<Self> {
        Ok(AnyJson(if input.ratio(7, 8)? { object(input, 6)? } else { json(input, 6)? }))
    }
}

fn json(input: &mut Unstructured, depth: usize) -> Result<Json> {
    let Some(deeper) = depth.checked_sub(1) else { return Ok(Json::Other) };
    Ok(match input.int_in_range(0..=3u8)? {
        0 => Json::Other,
        1 => Json::Text(name(input, &TEXTS)?),
        _ => object(input, deeper)?,
    })
}

/// Mostly the members that Graph sends, each of the kind that Graph sends.
fn object(input: &mut Unstructured, depth: usize) -> Result<Json> {
    let Some(deeper) = depth.checked_sub(1) else { return Ok(Json::Other) };
    let count = input.int_in_range(0..=4u8)?;
    let member = |_| {
        let name = name(input, &NAMES)?;
        let value = match name.as_str() {
            _ if input.ratio(1, 8)? => json(input, deeper)?,
            "value" | "error" | "innerError" | "innererror" => object(input, deeper)?,
            _ => Json::Text(self::name(input, &TEXTS)?),
        };
        Ok((name, value))
    };
    Ok(Json::Object((0..count).map(member).collect::<Result<_>>()?))
}

/// Without a slash, which separates names in a path.
fn name(input: &mut Unstructured, known: &[&str]) -> Result<String> {
    Ok(if input.ratio(7, 8)? { (*input.choose(known)?).to_owned() } else { input.arbitrary::<String>()?.replace('/', "") })
}

/// Writes the texts down as the host does: of members of one name the last counts, in the place of the first.
fn flatten(body: &mut Body, path: &str, json: &Json) {
    match json {
        Json::Text(text) => body.add(path, text),
        Json::Object(members) => {
            for (n, (name, _)) in members.iter().enumerate() {
                if members.iter().take(n).all(|(other, _)| other != name)
                    && let Some(value) = member(json, name)
                {
                    flatten(body, &format!("{path}/{name}"), value);
                }
            }
        }
        Json::Other => {}
    }
}

fuzz_target!(|input: Input| {
    let Input { status: AnyStatus(status), disabling, redirected, body: AnyJson(body) } = input;
    let asked = if disabling { KeyStatus::Disabled } else { KeyStatus::Enabled };
    let shown = shows(&body, asked.as_str());
    let codes = b2c_codes(&body);
    let mut texts = Body::default();
    flatten(&mut texts, "", &body);
    // A redirect that the host hides has no status.
    let answer = Answer { status: (status != 0).then_some(status), redirected, body: texts, ..Answer::default() };
    let redirect = redirected || (300..400).contains(&status);

    let result = judge(asked, &answer);
    assert_eq!(result.is_ok(), !redirect && (status == 204 || (status == 200 && shown)));
    let Err(error) = result else { return };

    let refused_for = |code: &str| (400..500).contains(&status) && codes.first().is_some_and(|it| it == code);
    let throttled = status == 429 || refused_for("AADB2C95043");
    assert_eq!(
        error.code,
        match status {
            _ if redirect => Code::Redirected,
            _ if throttled => Code::Throttled,
            401 => Code::Unauthorized,
            403 => Code::Forbidden,
            404 => Code::NotFound,
            400..500 => Code::Rejected,
            500..600 => Code::Unavailable,
            _ => Code::UnexpectedResponse,
        }
    );
    let untouched = !redirect && (400..500).contains(&status) && ![408, 409, 429].contains(&status);
    assert_eq!(error.applied, untouched.then_some(false));
    let retryable = !redirect && (throttled || refused_for("AADB2C95053") || [500, 502, 503, 504, 509].contains(&status));
    assert_eq!(error.retryable, retryable);
    assert_eq!(error.http_status, (status != 0).then_some(status));
    if let Some(code) = codes.first() {
        assert_eq!(error.graph_code.as_ref(), Some(code));
    }
    assert!(error.argument.is_none() && error.message.ends_with('.'));
});

/// The member of that name, the last of several.
fn member<'a>(json: &'a Json, name: &str) -> Option<&'a Json> {
    let Json::Object(members) = json else { return None };
    members.iter().filter(|(key, _)| key == name).map(|(_, value)| value).next_back()
}

/// A status that is no text is none. It is read without case.
fn shows(body: &Json, status: &str) -> bool {
    let text = |json: Option<&Json>| match json {
        Some(Json::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let bare = text(member(body, "status"));
    bare.or_else(|| text(member(body, "value").and_then(|value| member(value, "status"))))
        .is_some_and(|shown| shown.eq_ignore_ascii_case(status))
}

/// The codes of B2C with their numbers: in a `code`, or first in a `message` or in the `value` of one, at any depth of an error or bare.
fn b2c_codes(body: &Json) -> Vec<String> {
    let mut texts = Vec::new();
    for (name, value) in members(body) {
        match (name, value) {
            ("error", value) => gather(value, "", &mut texts),
            ("code" | "message", Json::Text(text)) => texts.push(text.clone()),
            _ => {}
        }
    }
    texts.iter().filter_map(|text| exact(text)).collect()
}

/// What stands in the place of a code in an error, in its order. `parent` is the name of the object.
fn gather(error: &Json, parent: &str, texts: &mut Vec<String>) {
    if let Json::Text(text) = error {
        texts.push(text.clone());
    }
    for (name, value) in members(error) {
        match value {
            Json::Object(_) => gather(value, name, texts),
            Json::Text(text) if name == "code" || name == "message" || (name == "value" && parent == "message") => texts.push(text.clone()),
            _ => {}
        }
    }
}

/// The members as the host sees them: of one name the last counts, in the place of the first.
fn members(json: &Json) -> Vec<(&str, &Json)> {
    let Json::Object(all) = json else { return Vec::new() };
    let firsts = all.iter().enumerate().filter(|(n, (name, _))| all.iter().take(*n).all(|(other, _)| other != name));
    firsts.filter_map(|(_, (name, _))| Some((name.as_str(), member(json, name)?))).collect()
}

fn exact(text: &str) -> Option<String> {
    let number = text.trim_ascii_start().strip_prefix("AADB2C")?;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then(|| format!("AADB2C{digits}"))
}
