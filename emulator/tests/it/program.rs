//! The program as a child of the test, and a client that hears every byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// A running emulator. It ends when its stdin does, so also when the test panics.
pub struct Running {
    pub child: Child,
    pub address: String,
}

pub fn command(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_graph-emulator"));
    command.args(flags).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn start(flags: &[&str]) -> Running {
    let mut child = command(&["--port", "0", "--until-stdin-closes"]).args(flags).spawn().expect("the program should start");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("stdout is piped")).read_line(&mut line).expect("stdout should be readable");
    let address = line.strip_prefix("graph-emulator listening on http://").expect("the line that a harness waits for").trim_end();
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    Running { address: address.to_owned(), child }
}

impl Running {
    /// Sends the request as it is and returns the answer as it is.
    fn exchange(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("the emulator should accept");
        stream.write_all(request.as_bytes()).expect("the request should be taken");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the answer should end");
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub fn send(&self, method: &str, target: &str, body: &str) -> String {
        let length = body.len();
        self.exchange(&format!(
            "{method} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer t\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n\r\n{body}"
        ))
    }

    pub fn plan(&self, answers: &Value) {
        let planned = self.send("POST", "/_emulator/answers", &answers.to_string());
        assert!(planned.starts_with("HTTP/1.1 204 "), "{planned}");
    }

    pub fn journal(&self) -> Value {
        let answer = self.send("GET", "/_emulator/journal", "");
        let (_, body) = answer.split_once("\r\n\r\n").expect("the answer has a head");
        serde_json::from_str(body).expect("the journal is JSON")
    }

    /// Waits until so many requests have arrived.
    pub fn arrived(&self, count: usize) {
        self.wait_for(|entries| (entries.len() == count).then_some(()));
    }

    /// Waits until the last exchange has ended, and returns its entry.
    pub fn last_ended(&self) -> Value {
        self.wait_for(|entries| entries.last().filter(|last| !last["ended"].is_null()).cloned())
    }

    fn wait_for<T>(&self, find: impl Fn(&[Value]) -> Option<T>) -> T {
        for _ in 0..6000 {
            if let Some(found) = find(self.journal().as_array().expect("an array")) {
                return found;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("it does not come to pass: {}", self.journal());
    }

    /// Sends a request on a connection that stays open.
    pub fn open(&self, method: &str, target: &str, body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).expect("the emulator should accept");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time-out can be set");
        request(&mut stream, method, target, body);
        stream
    }
}

pub fn request(stream: &mut TcpStream, method: &str, target: &str, body: &str) {
    let length = body.len();
    let head = format!("{method} {target} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer t\r\ncontent-type: application/json\r\n");
    stream.write_all(format!("{head}content-length: {length}\r\n\r\n{body}").as_bytes()).expect("the request should be taken");
}

/// How a connection fell silent.
#[derive(Debug, PartialEq)]
pub enum Silence {
    Fin,
    Rst,
    /// Neither, for as long as the client cared to wait.
    Hang,
}

/// All that comes.
pub fn hear(stream: &mut TcpStream) -> (Vec<u8>, Silence) {
    let mut heard = Vec::new();
    let silence = match stream.read_to_end(&mut heard) {
        Ok(_) => Silence::Fin,
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => Silence::Rst,
        Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => Silence::Hang,
        Err(error) => panic!("{error}"),
    };
    (heard, silence)
}

/// What comes within so many milliseconds.
pub fn hear_for(stream: &mut TcpStream, ms: u64) -> (Vec<u8>, Silence) {
    stream.set_read_timeout(Some(Duration::from_millis(ms))).expect("a time-out can be set");
    hear(stream)
}

/// What comes until it contains `wanted`.
pub fn hear_until(stream: &mut TcpStream, wanted: &str) -> String {
    let mut heard = String::new();
    while !heard.contains(wanted) {
        let mut some = [0; 4096];
        let count = stream.read(&mut some).expect("more should come");
        assert!(count > 0, "it ended with {heard}");
        heard += &String::from_utf8_lossy(&some[..count]);
    }
    heard
}
