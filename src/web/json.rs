//! A body as the call lays it out, into the value that `src/graph` judges.
//!
//! One text of words, each with a separator in front, an ASCII character that is in none of them: `s` and a text, `{`, a name and a value in
//! turn, `}`, or `-` for anything else. `flat` in `npm/src/call.ts` writes it, no deeper than 64; an array is an object with numbers for
//! names. One string crosses the border where each property of the body would otherwise.

use alloc::vec::Vec;

use crate::graph::json::Json;

/// Takes what `flat` wrote; what does not begin as a value does is [`Json::Other`].
pub(super) fn json(flat: &str) -> Json {
    value(&mut Words { rest: flat, separator: flat.bytes().next().unwrap_or_default() }).unwrap_or_default()
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

struct Words<'a> {
    rest: &'a str,
    separator: u8,
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest.get(1..)?;
        let end = text.bytes().position(|byte| byte == self.separator).unwrap_or(text.len());
        let (word, rest) = text.split_at_checked(end)?;
        self.rest = rest;
        Some(word)
    }
}
