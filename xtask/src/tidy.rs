//! The rules of the house that no compiler knows. Each finding says where it is and how to repair it.

use std::fs;

use anyhow::{Result, bail, ensure};
use serde_json::Value;
use xshell::{Shell, cmd};

use crate::repo;

/// A rule: what holds, and how to check it.
type Rule = (&'static str, fn(&Shell) -> Result<()>);

/// All rules.
pub const RULES: [Rule; 7] = [
    ("every Rust module opens with what it does", modules_open_with_documentation),
    ("no line ends in white space", no_trailing_white_space),
    ("no source file is longer than 400 lines", no_long_file),
    ("the documentation has every error code", documentation_has_every_error_code),
    ("the changelog has this version", changelog_has_this_version),
    ("all versions agree", versions_agree),
    ("wasm-bindgen is pinned to the locked version", wasm_bindgen_is_pinned),
];

const LONGEST_FILE: usize = 400;

/// Where long files are not wanted. Tests and pages may be lists.
const SHORT_FILES: [&str; 3] = ["src/", "emulator/src/", "xtask/src/"];

fn modules_open_with_documentation(sh: &Shell) -> Result<()> {
    let modules = sources(sh)?.into_iter().filter(|(path, _)| path.ends_with(".rs"));
    none_of(
        modules.filter(|(_, text)| !text.starts_with("//!")).map(|(path, _)| path),
        "begin the file with a `//!` sentence: what the module does, and what it does not",
    )
}

fn no_trailing_white_space(sh: &Shell) -> Result<()> {
    // A blank may be what an input for the fuzzer is about.
    let written = sources(sh)?.into_iter().filter(|(path, _)| !path.starts_with("fuzz/seeds/"));
    let found = written.flat_map(|(path, text)| {
        let lines = (1..).zip(text.split('\n')).filter(|(_, line)| line.ends_with(char::is_whitespace));
        lines.map(|(number, _)| format!("{path}:{number}")).collect::<Vec<_>>()
    });
    none_of(found, "remove the blanks at the end of the line")
}

fn no_long_file(sh: &Shell) -> Result<()> {
    let files = sources(sh)?.into_iter().filter(|(path, _)| SHORT_FILES.iter().any(|folder| path.starts_with(folder)));
    let long = files.map(|(path, text)| (path, text.lines().count())).filter(|(_, lines)| *lines > LONGEST_FILE);
    none_of(long.map(|(path, lines)| format!("{path}: {lines} lines")), "move one idea of it into a file of its own")
}

/// The package's README lists them, and the page of troubles says of each what to do.
fn documentation_has_every_error_code(_: &Shell) -> Result<()> {
    let declarations = repo::read("npm/index.d.ts")?;
    let codes = error_codes(&declarations);
    ensure!(!codes.is_empty(), "  npm/index.d.ts: no union `KeyStatusErrorCode` with one code a line\n  repair: declare it there");
    let mut found = Vec::new();
    for (path, before, after) in [("npm/README.md", "| `", "` |"), ("docs/TROUBLESHOOTING.md", "\n### `", "`\n")] {
        let text = repo::read(path)?;
        found.extend(codes.iter().filter(|code| !text.contains(&format!("{before}{code}{after}"))).map(|code| format!("{path}: `{code}`")));
    }
    none_of(found, "give the code a row in the README's table of errors, and a section in docs/TROUBLESHOOTING.md")
}

fn versions_agree(_: &Shell) -> Result<()> {
    let version = |path| -> Result<String> {
        let json: Value = serde_json::from_str(&repo::read(path)?)?;
        Ok(json["version"].as_str().unwrap_or("none").to_owned())
    };
    let mut found = Vec::new();
    for path in ["npm/package.json", "npm/package-lock.json", "worker/package.json", "worker/package-lock.json"] {
        let version = version(path)?;
        if version != repo::VERSION {
            found.push(format!("{path}: {version}, but Cargo.toml has {}", repo::VERSION));
        }
    }
    none_of(found, "give all of them the version of the release")
}

fn changelog_has_this_version(_: &Shell) -> Result<()> {
    let heading = format!("\n## {}", repo::VERSION);
    ensure!(
        repo::read("CHANGELOG.md")?.contains(&heading),
        "  CHANGELOG.md: no section for {}\n  repair: say what a user notices, or take the version back",
        repo::VERSION
    );
    Ok(())
}

fn wasm_bindgen_is_pinned(_: &Shell) -> Result<()> {
    let pin = format!("wasm-bindgen = {{ version = \"={}\"", repo::locked_version("wasm-bindgen")?);
    if !repo::read("Cargo.toml")?.lines().any(|line| line.starts_with(&pin)) {
        bail!(
            "  Cargo.toml: no line that begins with `{pin}`\n  repair: pin the version that Cargo.lock has; its command line tools must be the same"
        );
    }
    Ok(())
}

/// The text files that git knows or would add, with their paths from the root.
fn sources(sh: &Shell) -> Result<Vec<(String, String)>> {
    let paths = cmd!(sh, "git ls-files --cached --others --exclude-standard").quiet().read()?;
    // What is no UTF-8 is no text; what is listed but gone was deleted and not yet committed.
    let texts = paths.lines().filter_map(|path| Some((path.to_owned(), fs::read_to_string(repo::root().join(path)).ok()?)));
    Ok(texts.collect())
}

fn none_of(found: impl IntoIterator<Item = String>, repair: &str) -> Result<()> {
    let found: Vec<_> = found.into_iter().map(|finding| format!("  {finding}\n")).collect();
    ensure!(found.is_empty(), "{}  repair: {repair}", found.concat());
    Ok(())
}

/// The members of the union `KeyStatusErrorCode`, which stands one to a line with comments between.
fn error_codes(declarations: &str) -> Vec<&str> {
    let after = declarations.split_once("type KeyStatusErrorCode =").map_or("", |(_, after)| after);
    let mut codes = Vec::new();
    for line in after.lines().map(str::trim) {
        if let Some(code) = line.strip_prefix("| \"").and_then(|rest| rest.split('"').next()) {
            codes.push(code);
            if line.ends_with(';') {
                break;
            }
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_union_and_nothing_after_it() {
        let declarations = "export type KeyStatusErrorCode =\n  /** Starts; stops. */\n  | \"load\"\n  | \"internal\";\n\nexport type Other =\n  | \"x\";\n";
        assert_eq!(error_codes(declarations), ["load", "internal"]);
        assert!(error_codes("export type Other =\n  | \"x\";\n").is_empty());
    }

    #[test]
    fn findings_say_where_and_how_to_repair() {
        assert!(none_of([], "remove it").is_ok());
        let error = none_of(["a.rs:1".to_owned(), "b.rs:2".to_owned()], "remove it").unwrap_err();
        assert_eq!(error.to_string(), "  a.rs:1\n  b.rs:2\n  repair: remove it");
    }
}
