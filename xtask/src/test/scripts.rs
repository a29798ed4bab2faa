//! The suites that are Node programs, tests/<suite>/run.mjs. They test what is packed, so it is built first, once.

use std::cell::OnceCell;
use std::path::PathBuf;

use anyhow::Result;
use xshell::{Shell, cmd};

use super::Suite;
use super::report::{Outcome, judge_script};
use crate::package::{self, Flavour};
use crate::repo;
use crate::run;
use crate::site;
use crate::tools::browsers::{self, Browsers, WebKit};
use crate::tools::{node, python};

/// What the scripts test.
pub struct Built {
    tarball: PathBuf,
    panic_tarball: PathBuf,
    emulator: PathBuf,
}

/// Runs the script of `suite`, after building what it tests unless an earlier suite did.
pub fn run(sh: &Shell, suite: Suite, built: &OnceCell<Built>) -> Result<Outcome> {
    node::ensure_packages(sh, "tests")?;
    let browsers = match suite {
        Suite::Runtimes | Suite::Consumers | Suite::Docs | Suite::Reliability | Suite::Page | Suite::Matrix => {
            Some((browsers::ensure(sh)?, browsers::ensure_webkit(sh)?))
        }
        _ => None,
    };
    let Built { tarball, panic_tarball, emulator } = match built.get() {
        Some(built) => built,
        None => {
            let fresh = build(sh)?;
            built.get_or_init(|| fresh)
        }
    };

    // The page shows the runs of a Worker.
    if matches!(suite, Suite::Page | Suite::Worker | Suite::WorkerEndurance) {
        node::ensure_packages(sh, "worker")?;
    }
    let site = if suite == Suite::Page { Some(site::from_package(sh, tarball)?) } else { None };

    let (folder, flags) = match suite {
        Suite::Consumers => ("matrix".to_owned(), ["--quick"].as_slice()),
        _ => (suite.to_string(), [].as_slice()),
    };
    let mut script = cmd!(sh, "node tests/{folder}/run.mjs {flags...}")
        .env("TFK_ROOT", repo::root())
        .env("TFK_TARBALL", tarball)
        .env("TFK_PANIC_TARBALL", panic_tarball)
        .env("TFK_EMULATOR", emulator);
    if suite == Suite::Peer {
        script = script.env("TFK_PYTHON", python::ensure_environment(sh, "tests/peer/requirements.txt")?);
    }
    if let Some(site) = site {
        script = script.env("TFK_SITE", site);
    }
    if let Some((Browsers { chromium, chromedriver, firefox, geckodriver }, webkit)) = browsers {
        script = script.env("CHROMIUM", chromium).env("CHROMEDRIVER", chromedriver).env("FIREFOX", firefox).env("GECKODRIVER", geckodriver);
        script = match webkit {
            Ok(WebKit { driver, minibrowser, xvfb }) => {
                script.env_remove("WEBKIT_ABSENT").env("WEBKITWEBDRIVER", driver).env("MINIBROWSER", minibrowser).env("XVFB", xvfb)
            }
            Err(reason) => script.env("WEBKIT_ABSENT", reason),
        };
    }
    judge_script(&run::streaming(&format!("{suite} tests"), script)?)
}

fn build(sh: &Shell) -> Result<Built> {
    let tarball = package::package(sh, Flavour::Release)?;
    let panic_tarball = package::package(sh, Flavour::DeliberatePanic)?;
    run::quietly("building the emulator", cmd!(sh, "cargo build --package graph-emulator"))?;
    Ok(Built { tarball, panic_tarball, emulator: repo::built_binary("graph-emulator")? })
}
