//! Faults as a client meets them, over TCP, in real time.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use graph_emulator::seed::{facebook, signing};
use serde_json::{Value, json};

use crate::program::{Running, Silence, hear, hear_for, hear_until, request, start};
use crate::support::{KEYSETS, key};

const DISABLE: &str = r#"{"status":"disabled"}"#;
const ENABLE: &str = r#"{"status":"enabled"}"#;

/// What a client hears that asks once while `entry` is planned, and what the journal says about it.
fn play(emulator: &Running, entry: &Value) -> (String, Silence, Value) {
    emulator.plan(&json!([entry]));
    let mut stream = emulator.open("GET", KEYSETS, "");
    let (heard, silence) = hear(&mut stream);
    (String::from_utf8_lossy(&heard).into_owned(), silence, emulator.last_ended())
}

fn is_enabled(emulator: &Running) -> bool {
    emulator.send("GET", &key(signing::ID, signing::ACTIVE), "").contains(r#""status":"enabled""#)
}

/// As the journal has it. Its clock can be set while it runs, so it is no exact measure.
fn ms_between(entry: &Value) -> i64 {
    let ms = |name: &str| {
        let text = entry[name].as_str().expect("a time");
        let seconds: f64 = text[17..23].parse().expect("seconds with milliseconds");
        text[14..16].parse::<i64>().expect("minutes") * 60_000 + (seconds * 1000.0).round() as i64
    };
    (ms("endedAt") - ms("at")).rem_euclid(3_600_000)
}

#[test]
fn a_connection_is_closed_or_reset_where_the_plan_says() {
    let emulator = start(&[]);
    let small =
        |at: &str, by: &str| json!({ "status": 200, "body": "0123456789", "headers": { "x-end": "1" }, "stop": { "at": at, "by": by } });
    for (by, silence) in [("close", Silence::Fin), ("reset", Silence::Rst)] {
        for (at, ended) in [("start", "cut"), ("head", "cut"), ("afterHead", "cut"), ("body", "cut"), ("end", "sent")] {
            let (heard, heard_silence, entry) = play(&emulator, &small(at, by));
            let as_planned = match at {
                "start" => heard.is_empty(),
                "head" => heard.starts_with("HTTP/1.1 200 OK\r\n") && !heard.contains("\r\n\r\n"),
                "afterHead" => heard.ends_with("content-length: 10\r\n\r\n"),
                "body" => heard.ends_with("content-length: 10\r\n\r\n01234"),
                _ => heard.ends_with("content-length: 10\r\n\r\n0123456789"),
            };
            assert!(as_planned, "{at} {by}: {heard}");
            assert_eq!((&heard_silence, &entry["ended"]), (&silence, &json!(ended)), "{at} {by}");
        }
    }
}

#[test]
fn a_lost_answer_leaves_the_change_or_not() {
    let emulator = start(&[]);
    let path = key(signing::ID, signing::ACTIVE);
    for (entry, applied) in [
        (json!({ "stop": { "at": "start", "by": "reset" } }), false),
        (json!({ "stop": { "at": "start", "by": "reset" }, "apply": true }), true),
        (json!({ "stop": { "at": "start", "by": "close" } }), false),
        (json!({ "normal": true, "stop": { "at": "head", "by": "close" } }), true),
        (json!({ "status": 500, "apply": true, "drip": { "bytes": 1, "ms": 0 } }), true),
    ] {
        emulator.send("POST", "/_emulator/reset", "");
        emulator.plan(&json!([entry]));
        hear(&mut emulator.open("PATCH", &path, DISABLE));
        assert_eq!(emulator.last_ended()["applied"], applied, "{entry}");
        assert_eq!(is_enabled(&emulator), !applied, "{entry}");
    }
}

#[test]
fn a_hang_is_silent_until_the_client_leaves() {
    let emulator = start(&[]);
    for at in ["start", "afterHead", "body", "end"] {
        emulator.plan(&json!([{ "status": 200, "body": "0123456789", "stop": { "at": at, "by": "hang" } }]));
        let mut stream = emulator.open("GET", KEYSETS, "");
        if at == "start" {
            emulator.arrived(1);
        } else {
            stream.read_exact(&mut [0; 12]).expect("it should begin");
        }
        let (heard, silence) = hear_for(&mut stream, 200);
        assert_eq!((heard.is_empty(), silence), (at == "start", Silence::Hang), "{at}");
        let journal = emulator.journal();
        let entry = journal.as_array().and_then(|entries| entries.last()).expect("an entry");
        assert_eq!((&entry["ended"], &entry["endedAt"]), (&json!(null), &json!(null)), "{at}");
        drop(stream);
        assert_eq!(emulator.last_ended()["ended"], "left", "{at}");
    }
}

#[test]
fn a_reset_closes_what_hangs_and_ends_delays() {
    let emulator = start(&[]);
    emulator.plan(&json!([
        { "stop": { "at": "start", "by": "hang" } },
        { "delayMs": 600_000, "stop": { "at": "start", "by": "hang" } },
        { "status": 200, "body": "slow", "drip": { "bytes": 1, "ms": 600_000 } },
        { "status": 418, "delayMs": 600_000 },
    ]));
    // One after another: each has the answer that is planned for it.
    let mut streams = [1, 2, 3, 4].map(|count| {
        let stream = emulator.open("GET", KEYSETS, "");
        emulator.arrived(count);
        stream
    });
    emulator.send("POST", "/_emulator/reset", "");
    let heard = streams.each_mut().map(|stream| {
        let mut first = [0; 12];
        let count = stream.read(&mut first).expect("it should end in order");
        String::from_utf8_lossy(&first[..count]).into_owned()
    });
    assert_eq!((heard[0].as_str(), heard[1].as_str()), ("", ""));
    assert_eq!((heard[2].as_str(), heard[3].as_str()), ("HTTP/1.1 200", "HTTP/1.1 418"));
    assert!(emulator.send("GET", "/_emulator/journal", "").ends_with("\r\n\r\n[]"));
}

#[test]
fn a_delay_comes_before_the_first_byte_and_keeps_the_connection() {
    let emulator = start(&[]);
    emulator.plan(&json!([{ "normal": true, "delayMs": 300 }, { "normal": true, "delayMs": 600_000 }]));
    let asked = Instant::now();
    let mut stream = emulator.open("PATCH", &key(signing::ID, signing::ACTIVE), DISABLE);
    let mut status_line = [0; 12];
    stream.read_exact(&mut status_line).expect("the answer should come");
    assert_eq!((&status_line, asked.elapsed() >= Duration::from_millis(300)), (b"HTTP/1.1 204", true));
    let entry = emulator.last_ended();
    assert!(entry["ended"] == "sent" && ms_between(&entry) >= 290, "{entry}");
    request(&mut stream, "GET", "/_emulator/none", "");
    hear_until(&mut stream, "HTTP/1.1 404 ");

    let mut late = emulator.open("GET", KEYSETS, "");
    emulator.arrived(2);
    assert_eq!(hear_for(&mut late, 200), (Vec::new(), Silence::Hang), "not a byte before it is over");
}

#[test]
fn a_client_that_leaves_during_a_delay_is_known() {
    let emulator = start(&[]);
    emulator.plan(&json!([{ "normal": true, "delayMs": 600_000 }]));
    let stream = emulator.open("GET", KEYSETS, "");
    emulator.arrived(1);
    drop(stream);
    assert_eq!(emulator.last_ended()["ended"], "left");
}

#[test]
fn a_client_that_leaves_amid_a_large_body_is_known() {
    let emulator = start(&[]);
    emulator.plan(&json!([{ "status": 200, "body": { "repeat": "x", "times": 50_000_000 } }]));
    let mut stream = emulator.open("GET", KEYSETS, "");
    stream.read_exact(&mut [0; 100]).expect("it should begin");
    drop(stream);
    assert_eq!(emulator.last_ended()["ended"], "left");
}

#[test]
fn a_body_drips_in_steps() {
    let emulator = start(&[]);
    let asked = Instant::now();
    let (heard, silence, entry) = play(&emulator, &json!({ "status": 200, "body": "0123456789", "drip": { "bytes": 3, "ms": 60 } }));
    assert!(heard.ends_with("content-length: 10\r\nconnection: close\r\n\r\n0123456789"), "{heard}");
    assert_eq!((silence, &entry["ended"]), (Silence::Fin, &json!("sent")));
    assert!(asked.elapsed() >= Duration::from_millis(240) && ms_between(&entry) >= 230, "{entry}");

    emulator.plan(&json!([{ "status": 200, "body": "0123456789", "drip": { "bytes": 5, "ms": 600_000 } }]));
    let mut stream = emulator.open("GET", KEYSETS, "");
    let head = hear_until(&mut stream, "\r\n\r\n");
    assert!(head.ends_with("\r\n\r\n"), "the head comes first: {head}");
    assert_eq!(hear_for(&mut stream, 200), (Vec::new(), Silence::Hang), "no step before its time");
}

#[test]
fn a_client_that_leaves_amid_a_drip_is_known() {
    let emulator = start(&[]);
    emulator.plan(&json!([{ "status": 200, "body": "0123456789", "drip": { "bytes": 1, "ms": 100_000 } }]));
    let stream = emulator.open("GET", KEYSETS, "");
    emulator.arrived(1);
    drop(stream);
    assert_eq!(emulator.last_ended()["ended"], "left");
}

#[test]
fn bytes_that_are_no_http_are_sent_as_they_are() {
    let emulator = start(&[]);
    for by in ["close", "reset"] {
        emulator.plan(&json!([{ "raw": { "base64": "/wD+DQoNCg==" }, "stop": { "at": "end", "by": by } }]));
        let (heard, silence) = hear(&mut emulator.open("GET", KEYSETS, ""));
        assert_eq!((heard.as_slice(), silence), (&b"\xff\x00\xfe\r\n\r\n"[..], if by == "close" { Silence::Fin } else { Silence::Rst }));
    }
}

#[test]
fn wrong_framing_reaches_the_client() {
    let emulator = start(&[]);
    for (framing, end) in [
        ("none", "connection: close\r\n\r\n0123456789"),
        ("tooLong", "content-length: 20\r\nconnection: close\r\n\r\n0123456789"),
        ("tooShort", "content-length: 5\r\nconnection: close\r\n\r\n0123456789"),
        ("notANumber", "content-length: many\r\nconnection: close\r\n\r\n0123456789"),
        ("brokenChunks", "transfer-encoding: chunked\r\nconnection: close\r\n\r\na\r\n0123456789\r\nmany\r\n"),
    ] {
        let (heard, silence, entry) = play(&emulator, &json!({ "status": 200, "body": "0123456789", "framing": framing }));
        assert!(heard.ends_with(end) && silence == Silence::Fin && entry["ended"] == "sent", "{framing}: {heard}");
    }
}

#[test]
fn a_large_body_arrives_whole_and_dripping_ones_too() {
    let emulator = start(&[]);
    for more in [json!({}), json!({ "framing": "chunked" }), json!({ "drip": { "bytes": 1_000_000, "ms": 1 } })] {
        let mut entry = json!({ "status": 200, "body": { "repeat": "x", "times": 5_000_000, "prefix": "[", "suffix": "]" }, "headers": { "connection": "close" } });
        entry.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let (heard, silence, entry) = play(&emulator, &entry);
        assert_eq!((heard.matches('x').count() >= 5_000_000, silence, &entry["ended"]), (true, Silence::Fin, &json!("sent")), "{more}");
    }
}

#[test]
fn a_fault_comes_on_a_connection_that_served_before() {
    let emulator = start(&[]);
    let mut stream = emulator.open("GET", "/beta/none", "");
    let mut first = [0; 12];
    stream.read_exact(&mut first).expect("the first answer should come");
    emulator.plan(&json!([{ "stop": { "at": "start", "by": "reset" } }]));
    request(&mut stream, "GET", KEYSETS, "");
    let (rest, silence) = hear(&mut stream);
    assert!(first.starts_with(b"HTTP/1.1 404") && rest.ends_with(b"}"), "the rest of the first answer");
    assert_eq!(silence, Silence::Rst);
}

#[test]
fn two_writes_to_one_set_at_a_time_conflict_and_two_sets_do_not() {
    let emulator = start(&[]);
    emulator.plan(&json!([{ "normal": true, "delayMs": 600_000, "match": { "keyset": facebook::ID } }]));
    let _first = emulator.open("PATCH", &key(facebook::ID, facebook::DATELESS), ENABLE);
    emulator.arrived(1);
    let second = emulator.send("PATCH", &key(facebook::ID, facebook::EXPIRING), ENABLE);
    assert!(second.starts_with("HTTP/1.1 409 ") && second.contains("AADB2C95053"), "{second}");
    assert!(emulator.send("PATCH", &key(signing::ID, signing::ACTIVE), ENABLE).starts_with("HTTP/1.1 204 "));

    emulator.send("POST", "/_emulator/reset", "");
    emulator.plan(&json!([{ "normal": true, "delayMs": 100 }]));
    for _ in 0..2 {
        let answer = emulator.send("PATCH", &key(facebook::ID, facebook::EXPIRING), ENABLE);
        assert!(answer.starts_with("HTTP/1.1 204 "), "one after the other: {answer}");
    }
}

#[test]
fn a_plain_exchange_is_sent_and_a_client_gone_before_is_left() {
    let emulator = start(&[]);
    emulator.send("GET", KEYSETS, "");
    assert_eq!(emulator.last_ended()["ended"], "sent");
    let mut stream = TcpStream::connect(&emulator.address).expect("the emulator should accept");
    stream.write_all(b"PATCH /beta/x HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf").expect("half a request is taken");
    drop(stream);
    assert_eq!(emulator.journal().as_array().map(Vec::len), Some(1), "a request that never arrived is in no journal");
}
