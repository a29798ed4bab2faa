//! The suite `hosts`: one wasm test binary in five hosts, through wasm-bindgen's own runner.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use xshell::{Cmd, Shell, cmd};

use super::report::{Outcome, Report, judge_cargo};
use crate::repo;
use crate::run;
use crate::tools::browsers::{self, Browsers};
use crate::tools::{cargo, node, rust};

/// What the runner reads from the environment to choose a host. Node is the host when none is set.
const IN_PAGE: &str = "WASM_BINDGEN_USE_BROWSER";
const IN_WORKER: &str = "WASM_BINDGEN_USE_DEDICATED_WORKER";

/// Nothing of this may come from outside: the runner would take another host or another driver.
const CHOICES: [&str; 6] = [IN_PAGE, IN_WORKER, "CHROMEDRIVER", "CHROMEDRIVER_REMOTE", "GECKODRIVER", "GECKODRIVER_REMOTE"];

/// Runs the tests in every host.
pub fn hosts(sh: &Shell) -> Report {
    let mut report = Report::default();
    report.add("Node", in_node(sh));
    match browsers::ensure(sh) {
        Ok(browsers) => {
            for (name, driver, capabilities) in drivers(&browsers) {
                for (place, variable) in [("page", IN_PAGE), ("worker", IN_WORKER)] {
                    let host = format!("{name} {place}");
                    report.add(&host, in_browser(sh, &host, variable, driver, &capabilities));
                }
            }
        }
        Err(error) => report.add("browsers", Err(error)),
    }
    report
}

fn in_node(sh: &Shell) -> Result<Outcome> {
    node::ensure_node(sh)?;
    run_in("Node", runner(sh)?)
}

fn in_browser(sh: &Shell, host: &str, place: &str, driver: (&str, &Path), capabilities: &Value) -> Result<Outcome> {
    let (variable, driver) = driver;
    let file = write_capabilities(host, capabilities)?;
    run_in(host, runner(sh)?.env(place, "1").env(variable, driver).env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", file))
}

fn run_in(host: &str, tests: Cmd) -> Result<Outcome> {
    println!("-- {host}");
    judge_cargo(&run::streaming(&format!("wasm tests in {host}"), tests)?)
}

/// The command that runs the tests in Node, for the caller to choose another host.
fn runner(sh: &Shell) -> Result<Cmd<'_>> {
    rust::ensure_wasm_target(sh)?;
    let runner = cargo::wasm_bindgen(sh, "wasm-bindgen-test-runner")?;
    let target = rust::WASM;
    let tests = cmd!(sh, "cargo test --package trustframework-keys --target {target} --test hosts");
    let tests = CHOICES.iter().fold(tests, |tests, variable| tests.env_remove(variable));
    // The runner's own 20 seconds are short for a browser on a busy machine, and its 5 for a driver.
    let limits = ["WASM_BINDGEN_TEST_TIMEOUT", "WASM_BINDGEN_TEST_DRIVER_TIMEOUT"];
    let tests = limits.iter().fold(tests, |tests, limit| tests.env(limit, "120"));
    Ok(tests.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner))
}

/// Each browser with its driver and what the driver is to start. Chromium's sandbox does not work for root or in a container.
fn drivers(browsers: &Browsers) -> [(&'static str, (&'static str, &Path), Value); 2] {
    let chromium = json!({ "goog:chromeOptions": { "binary": browsers.chromium, "args": [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ] } });
    let firefox = json!({ "moz:firefoxOptions": { "binary": browsers.firefox, "args": ["-headless"] } });
    [("Chromium", ("CHROMEDRIVER", &browsers.chromedriver), chromium), ("Firefox", ("GECKODRIVER", &browsers.geckodriver), firefox)]
}

fn write_capabilities(host: &str, capabilities: &Value) -> Result<PathBuf> {
    let folder = repo::root().join("target/webdriver");
    let path = folder.join(format!("{}.json", host.replace(' ', "-")));
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&path, capabilities.to_string()))
        .with_context(|| format!("cannot write {}", repo::display(&path)))?;
    Ok(path)
}
