//! What a caller chooses from, as words that cross the border. wasm-bindgen makes unions of texts of them in TypeScript.
// It also adds a variant for a text that is none of them, without documentation.
#![allow(missing_docs)]

use alloc::boxed::Box;

use wasm_bindgen::prelude::*;

use crate::graph::cloud;
use crate::graph::error::Error;
use crate::graph::request::KeyStatus;

/// The status to set.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Status {
    /// The key takes part again.
    Enabled = "enabled",
    /// The key is out of use.
    Disabled = "disabled",
}

/// A deployment of Graph.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Cloud {
    /// For everybody.
    Global = "global",
    /// US Government L4.
    UsGov = "usGov",
    /// US Government L5.
    UsGovDod = "usGovDod",
    /// Operated by 21Vianet.
    China = "china",
}

pub(super) fn status(word: Status) -> Option<KeyStatus> {
    match word {
        Status::Enabled => Some(KeyStatus::Enabled),
        Status::Disabled => Some(KeyStatus::Disabled),
        _ => None,
    }
}

pub(super) fn cloud(word: Cloud) -> Result<cloud::Cloud, Box<Error>> {
    match word {
        Cloud::Global => Ok(cloud::Cloud::Global),
        Cloud::UsGov => Ok(cloud::Cloud::UsGov),
        Cloud::UsGovDod => Ok(cloud::Cloud::UsGovDod),
        Cloud::China => Ok(cloud::Cloud::China),
        _ => Err(cloud::Cloud::unknown()),
    }
}
