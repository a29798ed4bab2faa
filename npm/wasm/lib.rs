//! Links `trustframework-keys` as the module that JavaScript loads. Adds nothing of its own.
//!
//! A crate by itself, because a library that is also an rlib, as tests and fuzzers need it, is linked without link-time optimization:
//! 18 kB more wasm.
#![cfg_attr(all(target_family = "wasm", not(feature = "offline")), no_std)]

#[cfg(target_family = "wasm")]
use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};
#[cfg(target_family = "wasm")]
pub use trustframework_keys::web;

// The smallest that gives memory back and joins what lies side by side: 0.6 kB less than talc, 3.7 kB less than std's.
// SAFETY: this is linked for wasm32-unknown-unknown without the atomics feature, where no second thread can exist.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static MEMORY: AssumeSingleThreaded<FreeListAllocator> = unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) };

/// Without std there is nobody to put a panic into words: it is a trap, as with std, and `npm/src/engine.ts` deals with those.
#[cfg(all(target_family = "wasm", not(feature = "offline")))]
#[panic_handler]
fn trap(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
