//! What only the root entry has: the guard before a change, the read-back after it, reads, and the turns of a bulk run.
//!
//! `disabled.rs` is its twin for `trustframework-keys/lite`.

mod guard;
mod read;
mod read_back;
mod turns;

use alloc::boxed::Box;
use alloc::{string::String, vec::Vec};

use super::{attempt, call, change, exchange};
use crate::graph::keys::Key;
use crate::graph::time::Clock;

pub(super) use guard::before;
pub use read::{Reading, read};
pub(super) use read_back::after;
pub(super) use turns::{hold, turn};

/// What a read found, one page of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The URL of the page that follows.
    pub next: Option<String>,
    /// The keys, where they are judged here.
    pub keys: Vec<Key>,
    /// When the answer was made.
    pub clock: Clock,
}

type Failed = Box<exchange::Failure>;
