//! What needs no call and sends nothing. A module of its own is made of this: the crates that it takes would be a tenth of the module of calls.

pub mod build;
pub mod outlook;
