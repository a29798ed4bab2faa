//! The border of calls: how one begins, what comes in while it is under way, and what it wants done next.

pub mod inputs;
pub mod under_way;
mod words;

#[cfg(feature = "full")]
#[path = "root/enabled.rs"]
pub mod root;
#[cfg(not(feature = "full"))]
#[path = "root/disabled.rs"]
pub mod root;

#[cfg(feature = "deliberate-panic")]
#[path = "deliberate_panic/enabled.rs"]
mod deliberate_panic;
#[cfg(not(feature = "deliberate-panic"))]
#[path = "deliberate_panic/disabled.rs"]
mod deliberate_panic;
