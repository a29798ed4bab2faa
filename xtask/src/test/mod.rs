//! `cargo xtask test`: the list of suites, and running them one after another. A red suite does not stop the next.

mod count;
mod hosts;
mod lint;
mod report;
mod scripts;

use std::cell::OnceCell;
use std::fmt;

use anyhow::Result;
use clap::ValueEnum;
use xshell::{Cmd, Shell, cmd};

use self::count::Count;
use self::report::{Report, Table, judge_cargo};
use crate::run;

/// The suites, in the order they run: the quickest answer first.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Suite {
    /// Formatting, clippy for both targets, and the rules of xtask/src/tidy.rs
    Lint,
    /// The rules about Graph, natively
    Pure,
    /// The emulator and xtask themselves
    Emulator,
    /// The wasm module in Node, and in pages and workers of Chromium and Firefox
    Hosts,
    /// The TypeScript types and the package's manifest
    Types,
    /// The packed package in every runtime and bundler, against the emulator
    Runtimes,
    /// Faults of every kind, from a list of cases, in every runtime and browser
    Reliability,
    /// Calls by the ten thousand with every fault there is, in simulated time: outcomes, leaks, and no token in memory
    Soak,
    /// Ten thousand changes at once in simulated time, throttled, failing and aborted: what arrived against what the report says
    Bulk,
    /// The emulator as Microsoft's own Graph client sees it
    Peer,
    /// The console page in the browsers
    Page,
    /// The Cloudflare Worker in workerd
    Worker,
    /// The Worker killed, late and in storms, with figures; minutes long, so only when it is named
    WorkerEndurance,
}

impl Suite {
    /// Whether the suite runs when none is named.
    fn is_usual(self) -> bool {
        self != Suite::WorkerEndurance
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.to_possible_value().expect("no suite is hidden").get_name().fmt(f)
    }
}

/// Prints what there is to run.
pub fn list() {
    for value in Suite::value_variants().iter().filter_map(ValueEnum::to_possible_value) {
        println!("{:18}{}", value.get_name(), value.get_help().map(ToString::to_string).unwrap_or_default());
    }
}

/// Runs the chosen suites, or all but those that must be named when none is chosen. Tells whether all are green.
pub fn test(sh: &Shell, chosen: &[Suite]) -> bool {
    let built = OnceCell::new();
    let mut table = Table::default();
    for suite in Suite::value_variants().iter().filter(|suite| if chosen.is_empty() { suite.is_usual() } else { chosen.contains(suite) }) {
        table.run(*suite, || match suite {
            Suite::Lint => lint::lint(sh),
            Suite::Pure => Report::of(cargo_test("pure tests", cmd!(sh, "cargo test --package trustframework-keys"))),
            Suite::Emulator => {
                Report::of(cargo_test("emulator and xtask tests", cmd!(sh, "cargo test --package graph-emulator --package xtask")))
            }
            Suite::Hosts => hosts::hosts(sh),
            Suite::Types
            | Suite::Runtimes
            | Suite::Reliability
            | Suite::Soak
            | Suite::Bulk
            | Suite::Peer
            | Suite::Page
            | Suite::Worker
            | Suite::WorkerEndurance => Report::of(scripts::run(sh, *suite, &built)),
        });
    }
    table.print()
}

fn cargo_test(what: &str, command: Cmd) -> Result<Count> {
    judge_cargo(&run::streaming(what, command)?)
}
