//! Groups of processes on Unix: a process group, which signals reach as a whole.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

/// How long a process may take to tidy up before it is killed.
const GRACE: Duration = Duration::from_secs(3);

/// A process and what it started.
pub type Group = Pid;

/// Has the process lead a group of its own.
pub fn lead(command: &mut Command) -> &mut Command {
    command.process_group(0)
}

/// The group that `child` leads.
pub fn group_of(child: &Child) -> Result<Group> {
    Ok(Pid::from_raw(i32::try_from(child.id())?))
}

/// Asks the groups to end, and kills what is left of them after `GRACE`.
pub fn stop(groups: &[Group]) {
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
