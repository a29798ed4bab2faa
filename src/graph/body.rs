//! What counts of a JSON body: the status that it shows, and the code and the message of an error.
//!
//! Parses no JSON: the host does at the edge, and tells the texts one by one.

use alloc::string::String;

/// What was found among the texts of a body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    status: Best,
    code: Best,
    message: Best,
}

/// The text that ranks first among those that were found.
#[derive(Clone, Debug, Default, PartialEq)]
struct Best {
    text: Option<String>,
    rank: usize,
}

/// What the codes of B2C begin with. A bare one says nothing.
const B2C: &str = "AADB2C";

/// Longer than any path.
const BEHIND_ALL: usize = 1 << 16;

impl Body {
    /// Takes the next text, in the order of the body. A path is the names on the way to it, each with a slash in front:
    /// `/error/innerError/code`. The members of an array are named by numbers. Numbers are texts too, as JavaScript writes them.
    pub fn add(&mut self, path: &str, text: &str) {
        // Bare, or inside `value` as Graph's own documentation shows it.
        if path == "/status" {
            self.status.offer(0, text);
        } else if path == "/value/status" {
            self.status.offer(1, text);
        }
        let is_error = path == "/error";
        // Some services send the error without an object around it.
        let is_in_error = path.starts_with("/error/") || path == "/code" || path == "/message";
        if text.is_empty() || !(is_error || is_in_error) {
            return;
        }
        let depth = path.bytes().filter(|byte| *byte == b'/').count();
        let [is_code, is_message, is_value] = ["/code", "/message", "/message/value"].map(|end| path.ends_with(end));
        // The first code of B2C with its number counts, wherever it stands, else the outermost code.
        if (is_error || is_code || is_message || is_value)
            && let Some(code) = exact_code(text)
        {
            self.code.offer(0, code);
        }
        if is_code {
            self.code.offer(depth, text);
        }
        // Older services wrap the message, gateways give nothing else.
        if is_message {
            self.message.offer(depth, text);
        } else if is_value {
            self.message.offer(BEHIND_ALL, text);
        } else if is_error {
            self.message.offer(usize::MAX, text);
        }
    }

    /// The status that the body shows.
    pub fn status(&self) -> Option<&str> {
        self.status.text.as_deref()
    }

    /// What Graph calls the error.
    pub fn code(&self) -> Option<&str> {
        self.code.text.as_deref().filter(|code| *code != B2C)
    }

    /// What Graph says of the error to a person.
    pub fn message(&self) -> Option<&str> {
        self.message.text.as_deref()
    }
}

impl Best {
    /// Of two of the same rank the first counts.
    fn offer(&mut self, rank: usize, text: &str) {
        if self.text.is_none() || rank < self.rank {
            *self = Best { text: Some(text.into()), rank };
        }
    }
}

/// The code of B2C that a text begins with.
fn exact_code(text: &str) -> Option<&str> {
    let text = text.trim_ascii_start();
    let digits = text.strip_prefix(B2C)?.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 { text.get(..B2C.len().saturating_add(digits)) } else { None }
}
