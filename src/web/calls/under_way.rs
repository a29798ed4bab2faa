//! The calls under way, each with a number that JavaScript knows it by.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::Cell;

use super::commands;
use crate::machine::exchange::Input;
use crate::machine::{Command, Machine};
use crate::web::one_thread::OneThread;

/// A machine is taken out for each step and put back at once. While it is out, its place is empty; nothing is added then.
static CALLS: OneThread<Cell<Vec<Option<Box<Machine>>>>> = OneThread(Cell::new(Vec::new()));

/// Adds a call, and gives its number.
pub(super) fn add(machine: Machine) -> u32 {
    let machine = Some(Box::new(machine));
    let mut calls = CALLS.0.take();
    let place = calls.iter().position(Option::is_none).unwrap_or(calls.len());
    match calls.get_mut(place) {
        Some(free) => *free = machine,
        None => calls.push(machine),
    }
    keep(calls);
    place as u32
}

/// Goes on with a call, and says what it wants done next. One that is over is gone then.
pub(super) fn step(call: u32, input: Input) {
    let Some(mut machine) = swap(call, None) else { return };
    let step = machine.step(input);
    commands::say(call, &machine, &step);
    if !matches!(step.command, Command::Done(_)) {
        swap(call, Some(machine));
    }
}

/// Exchanges a call for another, or for none.
pub(super) fn swap(call: u32, machine: Option<Box<Machine>>) -> Option<Box<Machine>> {
    let mut calls = CALLS.0.take();
    let before = calls.get_mut(call as usize).and_then(|place| core::mem::replace(place, machine));
    keep(calls);
    before
}

fn keep(calls: Vec<Option<Box<Machine>>>) {
    // What stands there meanwhile is empty. To drop it would be code for machines in it.
    core::mem::forget(CALLS.0.replace(calls));
}
