//! The outlook: the table of its rule, and a simulation that steps through time second by second, with the emulator's active key beside it.

use std::cell::RefCell;

use bytes::Bytes;
use graph_emulator::Emulator;
use http::Request;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use trustframework_keys::graph::keys::{Bound, Key};
use trustframework_keys::graph::outlook::{Outlook, State, is_stale, outlook};
use trustframework_keys::graph::time::Timestamp;

use crate::properties;

/// What was told, in whole seconds, keys by their ids.
#[derive(Debug, PartialEq)]
struct Told {
    state: &'static str,
    active: Option<String>,
    usable: Vec<String>,
    changes: Vec<(i64, Option<String>)>,
    runs_out: Option<i64>,
    stale: Vec<String>,
}

fn told(keys: &[Key], now: i64) -> Told {
    let moment = Timestamp(now as f64);
    let mut in_use = Vec::new();
    let Outlook { state, runs_out } = outlook(keys, moment, |at, key| in_use.push((at.0 as i64, key.map(|key| key.kid.clone()))));
    let (first, active) = in_use.remove(0);
    assert_eq!(first, now);
    let those = |wanted: &dyn Fn(&&Key) -> bool| keys.iter().filter(wanted).map(|key| key.kid.clone()).collect();
    Told {
        state: state.as_str(),
        active,
        usable: those(&|key| key.is_usable(moment)),
        changes: in_use,
        runs_out: (runs_out < Timestamp::NEVER).then_some(runs_out.0 as i64),
        stale: those(&|key| is_stale(key, moment)),
    }
}

fn key(kid: &str, status: &str, nbf: Option<i64>, exp: Option<i64>) -> Key {
    let bound = |seconds: Option<i64>| seconds.map_or(Bound::Open, |seconds| Bound::At(Timestamp(seconds as f64)));
    Key { kid: kid.into(), key_use: None, status: Some(status.into()), nbf: bound(nbf), exp: bound(exp), is_noted: false }
}

fn on(kid: &str, nbf: i64, exp: i64) -> Key {
    key(kid, "enabled", Some(nbf), Some(exp))
}

fn used_for(key: Key, key_use: &str) -> Key {
    Key { key_use: Some(key_use.into()), ..key }
}

const NOW: i64 = 100;

#[test]
fn the_latest_nbf_is_in_use_and_a_key_without_one_only_when_no_other_is_left() {
    let keys = [on("new", 50, 120), key("net", "Enabled", None, None), on("old", 10, 130), on("next", 110, 115)];
    let mut expected = Told {
        state: "lasting",
        active: Some("new".into()),
        usable: vec!["new".into(), "net".into(), "old".into()],
        changes: [(110, "next"), (115, "new"), (120, "old"), (130, "net")].map(|(at, kid)| (at, Some(kid.into()))).into(),
        runs_out: None,
        stale: vec![],
    };
    assert_eq!(told(&keys, NOW), expected);
    // Of equals the last listed.
    let [new, net, old, next] = keys;
    let twin = Key { kid: "twin".into(), ..new.clone() };
    expected.usable.push("twin".into());
    expected.active = Some("twin".into());
    expected.changes[1].1 = Some("twin".into());
    assert_eq!(told(&[new, net, old, next, twin], NOW), expected);
}

#[test]
fn a_set_runs_out_at_the_first_moment_without_a_usable_key_though_another_follows() {
    let keys = [on("one", 10, 110), on("two", 120, 130), on("gone", 10, 100), on("going", 10, 101)];
    let look = told(&keys, NOW);
    assert_eq!((look.state, look.runs_out), ("runs-out", Some(110)));
    let changes: Vec<_> = look.changes.iter().map(|(at, kid)| (*at, kid.as_deref())).collect();
    assert_eq!(changes, [(101, Some("one")), (110, None), (120, Some("two")), (130, None)]);
    assert_eq!((look.usable, look.stale), (vec!["one".to_owned(), "going".to_owned()], vec!["gone".to_owned()]));
    // No gap where one ends as the next begins.
    assert_eq!(told(&[on("one", 10, 110), key("two", "enabled", Some(110), None)], NOW).state, "lasting");
}

