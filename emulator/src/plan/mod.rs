//! The queue of planned answers: who is served by which. Sends nothing and changes no tenant.

mod content;
mod entry;
mod faults;
mod matching;

use bytes::Bytes;
use http::Request;
use serde_json::Value;

pub(crate) use entry::{Entry, Played};
pub(crate) use faults::Faults;

use crate::route::Route;

/// The entries that are left, in the order in which they were posted.
#[derive(Clone, Default)]
pub(crate) struct Plan(Vec<Entry>);

impl Plan {
    /// Adds what the array plans, or nothing of it.
    pub(crate) fn extend(&mut self, answers: &Value) -> Result<(), String> {
        self.0.extend(entry::read(answers)?);
        Ok(())
    }

    /// The first entry that matches the request, counted as used once.
    pub(crate) fn take(&mut self, request: &Request<Bytes>, route: &Route) -> Option<Entry> {
        if *route == Route::Outside {
            return None;
        }
        let index = self.0.iter().position(|entry| entry.matching.fits(request, route))?;
        match self.0[index].times.less_one() {
            Some(left) => {
                self.0[index].times = left;
                Some(self.0[index].clone())
            }
            None => Some(self.0.remove(index)),
        }
    }
}
