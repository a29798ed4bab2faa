//! Starts processes so that they can be stopped with everything they started. The only Unix-specific module.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

/// How long a process may take to tidy up before it is killed.
const GRACE: Duration = Duration::from_secs(3);

/// The process groups that are running now.
static RUNNING: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// A child process that leads its own group. Dropping it stops the group, and so also what the child left running.
pub struct Running {
    pub child: Child,
    group: Pid,
}

/// Starts `command` in a process group of its own.
pub fn spawn(command: &mut Command) -> Result<Running> {
    // Locked across the start: an interrupt comes before it or finds the child in the list.
    let mut running = running();
    let child = command.process_group(0).spawn().with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let group = Pid::from_raw(i32::try_from(child.id())?);
    running.push(group);
    Ok(Running { child, group })
}

/// On Ctrl-C (or SIGTERM, SIGHUP) stops every child and exits with `exit_code`.
pub fn stop_all_on_interrupt(exit_code: i32) -> Result<()> {
    let handler = move || {
        // Never unlocked: whoever was waiting for a child now waits here, and does not report its end as a failure.
        let running = running();
        stop(&running);
        std::process::exit(exit_code);
    };
    ctrlc::set_handler(handler).context("cannot listen for Ctrl-C")
}

impl Drop for Running {
    fn drop(&mut self) {
        stop(&[self.group]);
        // Only reaps it: nobody who drops a running child asks how it ended.
        let _ = self.child.wait();
        running().retain(|group| *group != self.group);
    }
}

fn running() -> MutexGuard<'static, Vec<Pid>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asks the groups to end, and kills what is left of them after `GRACE`.
fn stop(groups: &[Pid]) {
    let signal = |signal: Option<Signal>| groups.iter().filter(|group| killpg(**group, signal).is_ok()).count();

    let asked = Instant::now();
    signal(Some(Signal::SIGTERM));
    while signal(None) > 0 {
        if asked.elapsed() > GRACE {
            signal(Some(Signal::SIGKILL));
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
}
