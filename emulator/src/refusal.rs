//! What Graph says no to: one constructor per case, holding its status, code and message. The envelope is the exchange's.
//!
//! Source of the shape and of the generic codes: <https://learn.microsoft.com/graph/errors>

use http::StatusCode;

use crate::settings::UnknownKeyset;

/// What the codes of B2C begin with, and a whole one where it writes nothing behind it.
const B2C: &str = "AADB2C";

/// An error of Graph.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn no_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", "Access token is empty.")
    }

    pub(crate) fn expired_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")
    }

    /// By B2C, with a code that says nothing (assumption A24).
    pub(crate) fn no_permission() -> Self {
        Self::new(StatusCode::FORBIDDEN, B2C, "The application lacks the permission TrustFrameworkKeySet.ReadWrite.All.")
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Request_BadRequest", message)
    }

    /// A refusal by B2C rather than by Graph's front door.
    pub(crate) fn b2c(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(crate) fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "itemNotFound", "There is no resource at this path.")
    }

    pub(crate) fn no_such_keyset(id: &str, manner: UnknownKeyset) -> Self {
        let sentence = ["KeyContainer with 'id': '", id, "' is not in the directory."].concat();
        match manner {
            UnknownKeyset::Number => Self::b2c("AADB2C90073", sentence),
            UnknownKeyset::NumberInTheMessage => Self::b2c(B2C, "AADB2C90073: ".to_owned() + &sentence),
            UnknownKeyset::NotFound => {
                Self::new(StatusCode::NOT_FOUND, "itemNotFound", ["The key set '", id, "' does not exist."].concat())
            }
        }
    }

    pub(crate) fn no_such_key(kid: &str, keyset: &str) -> Self {
        let message = ["The key '", kid, "' does not exist in the key set '", keyset, "'."].concat();
        Self::new(StatusCode::NOT_FOUND, "itemNotFound", message)
    }

    pub(crate) fn no_active_key(keyset: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "itemNotFound", ["The key set '", keyset, "' has no active key."].concat())
    }

    pub(crate) fn wrong_method() -> Self {
        let message = "Specified HTTP method is not allowed for the request target.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "Request_BadRequest", message)
    }

    pub(crate) fn not_implemented() -> Self {
        Self::new(StatusCode::NOT_IMPLEMENTED, "notSupported", "The operation is not implemented.")
    }

    /// Whether B2C, behind Graph's front door, wrote it.
    pub(crate) fn is_by_b2c(&self) -> bool {
        self.code.starts_with(B2C)
    }

    pub(crate) fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "Request_BadRequest", "The request body is larger than 1 MiB.")
    }

    pub(crate) fn wrong_media_type() -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Request_BadRequest", "The Content-Type must be application/json.")
    }

    /// More writes than `writesPerSecond` or `writesPerMinute` (assumption A22).
    pub(crate) fn throttled() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests", "Too many requests.")
    }

    /// Two writes to one key set at once (assumption A20).
    pub(crate) fn write_under_way(keyset: &str) -> Self {
        let message = ["Another write to the key set '", keyset, "' is under way."].concat();
        Self::new(StatusCode::CONFLICT, "AADB2C95053", message)
    }

    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }
}
