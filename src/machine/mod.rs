//! One call from beginning to end, as a machine without input and output: an [`Input`] goes in, a [`Command`] comes out.
//!
//! Sends nothing, reads no clock, draws no random number, and cannot see JavaScript: time, chance and what came of things are inputs. So a
//! whole call runs in a native test, thousands of times a second.
//!
//! Reading order: [`exchange`] are the values that go in and come out; [`step`] is the order in which a call goes; [`attempt`] is what comes
//! before a request and what follows from its answer; [`root`] is what only the root entry has: guard, read-back, reads, and the turns of a
//! bulk run. Its twin for `trustframework-keys/lite` does nothing.

pub mod exchange;
pub mod step;
pub mod settings;
pub mod call;
pub mod attempt;
pub mod change;

#[cfg(feature = "full")]
#[path = "root/enabled/mod.rs"]
pub mod root;
#[cfg(not(feature = "full"))]
#[path = "root/disabled.rs"]
pub mod root;

pub use exchange::{Command, Ended, Event, Failure, Input, Receipt, Step};
pub use step::Machine;
