//! Starts processes so that they can be stopped with everything they started. How a system does that is in `sys`, and nowhere else.

#[cfg_attr(unix, path = "children/unix.rs")]
#[cfg_attr(windows, path = "children/windows.rs")]
mod sys;

use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};

use self::sys::Group;

/// The groups that are running now.
static RUNNING: Mutex<Vec<Group>> = Mutex::new(Vec::new());

/// A child process that leads its own group. Dropping it stops the group, and so also what the child left running.
pub struct Running {
    pub child: Child,
    group: Group,
}

/// Starts `command` in a process group of its own.
pub fn spawn(command: &mut Command) -> Result<Running> {
    // Locked across the start: an interrupt comes before it or finds the child in the list.
    let mut running = running();
    let child = sys::lead(command).spawn().with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let group = sys::group_of(&child)?;
    running.push(group);
    Ok(Running { child, group })
}

/// On Ctrl-C (or SIGTERM, SIGHUP) stops every child and exits with `exit_code`.
pub fn stop_all_on_interrupt(exit_code: i32) -> Result<()> {
    let handler = move || {
        // Never unlocked: whoever was waiting for a child now waits here, and does not report its end as a failure.
        let running = running();
        sys::stop(&running);
        std::process::exit(exit_code);
    };
    ctrlc::set_handler(handler).context("cannot listen for Ctrl-C")
}

impl Drop for Running {
    fn drop(&mut self) {
        sys::stop(&[self.group]);
        // Only reaps it: nobody who drops a running child asks how it ended.
        let _ = self.child.wait();
        running().retain(|group| *group != self.group);
    }
}

fn running() -> MutexGuard<'static, Vec<Group>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}
