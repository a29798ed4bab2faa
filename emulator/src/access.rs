//! Who calls, told by how the token begins. Checks no signature and knows no resource.

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
    pub(crate) fn of(authorization: Option<&[u8]>) -> Result<Self, Refusal> {
        match token(authorization).as_deref().unwrap_or_default() {
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

/// Reads `Authorization: Bearer …`; the scheme is not case-sensitive (RFC 9110, section 11.1).
pub(crate) fn token(authorization: Option<&[u8]>) -> Option<String> {
    let value = String::from_utf8_lossy(authorization?);
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim().to_owned())
}
