//! The emulator, rule by rule: most tests hand requests to the pure state machine, `server` starts the real program.
//!
//! `A…` in a comment is the number of an assumption in the crate's documentation.

mod chance;
mod control;
#[cfg(feature = "server")]
mod faults;
mod headers;
mod journal;
mod keysets;
mod paths;
mod plan;
#[cfg(feature = "server")]
mod program;
mod reading;
mod refusing;
mod scripts;
#[cfg(feature = "server")]
mod server;
mod settings;
mod support;
mod writing;

#[test]
fn every_assumption_in_the_documentation_is_named_by_a_test() {
    let documented = include_str!("../../src/lib.rs").lines().filter_map(|line| line.strip_prefix("//! - A")?.split_once(':'));
    let tests = [
        include_str!("headers.rs"),
        include_str!("keysets.rs"),
        include_str!("paths.rs"),
        include_str!("reading.rs"),
        include_str!("refusing.rs"),
        include_str!("settings.rs"),
        include_str!("writing.rs"),
    ]
    .concat();
    let named: Vec<&str> = tests.lines().filter_map(|line| line.trim().strip_prefix("// A")).flat_map(|line| line.split(", A")).collect();
    let mut count = 0;
    for (number, assumption) in documented {
        assert!(named.contains(&number), "no test has the comment \"// A{number}\", for:{assumption}");
        count += 1;
    }
    assert_eq!(count, 25, "an assumption was added or removed: change this number with it");
}
