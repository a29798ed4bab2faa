//! Reads `WWW-Authenticate`: the claims that a new token must bring, when the server asks for some.
//!
//! Looks at one thing only, the claims challenge of a `Bearer` scheme. Does not decode the claims (the host does), and does not reject a
//! header for what is wrong beside the challenge.
//!
//! Sources: [RFC 9110 section 11](https://www.rfc-editor.org/rfc/rfc9110#section-11),
//! <https://learn.microsoft.com/entra/identity-platform/claims-challenge>

use alloc::vec::Vec;

/// The claims of the first `Bearer` challenge with `error="insufficient_claims"` and `claims` that `decode` makes sense of: base64, in either
/// alphabet, of a JSON object.
///
/// `www_authenticate` is the header as `Headers.get` gives it: all its lines, joined by commas.
pub fn claims<T>(www_authenticate: &str, decode: &dyn Fn(&[u8]) -> Option<T>) -> Option<T> {
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
                claims = decode(&value);
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
