//! How the emulated Graph behaves as long as no planned answer says otherwise. Plain data: what follows from it is decided where it is
//! used. The documentation of the crate says what each member means.

use std::num::{NonZeroU32, NonZeroUsize};

use serde::Deserialize;
use serde_json::Value;

use crate::plan::Faults;
use crate::tenant::Case;

/// What `POST /_emulator/settings` takes.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Settings {
    pub(crate) page_size: Option<NonZeroUsize>,
    pub(crate) writes_per_second: Option<NonZeroU32>,
    pub(crate) writes_per_minute: Option<NonZeroU32>,
    pub(crate) unknown_keyset: UnknownKeyset,
    pub(crate) list_of_keys: ListOfKeys,
    pub(crate) new_keys_wait_seconds: u32,
    pub(crate) uploads: Uploads,
    pub(crate) null_members: bool,
    pub(crate) case: Case,
    pub(crate) read_lag_ms: Lag,
    pub(crate) seed: u64,
    pub(crate) faults: Faults,
    /// Kept unless this is `false`.
    pub(crate) journal: Option<bool>,
}

/// How Graph says that a key set is not there (assumption A1).
#[derive(Clone, Copy, Default, Deserialize)]
pub(crate) enum UnknownKeyset {
    /// 400 with the number as the code.
    #[default]
    #[serde(rename = "AADB2C90073")]
    Number,
    /// 400 with a code that says nothing, and the number in the message.
    #[serde(rename = "AADB2C")]
    NumberInTheMessage,
    /// 404
    #[serde(rename = "itemNotFound")]
    NotFound,
}

/// Whether `GET …/keys_v2` lists the keys (assumption A10).
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(try_from = "u16")]
pub(crate) enum ListOfKeys {
    #[default]
    Listed,
    BadRequest,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    NotImplemented,
}

impl TryFrom<u16> for ListOfKeys {
    type Error = &'static str;

    fn try_from(status: u16) -> Result<Self, Self::Error> {
        match status {
            200 => Ok(Self::Listed),
            400 => Ok(Self::BadRequest),
            403 => Ok(Self::Forbidden),
            404 => Ok(Self::NotFound),
            405 => Ok(Self::MethodNotAllowed),
            501 => Ok(Self::NotImplemented),
            _ => Err("\"listOfKeys\" must be 200, 400, 403, 404, 405 or 501"),
        }
    }
}

/// The status of an uploaded key (assumption A23).
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Uploads {
    #[default]
    Disabled,
    Enabled,
}

/// By how many milliseconds a read lags behind (assumption A18).
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged, expecting = "\"readLagMs\" must be a whole number of milliseconds, or a pair of such: the least and the most")]
pub(crate) enum Lag {
    Fixed(u32),
    Between(u32, u32),
}

impl Lag {
    pub(crate) fn most(self) -> i64 {
        let (Self::Fixed(most) | Self::Between(_, most)) = self;
        most.into()
    }
}

impl Default for Lag {
    fn default() -> Self {
        Self::Fixed(0)
    }
}

impl Settings {
    pub(crate) fn read(settings: &Value) -> Result<Self, String> {
        if !settings.is_object() {
            return Err("The settings cannot be read: they must be an object.".to_owned());
        }
        let settings = Self::deserialize(settings).map_err(|error| format!("The settings cannot be read: {error}."))?;
        match settings.read_lag_ms {
            Lag::Between(least, most) if most < least => Err("The settings cannot be read: \"readLagMs\" has its least first.".to_owned()),
            _ => Ok(settings),
        }
    }
}
