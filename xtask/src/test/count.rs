//! Counts tests from what test programs print, and finds what they say of those that failed. Pure: lines in, numbers and texts out.

use std::ops::AddAssign;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    pub passed: usize,
    pub failed: usize,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The sum over all test binaries of `cargo test`, native or through wasm-bindgen-test-runner.
pub fn of_cargo(lines: &[String]) -> Count {
    let mut sum = Count::default();
    for line in lines {
        // test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
        let result = line.trim().strip_prefix("test result: ").and_then(|rest| rest.split_once(". "));
        if let Some(count) = result.and_then(|(_, counts)| numbers(counts, ';')) {
            sum += count;
        }
    }
    sum
}

/// The last line `N passed, N failed` of a script; more counts may follow in it.
pub fn of_script(lines: &[String]) -> Count {
    lines.iter().rev().find_map(|line| numbers(line.trim(), ',')).unwrap_or_default()
}

/// How much is kept of what is said about one failure.
const FAILURE_LINES: usize = 12;

/// What is said of each failure: a script's line `FAILED name`, or a panic, and the lines that follow it.
pub fn failures(lines: &[String]) -> Vec<String> {
    let begins =
        |line: &&String| line.trim_start().starts_with("FAILED ") || (line.starts_with("thread '") && line.contains("panicked at"));
    let goes_on = |line: &&String| !line.is_empty() && !line.trim_start().starts_with("ok ");
    let starts = lines.iter().enumerate().filter(|(_, line)| begins(line)).map(|(at, _)| at);
    starts
        .map(|at| {
            let rest = lines[at + 1..].iter().take(FAILURE_LINES).take_while(|line| goes_on(line) && !begins(line));
            std::iter::once(&lines[at]).chain(rest).map(String::as_str).collect::<Vec<_>>().join("\n")
        })
        .collect()
}

/// Whether the wasm runner left tests out without failing.
pub fn skipped_all(lines: &[String]) -> bool {
    lines.iter().any(|line| line.contains("so skipping"))
}

fn numbers(counts: &str, separator: char) -> Option<Count> {
    let mut parts = counts.split(separator).map(str::trim);
    let passed = parts.next()?.strip_suffix(" passed")?.parse().ok()?;
    let failed = parts.next()?.strip_suffix(" failed")?.parse().ok()?;
    Some(Count { passed, failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn sums_the_test_binaries_of_cargo() {
        let output = lines(
            "     Running unittests src/lib.rs (target/debug/deps/a-1)\n\
             test graph::retry ... ok\n\
             test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
             test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.10s",
        );
        assert_eq!(of_cargo(&output), Count { passed: 15, failed: 2 });
    }

    #[test]
    fn reads_the_wasm_runner() {
        assert_eq!(of_cargo(&lines("test result: ok. 3 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.02s")).passed, 3);
    }

    #[test]
    fn takes_the_last_closing_line_of_a_script() {
        let output = lines("first half: 9 passed, 9 failed\n7 passed, 1 failed\nnode: 40 passed\n41 passed, 0 failed, 2 skipped\nbye");
        assert_eq!(of_script(&output), Count { passed: 41, failed: 0 });
    }

    #[test]
    fn output_without_counts_counts_nothing() {
        let output = lines("all is well\npassed, failed\ntest result: ok\nx passed, y failed");
        assert_eq!(of_cargo(&output), Count::default());
        assert_eq!(of_script(&output), Count::default());
    }

    #[test]
    fn tells_what_failed_and_why() {
        let output = lines(
            "ok   one\nFAILED two\n  2 !== 3\n    at two.mjs\nok   three\n    FAILED four\n      why\n  FAILED five\n\n\
             thread 'six' (7) panicked at a.rs:1:2:\nleft: 1\n\ntest six ... FAILED\ntest result: FAILED. 0 passed; 1 failed;",
        );
        let expected = ["FAILED two\n  2 !== 3\n    at two.mjs", "    FAILED four\n      why", "  FAILED five"];
        assert_eq!(failures(&output), [&expected[..], &["thread 'six' (7) panicked at a.rs:1:2:\nleft: 1"]].concat());
    }

    #[test]
    fn sees_that_the_wasm_runner_skipped() {
        let message = "this test suite is only configured to run in node.js, but we're only testing browser tests so skipping";
        assert!(skipped_all(&lines(message)));
        assert!(!skipped_all(&lines("test skipping ... ok")));
    }
}
