//! The key sets of a tenant as they are and as they were shortly before, which key of a set is active, and which set is being written
//! to. Knows no HTTP.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// All key sets.
#[derive(Clone, Default)]
pub(crate) struct Tenant {
    keysets: Vec<Keyset>,
    /// What was replaced, the oldest first.
    past: VecDeque<Past>,
    /// By key set, until when a write to it lasts, in milliseconds since 1970.
    writes: HashMap<String, i64>,
}

/// A key set as it was until some moment.
#[derive(Clone)]
struct Past {
    until_ms: i64,
    keyset: Keyset,
}

/// How ids are compared (assumption A13).
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Case {
    #[default]
    Exact,
    Ignored,
}

impl Case {
    fn same(self, id: &str, other: &str) -> bool {
        match self {
            Self::Exact => id == other,
            Self::Ignored => id.eq_ignore_ascii_case(other),
        }
    }
}

/// A `trustFrameworkKeySet`.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keyset {
    pub(crate) id: String,
    pub(crate) keys: Vec<Key>,
}

/// A `trustFrameworkKey_v2`, and a `trustFrameworkKey`, which has the same members: a JSON object, since a test may put any.
#[derive(Clone, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct Key(Map<String, Value>);

/// A key of Graph's own making. It has no place for private members (`k`, `d`, `p`, `q`, `dp`, `dq`, `qi`).
#[derive(Serialize)]
pub(crate) struct Minted {
    pub(crate) kid: String,
    #[serde(rename = "use")]
    pub(crate) usage: Usage,
    pub(crate) kty: Kty,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nbf: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) exp: Option<i64>,
    #[serde(flatten)]
    pub(crate) rsa: Option<RsaPublic>,
    pub(crate) status: Status,
}

/// The public half of an RSA key.
#[derive(Serialize)]
pub(crate) struct RsaPublic {
    e: &'static str,
    n: String,
}

#[derive(Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Usage {
    Sig,
    Enc,
}

#[derive(Clone, Copy, PartialEq, Serialize)]
pub(crate) enum Kty {
    #[serde(rename = "RSA")]
    Rsa,
    #[serde(rename = "oct")]
    Oct,
}

#[derive(Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Enabled,
    Disabled,
}

/// What a key set's JSON can have in a key, but for `status`, which is Graph's own.
const JWK_MEMBERS: [&str; 16] = ["kid", "use", "kty", "nbf", "exp", "e", "n", "x5c", "x5t", "k", "d", "p", "q", "dp", "dq", "qi"];

impl Tenant {
    pub(crate) fn of(keysets: Vec<Keyset>) -> Self {
        Self { keysets, ..Self::default() }
    }

    /// A key set as it is.
    pub(crate) fn keyset(&self, id: &str, case: Case) -> Option<&Keyset> {
        self.keysets.iter().find(|keyset| case.same(&keyset.id, id))
    }

    /// A key set as it was at some moment, as far back as it is remembered.
    pub(crate) fn keyset_at(&self, id: &str, case: Case, ms: i64) -> Option<&Keyset> {
        self.keyset(id, case).map(|keyset| self.at(keyset, ms))
    }

    /// All key sets as they were at some moment.
    pub(crate) fn keysets_at(&self, ms: i64) -> impl Iterator<Item = &Keyset> {
        self.keysets.iter().map(move |keyset| self.at(keyset, ms))
    }

    /// A key set that is about to be changed. What it was before is remembered for `memory_ms`.
    pub(crate) fn keyset_to_change(&mut self, id: &str, case: Case, now_ms: i64, memory_ms: i64) -> Option<&mut Keyset> {
        while self.past.front().is_some_and(|past| past.until_ms <= now_ms - memory_ms) {
            self.past.pop_front();
        }
        let keyset = self.keysets.iter_mut().find(|keyset| case.same(&keyset.id, id))?;
        if memory_ms > 0 {
            self.past.push_back(Past { until_ms: now_ms, keyset: keyset.clone() });
        }
        Some(keyset)
    }

    /// In the place of the set with the same id, else behind all others; and as if it had never been otherwise.
    pub(crate) fn put(&mut self, keyset: Keyset) {
        self.past.retain(|past| past.keyset.id != keyset.id);
        match self.keysets.iter_mut().find(|old| old.id == keyset.id) {
            Some(old) => *old = keyset,
            None => self.keysets.push(keyset),
        }
    }

    /// Notes that the write just made to a key set is under way for some time.
    pub(crate) fn write_lasts(&mut self, keyset: &str, until_ms: i64) {
        self.writes.insert(keyset.to_owned(), until_ms);
    }

    pub(crate) fn is_written_to(&self, keyset: &str, case: Case, now_ms: i64) -> bool {
        self.writes.iter().any(|(id, until)| now_ms < *until && case.same(id, keyset))
    }

    fn at<'a>(&'a self, keyset: &'a Keyset, ms: i64) -> &'a Keyset {
        let past = self.past.iter().find(|past| ms < past.until_ms && past.keyset.id == keyset.id);
        past.map_or(keyset, |past| &past.keyset)
    }
}

impl Keyset {
    pub(crate) fn key(&self, kid: &str, case: Case) -> Option<&Key> {
        self.keys.iter().find(|key| key.has_kid(kid, case))
    }

    pub(crate) fn key_mut(&mut self, kid: &str, case: Case) -> Option<&mut Key> {
        self.keys.iter_mut().find(|key| key.has_kid(kid, case))
    }

    /// The usable key with the latest `nbf` (assumption A7). `None < Some(_)` puts the keys without `nbf` behind all others.
    pub(crate) fn active_key(&self, now: i64) -> Option<&Key> {
        self.keys.iter().filter(|key| key.is_usable(now)).max_by_key(|key| key.member("nbf").as_i64())
    }
}

impl Key {
    /// `null` for one that is not there.
    pub(crate) fn member(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    /// With `null` for every member of a JWK that it does not have.
    pub(crate) fn with_nulls(&self) -> Self {
        let mut key = self.clone();
        for name in JWK_MEMBERS {
            key.0.entry(name).or_insert(Value::Null);
        }
        key
    }

    fn has_kid(&self, kid: &str, case: Case) -> bool {
        self.member("kid").as_str().is_some_and(|own| case.same(own, kid))
    }

    pub(crate) fn set_status(&mut self, status: Status) {
        self.0.insert("status".to_owned(), json_of(&status));
    }

    /// The status is read without case. An `nbf` or `exp` that is no whole number is as none.
    fn is_usable(&self, now: i64) -> bool {
        let seconds = |name| self.member(name).as_i64();
        self.member("status").as_str().is_some_and(|status| status.eq_ignore_ascii_case("enabled"))
            && seconds("nbf").is_none_or(|nbf| nbf <= now)
            && seconds("exp").is_none_or(|exp| now < exp)
    }
}

impl From<Map<String, Value>> for Key {
    fn from(members: Map<String, Value>) -> Self {
        Self(members)
    }
}

impl From<Minted> for Key {
    fn from(minted: Minted) -> Self {
        match json_of(&minted) {
            Value::Object(members) => Self(members),
            _ => unreachable!("a struct is an object"),
        }
    }
}

/// A value of ours as JSON.
pub(crate) fn json_of(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("our own values have string keys only")
}

impl RsaPublic {
    pub(crate) fn new(n: String) -> Self {
        Self { e: "AQAB", n }
    }
}
