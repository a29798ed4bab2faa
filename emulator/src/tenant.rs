//! The key sets of a tenant, which key of a set is active, and which set is being written to. Knows no HTTP.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// All key sets.
pub(crate) struct Tenant {
    pub(crate) keysets: Vec<Keyset>,
    /// By key set, until when a write to it lasts, in milliseconds since 1970.
    pub(crate) writes: HashMap<String, i64>,
}

/// A `trustFrameworkKeySet`.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keyset {
    pub(crate) id: String,
    pub(crate) keys: Vec<Key>,
}

/// A `trustFrameworkKey_v2`, and a `trustFrameworkKey`, which has the same members: a JSON object, since a test may put any.
#[derive(Deserialize, Serialize)]
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

impl Tenant {
    pub(crate) fn keyset(&self, id: &str) -> Option<&Keyset> {
        self.keysets.iter().find(|keyset| keyset.id == id)
    }

    pub(crate) fn keyset_mut(&mut self, id: &str) -> Option<&mut Keyset> {
        self.keysets.iter_mut().find(|keyset| keyset.id == id)
    }

    /// In the place of the set with the same id, else behind all others.
    pub(crate) fn put(&mut self, keyset: Keyset) {
        match self.keyset_mut(&keyset.id) {
            Some(old) => *old = keyset,
            None => self.keysets.push(keyset),
        }
    }

    /// Notes that the write just made to a key set is under way for some time.
    pub(crate) fn write_lasts(&mut self, keyset: &str, until_ms: i64) {
        self.writes.insert(keyset.to_owned(), until_ms);
    }

    pub(crate) fn is_written_to(&self, keyset: &str, now_ms: i64) -> bool {
        self.writes.get(keyset).is_some_and(|until| now_ms < *until)
    }
}

impl Keyset {
    pub(crate) fn key(&self, kid: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.member("kid") == kid)
    }

    pub(crate) fn key_mut(&mut self, kid: &str) -> Option<&mut Key> {
        self.keys.iter_mut().find(|key| key.member("kid") == kid)
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

    pub(crate) fn set_status(&mut self, status: Status) {
        self.0.insert("status".to_owned(), json_of(&status));
    }

    /// An `nbf` or `exp` that is no whole number is as none.
    fn is_usable(&self, now: i64) -> bool {
        let seconds = |name| self.member(name).as_i64();
        *self.member("status") == json_of(&Status::Enabled)
            && seconds("nbf").is_none_or(|nbf| nbf <= now)
            && seconds("exp").is_none_or(|exp| now < exp)
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

impl From<Map<String, Value>> for Key {
    fn from(members: Map<String, Value>) -> Self {
        Self(members)
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
