//! `cargo xtask fuzz`: looks for inputs that break a rule, each target of `fuzz/` for a while. Rules in Rust are tried by cargo-fuzz, those in
//! JavaScript by Jazzer.js: both are libFuzzer, with the same folders, the same options and the same words at the end.
//!
//! No part of `cargo xtask test`: what it finds depends on luck and time. What it found before lies in `fuzz/seeds`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use xshell::{Cmd, Shell, cmd};

use crate::repo;
use crate::run::{self, Ended};
use crate::tools::{cargo, node, rust};

/// All is safe Rust: the address sanitizer would find nothing and take most of the time.
const CARGO_FUZZ: [&str; 4] = ["--fuzz-dir", ".", "--sanitizer", "none"];

/// Where each JavaScript target is bundled with the rules that it tries: those are TypeScript, which Node 20 does not read.
const BUNDLES: &str = "target/bundles";

/// Which JavaScript counts its branches: the bundles. All bug detectors are off: they watch for commands and paths, of which the rules know
/// none.
const JAZZER: [&str; 4] = ["--sync", "--disable_bug_detectors=.", "-i", "target/bundles/"];

/// A file of `fuzz/targets`: its name without the ending, and whether it is JavaScript.
struct Target {
    name: String,
    is_javascript: bool,
}

/// What came of one target, as the table shows it.
#[derive(Debug, PartialEq)]
struct Row {
    target: String,
    executions: u64,
    per_second: u64,
    corpus: usize,
    /// The files that hold inputs which broke something, or how the fuzzer failed otherwise.
    found: Vec<String>,
}

/// Runs one target, or all, for `seconds` each and prints a table. Tells whether nothing was found.
pub fn fuzz(sh: &Shell, chosen: Option<&str>, seconds: u64) -> Result<bool> {
    let all = targets()?;
    let names: Vec<_> = all.iter().map(|target| target.name.clone()).collect();
    let targets: Vec<_> = all.into_iter().filter(|target| chosen.is_none_or(|chosen| target.name == chosen)).collect();
    ensure!(!targets.is_empty(), "no target {}: there are {}", chosen.unwrap_or_default(), names.join(", "));

    let (javascript, rust): (Vec<_>, Vec<_>) = targets.into_iter().partition(|target| target.is_javascript);
    let mut rows = Vec::new();
    if !rust.is_empty() {
        let cargo_fuzz = cargo::cargo_fuzz(sh)?;
        let _folder = sh.push_dir("fuzz");
        // cargo told xtask's own toolchain to all that it starts.
        let _toolchain = sh.push_env("RUSTUP_TOOLCHAIN", rust::ensure_toolchain(sh, &repo::read("fuzz/rust-toolchain.toml")?)?);
        run::quietly("building the fuzz targets", cmd!(sh, "{cargo_fuzz} fuzz build {CARGO_FUZZ...}"))?;
        for Target { name, .. } in rust {
            rows.push(try_one(&name, seconds, |folders| cmd!(sh, "{cargo_fuzz} fuzz run {CARGO_FUZZ...} {name} {folders...} --"))?);
        }
    }
    if !javascript.is_empty() {
        node::ensure_packages(sh, "fuzz")?;
        node::ensure_packages(sh, "npm")?;
        let _folder = sh.push_dir("fuzz");
        for Target { name, .. } in javascript {
            let esbuild = ["--bundle", "--platform=node", "--format=esm", "--log-level=warning"];
            let bundle = format!("--outfile={BUNDLES}/{name}.js");
            run::quietly(
                &format!("bundling {name}"),
                cmd!(sh, "../npm/node_modules/.bin/esbuild targets/{name}.js {esbuild...} {bundle}"),
            )?;
            let jazzer = ["--import", "./older-glibc.js", "node_modules/@jazzer.js/core/dist/cli.js"];
            rows.push(try_one(&name, seconds, |folders| cmd!(sh, "node {jazzer...} {BUNDLES}/{name}.js {JAZZER...} {folders...} --"))?);
        }
    }

    println!("\n{:18}{:>14}{:>10}{:>8}  found", "target", "executions", "exec/s", "corpus");
    for Row { target, executions, per_second, corpus, found } in &rows {
        let found = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
        println!("{target:18}{executions:>14}{per_second:>10}{corpus:>8}  {found}");
    }
    Ok(rows.iter().all(|row| row.found.is_empty()))
}

