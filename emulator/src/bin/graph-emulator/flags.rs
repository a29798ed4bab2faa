//! The command line. A wrong flag is told by clap, with exit code 2.

use std::collections::HashSet;
use std::path::PathBuf;

use clap::Parser;

/// The first segments that no mount takes from the emulator.
pub const OWN_NAMES: [&str; 3] = ["beta", "v1.0", "_emulator"];

/// A local Microsoft Graph (beta, trust framework keys) for demo and tests.
#[derive(Parser)]
#[command(name = "graph-emulator", version)]
pub struct Flags {
    /// Port on 127.0.0.1; 0 takes any free one
    #[arg(long, value_name = "N", default_value_t = 8085)]
    pub port: u16,

    /// Serve the files of DIR under /path/, or at / itself; may be given more than once
    #[arg(long = "mount", value_name = "/path=DIR", value_parser = Mount::parse)]
    pub mounts: Vec<Mount>,

    /// Exit when stdin reaches its end, so that a harness that dies leaves no orphan
    #[arg(long)]
    pub until_stdin_closes: bool,
}

impl Flags {
    /// What no single flag can see.
    pub fn refuse_a_path_mounted_twice(&self) -> Result<(), String> {
        let mut seen = HashSet::new();
        match self.mounts.iter().find(|mount| !seen.insert(&mount.path)) {
            Some(mount) => Err(format!("{} is mounted twice.", mount.path)),
            None => Ok(()),
        }
    }
}

/// A directory and the path that it is served under.
#[derive(Clone)]
pub struct Mount {
    /// `/`, or `/` and one segment.
    pub path: String,
    /// An existing directory.
    pub directory: PathBuf,
}

impl Mount {
    fn parse(flag: &str) -> Result<Self, String> {
        let (path, directory) = flag.split_once('=').ok_or("write it as /path=DIR")?;
        let name = path.strip_prefix('/').unwrap_or_default();
        if path != "/" && (name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))) {
            return Err("the path must be / alone or with one name of letters, digits, dot, - and _".to_owned());
        }
        if OWN_NAMES.contains(&name) {
            return Err(format!("{path} belongs to the emulator"));
        }
        let directory = PathBuf::from(directory);
        if !directory.is_dir() {
            return Err(format!("{} is not a directory", directory.display()));
        }
        Ok(Self { path: path.to_owned(), directory })
    }
}
