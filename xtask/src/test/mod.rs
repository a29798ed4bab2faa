//! `cargo xtask test`: the list of suites, and running them one after another. A red suite does not stop the next.

mod audit;
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

use self::report::{Outcome, Report, Table, judge_cargo};
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
    /// The packed package in the tiny apps of tests/matrix, those that are quick to install and build
    Consumers,
    /// Every code block of the READMEs and of docs/, compiled and, where it can be, run
    Docs,
    /// Faults of every kind, from a list of cases, in every runtime and browser
    Reliability,
    /// Calls by the ten thousand with every fault there is, in simulated time: outcomes, leaks, and no token in memory
    Soak,
    /// Ten thousand changes at once in simulated time, throttled, failing and aborted: what arrived against what the report says
    Bulk,
    /// The command line from the packed tarball, on two versions of Node, with and without a terminal
    Cli,
    /// The emulator as Microsoft's own Graph clients see it, of JavaScript and of Python (400 MB from PyPI, once)
    Peer,
    /// The console page in the browsers
    Page,
    /// The Cloudflare Worker in workerd
    Worker,
    /// Only by name: the Worker killed, late and in storms, with figures (minutes)
    WorkerEndurance,
    /// Only by name: every app of tests/matrix, bundlers, frameworks and runtimes, as a table (some minutes, a gigabyte of tools)
    Matrix,
    /// Only by name: licences, sources and advisories of what we depend on, and whether a second build gives the same tarball
    Audit,
}

impl Suite {
    /// Whether it runs when no suite is named.
    fn is_default(self) -> bool {
        !matches!(self, Suite::WorkerEndurance | Suite::Matrix | Suite::Audit)
    }

    fn is_wanted(self, chosen: &[Suite]) -> bool {
        if chosen.is_empty() { self.is_default() } else { chosen.contains(&self) }
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

/// Runs the chosen suites, or all but those that run only by name when none is chosen. Tells whether all are green.
pub fn test(sh: &Shell, chosen: &[Suite]) -> bool {
    let built = OnceCell::new();
    let mut table = Table::default();
    for suite in Suite::value_variants().iter().filter(|suite| suite.is_wanted(chosen)) {
        table.run(*suite, || match suite {
            Suite::Lint => lint::lint(sh),
            Suite::Pure => Report::of(cargo_test("pure tests", cmd!(sh, "cargo test --no-fail-fast --package trustframework-keys"))),
            Suite::Emulator => Report::of(cargo_test(
                "emulator and xtask tests",
                cmd!(sh, "cargo test --no-fail-fast --package graph-emulator --package xtask"),
            )),
            Suite::Hosts => hosts::hosts(sh),
            Suite::Audit => audit::audit(sh),
            // Every other one is a folder of tests/ with a script.
            _ => Report::of(scripts::run(sh, *suite, &built)),
        });
    }
    table.print()
}

fn cargo_test(what: &str, command: Cmd) -> Result<Outcome> {
    judge_cargo(&run::streaming(what, command)?)
}
