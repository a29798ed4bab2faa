//! One call from beginning to end, as a machine without input and output: an [`Input`] goes in, a [`Command`] comes out.
//!
//! Sends nothing, reads no clock, draws no random number, and cannot see JavaScript: time, chance and what came of things are inputs. So a
//! whole call runs in a native test, thousands of times a second.
//!
//! Reading order:
//!
//! - [`exchange`]: the values that go in and come out.
//! - [`step`]: the order in which a call goes.
//! - [`settings`] and [`call`]: what a call was given, and what it knows of itself.
//! - [`attempt`]: what comes before a request, and what follows from its answer.
//! - [`root`]: what only the root entry has, which is guard, read-back, reads, and the turns of a bulk run. `trustframework-keys/lite` is built
//!   with `root/disabled.rs` in its place: no call waits for a turn, and an accepted PATCH ends the call.

pub mod exchange;
pub mod step;
pub mod settings;
pub mod call;
pub mod attempt;

#[cfg(feature = "full")]
#[path = "root/enabled/mod.rs"]
pub mod root;
#[cfg(not(feature = "full"))]
#[path = "root/disabled.rs"]
pub mod root;

pub use exchange::{Command, Ended, Event, Failure, Input, Receipt, Step};
pub use step::Machine;
