//! The parts of the Rust toolchain: the wasm target, clippy, rustfmt. The toolchain itself is there, or xtask would not run; another
//! one is installed where a folder asks for it.

use std::path::Path;

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::run;

/// The target that the module is built for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Installs the standard library for `WASM` unless it is there.
pub fn ensure_wasm_target(sh: &Shell) -> Result<()> {
    ensure_target(sh, WASM)
}

/// Installs the standard library for a target unless it is there.
pub fn ensure_target(sh: &Shell, target: &str) -> Result<()> {
    let libdir = cmd!(sh, "rustc --print target-libdir --target {target}").quiet().read()?;
    if Path::new(&libdir).exists() {
        return Ok(());
    }
    run::quietly(&format!("installing the Rust target {target} with rustup"), cmd!(sh, "rustup target add {target}"))
}

/// Installs a component, such as clippy, unless cargo has its subcommand.
pub fn ensure_component(sh: &Shell, component: &str, subcommand: &str) -> Result<()> {
    if cmd!(sh, "cargo {subcommand} --version").quiet().ignore_stderr().read().is_ok() {
        return Ok(());
    }
    run::quietly(&format!("installing {component} with rustup"), cmd!(sh, "rustup component add {component}"))
}

/// Installs the toolchain that `manifest`, the text of a rust-toolchain.toml, names, unless it is there. Gives its name.
pub fn ensure_toolchain(sh: &Shell, manifest: &str) -> Result<String> {
    let channel = channel(manifest).context("rust-toolchain.toml names no channel")?;
    if cmd!(sh, "rustup run {channel} rustc --version").quiet().ignore_stderr().read().is_err() {
        let install = cmd!(sh, "rustup toolchain install {channel} --profile minimal");
        run::quietly(&format!("installing the Rust toolchain {channel} with rustup"), install)?;
    }
    Ok(channel.to_owned())
}

fn channel(manifest: &str) -> Option<&str> {
    manifest.lines().find_map(|line| line.strip_prefix("channel = \"")?.strip_suffix('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_channel_of_a_toolchain() {
        assert_eq!(channel("[toolchain]\nchannel = \"nightly-2026-10-01\"\nprofile = \"minimal\"\n"), Some("nightly-2026-10-01"));
        assert_eq!(channel("[toolchain]\nprofile = \"minimal\"\n"), None);
    }
}
