//! What a call was given, into the types of `src/graph`. Every refusal names the argument and nothing was sent.
//!
//! `None` says that the call has found an argument wrong itself.

use alloc::boxed::Box;

use super::host::{Call, argument};
use super::options::Options;
use crate::graph::error::Error;
use crate::graph::request::{self, KeyId, KeyStatus, KeysetId, RequestParts};

/// A change that can be asked for.
pub(super) struct Change {
    pub(super) keyset: KeysetId,
    pub(super) key: KeyId,
    pub(super) status: KeyStatus,
}

impl Change {
    /// In the order in which callers read them: arguments, then options.
    pub(super) fn parse(call: &Call) -> Result<Option<(Change, Options)>, Box<Error>> {
        let Some(keyset) = keyset_id(call)? else { return Ok(None) };
        let Some(key) = key_id(call)? else { return Ok(None) };
        let status = KeyStatus::parse(&call.text(argument::STATUS).unwrap_or_default())?;
        Ok(Some((Change { keyset, key, status }, Options::read(call)?)))
    }

    pub(super) fn parts(&self, options: &Options) -> RequestParts {
        request::patch(&options.base, &self.keyset, &self.key, self.status, options.client_request_id.clone())
    }
}

pub(super) fn keyset_id(call: &Call) -> Result<Option<KeysetId>, Box<Error>> {
    call.text(argument::KEYSET_ID).map(KeysetId::parse).transpose()
}

pub(super) fn key_id(call: &Call) -> Result<Option<KeyId>, Box<Error>> {
    call.text(argument::KEY_ID).map(KeyId::parse).transpose()
}
