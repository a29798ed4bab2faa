//! The calls under way, each with a number that JavaScript knows it by.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::RefCell;

use super::commands;
use crate::machine::exchange::Input;
use crate::machine::{Command, Machine};
use crate::web::one_thread::OneThread;

/// The host does nothing while the module runs, so no call is begun or dropped while another goes on.
static CALLS: OneThread<RefCell<Vec<Option<Box<Machine>>>>> = OneThread(RefCell::new(Vec::new()));

/// Adds a call, and gives its number.
pub(super) fn add(machine: Machine) -> u32 {
    let machine = Some(Box::new(machine));
    let mut calls = CALLS.0.borrow_mut();
    let place = calls.iter().position(Option::is_none).unwrap_or(calls.len());
    match calls.get_mut(place) {
        Some(free) => *free = machine,
        None => calls.push(machine),
    }
    place as u32
}

/// Goes on with a call, and says what it wants done next. One that is over is gone then.
pub(super) fn step(call: u32, input: Input) {
    let is_over = with(call, |machine| {
        let step = machine.step(input);
        commands::say(call, machine, &step);
        matches!(step.command, Command::Done(_))
    });
    if is_over == Some(true) {
        forget(call);
    }
}

/// Drops a call.
pub(super) fn forget(call: u32) {
    CALLS.0.borrow_mut().get_mut(call as usize).map(Option::take);
}

/// Does something with a call; `None` where there is none of that number.
pub(super) fn with<Value>(call: u32, work: impl FnOnce(&mut Machine) -> Value) -> Option<Value> {
    CALLS.0.borrow_mut().get_mut(call as usize)?.as_deref_mut().map(work)
}
