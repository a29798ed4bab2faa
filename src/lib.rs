//! Enables or disables one Azure AD B2C / Entra policy key through Microsoft Graph.
//!
//! This crate becomes the WebAssembly module inside the npm package `trustframework-keys` (`npm/wasm` links it). Its two halves meet in one place only:
//!
//! - [`graph`] knows Graph and no JavaScript. It turns arguments into a request and an answer into an outcome, as functions of
//!   values: it reads no clock, sends nothing, and compiles and tests natively.
//! - `web` knows JavaScript and no rule of Graph. It reads arguments, calls `fetch`, and hands values back. It exists only where the
//!   target is wasm, so a JavaScript type in [`graph`] fails the native build.
#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

pub mod graph;
#[cfg(target_family = "wasm")]
pub mod web;
