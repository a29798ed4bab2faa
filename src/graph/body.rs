//! The texts of a JSON body, each with the path to it: all that is judged of an answer's body.
//!
//! Parses nothing: the host parses JSON at the edge and hands the texts over one by one.

use alloc::{string::String, vec::Vec};

/// The texts, in the order of the body. Numbers are texts too, as JavaScript writes them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body(Vec<Text>);

/// A text and where it stands.
#[derive(Clone, Debug, PartialEq)]
struct Text {
    /// The names on the way to it, each with a slash in front: `/error/innerError/code`. The members of an array are named by numbers.
    path: String,
    text: String,
}

/// How a path ends at which a code of B2C stands: as a code, or first in a message, which older services wrap in an object.
const WITH_CODES: [&str; 3] = ["/code", "/message", "/value"];

impl Body {
    /// Adds a path. Its text follows.
    pub fn push(&mut self, path: String) {
        self.0.push(Text { path, text: String::new() });
    }

    /// Gives the last path its text.
    pub fn set_text(&mut self, text: String) {
        if let Some(last) = self.0.last_mut() {
            last.text = text;
        }
    }

    /// The text at exactly that path.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.0.iter().find(|text| text.path == path).map(|text| text.text.as_str())
    }

    /// The outermost text in the error whose path ends so.
    pub fn of_error(&self, end: &str) -> Option<&str> {
        let found = self.0.iter().filter(|text| text.is_in_error() && text.path.ends_with(end) && !text.text.is_empty());
        found.min_by_key(|text| text.path.bytes().filter(|byte| *byte == b'/').count()).map(|text| text.text.as_str())
    }

    /// The first word that fits, of the texts in which a code of B2C may stand, at any depth of the error.
    pub fn code(&self, fits: &dyn Fn(&str) -> bool) -> Option<&str> {
        let may_hold =
            |text: &&Text| text.path == "/error" || (text.is_in_error() && WITH_CODES.iter().any(|end| text.path.ends_with(end)));
        let mut words = self.0.iter().filter(may_hold).map(|text| first_word(&text.text));
        words.find(|word| fits(word))
    }
}

impl Text {
    /// It stands in the error, which some services send without an object around it.
    fn is_in_error(&self) -> bool {
        self.path.starts_with("/error/") || ["/code", "/message"].contains(&self.path.as_str())
    }
}

fn first_word(text: &str) -> &str {
    let text = text.trim_ascii_start();
    let end = text.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}
