//! Reads `WWW-Authenticate`: the claims that a new token must bring, when the server asks for some.
//!
//! Looks at one thing only, the claims challenge of a `Bearer` scheme. Does not parse the claims as JSON (the host does), and does
//! not reject a header for what is wrong beside the challenge.
//!
//! Sources: [RFC 9110 section 11](https://www.rfc-editor.org/rfc/rfc9110#section-11),
//! <https://learn.microsoft.com/entra/identity-platform/claims-challenge>

use alloc::{string::String, vec::Vec};

/// What servers send is a few hundred bytes.
const LONGEST_CLAIMS: usize = 8 * 1024;

/// The decoded claims of the first `Bearer` challenge with `error="insufficient_claims"` and `claims` that look like a JSON object.
///
/// `www_authenticate` is the header as `Headers.get` gives it: all its lines, joined by commas.
pub fn claims(www_authenticate: &str) -> Option<String> {
    let (mut bearer, mut insufficient, mut claims) = (false, false, None);
    for element in elements(www_authenticate.as_bytes()) {
        let (mut name, mut rest) = first_word(element);
        // A comma separates parameters and challenges alike; a challenge begins where no `=` follows the word.
        if !name.is_empty() && !rest.starts_with(b"=") {
            (bearer, insufficient, claims) = (name.eq_ignore_ascii_case(b"bearer"), false, None);
            (name, rest) = first_word(rest);
        }
        if let Some(value) = rest.strip_prefix(b"=").filter(|_| bearer).and_then(unquoted) {
            if name.eq_ignore_ascii_case(b"error") {
                insufficient = value == b"insufficient_claims";
            } else if name.eq_ignore_ascii_case(b"claims") {
                claims = decoded(&value);
            }
        }
        if insufficient && claims.is_some() {
            return claims;
        }
    }
    None
}

/// The parts between the commas that stand outside of quotes.
fn elements(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    let (mut quoted, mut escaped) = (false, false);
    list.split(move |byte| {
        let special = !core::mem::take(&mut escaped);
        match byte {
            b'"' if special => quoted = !quoted,
            b'\\' => escaped = special,
            _ => {}
        }
        *byte == b',' && !quoted
    })
}

/// What stands before the first blank or `=`, and what follows it from its first visible character on.
fn first_word(text: &[u8]) -> (&[u8], &[u8]) {
    let text = text.trim_ascii();
    let end = text.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'=')).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end).unwrap_or_default();
    (word, rest.trim_ascii_start())
}

/// The value of a parameter: a quoted-string without quotes and escapes, or what stands there bare.
fn unquoted(value: &[u8]) -> Option<Vec<u8>> {
    let value = value.trim_ascii();
    let Some(quoted) = value.strip_prefix(b"\"") else {
        return Some(value.into());
    };
    let mut bytes = quoted.iter();
    let mut text = Vec::new();
    loop {
        text.push(match bytes.next()? {
            b'"' => return bytes.as_slice().is_empty().then_some(text),
            b'\\' => *bytes.next()?,
            byte => *byte,
        });
    }
}

/// The claims out of base64 of either alphabet, when they can be what they should be.
fn decoded(base64: &[u8]) -> Option<String> {
    let end = base64.iter().position(|byte| *byte == b'=').unwrap_or(base64.len());
    let (symbols, padding) = base64.split_at_checked(end)?;
    let mut bytes = Vec::new();
    for chunk in symbols.chunks(4) {
        let mut word = 0u32;
        for position in 0..4 {
            word = word << 6 | chunk.get(position).map_or(Some(0), |symbol| six_bits(*symbol))?;
        }
        bytes.extend_from_slice(word.to_be_bytes().get(1..chunk.len())?);
    }
    let is_whole = symbols.len() % 4 != 1 && (padding.is_empty() || (base64.len().is_multiple_of(4) && matches!(padding, b"=" | b"==")));
    let is_object = matches!(bytes.trim_ascii(), [b'{', .., b'}']);
    (is_whole && is_object && bytes.len() <= LONGEST_CLAIMS).then(|| String::from_utf8(bytes).ok())?
}

fn six_bits(symbol: u8) -> Option<u32> {
    let (first, value) = match symbol {
        b'A'..=b'Z' => (b'A', 0),
        b'a'..=b'z' => (b'a', 26),
        b'0'..=b'9' => (b'0', 52),
        b'+' | b'-' => (symbol, 62),
        b'/' | b'_' => (symbol, 63),
        _ => return None,
    };
    Some(u32::from(symbol.wrapping_sub(first)).wrapping_add(value))
}