/// Runs one target: `command` starts it with its folders, and is told libFuzzer's options.
fn try_one<'a>(name: &str, seconds: u64, command: impl FnOnce(Vec<String>) -> Cmd<'a>) -> Result<Row> {
    let (grown, artifacts) = (format!("target/corpus/{name}"), format!("artifacts/{name}/"));
    for folder in [&grown, &artifacts] {
        fs::create_dir_all(repo::root().join("fuzz").join(folder))?;
    }
    // New inputs go into the first folder.
    let mut folders = vec![grown.clone()];
    folders.extend(existing(format!("seeds/{name}")));
    let dictionary = existing(format!("dictionaries/{name}.dict")).map(|path| format!("-dict={path}"));
    // Longer texts take longer and tell no more.
    let options = [
        format!("-max_total_time={seconds}"),
        format!("-artifact_prefix={artifacts}"),
        "-max_len=512".into(),
        "-print_final_stats=1".into(),
        "-verbosity=0".into(),
    ];
    let ended = run::streaming(&format!("fuzzing {name}"), command(folders).args(options).args(dictionary))?;
    Ok(row(name.to_owned(), &ended, files(&grown)))
}

/// The targets are the files of `fuzz/targets`.
fn targets() -> Result<Vec<Target>> {
    let entries = fs::read_dir(repo::root().join("fuzz/targets")).context("cannot read fuzz/targets")?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let target = |path: &PathBuf| Some(Target { name: path.file_stem()?.to_str()?.to_owned(), is_javascript: path.extension()? == "js" });
    let mut targets: Vec<_> = paths.iter().filter_map(target).collect();
    targets.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(targets)
}

/// A path in `fuzz/`, if there is such a thing.
fn existing(path: String) -> Option<String> {
    repo::root().join("fuzz").join(&path).exists().then_some(path)
}

fn files(folder: impl AsRef<Path>) -> usize {
    fs::read_dir(repo::root().join("fuzz").join(folder)).map_or(0, Iterator::count)
}

/// Reads what libFuzzer prints at its end.
fn row(target: String, ended: &Ended, corpus: usize) -> Row {
    let statistic = |name: &str| {
        let value = ended.lines.iter().find_map(|line| line.strip_prefix("stat::")?.strip_prefix(name)?.strip_prefix(':'));
        value.and_then(|value| value.trim().parse().ok()).unwrap_or(0)
    };
    let (executions, per_second) = (statistic("number_of_executed_units"), statistic("average_exec_per_sec"));
    let mut found: Vec<_> =
        ended.lines.iter().filter_map(|line| Some(line.split_once("Test unit written to ")?.1.trim().to_owned())).collect();
    if found.is_empty() && (!ended.status.success() || executions == 0) {
        found.push(format!("no result: {}", ended.status));
    }
    Row { target, executions, per_second, corpus, found }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn row_of(exit_code: u8, output: &str) -> Row {
        let status = Command::new("sh").args(["-c", &format!("exit {exit_code}")]).status().unwrap();
        row("ids".into(), &Ended { status, lines: output.lines().map(str::to_owned).collect() }, 7)
    }

    #[test]
    fn reads_the_statistics_of_libfuzzer() {
        let output = "Done 848104 runs in 13 second(s)\nstat::number_of_executed_units: 848104\nstat::average_exec_per_sec:     65238\n";
        let expected = Row { target: "ids".into(), executions: 848_104, per_second: 65_238, corpus: 7, found: vec![] };
        assert_eq!(row_of(0, output), expected);
    }

    #[test]
    fn a_finding_is_named_by_its_file() {
        let output = "artifact_prefix='artifacts/ids/'; Test unit written to artifacts/ids/crash-da39\nstat::number_of_executed_units: 5\n";
        assert_eq!(row_of(77, output).found, ["artifacts/ids/crash-da39"]);
    }

    #[test]
    fn a_run_that_failed_or_tried_nothing_is_a_finding_too() {
        assert_eq!(row_of(1, "stat::number_of_executed_units: 5\n").found, ["no result: exit status: 1"]);
        assert_eq!(row_of(0, "").found, ["no result: exit status: 0"]);
    }

    #[test]
    fn every_target_has_seeds() {
        for Target { name, .. } in targets().unwrap() {
            assert!(files(format!("seeds/{name}")) > 0, "{name}");
        }
    }
}
