//! The one error: every code, every field a caller can act on, and the wording that all messages share.
//!
//! Does not make JavaScript errors; `npm/src/errors.ts` does, from these fields.

use alloc::{boxed::Box, string::String};

use super::time::{Milliseconds, Timestamp};

/// What kind of failure a caller met. The texts are public API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// A caller's mistake; nothing was sent.
    InvalidArgument,
    /// The token source gave nothing usable.
    Token,
    /// 401.
    Unauthorized,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
    /// Any other 4xx.
    Rejected,
    /// 429, or B2C's own throttle code.
    Throttled,
    /// 5xx.
    Unavailable,
    /// `fetch` rejected.
    Network,
    /// A time limit ran out.
    Timeout,
    /// A redirect was refused.
    Redirected,
    /// A 2xx that is not success, or nothing that HTTP knows.
    UnexpectedResponse,
    /// The guard refused to disable the last usable key.
    LastUsableKey,
    /// The guard could not read the key set.
    GuardUnavailable,
    /// The change was made and no usable key is left.
    NoUsableKey,
    /// The change was accepted, and not seen on reading back.
    NotVerified,
}

impl Code {
    /// The text that JavaScript callers switch on.
    pub const fn as_str(self) -> &'static str {
        match self {
            Code::InvalidArgument => "invalid-argument",
            Code::Token => "token",
            Code::Unauthorized => "unauthorized",
            Code::Forbidden => "forbidden",
            Code::NotFound => "not-found",
            Code::Rejected => "rejected",
            Code::Throttled => "throttled",
            Code::Unavailable => "unavailable",
            Code::Network => "network",
            Code::Timeout => "timeout",
            Code::Redirected => "redirected",
            Code::UnexpectedResponse => "unexpected-response",
            Code::LastUsableKey => "last-usable-key",
            Code::GuardUnavailable => "guard-unavailable",
            Code::NoUsableKey => "no-usable-key",
            Code::NotVerified => "not-verified",
        }
    }
}

/// What may take so long and no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeLimit {
    /// `tokenTimeoutMs`.
    Token,
    /// `attemptTimeoutMs`.
    Attempt,
    /// `timeoutMs`.
    Call,
}

/// A failure, with all that a caller can act on, but for what is known of the answer and not judged: its id, its time, its claims. Never
/// holds a token.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// What kind of failure.
    pub code: Code,
    /// One sentence: what failed, why, what to do.
    pub message: String,
    /// The moment that the message speaks of: the host writes it behind the sentence, as people read it.
    pub moment: Option<Timestamp>,
    /// The argument or option a caller got wrong.
    pub argument: Option<&'static str>,
    /// Whether the change took effect: `None` when that is not known.
    pub applied: Option<bool>,
    /// Whether the same call may succeed later.
    pub retryable: bool,
    /// The status of Graph's answer.
    pub http_status: Option<u16>,
    /// The most telling `code` of Graph's error body.
    pub graph_code: Option<String>,
    /// The `message` of Graph's error body.
    pub graph_message: Option<String>,
    /// Another token must meet claims.
    pub demands_claims: bool,
    /// How long to wait before trying again.
    pub retry_after: Option<Milliseconds>,
    /// How many requests were sent: PATCH requests, or those of a read. What a guard or a read-back reads does not count.
    pub attempts: u32,
}

impl Error {
    /// A caller's mistake with `argument`; nothing is sent.
    pub fn invalid(argument: &'static str, message: &[&str]) -> Box<Error> {
        let mut error = Error::new(Code::InvalidArgument, false, message);
        error.argument = Some(argument);
        error.applied = Some(false);
        error
    }

    /// The token source failed; `problem` is what it did, as the end of a sentence.
    pub fn token(problem: &str) -> Box<Error> {
        Error::new(Code::Token, false, &["The token source ", problem])
    }

    /// Says that nobody knows whether Graph has carried the PATCH out.
    pub fn may_have_been_carried_out(&mut self) {
        self.add(&["unless applied is false the change may have been made, and making it again is safe."]);
    }

    /// Goes on with the sentence.
    pub fn add(&mut self, parts: &[&str]) {
        self.message.pop();
        self.message.push_str("; ");
        push_all(&mut self.message, parts);
    }

    pub(super) fn new(code: Code, retryable: bool, parts: &[&str]) -> Box<Error> {
        let mut message = String::new();
        push_all(&mut message, parts);
        Box::new(Error {
            code,
            message,
            retryable,
            moment: None,
            argument: None,
            applied: None,
            http_status: None,
            graph_code: None,
            graph_message: None,
            demands_claims: false,
            retry_after: None,
            attempts: 0,
        })
    }
}

/// A failure that is always put in the same words.
#[derive(Debug, PartialEq)]
pub struct Known {
    pub(super) code: Code,
    pub(super) retryable: bool,
    pub(super) message: &'static str,
}

impl Known {
    /// The error of this failure.
    pub fn error(&self) -> Box<Error> {
        Error::new(self.code, self.retryable, &[self.message])
    }
}

/// `fetch` rejected: nobody can tell whether Graph saw the request.
pub const NETWORK: &Known = &Known {
    code: Code::Network,
    retryable: true,
    message: "No answer came: the name in baseUrl does not resolve, this host is offline or behind a proxy, or the connection was lost; \
              see cause, and make the call again.",
};

/// `fetch` rejected in a page, which is not told why.
pub const NETWORK_OF_PAGE: &Known = &Known {
    code: Code::Network,
    retryable: true,
    message: "No readable answer came: this host is offline or lost the connection, a Content-Security-Policy lacks the URL in connect-src, or the \
              answer had no CORS headers; see cause and the console of the page, and make the call again.",
};

/// `fetch` threw at once, as it would again.
pub const FETCH_THREW: &Known = &Known {
    code: Code::Network,
    retryable: false,
    message: "fetch threw at once; see cause, and check the fetch option, or what replaced globalThis.fetch.",
};

/// What `fetch` gave is nothing that HTTP knows, so nobody can tell whether Graph saw the request.
pub const NOT_A_RESPONSE: &Known = &Known {
    code: Code::UnexpectedResponse,
    retryable: false,
    message: "fetch gave something that is not a Response with a status from 200 to 599; check the fetch option, or what replaced globalThis.fetch.",
};

/// One of the time limits ran out.
pub const fn timeout(limit: TimeLimit) -> &'static Known {
    match limit {
        TimeLimit::Token => &Known {
            code: Code::Timeout,
            retryable: true,
            message: "The token source gave no token within tokenTimeoutMs; allow it more time.",
        },
        TimeLimit::Attempt => &Known {
            code: Code::Timeout,
            retryable: true,
            message: "attemptTimeoutMs ran out before Graph answered; make the call again, or allow it more time.",
        },
        TimeLimit::Call => &Known {
            code: Code::Timeout,
            retryable: true,
            message: "timeoutMs ran out before Graph answered; make the call again, or allow it more time.",
        },
    }
}

// `concat` could panic.
fn push_all(text: &mut String, parts: &[&str]) {
    for part in parts {
        text.push_str(part);
    }
}
