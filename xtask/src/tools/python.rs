//! Python, and what PyPI has for us, in a virtual environment under target/.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use super::apt;
use crate::repo;
use crate::run;

const NAMES: [&str; 2] = ["python3", "python"];
const PACKAGES: [&str; 2] = ["python3", "python3-venv"];

/// The Python of a virtual environment that holds what the file `requirements` lists, made unless it is there.
pub fn ensure_environment(sh: &Shell, requirements: &str) -> Result<PathBuf> {
    let folder = repo::root().join("target/python").join(requirements.replace(['/', '.'], "-"));
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let wanted = repo::read(requirements)?;
    // Written when all is installed.
    let installed = folder.join("installed.txt");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) && python.exists() {
        return Ok(python);
    }
    let system = ensure_python(sh)?;
    run::quietly("making a virtual environment for Python", cmd!(sh, "{system} -m venv --clear {folder}"))?;
    // Compiling what is never imported would double both the time and the space.
    let install = cmd!(sh, "{python} -m pip install --no-compile --disable-pip-version-check --no-input -r {requirements}");
    run::quietly(&format!("installing {requirements} from PyPI"), install)?;
    fs::write(&installed, wanted).with_context(|| format!("cannot write {}", repo::display(&installed)))?;
    Ok(python)
}

/// A Python that can make virtual environments, installed where we may.
fn ensure_python(sh: &Shell) -> Result<PathBuf> {
    if let Some(python) = find(sh) {
        return Ok(python);
    }
    if apt::may_install(sh) {
        println!("Python with venv is missing: {}", PACKAGES.join(" "));
        apt::install(sh, &PACKAGES)?;
    }
    match find(sh) {
        Some(python) => Ok(python),
        None => bail!(
            "Python 3.10 or newer with the modules venv and ensurepip is needed for Microsoft's Python SDK, and there is none on PATH; on \
             Debian: sudo apt-get install -y {} (elsewhere https://www.python.org)",
            PACKAGES.join(" ")
        ),
    }
}

/// Debian has `python3` without what makes an environment usable.
fn find(sh: &Shell) -> Option<PathBuf> {
    let programs = NAMES.iter().filter_map(|name| which::which(name).ok());
    let able = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";
    programs.into_iter().find(|python| cmd!(sh, "{python} -c {able}").quiet().ignore_stderr().run().is_ok())
}
