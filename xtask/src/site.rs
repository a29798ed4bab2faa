//! `cargo xtask site`: the console page as a folder for any static host, with the package in it and the emulator as a wasm module.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::package::{self, Flavour};
use crate::repo;
use crate::run;
use crate::tools::{self, cargo, node, rust};

/// Where the page is built; www/vite.config.js says the same.
pub const SITE: &str = "target/site";

/// The emulator for the page; www/vite.config.js and www/tsconfig.json say the same.
const EMULATOR: &str = "target/emulator-page";

/// Where a project has what it installed.
const INSTALLED: &str = "www/node_modules/trustframework-keys";

/// Builds the package and the page. Returns the folder.
pub fn site(sh: &Shell) -> Result<PathBuf> {
    let tarball = package::package(sh, Flavour::Release)?;
    from_package(sh, &tarball)
}

/// Builds the page on a package that is already packed. Returns the folder.
pub fn from_package(sh: &Shell, tarball: &Path) -> Result<PathBuf> {
    emulator(sh)?;
    node::ensure_packages(sh, "www")?;
    install(sh, tarball)?;
    run::quietly("building the console page", cmd!(sh, "npm run build --prefix www"))?;
    Ok(repo::root().join(SITE))
}

fn emulator(sh: &Shell) -> Result<()> {
    let wasm_bindgen = cargo::wasm_bindgen(sh, "wasm-bindgen")?.with_file_name("");
    let path = tools::path_with(&[node::wasm_opt_folder(sh)?, wasm_bindgen])?;
    rust::ensure_wasm_target(sh)?;
    let wasm_pack = cargo::wasm_pack(sh)?;
    let out_dir = repo::root().join(EMULATOR);
    let build = cmd!(
        sh,
        "{wasm_pack} build emulator/page --release --target web --no-pack --mode no-install --out-dir {out_dir} --out-name emulator"
    );
    run::quietly("building the emulator for the page", build.env("PATH", path))?;
    run::quietly("making the emulator smaller", cmd!(sh, "node emulator/page/optimize.mjs {out_dir}"))
}

/// As npm would lay it out, but without a line in www's lock file, which would change with every build.
fn install(sh: &Shell, tarball: &Path) -> Result<()> {
    let place = repo::root().join(INSTALLED);
    if place.exists() {
        fs::remove_dir_all(&place).with_context(|| format!("cannot clear {INSTALLED}"))?;
    }
    fs::create_dir_all(&place).with_context(|| format!("cannot create {INSTALLED}"))?;
    run::quietly("installing the package into www", cmd!(sh, "tar -xzf {tarball} --strip-components=1 -C {place}"))
}
