//! The suite `audit`: whether we may ship what we depend on, and whether anyone can build the same package. Each counts as one check.

use anyhow::{Result, bail, ensure};
use xshell::{Shell, cmd};

use super::report::Report;
use crate::package::{self, Flavour};
use crate::run;
use crate::tools::{cargo, node, rust};

/// What cargo-deny says where RustSec's database cannot be had.
const NO_DATABASE: &str = "failed to fetch advisory database";

/// The Windows target whose crates need no linker of Microsoft's to be checked.
const WINDOWS: &str = "x86_64-pc-windows-gnu";

/// Runs every check.
pub fn audit(sh: &Shell) -> Report {
    let mut report = Report::default();
    report.check("licences, sources and versions of the crates (cargo-deny)", deny(sh, &["bans", "licenses", "sources"]));
    match deny(sh, &["advisories"]) {
        Err(error) if error.to_string() == NO_DATABASE => {
            println!("absent no advisory against the crates: RustSec's database cannot be fetched here");
        }
        result => report.check("no advisory against the crates (cargo-deny)", result),
    }
    report.check("no advisory against what the package depends on (npm audit)", npm_audit(sh));
    report.check("xtask compiles for Windows", compile_for_windows(sh));
    report.check("a second build from nothing gives the same tarball", reproduce(sh));
    report
}

fn deny(sh: &Shell, checks: &[&str]) -> Result<()> {
    let cargo_deny = cargo::cargo_deny(sh)?;
    let ended =
        run::streaming(&format!("cargo-deny {}", checks.join(" ")), cmd!(sh, "{cargo_deny} check --hide-inclusion-graph {checks...}"))?;
    if !ended.status.success() && ended.lines.iter().any(|line| line.contains(NO_DATABASE)) {
        bail!(NO_DATABASE);
    }
    ensure!(ended.status.success(), "  repair: replace the crate, or say in deny.toml why it may stay");
    Ok(())
}

fn npm_audit(sh: &Shell) -> Result<()> {
    node::ensure_node(sh)?;
    let npm = node::NPM;
    let ended = run::streaming("npm audit", cmd!(sh, "{npm} audit --omit=dev --prefix npm"))?;
    ensure!(ended.status.success(), "  repair: the package has no dependency; keep it so");
    Ok(())
}

fn compile_for_windows(sh: &Shell) -> Result<()> {
    rust::ensure_target(sh, WINDOWS)?;
    let ended = run::streaming("xtask for Windows", cmd!(sh, "cargo check --package xtask --target {WINDOWS}"))?;
    ensure!(ended.status.success(), "  repair: put what only one system has into xtask/src/children/");
    Ok(())
}

fn reproduce(sh: &Shell) -> Result<()> {
    let tarball = package::package(sh, Flavour::Release)?;
    package::reproduce(sh, &tarball)
}
