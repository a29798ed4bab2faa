//! Links `trustframework-keys` as the module that JavaScript loads. Adds nothing of its own.
//!
//! A crate by itself, because a library that is also an rlib, as tests and fuzzers need it, is linked without link-time optimization:
//! 18 kB more wasm.
#![cfg_attr(all(target_family = "wasm", not(feature = "full")), no_std)]

#[cfg(target_family = "wasm")]
pub use trustframework_keys::web::{surface, task};

#[cfg(target_family = "wasm")]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Without std there is nobody to put a panic into words: it is a trap, as with std, and `npm/src/engine.js` deals with those.
#[cfg(all(target_family = "wasm", not(feature = "full")))]
#[panic_handler]
fn trap(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
