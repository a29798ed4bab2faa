//! Chromium, Firefox and WebKitGTK with their drivers. Only suites that open pages ask for them.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};
use xshell::Shell;

use super::{apt, cargo};

/// Where Chromium and Firefox and their drivers are.
pub struct Browsers {
    pub chromium: PathBuf,
    pub chromedriver: PathBuf,
    pub firefox: PathBuf,
    pub geckodriver: PathBuf,
}

/// Where Chromium is, and its driver.
pub struct Chromium {
    pub chromium: PathBuf,
    pub chromedriver: PathBuf,
}

/// Where WebKitGTK's browser is, its driver, and the X server they run on.
pub struct WebKit {
    pub driver: PathBuf,
    pub minibrowser: PathBuf,
    pub xvfb: PathBuf,
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

const WEBKIT_DRIVER: Program = Program { variable: "WEBKITWEBDRIVER", names: &["WebKitWebDriver"], package: "webkit2gtk-driver" };
const MINIBROWSER: Program = Program {
    variable: "MINIBROWSER",
    names: &[
        "MiniBrowser",
        "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
        "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    ],
    package: "libwebkit2gtk-4.1-0",
};
const XVFB: Program = Program { variable: "XVFB", names: &["Xvfb"], package: "xvfb" };

/// Why a machine does without WebKitGTK: only where it is a package is it required.
const NO_WEBKIT: &str = "this machine has neither WebKitGTK nor apt-get; set WEBKITWEBDRIVER, MINIBROWSER and XVFB if it is somewhere else";

/// Finds Chromium and its driver, installing them where we may.
pub fn ensure_chromium(sh: &Shell) -> Result<Chromium> {
    ensure_programs(sh, &[CHROMIUM, CHROMEDRIVER])?;
    Ok(Chromium { chromium: CHROMIUM.found()?, chromedriver: CHROMEDRIVER.found()? })
}

/// Finds Chromium and Firefox, installing them where we may.
pub fn ensure(sh: &Shell) -> Result<Browsers> {
    ensure_programs(sh, &[CHROMIUM, CHROMEDRIVER, FIREFOX])?;
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

/// Finds WebKitGTK, installing it where we may. The inner error says why this machine does without.
pub fn ensure_webkit(sh: &Shell) -> Result<Result<WebKit, &'static str>> {
    let programs = [WEBKIT_DRIVER, MINIBROWSER, XVFB];
    if !apt::is_here() && programs.iter().any(|program| program.find().is_none()) {
        return Ok(Err(NO_WEBKIT));
    }
    ensure_programs(sh, &programs)?;
    Ok(Ok(WebKit { driver: WEBKIT_DRIVER.found()?, minibrowser: MINIBROWSER.found()?, xvfb: XVFB.found()? }))
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

/// Installs the packages of those programs that are missing, if they are to be had and we are root.
fn ensure_programs(sh: &Shell, programs: &[Program]) -> Result<()> {
    let missing: Vec<_> = programs.iter().filter(|program| program.find().is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<_> = missing.iter().map(|program| program.package).collect();
    let listed = packages.join(" ");
    if !apt::may_install(sh) {
        let variables: Vec<_> = missing.iter().map(|program| program.variable).collect();
        bail!(
            "browsers for the tests are missing; on Debian: sudo apt-get install -y {listed} (elsewhere install them and set {})",
            variables.join(", ")
        );
    }

    println!("browsers for the tests are missing: {listed}");
    apt::install(sh, &packages)
}
