//! The program itself, over TCP: only what the state machine cannot show.

use std::fs;
use std::net::TcpStream;
use std::path::PathBuf;

use graph_emulator::MAX_BODY_BYTES;

use crate::program::{command, start};

/// A directory of files that contain their own names.
fn files(directory: &str, names: &[&str]) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(directory);
    fs::create_dir_all(&directory).expect("the directory should be made");
    for name in names {
        fs::write(directory.join(name), name).expect("the file should be written");
    }
    directory
}

#[test]
fn the_raw_path_reaches_the_state_machine_and_the_date_is_sent_once() {
    let emulator = start(&[]);
    let target = "/beta/trustFramework/keySets/a%2Fb/keys_v2/%2e%2e";
    let answer = emulator.send("GET", target, "");
    assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
    assert!(answer.contains("KeyContainer with 'id': 'a/b' is not in the directory."), "{answer}");
    assert_eq!(answer.matches("\r\ndate: ").count(), 1, "{answer}");
    assert!(emulator.send("GET", "/_emulator/journal", "").contains(&format!(r#""url":"{target}""#)));
}

#[test]
fn a_planned_answer_without_a_date_has_none_on_the_wire() {
    let emulator = start(&[]);
    emulator.send("POST", "/_emulator/answers", r#"[{"status":503,"headers":{"date":null}}]"#);
    let answer = emulator.send("GET", "/beta/trustFramework/keySets", "");
    assert!(answer.starts_with("HTTP/1.1 503 ") && !answer.contains("date: "), "{answer}");
}

#[test]
fn a_body_beyond_the_limit_is_a_413() {
    let emulator = start(&[]);
    let answer = emulator.send("PATCH", "/beta/trustFramework/keySets", &" ".repeat(MAX_BODY_BYTES + 1));
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[test]
fn mounted_files_have_their_types_and_are_not_cached_nor_journaled() {
    let directory = files("types", &["index.html", "a.js", "b.mjs", "c.wasm"]);
    let emulator = start(&["--mount", &format!("/files={}", directory.display())]);
    for (path, content_type) in [
        ("/files/", "text/html"),
        ("/files/a.js", "text/javascript"),
        ("/files/b.mjs", "application/javascript"),
        ("/files/c.wasm", "application/wasm"),
    ] {
        let answer = emulator.send("GET", path, "");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains(&format!("\r\ncontent-type: {content_type}\r\n")), "{answer}");
        assert!(answer.contains("\r\ncache-control: no-store\r\n"), "{answer}");
    }
    assert!(emulator.send("GET", "/files/none.js", "").starts_with("HTTP/1.1 404 "));
    assert!(emulator.send("GET", "/files/%2e%2e/secret", "").starts_with("HTTP/1.1 404 "));
    assert!(emulator.send("GET", "/_emulator/journal", "").ends_with("\r\n\r\n[]"));
}

#[test]
fn a_mount_at_the_root_leaves_graph_the_control_api_and_other_mounts_where_they_are() {
    let (page, package) = (files("page", &["index.html"]), files("package", &["a.js"]));
    let emulator = start(&["--mount", &format!("/={}", page.display()), "--mount", &format!("/package={}", package.display())]);
    for (target, start, end) in [
        ("/", "HTTP/1.1 200 OK\r\n", "\r\n\r\nindex.html"),
        ("/package/a.js", "HTTP/1.1 200 OK\r\n", "\r\n\r\na.js"),
        ("/favicon.ico", "HTTP/1.1 404 Not Found\r\n", "\r\n\r\n"),
        ("/_emulator/journal", "HTTP/1.1 200 OK\r\n", "\r\n\r\n[]"),
    ] {
        let answer = emulator.send("GET", target, "");
        assert!(answer.starts_with(start) && answer.ends_with(end), "{target}: {answer}");
    }
    assert!(emulator.send("GET", "/beta/trustFramework/keySets", "").starts_with("HTTP/1.1 200 OK\r\n"));
    assert!(emulator.send("PATCH", "/v1.0/trustFramework/keySets/a%2Fb", "{}").starts_with("HTTP/1.1 405 "));
    assert!(emulator.send("GET", "/_emulator/journal", "").contains(r#""url":"/v1.0/trustFramework/keySets/a%2Fb""#));
}

#[test]
fn a_taken_port_is_one_sentence_and_exit_code_1() {
    let emulator = start(&[]);
    let port = emulator.address.rsplit(':').next().expect("an address has a port");
    let output = command(&["--port", port]).output().expect("the program should run");
    let sentence = format!("graph-emulator: port {port} is taken; choose another with --port, or any free one with --port 0.\n");
    assert_eq!(
        (output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref(), output.stdout.len()),
        (Some(1), sentence.as_str(), 0)
    );
}

#[test]
fn ends_when_stdin_does_even_with_a_connection_open() {
    let mut emulator = start(&[]);
    let open = TcpStream::connect(&emulator.address).expect("the emulator should accept");
    drop(emulator.child.stdin.take());
    assert_eq!(emulator.child.wait().expect("it should end").code(), Some(0));
    drop(open);
}

#[test]
fn a_wrong_mount_is_refused_with_its_reason() {
    for (mount, reason) in [
        ("files", "write it as /path=DIR"),
        ("files=.", "the path must be / alone or with one name of letters, digits, dot, - and _"),
        ("/a/b=.", "the path must be / alone or with one name of letters, digits, dot, - and _"),
        ("/{a}=.", "the path must be / alone or with one name of letters, digits, dot, - and _"),
        ("/beta=.", "/beta belongs to the emulator"),
        ("/files=/no/such/place", "/no/such/place is not a directory"),
    ] {
        let output = command(&["--mount", mount]).output().expect("the program should run");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && stderr.contains(reason), "{mount}: {stderr}");
    }
    let output = command(&["--mount", "/a=.", "--mount", "/a=."]).output().expect("the program should run");
    assert_eq!(
        (output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()),
        (Some(1), "graph-emulator: /a is mounted twice.\n")
    );
}