#[test]
fn the_table_of_the_states() {
    let odd = |key: Key| Key { exp: Bound::Unreadable, ..key };
    let early = |key: Key| Key { nbf: Bound::Unreadable, ..key };
    let no_status = |key: Key| Key { status: None, ..key };
    for (name, keys, expected) in [
        ("no key", vec![], "unusable"),
        ("a key that begins now", vec![on("a", 100, 200)], "runs-out"),
        ("a key that ends now", vec![on("a", 1, 100)], "unusable"),
        ("a key that has not begun", vec![on("a", 101, 200)], "unusable"),
        ("a key whose end is before its beginning", vec![on("a", 200, 50)], "unusable"),
        ("a disabled key", vec![key("a", "DISABLED", None, None)], "unusable"),
        ("a key without bounds", vec![key("a", "enabled", None, None)], "lasting"),
        ("a key of no status", vec![no_status(on("a", 1, 200))], "unknown"),
        ("a key of a status that is not known", vec![key("a", "unknownFutureValue", None, None)], "unknown"),
        ("a key of no status that has ended", vec![no_status(on("a", 1, 100))], "unusable"),
        ("a key of no status that has not begun", vec![no_status(on("a", 101, 200))], "unusable"),
        ("a key of no status whose end is before its beginning", vec![no_status(on("a", 99, 98))], "unusable"),
        ("a key whose end cannot be read", vec![odd(on("a", 1, 2))], "unknown"),
        ("a key whose end cannot be read, and that has not begun", vec![odd(on("a", 101, 2))], "unusable"),
        ("a key whose beginning cannot be read", vec![early(on("a", 1, 101))], "unknown"),
        ("a key whose beginning cannot be read, and that has ended", vec![early(on("a", 1, 100))], "unusable"),
        ("a disabled key whose end cannot be read", vec![odd(key("a", "disabled", None, None))], "unusable"),
        ("a usable key beside one that cannot be read", vec![odd(on("a", 1, 2)), on("b", 1, 200)], "runs-out"),
        ("both uses", vec![used_for(on("a", 1, 200), "SIG"), used_for(on("b", 1, 200), "enc")], "unknown"),
        ("both uses, and none usable", vec![used_for(on("a", 1, 2), "Enc"), used_for(on("b", 1, 2), "sig")], "unknown"),
        ("one use, and none said", vec![used_for(on("a", 1, 200), "sig"), on("b", 1, 200)], "runs-out"),
        ("one use, and another that is not known", vec![used_for(on("a", 1, 200), "enc"), used_for(on("b", 1, 200), "sign")], "runs-out"),
    ] {
        assert_eq!(told(&keys, NOW).state, expected, "{name}");
    }
}

#[test]
fn a_moment_between_two_seconds_is_one() {
    let keys = [on("a", 1, 101)];
    let mut in_use = Vec::new();
    let look = outlook(&keys, Timestamp(100.5), |at, key| in_use.push((at, key.map(|key| key.kid.as_str()))));
    assert_eq!(look, Outlook { state: State::RunsOut, runs_out: Timestamp(101.0) });
    assert_eq!(in_use, [(Timestamp(100.5), Some("a")), (Timestamp(101.0), None)]);
}

/// A key as Graph would send it.
#[derive(Clone, Debug)]
struct Sent {
    key_use: Option<&'static str>,
    status: Option<&'static str>,
    nbf: SentBound,
    exp: SentBound,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum SentBound {
    Absent,
    Odd,
    At(i64),
}

/// Times are few, so that bounds are often equal, and often follow each other without a gap.
const LAST: i64 = 24;

fn any_bound() -> impl Strategy<Value = SentBound> {
    prop_oneof![3 => Just(SentBound::Absent), 1 => Just(SentBound::Odd), 12 => (0..=LAST).prop_map(SentBound::At)]
}

fn any_key() -> impl Strategy<Value = Sent> {
    let statuses = prop_oneof![
        12 => select(vec!["enabled", "Enabled", "ENABLED"]).prop_map(Some),
        3 => select(vec!["disabled", "Disabled"]).prop_map(Some),
        2 => select(vec!["unknownFutureValue", "enabled ", ""]).prop_map(Some),
        1 => Just(None),
    ];
    let uses = prop_oneof![8 => Just(Some("sig")), 1 => select(vec![Some("SIG"), Some("enc"), Some("Enc"), Some("other"), None])];
    (uses, statuses, any_bound(), any_bound()).prop_map(|(key_use, status, nbf, exp)| Sent { key_use, status, nbf, exp })
}

impl Sent {
    fn key(&self, place: usize) -> Key {
        let bound = |sent| match sent {
            SentBound::Absent => Bound::Open,
            SentBound::Odd => Bound::Unreadable,
            SentBound::At(seconds) => Bound::At(Timestamp(seconds as f64)),
        };
        let (nbf, exp) = (bound(self.nbf), bound(self.exp));
        Key {
            kid: format!("k{place}"),
            key_use: self.key_use.map(Into::into),
            status: self.status.map(Into::into),
            nbf,
            exp,
            is_noted: false,
        }
    }

    fn json(&self, place: usize) -> Value {
        let mut json = json!({ "kid": format!("k{place}"), "kty": "RSA" });
        for (name, text) in [("use", self.key_use), ("status", self.status)] {
            if let Some(text) = text {
                json[name] = text.into();
            }
        }
        for (name, bound) in [("nbf", self.nbf), ("exp", self.exp)] {
            match bound {
                SentBound::Absent => {}
                SentBound::Odd => json[name] = "soon".into(),
                SentBound::At(seconds) => json[name] = seconds.into(),
            }
        }
        json
    }

    fn is_on(&self) -> bool {
        self.status.is_some_and(|status| status.to_lowercase() == "enabled")
    }

