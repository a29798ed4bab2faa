//! Runs one command to its end: keeps a log, shows that it is alive, and ends it when its time is up. Knows no command by name.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, PipeReader, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::children;
use crate::repo;

/// No step of ours is honestly longer, however slow the machine or the network.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// The longest a person waits for a sign of life.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Whether a command has exited is looked at when it has said nothing for so long: what it left running may hold its pipes open.
const SILENCE: Duration = Duration::from_millis(200);

/// What we say in the pipe of a command that has exited: all that it said comes before, however late we read it.
const END: &str = "\0the end";

/// How much of a log is shown when a command fails.
const LAST_LINES: usize = 40;

/// A command that ran to its end, well or badly.
pub struct Ended {
    pub status: ExitStatus,
    /// Both of its output streams.
    pub lines: Vec<String>,
}

/// Runs a command whose output is worth reading, and passes it on line by line.
pub fn streaming(what: &str, command: impl Into<Command>) -> Result<Ended> {
    watch(what, command.into(), true, LIMIT)
}

/// Runs a command that people only wait for. Its output is shown when it fails.
pub fn quietly(what: &str, command: impl Into<Command>) -> Result<()> {
    let started = Instant::now();
    println!("{what} ...");
    let ended = watch(what, command.into(), false, LIMIT)?;
    if !ended.status.success() {
        for line in ended.lines.iter().skip(ended.lines.len().saturating_sub(LAST_LINES)) {
            println!("  | {line}");
        }
        bail!("{what} failed ({}); everything it said is in {}", ended.status, log_path(what));
    }
    println!("  done in {}", seconds(started.elapsed()));
    Ok(())
}

/// A duration for people.
pub fn seconds(elapsed: Duration) -> String {
    match elapsed.as_secs() {
        0..60 => format!("{:.1} s", elapsed.as_secs_f64()),
        whole => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

fn watch(what: &str, mut command: Command, show: bool, limit: Duration) -> Result<Ended> {
    let mut log = create_log(what)?;
    // One pipe for both streams keeps their lines in order.
    let (output, mut writer) = io::pipe()?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer.try_clone()?);
    let mut running = children::spawn(&mut command)?;
    let output = lines_of(output);

    let started = Instant::now();
    let mut last_sign = started;
    let mut lines = Vec::new();
    let mut exited = None;
    loop {
        match output.recv_timeout(SILENCE) {
            Ok(line) => {
                let (line, is_last) = line.strip_suffix(END).map_or((line.as_str(), false), |rest| (rest, true));
                if !is_last || !line.is_empty() {
                    writeln!(log, "{line}")?;
                    if show {
                        println!("{line}");
                        last_sign = Instant::now();
                    }
                    lines.push(line.to_owned());
                }
                if let (true, Some(status)) = (is_last, exited) {
                    return Ok(Ended { status, lines });
                }
            }
            Err(_) if exited.is_none() => {
                exited = running.child.try_wait()?;
                if exited.is_some() {
                    // In one piece, whoever else still writes.
                    writer.write_all(format!("{END}\n").as_bytes())?;
                }
            }
            Err(_) => thread::sleep(SILENCE),
        }
        if started.elapsed() > limit {
            bail!("{what}: not done after {}, so it was ended; its output is in {}", seconds(limit), log_path(what));
        }
        if last_sign.elapsed() > HEARTBEAT {
            println!("  ... {what}: {}", seconds(started.elapsed()));
            last_sign = Instant::now();
        }
    }
}

/// The lines that come out of a pipe.
fn lines_of(pipe: PipeReader) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
            if sender.send(String::from_utf8_lossy(&line).trim_end().to_owned()).is_err() {
                return;
            }
        }
    });
    lines
}

fn create_log(what: &str) -> Result<File> {
    let path = repo::root().join(log_path(what));
    fs::create_dir_all(path.with_file_name("")).context("cannot create target/logs")?;
    File::create(&path).with_context(|| format!("cannot write {}", repo::display(&path)))
}

fn log_path(what: &str) -> String {
    let words: Vec<_> = what.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').filter(|word| !word.is_empty()).collect();
    format!("target/logs/{}.log", words.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn keeps_both_streams_in_order_and_the_exit_code() {
        let ended = watch("test of both streams", sh("echo out; echo err >&2; echo; printf last; exit 3"), false, LIMIT).unwrap();
        assert_eq!(ended.lines, ["out", "err", "", "last"]);
        assert_eq!(ended.status.code(), Some(3));
    }

    #[test]
    fn does_not_wait_for_what_the_command_left_running() {
        let started = Instant::now();
        let ended = watch("test of leftovers", sh("sleep 600 & echo done"), false, LIMIT).unwrap();
        assert_eq!(ended.lines, ["done"]);
        assert!(started.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn ends_what_takes_too_long_and_says_so() {
        let started = Instant::now();
        let error = watch("test of the limit", sh("echo begun; sleep 600; true"), false, Duration::ZERO).err().unwrap();
        let expected = "test of the limit: not done after 0.0 s, so it was ended; its output is in target/logs/test-of-the-limit.log";
        assert_eq!(error.to_string(), expected);
        assert!(started.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn a_failing_quiet_command_names_itself_and_its_log() {
        let error = quietly("Fail on purpose (test)", sh("exit 4")).unwrap_err();
        let expected = "Fail on purpose (test) failed (exit status: 4); everything it said is in target/logs/Fail-on-purpose-test.log";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn tells_time_as_people_do() {
        assert_eq!(seconds(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 05 s");
    }
}
