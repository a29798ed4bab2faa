//! `generateKey`: what may be asked for, and the key that comes of it (assumption A12). Makes no key material.
//!
//! Source: <https://learn.microsoft.com/graph/api/trustframeworkkeyset-generatekey?view=graph-rest-beta>

use serde_json::{Map, Value};

use crate::ids::Ids;
use crate::refusal::Refusal;
use crate::tenant::{Key, Keyset, Kty, Minted, RsaPublic, Status, Usage, json_of};

/// The four documented properties.
pub(crate) struct Order {
    usage: Usage,
    kty: Kty,
    nbf: Option<i64>,
    exp: Option<i64>,
}

impl Order {
    pub(crate) fn read(body: &Map<String, Value>) -> Result<Self, Refusal> {
        if let Some(name) = body.keys().find(|name| !matches!(name.as_str(), "use" | "kty" | "nbf" | "exp")) {
            return Err(Refusal::bad_request(format!("The parameter '{name}' is not known to generateKey.")));
        }
        let kty = match body.get("kty").and_then(Value::as_str).map(str::to_ascii_lowercase).as_deref() {
            Some("rsa") => Kty::Rsa,
            Some("oct") => Kty::Oct,
            Some(_) => return Err(Refusal::b2c("AADB2C95031", "The property 'kty' must be 'RSA' or 'oct'.")),
            None => return Err(Refusal::b2c("AADB2C95030", "The property 'kty' is missing.")),
        };
        let usage = match body.get("use").and_then(Value::as_str) {
            Some("sig") => Usage::Sig,
            Some("enc") => Usage::Enc,
            _ => return Err(Refusal::b2c("AADB2C95033", "The property 'use' must be 'sig' or 'enc'.")),
        };
        Ok(Self { usage, kty, nbf: seconds(body, "nbf")?, exp: seconds(body, "exp")? })
    }

    /// The new key, unless the set holds keys of another family or use.
    pub(crate) fn key_for(&self, keyset: &Keyset, ids: &mut Ids) -> Result<Key, Refusal> {
        if mixes(keyset, "kty", json_of(&self.kty)) {
            return Err(Refusal::b2c("AADB2C95032", "RSA and oct keys cannot be mixed in one key set."));
        }
        if mixes(keyset, "use", json_of(&self.usage)) {
            return Err(Refusal::b2c("AADB2C95042", "Keys of the uses sig and enc cannot be mixed in one key set."));
        }
        Ok(Key::from(Minted {
            kid: ids.kid(),
            usage: self.usage,
            kty: self.kty,
            nbf: self.nbf,
            exp: self.exp,
            rsa: (self.kty == Kty::Rsa).then(|| RsaPublic::new(ids.modulus())),
            status: Status::Enabled,
        }))
    }
}

/// Whether a key says something else; one that says nothing can be anything.
fn mixes(keyset: &Keyset, name: &str, wanted: Value) -> bool {
    keyset.keys.iter().map(|key| key.member(name)).any(|found| !found.is_null() && *found != wanted)
}

fn seconds(body: &Map<String, Value>, name: &str) -> Result<Option<i64>, Refusal> {
    match body.get(name) {
        None => Ok(None),
        Some(value) => match value.as_i64() {
            Some(seconds) => Ok(Some(seconds)),
            None => Err(Refusal::bad_request(format!("The parameter '{name}' must be a whole number of seconds since 1970."))),
        },
    }
}
