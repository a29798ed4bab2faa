//! What a call comes to: a receipt, or an error. Makes no JavaScript error: `npm/src/errors.ts` does.

use alloc::boxed::Box;

use super::host::Call;
use crate::graph::error::Error;

/// An error, and the number of what the call knows of the answer, or of what the host failed with; 0 is nothing.
pub(super) struct Failure {
    pub(super) error: Box<Error>,
    pub(super) known: u32,
}

impl Failure {
    /// Says it to the call.
    pub(super) fn tell(&self, call: &Call) {
        let error = &self.error;
        call.error(
            error.code.as_str(),
            &error.message,
            error.retryable,
            error.attempts,
            error.argument.unwrap_or_default(),
            error.applied,
            error.graph_code.as_deref().unwrap_or_default(),
            error.graph_message.as_deref().unwrap_or_default(),
            error.retry_after_ms.unwrap_or(f64::NAN),
            self.known,
        );
    }
}

impl From<Box<Error>> for Failure {
    fn from(error: Box<Error>) -> Failure {
        Failure { error, known: 0 }
    }
}

/// What a call is about to do, unless it has come to its end: what was found wrong is said, and nothing is to be done where the call says so.
pub(super) fn begin<T>(call: &Call, parsed: Result<Option<T>, Box<Error>>) -> Option<T> {
    match parsed {
        Ok(parsed) => parsed.filter(|_| !call.stopped()),
        Err(error) => {
            Failure::from(error).tell(call);
            None
        }
    }
}
