//! Chromium and Firefox with their drivers. Only suites that open pages ask for them.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};
use xshell::{Shell, cmd};

use super::cargo;
use crate::run;

/// Where the browsers and their drivers are.
pub struct Browsers {
    pub chromium: PathBuf,
    pub chromedriver: PathBuf,
    pub firefox: PathBuf,
    pub geckodriver: PathBuf,
}

/// A program that Debian has a package for.
struct Program {
    /// The variable that names it when it is somewhere else.
    variable: &'static str,
    names: &'static [&'static str],
    package: &'static str,
}

const CHROMIUM: Program = Program { variable: "CHROMIUM", names: &["chromium", "chromium-browser", "google-chrome"], package: "chromium" };
const CHROMEDRIVER: Program = Program { variable: "CHROMEDRIVER", names: &["chromedriver"], package: "chromium-driver" };
const FIREFOX: Program = Program { variable: "FIREFOX", names: &["firefox-esr", "firefox"], package: "firefox-esr" };

/// Finds the browsers, installing them where we may.
pub fn ensure(sh: &Shell) -> Result<Browsers> {
    let missing: Vec<_> = [CHROMIUM, CHROMEDRIVER, FIREFOX].iter().filter(|it| it.find().is_none()).map(|it| it.package).collect();
    if !missing.is_empty() {
        install(sh, &missing)?;
    }
    Ok(Browsers {
        chromium: CHROMIUM.found()?,
        chromedriver: CHROMEDRIVER.found()?,
        firefox: FIREFOX.found()?,
        geckodriver: match env::var_os("GECKODRIVER") {
            Some(path) => path.into(),
            None => cargo::geckodriver(sh)?,
        },
    })
}

impl Program {
    fn find(&self) -> Option<PathBuf> {
        let elsewhere = env::var_os(self.variable).map(PathBuf::from);
        elsewhere.or_else(|| self.names.iter().find_map(|name| which::which(name).ok()))
    }

    fn found(&self) -> Result<PathBuf> {
        match self.find() {
            Some(path) => Ok(path),
            None => bail!("{} is not on PATH after installing {}: set {} to where it is", self.names[0], self.package, self.variable),
        }
    }
}

/// Installs Debian packages, if this is a Debian and we are root.
fn install(sh: &Shell, packages: &[&str]) -> Result<()> {
    let listed = packages.join(" ");
    let is_root = cmd!(sh, "id -u").quiet().read().is_ok_and(|uid| uid == "0");
    if which::which("apt-get").is_err() || !is_root {
        bail!(
            "browsers for the tests are missing; on Debian: sudo apt-get install -y {listed} \
             (elsewhere install them and set CHROMIUM, CHROMEDRIVER and FIREFOX)"
        );
    }

    println!("browsers for the tests are missing: {listed}");
    let options = ["-o", "Acquire::Retries=2", "-o", "Acquire::http::Timeout=60", "-o", "Acquire::https::Timeout=60"];
    run::quietly("updating the package lists with apt-get", cmd!(sh, "apt-get update {options...}"))?;
    let install =
        cmd!(sh, "apt-get install -y --no-install-recommends {options...} {packages...}").env("DEBIAN_FRONTEND", "noninteractive");
    run::quietly(&format!("installing {listed} with apt-get"), install)
}
