//! The tools that the commands need: finds each one or installs it, saying what and where. Which command needs which is not known here.

mod apt;
pub mod browsers;
pub mod cargo;
pub mod node;
pub mod python;
pub mod rust;

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result};

/// PATH with `folders` in front.
pub fn path_with(folders: &[PathBuf]) -> Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(folders.iter().cloned().chain(std::env::split_paths(&path))).context("a folder's name cannot stand in PATH")
}

/// The first part of `text` that looks like a version, as in `geckodriver 0.37.1 (2026-02-03)`.
fn version_in(text: &str) -> Option<&str> {
    text.split_whitespace().map(|word| word.trim_start_matches('v')).find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// The first number of a version.
fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_versions_as_tools_print_them() {
        assert_eq!(version_in("wasm-pack 0.15.1\n"), Some("0.15.1"));
        assert_eq!(version_in("geckodriver 0.37.1 (abc 2026-02-03)\n\nThe source"), Some("0.37.1"));
        assert_eq!(version_in("wasm-opt version 132 (version_132)"), Some("132"));
        assert_eq!(version_in("v20.20.2").and_then(major), Some(20));
        assert_eq!(version_in("no version"), None);
    }
}
