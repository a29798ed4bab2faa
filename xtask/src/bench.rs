//! `cargo xtask bench`: measures the packed package against its alternatives, in one run. What is measured, and how, is in bench/.

use anyhow::{Result, ensure};
use clap::ValueEnum;
use xshell::{Shell, cmd};

use crate::package::{self, Flavour};
use crate::repo;
use crate::run;
use crate::tools::browsers::{self, Chromium};
use crate::tools::node;

/// What to measure.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Bench {
    /// Size, import and first call, the calls that follow, many at once, memory. Writes bench/RESULTS.md, its chart and the README's table
    Performance,
    /// The same faults through every client: who lies, hangs or leaks. Writes bench/RELIABILITY.md
    Reliability,
}

/// Builds what is measured and runs it.
pub fn bench(sh: &Shell, bench: Bench, rounds: Option<u32>) -> Result<()> {
    ensure!(bench == Bench::Performance || rounds.is_none(), "only `cargo xtask bench performance` has --rounds");
    node::ensure_packages(sh, "bench")?;
    match bench {
        Bench::Performance => performance(sh, rounds),
        Bench::Reliability => reliability(sh),
    }
}

fn performance(sh: &Shell, rounds: Option<u32>) -> Result<()> {
    node::ensure_packages(sh, "tests")?;
    let Chromium { chromium, chromedriver } = browsers::ensure_chromium(sh)?;
    let tarball = package::package(sh, Flavour::Release)?;

    // Figures are worth what the arithmetic behind them is.
    let tests = ["bench/performance/stats.test.mjs", "bench/performance/budgets.test.mjs"];
    run::quietly("testing the statistics", cmd!(sh, "node --test {tests...}"))?;
    let rounds = rounds.map(|rounds| rounds.to_string());
    let script = cmd!(sh, "node bench/performance/run.mjs {rounds...}")
        .env("TFK_ROOT", repo::root())
        .env("TFK_TARBALL", tarball)
        .env("CHROMIUM", chromium)
        .env("CHROMEDRIVER", chromedriver);
    let ended = run::streaming("performance", script)?;
    ensure!(ended.status.success(), "the run failed ({})", ended.status);
    Ok(())
}

fn reliability(sh: &Shell) -> Result<()> {
    let tarball = package::package(sh, Flavour::Release)?;
    run::quietly("building the emulator", cmd!(sh, "cargo build --package graph-emulator"))?;

    // A judge that cannot condemn would find no fault.
    run::quietly("testing the judge", cmd!(sh, "node --test bench/reliability/judge.test.mjs"))?;
    let script = cmd!(sh, "node bench/reliability/run.mjs")
        .env("TFK_ROOT", repo::root())
        .env("TFK_TARBALL", tarball)
        .env("TFK_EMULATOR", repo::built_binary("graph-emulator")?);
    let ended = run::streaming("reliability", script)?;
    ensure!(ended.status.success(), "the run failed, or found a fault of ours ({})", ended.status);
    Ok(())
}
