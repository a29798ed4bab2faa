//! `cargo xtask package`: from Rust source to the npm tarball, which holds three modules: that of the root entry, that of
//! `trustframework-keys/lite`, and that of what needs no call. What goes into the package is npm/build.mjs's business.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use xshell::{Shell, cmd};

use crate::repo;
use crate::run;
use crate::tools::{self, cargo, node, rust};

/// Which of the two packages to build.
#[derive(Clone, Copy, PartialEq)]
pub enum Flavour {
    /// What users install.
    Release,
    /// The same, with calls that panic on purpose, for the tests of what happens then.
    DeliberatePanic,
    /// What users install, built again from nothing in another folder.
    Again,
}

impl Flavour {
    fn layout(self) -> Layout {
        match self {
            Flavour::Release => {
                Layout { title: "the package", modules: "target/wasm-pack", package: "pkg", tarball: "target/package", features: &[] }
            }
            Flavour::DeliberatePanic => Layout {
                title: "the panicking package",
                modules: "target/panic/wasm-pack",
                package: "target/panic/pkg",
                tarball: "target/panic",
                features: &["--features", "deliberate-panic"],
            },
            Flavour::Again => Layout {
                title: "the package again",
                modules: "target/again/wasm-pack",
                package: "target/again/pkg",
                tarball: "target/again",
                features: &[],
            },
        }
    }
}

/// Where a flavour is built, and how.
struct Layout {
    title: &'static str,
    modules: &'static str,
    package: &'static str,
    tarball: &'static str,
    features: &'static [&'static str],
}

/// The modules, and the feature that Cargo builds each with.
const MODULES: [(&str, &str); 3] = [("root", "full"), ("lite", "calls"), ("offline", "offline")];

/// Builds and packs a flavour, and prints what the released one weighs. Returns the tarball's path.
pub fn package(sh: &Shell, flavour: Flavour) -> Result<PathBuf> {
    build(sh, flavour, flavour == Flavour::Release)
}

/// The released flavour, for who wants to use it and not to weigh it. Returns the tarball's path.
pub fn for_use(sh: &Shell) -> Result<PathBuf> {
    build(sh, Flavour::Release, false)
}

fn build(sh: &Shell, flavour: Flavour, with_sizes: bool) -> Result<PathBuf> {
    let Layout { title, modules, package, tarball, features } = flavour.layout();
    let root = repo::root();

    let path = tools::path_with(&[node::wasm_opt_folder(sh)?, folder_of(cargo::wasm_bindgen(sh, "wasm-bindgen")?)])?;
    rust::ensure_wasm_target(sh)?;
    let wasm_pack = cargo::wasm_pack(sh)?;
    // Panics name source files; where this machine keeps them is nobody's business, and would make each machine's package another.
    let sources = format!("--remap-path-prefix={}=crates", cargo::home()?.join("registry/src").display());
    let _flags = sh.push_env("CARGO_ENCODED_RUSTFLAGS", sources);
    let _cargo_target = (flavour == Flavour::Again).then(|| sh.push_env("CARGO_TARGET_DIR", root.join("target/again/cargo")));
    for (module, feature) in MODULES {
        let out_dir = root.join(modules).join(module);
        let build = cmd!(
            sh,
            "{wasm_pack} build npm/wasm --release --target web --no-pack --mode no-install --out-dir {out_dir} --out-name glue -- --no-default-features --features {feature} {features...}"
        );
        run::quietly(&format!("building the {module} module of {title}"), build.env("PATH", &path))?;
    }

    let quiet = (!with_sizes).then_some("--quiet");
    let what = format!("assembling {title}");
    let ended = run::streaming(&what, cmd!(sh, "node npm/build.mjs --from {modules} --to {package} {quiet...}"))?;
    if !ended.status.success() {
        bail!("{what}: npm/build.mjs ended with {}", ended.status);
    }

    fs::create_dir_all(root.join(tarball))?;
    let npm = node::NPM;
    run::quietly(&format!("packing {title}"), cmd!(sh, "{npm} pack ./{package} --pack-destination {tarball}"))?;
    Ok(root.join(tarball).join(format!("trustframework-keys-{}.tgz", repo::VERSION)))
}

/// Builds the package from nothing in a folder of its own and compares: one commit gives one tarball, byte for byte.
pub fn reproduce(sh: &Shell, tarball: &Path) -> Result<()> {
    sh.remove_path("target/again")?;
    let again = package(sh, Flavour::Again)?;
    let [first, second] = [checksum(sh, tarball)?, checksum(sh, &again)?];
    println!("{first}  {}\n{second}  {}", repo::display(tarball), repo::display(&again));
    ensure!(first == second, "two builds differ; unpack both tarballs and compare them");
    Ok(())
}

fn checksum(sh: &Shell, file: &Path) -> Result<String> {
    let program = "process.stdout.write(require('crypto').hash('sha256', require('fs').readFileSync(process.argv[1])))";
    Ok(cmd!(sh, "node --eval {program} {file}").quiet().read()?)
}

fn folder_of(program: PathBuf) -> PathBuf {
    program.with_file_name("")
}
