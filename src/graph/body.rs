//! The texts of a JSON body, each with the path to it: all that is judged of an answer's body.
//!
//! Parses no JSON: the host does at the edge, and hands the texts over.

use alloc::string::String;
use core::iter::from_fn;

/// Path, text, path, text and so on, in the order of the body, each with a NUL behind it. A path is the names on the way to a text, each with
/// a slash in front: `/error/innerError/code`. The members of an array are named by numbers. Numbers are texts too, as JavaScript writes them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body(String);

/// How a path ends at which a code of B2C stands: as a code, or first in a message, which older services wrap in an object.
const WITH_CODES: [&str; 3] = ["/code", "/message", "/value"];

/// What the codes of B2C begin with. A bare one says nothing.
const B2C: &str = "AADB2C";

impl From<String> for Body {
    fn from(texts: String) -> Body {
        Body(texts)
    }
}

impl Body {
    /// The text at exactly that path.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts().find(|text| text.path == path).map(|text| text.text)
    }

    /// The outermost text in the error whose path ends so, unless it is empty.
    pub fn of_error(&self, end: &str) -> Option<&str> {
        let mut outermost = None;
        let mut least = usize::MAX;
        for text in self.texts() {
            let depth = text.path.bytes().filter(|byte| *byte == b'/').count();
            if depth < least && text.is_in_error() && text.path.ends_with(end) && !text.text.is_empty() {
                (least, outermost) = (depth, Some(text.text));
            }
        }
        outermost
    }

    /// What Graph calls the error: the first code of B2C with its number, wherever in the error it stands, else the outermost code.
    pub fn code(&self) -> Option<&str> {
        let mut words = self.texts().filter(Text::may_hold_code).map(|text| first_word(text.text));
        words.find(|word| is_exact(word)).or_else(|| self.of_error("/code").filter(|code| *code != B2C))
    }

    fn texts(&self) -> impl Iterator<Item = Text<'_>> {
        let mut rest = self.0.as_str();
        let mut part = move || {
            let end = rest.bytes().position(|byte| byte == 0)?;
            let (part, left) = (rest.get(..end)?, rest.get(end.saturating_add(1)..)?);
            rest = left;
            Some(part)
        };
        from_fn(move || Some(Text { path: part()?, text: part()? }))
    }
}

/// A text and where it stands.
struct Text<'body> {
    path: &'body str,
    text: &'body str,
}

impl Text<'_> {
    /// It stands in the error, which some services send without an object around it.
    fn is_in_error(&self) -> bool {
        self.path.starts_with("/error/") || self.path == "/code" || self.path == "/message"
    }

    fn may_hold_code(&self) -> bool {
        self.path == "/error" || (self.is_in_error() && WITH_CODES.iter().any(|end| self.path.ends_with(end)))
    }
}

fn is_exact(code: &str) -> bool {
    code.strip_prefix(B2C).is_some_and(|number| number.bytes().next().is_some_and(|byte| byte.is_ascii_digit()))
}

fn first_word(text: &str) -> &str {
    let text = text.trim_ascii_start();
    let end = text.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}
