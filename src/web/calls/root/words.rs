//! What can be read, as a word that crosses the border. wasm-bindgen makes a union of texts of it in TypeScript.
// It also adds a variant for a text that is none of them, without documentation.
#![allow(missing_docs)]

use wasm_bindgen::prelude::*;

/// What can be read.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum What {
    /// All key sets.
    Keysets = "keysets",
    /// One key set, for its keys.
    Keyset = "keyset",
    /// The keys of one key set.
    Keys = "keys",
    /// One key.
    Key = "key",
    /// The active key of a key set.
    ActiveKey = "activeKey",
}
