//! What it comes to that a caller ends a call.

use alloc::boxed::Box;

use super::Cause;
use super::exchange::{Ended, Failure};
use super::step::{Awaited, Machine};
use crate::graph::guard;

impl Machine {
    /// Ends the call for its caller: nothing is sent from here on. What was accepted stays so, and the abort is the cause of what could not
    /// be confirmed.
    pub fn abort(&mut self) -> Ended {
        self.awaited = Awaited::Nothing;
        let Some(receipt) = self.call.plan.accepted else { return Ended::Aborted { may_have_changed: !self.is_untouched() } };
        let mut error = guard::not_verified();
        (error.attempts, error.applied) = (receipt.attempts, Some(true));
        Ended::Failed(Box::new(Failure { error, kept: None, cause: Some(Cause::Abort), receipt: Some(receipt) }))
    }

    /// Whether no request has left that may have changed the key.
    pub fn is_untouched(&self) -> bool {
        !self.call.may_have_changed
    }
}
