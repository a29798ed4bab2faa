//! `cargo xtask demo`: builds everything and serves the console page on a sandbox tenant. Needs no account and no browser of ours.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use xshell::{Shell, cmd};

use crate::alone::Alone;
use crate::children;
use crate::package::{self, Flavour};
use crate::repo;
use crate::run;
use crate::site;
use crate::tools::node;

/// Builds, starts the emulator and waits for Ctrl-C.
pub fn demo(sh: &Shell, port: u16, alone: Alone) -> Result<()> {
    let site = site::site(sh)?;
    run::quietly("building the emulator", cmd!(sh, "cargo build --package graph-emulator"))?;
    // What is served is built: others may work in this checkout again.
    drop(alone);
    serve(sh, &site, free_port(port))
}

/// Builds, and runs the Worker against the emulator until Ctrl-C.
pub fn worker(sh: &Shell, port: u16, alone: Alone) -> Result<()> {
    let tarball = package::package(sh, Flavour::Release)?;
    run::quietly("building the emulator", cmd!(sh, "cargo build --package graph-emulator"))?;
    for folder in ["tests", "worker"] {
        node::ensure_packages(sh, folder)?;
    }
    drop(alone);
    let emulator = repo::built_binary("graph-emulator")?;
    let script = cmd!(sh, "node tests/worker/demo.mjs")
        .env("TFK_ROOT", repo::root())
        .env("TFK_TARBALL", tarball)
        .env("TFK_EMULATOR", emulator)
        .env("TFK_PORT", port.to_string());
    let status = children::spawn(&mut Command::from(script))?.child.wait()?;
    bail!("the Worker ended by itself: {status}")
}

fn serve(sh: &Shell, site: &Path, port: u16) -> Result<()> {
    let emulator = repo::built_binary("graph-emulator")?;
    let port = port.to_string();
    let mount = format!("/={}", site.display());
    let serve = cmd!(sh, "{emulator} --port {port} --until-stdin-closes --mount {mount}");
    // The pipe closes when xtask ends, however it ends, and the emulator with it.
    let mut running = children::spawn(Command::from(serve).stdin(Stdio::piped()).stdout(Stdio::piped()))?;

    let stdout = running.child.stdout.take().context("the emulator has no output")?;
    let mut lines = BufReader::new(stdout).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let url = first.strip_prefix("graph-emulator listening on ").with_context(|| format!("the emulator did not start: {first}"))?;
    println!(
        "\nOpen {url}/\n\nIt opens on a sandbox inside the page; the emulator at the same address is another tenant to connect to. Nothing leaves this \
         machine unless you connect to Microsoft Graph. Ctrl-C stops it."
    );

    for line in lines {
        println!("{}", line?);
    }
    let status = running.child.wait()?;
    ensure!(status.success(), "the emulator ended by itself: {status}");
    bail!("the emulator ended by itself")
}

/// `port`, or 0 for any when something else listens there.
fn free_port(port: u16) -> u16 {
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => port,
        Err(error) => {
            println!("port {port} cannot be used ({error}); taking a free one");
            0
        }
    }
}
