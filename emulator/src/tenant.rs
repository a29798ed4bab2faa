//! The key sets of a tenant, and which key of a set is active. Knows no HTTP.
//!
//! A key has no place for private members (`k`, `d`, `p`, `q`, `dp`, `dq`, `qi`), so none can be answered.

use serde::Serialize;

/// All key sets.
pub(crate) struct Tenant {
    pub(crate) keysets: Vec<Keyset>,
}

/// A `trustFrameworkKeySet`.
#[derive(Serialize)]
pub(crate) struct Keyset {
    pub(crate) id: String,
    pub(crate) keys: Vec<Key>,
}

/// A `trustFrameworkKey_v2`, and a `trustFrameworkKey`, which has the same members.
#[derive(Serialize)]
pub(crate) struct Key {
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
}

impl Keyset {
    pub(crate) fn key(&self, kid: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.kid == kid)
    }

    pub(crate) fn key_mut(&mut self, kid: &str) -> Option<&mut Key> {
        self.keys.iter_mut().find(|key| key.kid == kid)
    }

    /// The usable key with the latest `nbf` (assumption A7). `None < Some(_)` puts the keys without `nbf` behind all others.
    pub(crate) fn active_key(&self, now: i64) -> Option<&Key> {
        self.keys.iter().filter(|key| key.is_usable(now)).max_by_key(|key| key.nbf)
    }
}

impl Key {
    fn is_usable(&self, now: i64) -> bool {
        self.status == Status::Enabled && self.nbf.is_none_or(|nbf| nbf <= now) && self.exp.is_none_or(|exp| now < exp)
    }
}

impl RsaPublic {
    pub(crate) fn new(n: String) -> Self {
        Self { e: "AQAB", n }
    }
}
