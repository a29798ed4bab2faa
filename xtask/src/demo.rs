//! `cargo xtask demo`: builds everything and serves the console page on a sandbox tenant. Needs no account and no browser of ours.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use xshell::{Shell, cmd};

use crate::alone::Alone;
use crate::children;
use crate::package;
use crate::repo;
use crate::run;
use crate::site;
use crate::tools::node;

/// Builds, starts the emulator and waits for Ctrl-C.
pub fn demo(sh: &Shell, port: u16, alone: Alone) -> Result<()> {
    let tarball = package::for_use(sh)?;
    let site = site::from_package(sh, &tarball)?;
    run::quietly("building the emulator", cmd!(sh, "cargo build --package graph-emulator"))?;
    // What is served is built: others may work in this checkout again.
    drop(alone);
    serve(sh, &site, free_port(port))
}

/// Builds, and runs the Worker against the emulator until Ctrl-C.
pub fn worker(sh: &Shell, port: u16, alone: Alone) -> Result<()> {
    let tarball = package::for_use(sh)?;
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
    // Entra's portal takes a redirect to localhost and none to 127.0.0.1.
    let url = url.replace("127.0.0.1", "localhost");
    println!(
        "\nOpen {url}/\n\n\
         It shows which policy key signs, what runs out and when, on made-up keys at first: nothing leaves this machine.\n\
         Your own tenant: \"Connect your tenant\" on the page, which tells the steps. The app registration's redirect URI\n\
         (single-page application) is {url}/redirect.html\n\n\
         Ctrl-C stops it."
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
            println!(
                "port {port} cannot be used ({error}); taking a free one, which a redirect URI that is registered already does not fit"
            );
            0
        }
    }
}
