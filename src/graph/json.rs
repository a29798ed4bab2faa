//! The small plain value that Graph's answers are judged as.
//!
//! Parses nothing: the host parses JSON at the edge and hands over this.

use alloc::{string::String, vec::Vec};

/// A JSON value as far as this package looks at one: a number is its text, what is neither text nor object is [`Json::Other`].
#[derive(Debug, Default, PartialEq)]
pub enum Json {
    /// A boolean, null, or something deeper than anybody sends.
    #[default]
    Other,
    /// A string, or a number as JavaScript writes it.
    Text(String),
    /// An object, its members in order; an array is one with numbers for names.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The member of that name; of several the last, as JSON parsers do.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text, when it is one and not empty.
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }
}
