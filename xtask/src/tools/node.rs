//! Node, npm and what npm installs for us.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail, ensure};
use xshell::{Shell, cmd};

use crate::repo;
use crate::run;

/// npm's program. On Windows it is a script, which is found only by its whole name.
pub const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

const OLDEST_NODE: u32 = 20;

/// Older ones build without a word and break every call: they point the externref table's export at another table.
const OLDEST_WASM_OPT: u32 = 110;

/// Checks that Node and npm are there. They are the one thing we do not install.
pub fn ensure_node(sh: &Shell) -> Result<()> {
    let found = cmd!(sh, "node --version").quiet().ignore_stderr().read().unwrap_or_default();
    match super::version_in(&found).and_then(super::major) {
        Some(major) if major >= OLDEST_NODE => {}
        Some(_) => bail!("Node {OLDEST_NODE} or newer is needed and this is {found}: install one from https://nodejs.org"),
        None => bail!("Node {OLDEST_NODE} or newer is needed and there is no `node` on PATH: install one from https://nodejs.org"),
    }
    ensure!(which::which(NPM).is_ok(), "npm is needed and there is none on PATH: it comes with Node from https://nodejs.org");
    Ok(())
}

/// Installs what `folder`'s lock file says, unless it is installed.
pub fn ensure_packages(sh: &Shell, folder: &str) -> Result<()> {
    ensure_node(sh)?;
    let root = repo::root().join(folder);
    // npm writes this copy of the lock file when it is done installing.
    let installed = modified(&root.join("node_modules/.package-lock.json"));
    let wanted = modified(&root.join("package-lock.json")).with_context(|| format!("{folder}/package-lock.json is missing"))?;
    if installed.is_some_and(|installed| installed >= wanted) {
        return Ok(());
    }
    run::quietly(&format!("installing npm packages into {folder}/node_modules"), cmd!(sh, "{NPM} ci --prefix {folder}"))
}

/// The folder of npm's wasm-opt, which must stand before the system's own on PATH.
pub fn wasm_opt_folder(sh: &Shell) -> Result<PathBuf> {
    ensure_packages(sh, "npm")?;
    let folder = repo::root().join("npm/node_modules/.bin");
    let path = super::path_with(std::slice::from_ref(&folder))?;
    let found = cmd!(sh, "wasm-opt --version").env("PATH", path).quiet().read().context("npm/ installed no wasm-opt")?;
    match super::version_in(&found).and_then(super::major) {
        Some(major) if major >= OLDEST_WASM_OPT => Ok(folder),
        _ => bail!(
            "wasm-opt {OLDEST_WASM_OPT} or newer is needed and this is \"{found}\", which would break the module: \
             remove npm/node_modules and try again"
        ),
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}
