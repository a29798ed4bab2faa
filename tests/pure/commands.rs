//! What a machine wants done, with the request that it sends: as one value, to be compared.

use trustframework_keys::machine::exchange::{Kept, Read};
use trustframework_keys::machine::{self, Ended, Machine};

use trustframework_keys::graph::time::Milliseconds;

/// A command, and of [`machine::Command::Send`] the request.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Ask { scope: &'static str, refused: Option<Kept>, within: Milliseconds },
    Send { method: &'static str, url: String, body: Option<&'static str>, read: Option<Read>, within: Milliseconds },
    Sleep(Milliseconds),
    AwaitTurn,
    Done(Ended),
    Nothing,
}

impl Command {
    /// What that machine has just said.
    pub fn of(machine: &Machine, command: machine::Command) -> Command {
        match command {
            machine::Command::Ask { scope, refused, within } => Command::Ask { scope, refused, within },
            machine::Command::Send { within } => {
                let request = machine.request();
                let parts = request.parts.clone();
                Command::Send { method: parts.method, url: parts.url, body: parts.body, read: request.read(), within }
            }
            machine::Command::Sleep(wait) => Command::Sleep(wait),
            machine::Command::AwaitTurn => Command::AwaitTurn,
            machine::Command::Done(ended) => Command::Done(ended),
            machine::Command::Nothing => Command::Nothing,
        }
    }
}
