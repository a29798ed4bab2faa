//! A body as the call lays it out, into the value that `src/graph` judges.
//!
//! One text of words with NUL between: `s` and a text, `{`, a name and a value in turn, `}`, or `-` for anything else.
//! `flat` in `npm/src/call.js` writes it, within bounds: no deeper than 64, no wider than 64, no NUL inside a text. One string crosses the
//! border where each property of the body would otherwise.

use alloc::vec::Vec;

use crate::graph::json::Json;

/// Takes what `flat` wrote; what does not begin as a value does is [`Json::Other`].
pub(super) fn json(flat: &str) -> Json {
    value(&mut Words(flat)).unwrap_or_default()
}

/// `None` where no value begins: at the end of an object.
fn value(words: &mut Words) -> Option<Json> {
    let word = words.next()?;
    if let Some(text) = word.strip_prefix("s") {
        return Some(Json::Text(text.into()));
    }
    match word {
        "{" => {
            let mut members = Vec::new();
            while let Some(Json::Text(name)) = value(words) {
                members.push((name, value(words)?));
            }
            Some(Json::Object(members))
        }
        "-" => Some(Json::Other),
        _ => None,
    }
}

struct Words<'a>(&'a str);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = core::mem::take(&mut self.0);
        match text.bytes().position(|byte| byte == 0) {
            Some(end) => {
                let (word, rest) = text.split_at_checked(end)?;
                self.0 = rest.get(1..)?;
                Some(word)
            }
            None => (!text.is_empty()).then_some(text),
        }
    }
}
