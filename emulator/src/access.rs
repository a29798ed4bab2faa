//! Who calls, told by how the token begins. Checks no signature and knows no resource.

use http::{HeaderMap, header};

use crate::refusal::Refusal;

/// The permission that a token carries.
#[derive(PartialEq)]
pub(crate) enum Access {
    /// `TrustFrameworkKeySet.Read.All`
    Read,
    /// `TrustFrameworkKeySet.ReadWrite.All`
    ReadWrite,
}

impl Access {
    /// Reads `Authorization: Bearer …`; the scheme is not case-sensitive (RFC 9110, section 11.1).
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Refusal> {
        let value = headers.get(header::AUTHORIZATION).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let token = match value.as_deref().and_then(|value| value.split_once(' ')) {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") => token.trim(),
            _ => "",
        };
        match token {
            "" => Err(Refusal::no_token()),
            token if token.starts_with("expired") => Err(Refusal::expired_token()),
            token if token.starts_with("read-only") => Ok(Self::Read),
            _ => Ok(Self::ReadWrite),
        }
    }

    pub(crate) fn require_write(&self) -> Result<(), Refusal> {
        match self {
            Self::ReadWrite => Ok(()),
            Self::Read => Err(Refusal::no_permission()),
        }
    }
}
