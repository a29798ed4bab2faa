//! `cargo xtask bench`: measures the packed package against its alternatives, in one run. What is measured, and how, is in bench/.

use anyhow::{Result, ensure};
use clap::ValueEnum;
use xshell::{Shell, cmd};

use crate::package::{self, Flavour};
use crate::repo;
use crate::run;
use crate::tools::node;

/// What to measure.
#[derive(Clone, Copy, ValueEnum)]
pub enum Bench {
    /// The same faults through every client: who lies, hangs or leaks. Writes bench/RELIABILITY.md
    Reliability,
}

/// Builds what is measured and runs it.
pub fn bench(sh: &Shell, bench: Bench) -> Result<()> {
    match bench {
        Bench::Reliability => reliability(sh),
    }
}

fn reliability(sh: &Shell) -> Result<()> {
    node::ensure_packages(sh, "bench")?;
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
