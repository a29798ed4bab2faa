//! From the path as it arrived to what it names (assumption A13). Knows no method and looks nothing up.
//!
//! An operation may be written with its namespace, and the one that is a function with parentheses: OData has all of these spellings.
//!
//! Dot segments are resolved first, as servers and proxies do, and only then is each segment decoded, once. A client that puts the id
//! `..` into a path therefore reaches another resource here, as it would at Graph.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// What a path names.
#[derive(Debug, PartialEq)]
pub(crate) enum Route {
    /// Not a version of Graph.
    Outside,
    /// `/v1.0/trustFramework…`: there is no such thing in v1.0.
    WrongVersion,
    /// Nothing that the emulator knows in `/beta` or `/v1.0`.
    Unknown,
    /// A segment is not UTF-8 once it is decoded.
    Malformed,
    /// `…/keySets`
    Keysets,
    /// `…/keySets/{id}`
    Keyset(String),
    /// `…/keySets/{id}/getActiveKey`
    ActiveKey(String),
    /// `…/keySets/{id}/generateKey`
    GenerateKey(String),
    /// `…/keySets/{id}/uploadSecret`
    UploadSecret(String),
    /// `…/keySets/{id}/keys_v2`
    Keys(String),
    /// `…/keySets/{id}/keys_v2/{kid}`
    Key(String, String),
}

impl Route {
    pub(crate) fn of(path: &str) -> Self {
        let Ok(segments) =
            normal_segments(path).into_iter().map(|raw| percent_decode_str(raw).decode_utf8()).collect::<Result<Vec<_>, _>>()
        else {
            return Self::Malformed;
        };
        match segments.iter().map(Cow::as_ref).collect::<Vec<_>>().as_slice() {
            ["beta", "trustFramework", "keySets", rest @ ..] => Self::below_keysets(rest),
            ["v1.0", "trustFramework", ..] => Self::WrongVersion,
            ["beta" | "v1.0", ..] => Self::Unknown,
            _ => Self::Outside,
        }
    }

    /// The key set at or above what is named.
    pub(crate) fn keyset(&self) -> Option<&str> {
        match self {
            Self::Keyset(id) | Self::ActiveKey(id) | Self::GenerateKey(id) | Self::UploadSecret(id) | Self::Keys(id) | Self::Key(id, _) => {
                Some(id)
            }
            Self::Outside | Self::WrongVersion | Self::Unknown | Self::Malformed | Self::Keysets => None,
        }
    }

    fn below_keysets(segments: &[&str]) -> Self {
        match *segments {
            [] => Self::Keysets,
            [id] => Self::Keyset(id.to_owned()),
            [id, "keys_v2"] => Self::Keys(id.to_owned()),
            [id, "keys_v2", kid] => Self::Key(id.to_owned(), kid.to_owned()),
            [id, operation] => match operation.strip_prefix("microsoft.graph.").unwrap_or(operation) {
                "getActiveKey" | "getActiveKey()" => Self::ActiveKey(id.to_owned()),
                "generateKey" => Self::GenerateKey(id.to_owned()),
                "uploadSecret" => Self::UploadSecret(id.to_owned()),
                _ => Self::Unknown,
            },
            _ => Self::Unknown,
        }
    }
}

/// The segments, still encoded, without dot segments (RFC 3986, section 5.2.4) and without the empty one after a trailing slash.
fn normal_segments(path: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    for segment in path.split('/').skip(1) {
        match segment.to_ascii_lowercase().replace("%2e", ".").as_str() {
            "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    segments.pop_if(|last| last.is_empty());
    segments
}
