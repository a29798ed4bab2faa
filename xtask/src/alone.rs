//! One `cargo xtask` at a time in a checkout: two would write the same files of `pkg/` and `target/` at once. The second waits and says so.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use anyhow::{Context, Result};

use crate::repo;

/// The right to write into this checkout, until it is dropped. The system ends it with the process, however that ends.
pub struct Alone {
    _lock: File,
}

/// Waits until no other command is at work in this checkout.
pub fn alone() -> Result<Alone> {
    lock(&repo::root().join("target/xtask.lock"), || {
        println!("another `cargo xtask` is at work in this checkout; this one goes on when that has ended");
    })
}

fn lock(path: &Path, must_wait: impl FnOnce()) -> Result<Alone> {
    let open = || {
        fs::create_dir_all(path.with_file_name(""))?;
        let file = File::create(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                must_wait();
                file.lock()?;
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        Ok(Alone { _lock: file })
    };
    open().with_context(|| format!("cannot lock {}", repo::display(path)))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    #[test]
    fn the_second_waits_and_says_so_until_the_first_has_ended() {
        let path = std::env::temp_dir().join(format!("xtask-lock-test-{}", std::process::id()));
        let first = lock(&path, || panic!("nobody else is there")).unwrap();

        let (sender, told) = mpsc::channel();
        let second = thread::spawn({
            let path = path.clone();
            move || {
                let alone = lock(&path, || sender.send("waits").unwrap()).unwrap();
                sender.send("goes on").unwrap();
                drop(alone);
            }
        });
        assert_eq!(told.recv().unwrap(), "waits");
        assert!(told.try_recv().is_err());
        drop(first);
        assert_eq!(told.recv().unwrap(), "goes on");
        second.join().unwrap();
        fs::remove_file(path).unwrap();
    }
}
