//! Links `trustframework-keys` as the module that JavaScript loads. Adds nothing of its own.
//!
//! A crate by itself, because a library that is also an rlib, as tests and fuzzers need it, is linked without link-time optimization:
//! 18 kB more wasm.

#[cfg(target_family = "wasm")]
pub use trustframework_keys::web::{surface, task};

#[cfg(target_family = "wasm")]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
