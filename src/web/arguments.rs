//! What a call was given, into the types of `src/graph`. Every refusal names the argument and nothing was sent.
//!
//! `None` says that the call has found an argument wrong itself.

use alloc::boxed::Box;

use super::attempt::Asked;
use super::host::{Call, argument};
use super::options::Options;
use super::patch::{Phase, Request};
use crate::graph::error::Error;
use crate::graph::request::{self, KeyId, KeyStatus, KeysetId};

/// A change that can be asked for.
pub(super) struct Change {
    pub(super) keyset: KeysetId,
    pub(super) key: KeyId,
    pub(super) status: KeyStatus,
}

impl Change {
    /// In the order in which callers read them: arguments, then options.
    #[cfg(not(feature = "full"))]
    pub(super) fn parse(call: &Call) -> Result<Option<(Change, Options)>, Box<Error>> {
        let Some(keyset) = keyset_id(call)? else { return Ok(None) };
        let Some(key) = key_id(call)? else { return Ok(None) };
        Ok(Some((Change { keyset, key, status: status(call)? }, Options::read(call)?)))
    }

    pub(super) fn request(&self, options: &Options) -> Request {
        let parts = request::patch(&options.base, &self.keyset, &self.key, self.status);
        Request { phase: Phase::Patch, parts, asked: Asked::Status(self.status), counted: 0.0 }
    }
}

pub(super) fn status(call: &Call) -> Result<KeyStatus, Box<Error>> {
    KeyStatus::parse(&call.text(argument::STATUS).unwrap_or_default())
}

pub(super) fn keyset_id(call: &Call) -> Result<Option<KeysetId>, Box<Error>> {
    call.text(argument::KEYSET_ID).map(KeysetId::parse).transpose()
}

pub(super) fn key_id(call: &Call) -> Result<Option<KeyId>, Box<Error>> {
    call.text(argument::KEY_ID).map(KeyId::parse).transpose()
}
