//! Faults by chance: so many of a thousand requests meet one of some answers. Which ones follows from the seed alone.

use bytes::Bytes;
use http::Request;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::entry::{self, Entry};
use crate::random::Random;
use crate::route::Route;

/// None by default.
#[derive(Clone, Default)]
pub(crate) struct Faults {
    per_mille: u64,
    answers: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Format {
    per_mille: u16,
    answers: Value,
}

impl Faults {
    /// Draws whether this request meets a fault, and which of those that match it. The draw is the same whether or not one matches, so
    /// that what other requests meet does not depend on it.
    pub(crate) fn draw(&self, random: &mut Random, request: &Request<Bytes>, route: &Route) -> Option<Entry> {
        if self.per_mille == 0 || *route == Route::Outside {
            return None;
        }
        let (chance, which) = (random.below(1_000), random.next());
        if chance >= self.per_mille {
            return None;
        }
        let fitting: Vec<&Entry> = self.answers.iter().filter(|entry| entry.matching.fits(request, route)).collect();
        let index = which.checked_rem(fitting.len() as u64)?;
        Some(fitting[index as usize].clone())
    }
}

impl<'de> Deserialize<'de> for Faults {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let format = Format::deserialize(deserializer)?;
        read(&format).map_err(serde::de::Error::custom)
    }
}

fn read(format: &Format) -> Result<Faults, String> {
    if format.per_mille > 1_000 {
        return Err("\"perMille\" of \"faults\" is at most 1000".to_owned());
    }
    let answers = entry::read(&format.answers)?;
    if answers.iter().any(|entry| entry.source.get("times").is_some()) {
        return Err("an answer of \"faults\" has no \"times\", it serves whatever is drawn for it".to_owned());
    }
    Ok(Faults { per_mille: format.per_mille.into(), answers })
}
