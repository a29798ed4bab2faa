//! The border to JavaScript and nothing else: exports carry inputs into a machine, imports carry its commands out, by name.
//!
//! Decides nothing: [`crate::machine`] and [`crate::graph`] do. On the other side, in `npm/src`, the imports are `host.ts`, `root-host.ts` and
//! `offline.ts`. The exports are called by `describe.ts`, `calls.ts`, `root-calls.ts`, `bulk.ts`, `perform.ts`, `reader.ts`, `engine.ts` and
//! `offline.ts`.
//!
//! No token comes here, and no value of JavaScript but texts, numbers and booleans. The exceptions are the `Request` of `buildPatchRequest` and
//! the keys of `outlook`, in a module of their own.

mod one_thread;
pub mod describe;
mod failures;
pub mod words;

#[cfg(feature = "calls")]
pub mod calls;
#[cfg(feature = "offline")]
pub mod offline;
