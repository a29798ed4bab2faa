//! Debian's packages: whether they can be installed here, and installing them.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::run;

/// Whether the packages are to be had here.
pub fn is_here() -> bool {
    which::which("apt-get").is_ok()
}

/// Whether we may install them too.
pub fn may_install(sh: &Shell) -> bool {
    is_here() && cmd!(sh, "id -u").quiet().read().is_ok_and(|uid| uid == "0")
}

/// Installs packages, giving up within minutes when they cannot be fetched.
pub fn install(sh: &Shell, packages: &[&str]) -> Result<()> {
    let options = ["-o", "Acquire::Retries=2", "-o", "Acquire::http::Timeout=60", "-o", "Acquire::https::Timeout=60"];
    run::quietly("updating the package lists with apt-get", cmd!(sh, "apt-get update {options...}"))?;
    let install =
        cmd!(sh, "apt-get install -y --no-install-recommends {options...} {packages...}").env("DEBIAN_FRONTEND", "noninteractive");
    run::quietly(&format!("installing {} with apt-get", packages.join(" ")), install)
}
