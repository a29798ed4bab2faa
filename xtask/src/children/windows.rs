//! Groups of processes on Windows: a process and its descendants, which taskkill finds and ends. There is no asking first.

use std::os::windows::process::CommandExt;
use std::process::{Child, Command, Stdio};

use anyhow::Result;

/// Ctrl-C in the console then reaches xtask alone, which stops the group.
const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;

/// A process and what it started.
pub type Group = u32;

/// Has the process lead a group of its own.
pub fn lead(command: &mut Command) -> &mut Command {
    command.creation_flags(CREATE_NEW_PROCESS_GROUP)
}

/// The group that `child` leads.
pub fn group_of(child: &Child) -> Result<Group> {
    Ok(child.id())
}

/// Ends the groups. The number of one that has ended stays its own while its `Child` lives: none other is hit.
pub fn stop(groups: &[Group]) {
    for group in groups {
        let mut kill = Command::new("taskkill");
        kill.args(["/T", "/F", "/PID", &group.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
        // Without it there is nothing more to try.
        let _ = kill.status();
    }
}
