//! `cargo xtask`: builds the package, starts the demo, runs every test, measures. What CI runs is what a developer runs.
//!
//! Holds the command line only; each command is a module. Nothing here is shipped.

mod bench;
mod demo;
mod fuzz;
mod package;
mod site;
mod test;
mod tidy;

mod alone;
mod children;
mod repo;
mod run;
mod tools;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::bench::Bench;
use crate::package::Flavour;
use crate::test::Suite;

/// Builds, shows and tests trustframework-keys. Tools that are missing are installed on the way.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the npm package into pkg/ and pack it into target/package/
    Package,
    /// Build the console page into target/site/, a folder for any static host
    Site,
    /// Build everything and serve the console page on a sandbox tenant until Ctrl-C
    Demo {
        /// Port on 127.0.0.1; any free one when it is taken
        #[arg(long, default_value_t = 8085)]
        port: u16,
        /// Run the Cloudflare Worker instead of the page
        #[arg(long)]
        worker: bool,
    },
    /// Run the named suites, or all of them
    Test {
        /// Suites to run, in the order of --list
        #[arg(value_enum)]
        suites: Vec<Suite>,
        /// Print the suites and what each one tests
        #[arg(long)]
        list: bool,
    },
    /// Try random inputs on the rules about Graph, one target of fuzz/ or all
    Fuzz {
        /// A file of fuzz/targets, without its ending
        target: Option<String>,
        /// How long to try each target
        #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=1000))]
        seconds: u64,
    },
    /// Measure the package against its alternatives
    Bench {
        #[arg(value_enum, default_value_t = Bench::Performance)]
        bench: Bench,
        /// Performance only: how often each client is measured. With fewer than 21 the results go into target/bench; 3 take some minutes
        #[arg(long, value_parser = clap::value_parser!(u32).range(2..=1000))]
        rounds: Option<u32>,
    },
}

fn main() -> ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Result<ExitCode> {
    // Ctrl-C is how a demo ends; anything else it cuts short.
    let interrupted = if matches!(command, Command::Demo { .. }) { 0 } else { 130 };
    children::stop_all_on_interrupt(interrupted)?;

    let sh = repo::shell()?;
    if matches!(command, Command::Test { list: true, .. }) {
        test::list();
        return Ok(ExitCode::SUCCESS);
    }
    let alone = alone::alone()?;
    match command {
        Command::Package => {
            let tarball = package::package(&sh, Flavour::Release)?;
            println!("packed {}", repo::display(&tarball));
        }
        Command::Site => {
            let folder = site::site(&sh)?;
            println!("built {}", repo::display(&folder));
        }
        Command::Demo { port, worker: false } => demo::demo(&sh, port, alone)?,
        Command::Demo { port, worker: true } => demo::worker(&sh, port, alone)?,
        Command::Fuzz { target, seconds } => {
            if !fuzz::fuzz(&sh, target.as_deref(), seconds)? {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Bench { bench, rounds } => bench::bench(&sh, bench, rounds)?,
        Command::Test { suites, .. } => {
            if !test::test(&sh, &suites) {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
