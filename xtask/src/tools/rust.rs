//! The parts of the Rust toolchain: the wasm target, clippy, rustfmt. The toolchain itself is there, or xtask would not run.

use std::path::Path;

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::run;

/// The target that the module is built for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Installs the standard library for `WASM` unless it is there.
pub fn ensure_wasm_target(sh: &Shell) -> Result<()> {
    let libdir = cmd!(sh, "rustc --print target-libdir --target {WASM}").quiet().read()?;
    if Path::new(&libdir).exists() {
        return Ok(());
    }
    run::quietly(&format!("installing the Rust target {WASM} with rustup"), cmd!(sh, "rustup target add {WASM}"))
}

/// Installs a component, such as clippy, unless cargo has its subcommand.
pub fn ensure_component(sh: &Shell, component: &str, subcommand: &str) -> Result<()> {
    if cmd!(sh, "cargo {subcommand} --version").quiet().ignore_stderr().read().is_ok() {
        return Ok(());
    }
    run::quietly(&format!("installing {component} with rustup"), cmd!(sh, "rustup component add {component}"))
}
