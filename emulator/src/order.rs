//! `generateKey` and `uploadSecret`: what may be asked for, and the key that comes of it (assumptions A12, A23 and A25). Makes no key
//! material and forgets the secret that it is given.
//!
//! Sources: <https://learn.microsoft.com/graph/api/trustframeworkkeyset-generatekey?view=graph-rest-beta>,
//! <https://learn.microsoft.com/graph/api/trustframeworkkeyset-uploadsecret?view=graph-rest-beta>

use serde_json::{Map, Value};

use crate::ids::Ids;
use crate::refusal::Refusal;
use crate::settings::{Settings, Uploads};
use crate::tenant::{Key, Keyset, Kty, Minted, RsaPublic, Status, Usage, json_of};
use crate::time::Moment;

/// A key that is wanted.
pub(crate) struct Order {
    usage: Usage,
    kty: Kty,
    nbf: Option<i64>,
    exp: Option<i64>,
    status: Status,
}

impl Order {
    /// A key that Graph makes.
    pub(crate) fn to_generate(body: &Map<String, Value>) -> Result<Self, Refusal> {
        refuse_others(body, "generateKey", ["use", "kty", "nbf", "exp"])?;
        let kty = match body.get("kty").and_then(Value::as_str).map(str::to_ascii_lowercase).as_deref() {
            Some("rsa") => Kty::Rsa,
            Some("oct") => Kty::Oct,
            Some(_) => return Err(Refusal::b2c("AADB2C95031", "The property 'kty' must be 'RSA' or 'oct'.")),
            None => return Err(Refusal::b2c("AADB2C95030", "The property 'kty' is missing.")),
        };
        Self::read(body, kty, Status::Enabled)
    }

    /// A secret that the caller brings.
    pub(crate) fn to_upload(body: &Map<String, Value>, uploads: Uploads) -> Result<Self, Refusal> {
        refuse_others(body, "uploadSecret", ["use", "k", "nbf", "exp"])?;
        if body.get("k").and_then(Value::as_str).is_none_or(str::is_empty) {
            return Err(Refusal::bad_request("The parameter 'k' must be a string that is not empty."));
        }
        let status = match uploads {
            Uploads::Disabled => Status::Disabled,
            Uploads::Enabled => Status::Enabled,
        };
        Self::read(body, Kty::Oct, status)
    }

    fn read(body: &Map<String, Value>, kty: Kty, status: Status) -> Result<Self, Refusal> {
        let usage = match body.get("use").and_then(Value::as_str) {
            Some("sig") => Usage::Sig,
            Some("enc") => Usage::Enc,
            _ => return Err(Refusal::b2c("AADB2C95033", "The property 'use' must be 'sig' or 'enc'.")),
        };
        Ok(Self { usage, kty, nbf: seconds(body, "nbf")?, exp: seconds(body, "exp")?, status })
    }

    /// The new key, unless the set holds keys of another family or use.
    pub(crate) fn key_for(&self, keyset: &Keyset, ids: &mut Ids, settings: &Settings, now: Moment) -> Result<Key, Refusal> {
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
            nbf: match i64::from(settings.new_keys_wait_seconds) {
                0 => self.nbf,
                wait => self.nbf.max(Some(now.unix_seconds() + wait)),
            },
            exp: self.exp,
            rsa: (self.kty == Kty::Rsa).then(|| RsaPublic::new(ids.modulus())),
            status: self.status,
        }))
    }
}

fn refuse_others(body: &Map<String, Value>, operation: &str, known: [&str; 4]) -> Result<(), Refusal> {
    match body.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(Refusal::bad_request(["The parameter '", name, "' is not known to ", operation, "."].concat())),
        None => Ok(()),
    }
}

/// Whether a key says something else; one that says nothing can be anything.
fn mixes(keyset: &Keyset, name: &str, wanted: Value) -> bool {
    keyset.keys.iter().map(|key| key.member(name)).any(|found| !found.is_null() && *found != wanted)
}

fn seconds(body: &Map<String, Value>, name: &str) -> Result<Option<i64>, Refusal> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_i64() {
            Some(seconds) => Ok(Some(seconds)),
            None => Err(Refusal::bad_request(["The parameter '", name, "' must be a whole number of seconds since 1970."].concat())),
        },
    }
}
