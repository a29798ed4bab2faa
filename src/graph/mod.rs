//! What this package knows of Microsoft Graph: arguments become a request, an answer becomes an outcome.
//!
//! Reads no clock, sends nothing, and cannot see JavaScript.
//!
//! Texts are searched and compared as bytes and put together piece by piece: `format!` and the pattern API of `str` would cost the
//! module several kilobytes.

pub mod time;
pub mod request;
pub mod cloud;
pub mod body;
pub mod answer;
pub mod retry;
pub mod error;
pub mod keys;
pub mod guard;
pub mod outlook;
