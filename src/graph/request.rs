//! Arguments into types, and types into the one request: `PATCH …/keySets/{id}/keys_v2/{kid}`.
//!
//! Does not know the token: the host adds `Authorization` itself, so that the token never enters wasm memory.
//!
//! Source: <https://learn.microsoft.com/graph/api/trustframeworkkey_v2-update?view=graph-rest-beta>

use alloc::{boxed::Box, string::String};

use super::error::Error;

/// The id of a `trustFrameworkKeySet`, opaque and safe to stand in a path.
#[derive(Clone, Debug, PartialEq)]
pub struct KeysetId(String);

/// The `kid` of a `trustFrameworkKey_v2`, opaque and safe to stand in a path.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyId(String);

/// The two values that Graph documents for `status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStatus {
    /// The key takes part again.
    Enabled,
    /// The key is out of use, reversibly.
    Disabled,
}

/// One change of one key, its arguments found right.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The key set.
    pub keyset: KeysetId,
    /// The key.
    pub key: KeyId,
    /// The status to set.
    pub status: KeyStatus,
}

/// All of a request but the token and the id of the call.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestParts {
    /// The HTTP method.
    pub method: &'static str,
    /// The absolute URL.
    pub url: String,
    /// The JSON body; `None` for a read.
    pub body: Option<&'static str>,
}

impl Change {
    /// Parses the arguments in their order. `status` is `None` where it is neither of the two words.
    ///
    /// # Errors
    /// `invalid-argument` for the first that is wrong.
    pub fn parse(keyset: String, key: String, status: Option<KeyStatus>) -> Result<Change, Box<Error>> {
        Ok(Change { keyset: KeysetId::parse(keyset)?, key: KeyId::parse(key)?, status: status.ok_or_else(KeyStatus::unknown)? })
    }
}

/// The media type of what is sent, and of what is accepted: errors come as JSON then.
pub const MEDIA_TYPE: &str = "application/json";

impl KeysetId {
    /// Takes the id as it is: never trimmed, never prefixed.
    ///
    /// # Errors
    /// `invalid-argument` when it is empty, `.`, `..`, or holds control characters.
    pub fn parse(text: String) -> Result<KeysetId, Box<Error>> {
        parse_segment("keysetId", text).map(KeysetId)
    }

    /// The id as the caller gave it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl KeyId {
    /// Takes the kid as it is: never trimmed.
    ///
    /// # Errors
    /// `invalid-argument` when it is empty, `.`, `..`, or holds control characters.
    pub fn parse(text: String) -> Result<KeyId, Box<Error>> {
        parse_segment("keyId", text).map(KeyId)
    }

    /// The kid as the caller gave it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl KeyStatus {
    /// What a caller did wrong who passed neither. What was passed is not repeated: a swapped argument could be the token.
    fn unknown() -> Box<Error> {
        Error::invalid(
            "status",
            &["status must be exactly \"enabled\" or \"disabled\", in small letters; Graph knows no other that can be set."],
        )
    }

    /// The word that Graph uses.
    pub const fn as_str(self) -> &'static str {
        match self {
            KeyStatus::Enabled => "enabled",
            KeyStatus::Disabled => "disabled",
        }
    }

    /// Whether Graph says this, in any case.
    pub fn is(self, shown: &str) -> bool {
        shown.eq_ignore_ascii_case(self.as_str())
    }

    const fn body(self) -> &'static str {
        match self {
            KeyStatus::Enabled => r#"{"status":"enabled"}"#,
            KeyStatus::Disabled => r#"{"status":"disabled"}"#,
        }
    }
}

/// The request that makes the change.
pub fn patch(base: &str, change: &Change) -> RequestParts {
    parts("PATCH", key_url(base, &change.keyset, &change.key), Some(change.status.body()))
}

/// The request that reads what is at `url`.
pub fn get(url: String) -> RequestParts {
    parts("GET", url, None)
}

fn parts(method: &'static str, url: String, body: Option<&'static str>) -> RequestParts {
    RequestParts { method, url, body }
}

/// Where the key sets are.
pub fn keysets_url(base: &str) -> String {
    let mut url = String::from(base);
    url.push_str("/trustFramework/keySets");
    url
}

/// Where one key set is, or with `below` what is right below it: `/keys_v2`, `/getActiveKey`.
pub fn keyset_url(base: &str, keyset: &KeysetId, below: &str) -> String {
    let mut url = keysets_url(base);
    url.push('/');
    push_segment(&mut url, &keyset.0);
    url.push_str(below);
    url
}

/// Where one key is.
pub fn key_url(base: &str, keyset: &KeysetId, key: &KeyId) -> String {
    let mut url = keyset_url(base, keyset, "/keys_v2/");
    push_segment(&mut url, &key.0);
    url
}

fn parse_segment(argument: &'static str, text: String) -> Result<String, Box<Error>> {
    let problem = match text.as_bytes() {
        b"" => " must not be empty; pass the id exactly as Graph lists it.",
        b"." | b".." => " must not be \".\" or \"..\": the URL would lose a segment and the request would reach another resource.",
        bytes if has_control(bytes) => " must not contain control characters; pass the id exactly as Graph lists it.",
        _ => return Ok(text),
    };
    Err(Error::invalid(argument, &[argument, problem]))
}

/// Whether UTF-8 bytes hold a character of Unicode's category Cc.
fn has_control(bytes: &[u8]) -> bool {
    let mut before = 0;
    bytes.iter().any(|&byte| {
        let second_half_of_c1 = before == 0xC2 && byte < 0xA0;
        before = byte;
        byte.is_ascii_control() || second_half_of_c1
    })
}

/// Appends `text` as one path segment: everything but RFC 3986's unreserved characters is escaped.
fn push_segment(url: &mut String, text: &str) {
    let digit = |nibble: u8| char::from(nibble.wrapping_add(if nibble < 10 { b'0' } else { b'A' - 10 }));
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            url.push(char::from(byte));
        } else {
            url.push('%');
            url.push(digit(byte >> 4));
            url.push(digit(byte & 0xF));
        }
    }
}
