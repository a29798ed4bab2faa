//! What kept a request from being answered, as a word that crosses the border. wasm-bindgen makes a union of texts of it in TypeScript.
// It also adds a variant for a text that is none of them, without documentation.
#![allow(missing_docs)]

use wasm_bindgen::prelude::*;

/// What kept a request from being answered.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Fault {
    /// `fetch` rejected, or the body of a 200 broke off.
    Rejected = "rejected",
    /// The same in a page, which is not told why.
    Hidden = "hidden",
    /// `fetch` threw at once.
    Threw = "threw",
    /// The attempt took too long.
    OutOfTime = "outOfTime",
    /// What `fetch` gave is no Response.
    NoResponse = "noResponse",
}
