//! The suite `lint`: the compilers' opinions, then the rules of the house. Each counts as one check.

use anyhow::{Result, ensure};
use xshell::{Cmd, Shell, cmd};

use super::report::Report;
use crate::run;
use crate::tidy;
use crate::tools::{node, rust};

const LITE: &[&str] =
    &["--package", "trustframework-keys", "--package", "trustframework-keys-wasm", "--lib", "--no-default-features", "--features", "calls"];

/// Runs every check.
pub fn lint(sh: &Shell) -> Report {
    let target = rust::WASM;
    let mut report = Report::default();

    let formatted = rust::ensure_component(sh, "rustfmt", "fmt")
        .and_then(|()| repaired_by("cargo fmt --all", "formatting", cmd!(sh, "cargo fmt --all --check")));
    report.check("every Rust file is formatted", formatted);

    let native = rust::ensure_component(sh, "clippy", "clippy").and_then(|()| {
        repaired_by("the changes clippy asks for above", "clippy", cmd!(sh, "cargo clippy --workspace --all-targets -- --deny warnings"))
    });
    report.check("clippy is content natively", native);

    // The second is the module of trustframework-keys/lite.
    let modules: [(&str, &[&str]); 3] = [
        ("", &["--package", "trustframework-keys", "--all-targets"]),
        (" as trustframework-keys/lite has it", LITE),
        (", the emulator in the page", &["--package", "graph-emulator-page"]),
    ];
    for (which, selection) in modules {
        let wasm = rust::ensure_wasm_target(sh).and_then(|()| {
            repaired_by(
                "the changes clippy asks for above",
                "clippy for wasm",
                cmd!(sh, "cargo clippy --target {target} {selection...} -- --deny warnings"),
            )
        });
        report.check(&format!("clippy is content for wasm{which}"), wasm);
    }

    let scripts = node::ensure_packages(sh, "npm").and_then(|()| {
        repaired_by(
            "npm/node_modules/.bin/biome check --write .",
            "Biome",
            cmd!(sh, "npm/node_modules/.bin/biome ci --colors=off --error-on-warnings ."),
        )
    });
    report.check("Biome is content with every TypeScript, JavaScript and CSS file", scripts);

    let types = node::ensure_packages(sh, "npm").and_then(|()| {
        repaired_by("what the compiler asks for above", "tsc", cmd!(sh, "npm/node_modules/.bin/tsc --project npm --pretty false"))
    });
    report.check("npm/src is right TypeScript, and has the types of index.d.ts and lite.d.ts", types);

    let types = node::ensure_packages(sh, "npm").and_then(|()| {
        repaired_by("what the compiler asks for above", "tsc", cmd!(sh, "npm/node_modules/.bin/tsc --project npm/bin --pretty false"))
    });
    report.check("npm/bin is right TypeScript, on the types of index.d.ts", types);

    let arrays = node::ensure_packages(sh, "npm").and_then(|()| {
        repaired_by("Array.from, forEach, or another way; npm/build/arrays.mjs says why", "arrays", cmd!(sh, "node npm/build/arrays.mjs"))
    });
    report.check("npm/src iterates nothing but arrays", arrays);

    for (rule, check) in tidy::RULES {
        report.check(rule, check(sh));
    }
    report
}

fn repaired_by(repair: &str, what: &str, command: Cmd) -> Result<()> {
    let ended = run::streaming(what, command)?;
    ensure!(ended.status.success(), "  repair: {repair}");
    Ok(())
}
