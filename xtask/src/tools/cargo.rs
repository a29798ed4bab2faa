//! Programs from crates.io. They take minutes to compile, and so live in the user's cache, where they outlast a clone.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::repo;
use crate::run;

/// The program wasm-pack.
pub fn wasm_pack(sh: &Shell) -> Result<PathBuf> {
    ensure(sh, "wasm-pack", "wasm-pack", "0.15.1", Accept::ThisVersion)
}

/// A program of wasm-bindgen-cli, in exactly the version of the crate: the two share a private format.
pub fn wasm_bindgen(sh: &Shell, program: &str) -> Result<PathBuf> {
    ensure(sh, "wasm-bindgen-cli", program, &repo::locked_version("wasm-bindgen")?, Accept::ThisVersion)
}

/// The program geckodriver, in any version: Firefox takes them all.
pub fn geckodriver(sh: &Shell) -> Result<PathBuf> {
    ensure(sh, "geckodriver", "geckodriver", "0.37.1", Accept::AnyVersion)
}

/// The program cargo-fuzz, in any version: it hands libFuzzer's options on.
pub fn cargo_fuzz(sh: &Shell) -> Result<PathBuf> {
    ensure(sh, "cargo-fuzz", "cargo-fuzz", "0.13.2", Accept::AnyVersion)
}

/// The program cargo-deny, in any version that knows deny.toml.
pub fn cargo_deny(sh: &Shell) -> Result<PathBuf> {
    ensure(sh, "cargo-deny", "cargo-deny", "0.20.2", Accept::AnyVersion)
}

#[derive(PartialEq)]
enum Accept {
    ThisVersion,
    AnyVersion,
}

/// The program from PATH when it will do, else from the cache, after installing it there if need be.
fn ensure(sh: &Shell, package: &str, program: &str, version: &str, accept: Accept) -> Result<PathBuf> {
    if let Ok(found) = which::which(program)
        && (accept == Accept::AnyVersion || version_of(sh, &found).is_some_and(|found| found == version))
    {
        return Ok(found);
    }

    let folder = cache()?.join("tools").join(format!("{package}-{version}"));
    let cached = folder.join("bin").join(program).with_extension(env::consts::EXE_EXTENSION);
    if !cached.exists() {
        let what = format!("installing {package} {version} from crates.io");
        println!("{package} {version} is needed; it goes to {} (once, some minutes)", folder.display());
        let install = cmd!(sh, "cargo install {package} --version {version} --root {folder}").env_remove("CARGO_TARGET_DIR");
        run::quietly(&what, install)?;
    }
    Ok(cached)
}

fn version_of(sh: &Shell, program: &Path) -> Option<String> {
    let text = cmd!(sh, "{program} --version").quiet().ignore_stderr().read().ok()?;
    super::version_in(&text).map(str::to_owned)
}

/// Where cargo keeps the sources of crates.
pub fn home() -> Result<PathBuf> {
    let folder = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    folder.context("cargo's folder is not known: set CARGO_HOME or HOME")
}

fn cache() -> Result<PathBuf> {
    let folder = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let folder = folder.or_else(|| env::home_dir().map(|home| home.join(".cache")));
    Ok(folder.context("no folder to install tools in: set XDG_CACHE_HOME or HOME")?.join("trustframework-keys"))
}
