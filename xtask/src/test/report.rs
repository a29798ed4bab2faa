//! What came of a suite, and the table over all of them.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::Suite;
use super::count::{self, Count};
use crate::run::{Ended, seconds};

/// What came of the tests of one command.
#[derive(Debug)]
pub struct Outcome {
    count: Count,
    /// What the command said of each test that failed.
    failures: Vec<String>,
}

/// What came of one suite. It is green when something passed and nothing failed.
#[derive(Default)]
pub struct Report {
    count: Count,
    /// One sentence for each part that went wrong.
    faults: Vec<String>,
    /// What there is to read about each test that failed.
    failures: Vec<String>,
}

impl Report {
    /// Adds a part that has no name of its own.
    pub fn of(result: Result<Outcome>) -> Report {
        let mut report = Report::default();
        report.add("", result);
        report
    }

    /// Adds one part: its tests, or why there is no result, which counts as one failure.
    pub fn add(&mut self, part: &str, result: Result<Outcome>) {
        match result {
            Ok(Outcome { count, failures }) => {
                self.count += count;
                self.failures.extend(failures);
                if count.failed > 0 {
                    self.fault(part, &format!("{} failed", count.failed));
                }
            }
            Err(error) => {
                self.count.failed += 1;
                self.fault(part, &format!("{error:#}"));
            }
        }
    }

    fn fault(&mut self, part: &str, fault: &str) {
        self.faults.push(if part.is_empty() { fault.to_owned() } else { format!("{part}: {fault}") });
    }

    /// Adds one check that either holds or says how to repair what it found.
    pub fn check(&mut self, name: &str, result: Result<()>) {
        match result {
            Ok(()) => {
                println!("ok     {name}");
                self.count.passed += 1;
            }
            Err(error) => {
                let failure = format!("FAILED {name}\n{error:#}");
                println!("{failure}");
                self.count.failed += 1;
                self.fault(name, "does not hold");
                self.failures.push(failure);
            }
        }
    }

    fn is_green(&self) -> bool {
        self.count.passed > 0 && self.count.failed == 0
    }
}

/// The tests of a command that ran `cargo test`.
pub fn judge_cargo(ended: &Ended) -> Result<Outcome> {
    ensure!(!count::skipped_all(&ended.lines), "the runner skipped the tests");
    judge(ended, count::of_cargo(&ended.lines))
}

/// The tests of a script that closes with `N passed, N failed`.
pub fn judge_script(ended: &Ended) -> Result<Outcome> {
    judge(ended, count::of_script(&ended.lines))
}

/// A good exit that ran nothing is no success, nor is a bad one that counted no failure.
fn judge(ended: &Ended, count: Count) -> Result<Outcome> {
    ensure!(count.failed > 0 || ended.status.success(), "{} and no test counted as failed", ended.status);
    ensure!(count != Count::default(), "no test ran");
    Ok(Outcome { count, failures: count::failures(&ended.lines) })
}

/// The suites that have run, in order.
#[derive(Default)]
pub struct Table {
    rows: Vec<(Suite, Report, Duration)>,
}

impl Table {
    /// Announces a suite, runs it and keeps what came of it.
    pub fn run(&mut self, suite: Suite, run: impl FnOnce() -> Report) {
        println!("\n== {suite}");
        let started = Instant::now();
        let report = run();
        let elapsed = started.elapsed();
        println!("== {suite}: {} in {}", if report.is_green() { "green" } else { "RED" }, seconds(elapsed));
        self.rows.push((suite, report, elapsed));
    }

    /// Prints what failed, where a long log would hide it, the table and the closing line. Tells whether all is green.
    pub fn print(&self) -> bool {
        for (suite, report, _) in self.rows.iter().filter(|(_, report, _)| !report.failures.is_empty()) {
            println!("\n== what failed in {suite}");
            for failure in &report.failures {
                println!("{failure}");
            }
        }
        println!("\n{:12}{:>8}{:>8}{:>14}", "suite", "passed", "failed", "time");
        let mut sum = Count::default();
        for (suite, report, elapsed) in &self.rows {
            let Count { passed, failed } = report.count;
            println!("{suite:12}{passed:>8}{failed:>8}{:>14}", seconds(*elapsed));
            for fault in &report.faults {
                println!("          {fault}");
            }
            sum += report.count;
        }
        println!("\n{} passed, {} failed", sum.passed, sum.failed);
        self.rows.iter().all(|(_, report, _)| report.is_green())
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use anyhow::anyhow;

    use super::*;

    fn ended(exit_code: u8, output: &str) -> Ended {
        let status = Command::new("sh").args(["-c", &format!("exit {exit_code}")]).status().unwrap();
        Ended { status, lines: output.lines().map(str::to_owned).collect() }
    }

    fn fault(result: Result<Outcome>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn green_needs_a_good_exit_and_a_test_that_passed() {
        assert_eq!(judge_script(&ended(0, "3 passed, 0 failed")).unwrap().count, Count { passed: 3, failed: 0 });
        assert_eq!(fault(judge_script(&ended(0, "0 passed, 0 failed"))), "no test ran");
        assert_eq!(fault(judge_script(&ended(0, ""))), "no test ran");
        assert_eq!(fault(judge_script(&ended(7, "3 passed, 0 failed"))), "exit status: 7 and no test counted as failed");
        assert!(!Report::of(judge_script(&ended(0, "3 passed, 1 failed"))).is_green());
    }

    #[test]
    fn a_run_that_was_skipped_is_red() {
        let output = "but we're only testing browser tests so skipping\ntest result: ok. 1 passed; 0 failed;";
        assert_eq!(fault(judge_cargo(&ended(0, output))), "the runner skipped the tests");
    }

    #[test]
    fn a_part_without_a_result_is_one_failure_with_a_reason() {
        let outcome = |passed, failed| Outcome { count: Count { passed, failed }, failures: vec!["FAILED".to_owned(); failed] };
        let mut report = Report::of(Ok(outcome(4, 0)));
        report.add("Firefox page", Err(anyhow!("no test ran")));
        report.add("Node", Ok(outcome(2, 3)));
        assert_eq!(report.count, Count { passed: 6, failed: 4 });
        assert_eq!(report.faults, ["Firefox page: no test ran", "Node: 3 failed"]);
        assert_eq!(report.failures.len(), 3);
    }
}
