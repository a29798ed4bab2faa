//! Enables or disables one Azure AD B2C / Entra policy key through Microsoft Graph.
//!
//! This crate becomes the WebAssembly module inside the npm package `trustframework-keys` (`npm/wasm` links it). It has three parts:
//!
//! - [`graph`] knows Graph. It turns arguments into a request and an answer into an outcome, as functions of values.
//! - [`machine`] is one call from beginning to end: what is asked, sent and waited for, in which order. It does none of that itself.
//! - `web` carries inputs into a machine and its commands out to JavaScript, which performs them.
//!
//! The first two read no clock, send nothing, and compile and test natively. `web` exists only where the target is wasm, so a JavaScript
//! type in the others fails the native build.
#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

pub mod graph;
pub mod machine;
#[cfg(target_family = "wasm")]
pub mod web;