    fn is_usable(&self, at: i64) -> bool {
        let begun = match self.nbf {
            SentBound::Absent => true,
            SentBound::Odd => false,
            SentBound::At(nbf) => at >= nbf,
        };
        let ended = match self.exp {
            SentBound::Absent => false,
            SentBound::Odd => true,
            SentBound::At(exp) => at >= exp,
        };
        self.is_on() && begun && !ended
    }

    /// Whether some reading of what cannot be read makes it usable.
    fn could_be_usable(&self, at: i64) -> bool {
        let is_off = self.status.is_some_and(|status| status.to_lowercase() == "disabled");
        let read = |bound| if bound == SentBound::Odd { SentBound::Absent } else { bound };
        !is_off && Sent { status: Some("enabled"), nbf: read(self.nbf), exp: read(self.exp), ..self.clone() }.is_usable(at)
    }
}

/// Looks at the set at every second, and notes what it sees.
fn simulated(sent: &[Sent], now: i64) -> Told {
    let kid = |place: usize| format!("k{place}");
    let usable_at = |at: i64| (0..sent.len()).filter(move |place| sent[*place].is_usable(at));
    let active_at = |at: i64| {
        // From the one that is used first to the one that is used last.
        let mut order: Vec<usize> = usable_at(at).collect();
        order.reverse();
        order.sort_by_key(|place| match sent[*place].nbf {
            SentBound::At(nbf) => (0, -nbf),
            _ => (1, 0),
        });
        order.first().copied().map(kid)
    };
    let active = active_at(now);
    let mut changes = Vec::new();
    let mut before = active.clone();
    for at in now + 1..=LAST + 1 {
        let then = active_at(at);
        if then != before {
            changes.push((at, then.clone()));
        }
        before = then;
    }
    let is_empty_at = |at: i64| usable_at(at).next().is_none();
    let runs_out = (now..=LAST + 1).find(|at| is_empty_at(*at)).filter(|_| !is_empty_at(now));
    let shows = |wanted: &str| sent.iter().any(|key| key.key_use.is_some_and(|key_use| key_use.to_lowercase() == wanted));
    let state = match () {
        () if shows("sig") && shows("enc") => "unknown",
        () if !is_empty_at(now) => runs_out.map_or("lasting", |_| "runs-out"),
        () if sent.iter().any(|key| key.could_be_usable(now)) => "unknown",
        () => "unusable",
    };
    let is_over = |key: &Sent| key.is_on() && matches!(key.exp, SentBound::At(exp) if exp <= now);
    let stale = (0..sent.len()).filter(|place| is_over(&sent[*place])).map(kid).collect();
    Told { state, active, usable: usable_at(now).map(kid).collect(), changes, runs_out, stale }
}

/// The key that the emulator calls active.
fn active_by_emulator(graph: &mut Emulator, at: i64) -> Option<String> {
    let request = Request::get("/beta/trustFramework/keySets/set/getActiveKey").header("authorization", "Bearer t");
    let response = graph.answer_as_graph(at * 1_000, &request.body(Bytes::new()).unwrap());
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    match response.status().as_u16() {
        200 => Some(body["kid"].as_str().unwrap().to_owned()),
        404 => None,
        status => panic!("{status} {body}"),
    }
}

#[test]
fn a_simulation_that_steps_through_time_sees_the_same_and_so_does_the_emulator() {
    // How often each state was met, and each change held against the emulator: a property that met none would show nothing.
    let met = RefCell::new((std::collections::BTreeMap::<&str, u32>::new(), 0));
    let graph = RefCell::new(Emulator::empty());
    graph.borrow_mut().set(&json!({ "journal": false })).unwrap();
    let case = (prop::collection::vec(any_key(), 0..7), -1..=LAST);
    let result = TestRunner::new(Config { cases: 20_000, ..properties() }).run(&case, |(sent, now)| {
        let keys: Vec<Key> = sent.iter().enumerate().map(|(place, key)| key.key(place)).collect();
        let told = told(&keys, now);
        prop_assert_eq!(&told, &simulated(&sent, now));
        *met.borrow_mut().0.entry(told.state).or_default() += 1;
        // To the emulator a bound that is no number is none, and it knows no time before 1970.
        if now >= 0 && sent.iter().all(|key| key.nbf != SentBound::Odd && key.exp != SentBound::Odd) {
            let mut graph = graph.borrow_mut();
            let list: Vec<Value> = sent.iter().enumerate().map(|(place, key)| key.json(place)).collect();
            graph.put_keyset(&json!({ "id": "set", "keys": list })).unwrap();
            prop_assert_eq!(&told.active, &active_by_emulator(&mut graph, now));
            for (at, active) in &told.changes {
                prop_assert_eq!(active, &active_by_emulator(&mut graph, *at));
                met.borrow_mut().1 += 1;
            }
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    let (states, changes) = met.into_inner();
    for state in ["unusable", "runs-out", "lasting", "unknown"] {
        assert!(states.get(state).is_some_and(|times| *times > 1_000), "{states:?}");
    }
    assert!(changes > 5_000, "{changes}");
}
