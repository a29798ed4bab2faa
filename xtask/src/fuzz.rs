//! `cargo xtask fuzz`: looks for inputs that break a property of `src/graph`, each target of `fuzz/` for a while.
//!
//! No part of `cargo xtask test`: what it finds depends on luck and time. What it found before lies in `fuzz/seeds`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use xshell::{Shell, cmd};

use crate::repo;
use crate::run::{self, Ended};
use crate::tools::{cargo, rust};

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
    let mut targets = targets()?;
    if let Some(chosen) = chosen {
        ensure!(targets.iter().any(|target| target == chosen), "no target {chosen}: there are {}", targets.join(", "));
        targets = vec![chosen.to_owned()];
    }

    let cargo_fuzz = cargo::cargo_fuzz(sh)?;
    let _folder = sh.push_dir("fuzz");
    // cargo told xtask's own toolchain to all that it starts.
    let _toolchain = sh.push_env("RUSTUP_TOOLCHAIN", rust::ensure_toolchain(sh, &repo::read("fuzz/rust-toolchain.toml")?)?);
    // All is safe Rust: the address sanitizer would find nothing and take most of the time.
    let options = ["--fuzz-dir", ".", "--sanitizer", "none"];
    run::quietly("building the fuzz targets", cmd!(sh, "{cargo_fuzz} fuzz build {options...}"))?;

    let mut rows = Vec::new();
    for target in targets {
        let grown = format!("target/corpus/{target}");
        fs::create_dir_all(repo::root().join("fuzz").join(&grown))?;
        // New inputs go into the first folder.
        let mut folders = vec![grown.clone()];
        folders.extend(["corpus", "seeds"].into_iter().filter_map(|folder| existing(format!("{folder}/{target}"))));
        let dictionary = existing(format!("dictionaries/{target}.dict")).map(|path| format!("-dict={path}"));
        // Longer texts take longer and tell no more.
        let limits = [format!("-max_total_time={seconds}"), "-max_len=512".into(), "-print_final_stats=1".into(), "-verbosity=0".into()];
        let command = cmd!(sh, "{cargo_fuzz} fuzz run {options...} {target} {folders...} -- {limits...} {dictionary...}");
        let ended = run::streaming(&format!("fuzzing {target}"), command)?;
        rows.push(row(target, &ended, files(&grown)));
    }

    println!("\n{:18}{:>14}{:>10}{:>8}  found", "target", "executions", "exec/s", "corpus");
    for Row { target, executions, per_second, corpus, found } in &rows {
        let found = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
        println!("{target:18}{executions:>14}{per_second:>10}{corpus:>8}  {found}");
    }
    Ok(rows.iter().all(|row| row.found.is_empty()))
}

/// The targets are the files of `fuzz/targets`.
fn targets() -> Result<Vec<String>> {
    let entries = fs::read_dir(repo::root().join("fuzz/targets")).context("cannot read fuzz/targets")?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let mut targets: Vec<_> = paths.iter().filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    targets.sort();
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
        for target in targets().unwrap() {
            assert!(files(format!("seeds/{target}")) > 0, "{target}");
        }
    }
}
