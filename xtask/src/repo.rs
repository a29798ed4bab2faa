//! Where things are in the repository, and the shell that every command starts from. Runs nothing.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::Shell;

/// The one version of everything in the repository.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask/ lies in the repository")
}

/// `path` as seen from the root, for messages.
pub fn display(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// The text of a file, named from the root.
pub fn read(path: impl AsRef<Path>) -> Result<String> {
    let path = root().join(path);
    fs::read_to_string(&path).with_context(|| format!("cannot read {}", display(&path)))
}

/// A binary of this workspace in the profile that xtask itself was built with: cargo puts them side by side.
pub fn built_binary(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe().context("cannot tell where cargo puts what it builds")?;
    Ok(own.with_file_name(name).with_extension(std::env::consts::EXE_EXTENSION))
}

/// A shell at the root, in which a download that cannot come fails within minutes and output has no colour codes to parse around.
pub fn shell() -> Result<Shell> {
    let sh = Shell::new()?;
    sh.change_dir(root());
    for (name, value) in [
        ("CARGO_HTTP_TIMEOUT", "60"),
        ("CARGO_NET_RETRY", "2"),
        ("CARGO_TERM_COLOR", "never"),
        ("NPM_CONFIG_AUDIT", "false"),
        ("NPM_CONFIG_COLOR", "false"),
        ("NPM_CONFIG_FETCH_RETRIES", "2"),
        ("NPM_CONFIG_FETCH_TIMEOUT", "60000"),
        ("NPM_CONFIG_FUND", "false"),
        ("NPM_CONFIG_UPDATE_NOTIFIER", "false"),
    ] {
        sh.set_var(name, value);
    }
    Ok(sh)
}

/// The version of `package` that Cargo.lock holds.
pub fn locked_version(package: &str) -> Result<String> {
    version_in_lock(&read("Cargo.lock")?, package).with_context(|| format!("Cargo.lock holds no {package}"))
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    Some(lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_version_of_the_package_with_exactly_that_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "wasm"), None);
    }
}
