//! The machine by scripts: an input goes in, a command comes out.

mod aborts;
mod any_input;
mod attempts;
mod events;
mod guard;
mod limits;
mod notes;
mod read_back;
mod reads;
mod script;
mod settled;
mod tokens;
mod turns;
mod watch;
