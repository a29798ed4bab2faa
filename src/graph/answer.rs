//! Judges what Graph answered: success, or the error that says what failed, why and what to do.
//!
//! Success is 204, or a 200 that shows the status which was asked for. Nothing else is.
//!
//! Source: <https://learn.microsoft.com/graph/errors>

use alloc::boxed::Box;

use super::body::Body;
use super::error::{Code, Error, Known, NOT_A_RESPONSE};
use super::request::KeyStatus;

/// A failure that is always put in the same words; not retryable unless it says so.
macro_rules! known {
    ($code:ident, $message:expr) => {
        known!($code, false, $message)
    };
    ($code:ident, $retryable:expr, $message:expr) => {
        &Known { code: Code::$code, retryable: $retryable, message: $message }
    };
}

/// An answer as far as it is judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The HTTP status; `None` for a redirect that the host hides.
    pub status: Option<u16>,
    /// The answer is a redirect that the host hides, or was reached through one.
    pub redirected: bool,
    /// The body, when it was short and JSON.
    pub body: Body,
    /// A 401 or 403 that demands claims of another token.
    pub demands_claims: bool,
    /// It has no `request-id`, or an HTML body: something else than Graph may have given it.
    pub is_foreign: bool,
}

impl Answer {
    fn status(&self) -> u16 {
        self.status.unwrap_or_default()
    }

    fn is_redirect(&self) -> bool {
        self.redirected || (300..400).contains(&self.status())
    }
}

/// Whether the answer to the PATCH that sets `status` is success.
///
/// # Errors
/// For every answer but a 204 and a 200 whose body shows `status`; the error holds what Graph said.
pub fn judge(status: KeyStatus, answer: &Answer) -> Result<(), Box<Error>> {
    if !answer.is_redirect()
        && (answer.status == Some(204) || (answer.status == Some(200) && answer.body.status().is_some_and(|shown| status.is(shown))))
    {
        return Ok(());
    }
    let unexpected = known!(
        UnexpectedResponse,
        "The answer is neither 204 nor a 200 that shows the new status, as from a proxy or a sign-in page; read the key to learn its status."
    );
    Err(refusal(answer, unexpected, None))
}

/// What a read was for, as far as its errors speak of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// All key sets.
    Keysets,
    /// A key set or its keys.
    Keyset,
    /// One key.
    Key,
    /// The active key of a set.
    ActiveKey,
}

/// Whether the answer to a read is one: a 200 which, as `good` says, shows what was asked for.
///
/// # Errors
/// For every other answer; the error holds what Graph said.
pub fn judge_read(sought: Sought, good: bool, answer: &Answer) -> Result<(), Box<Error>> {
    if good {
        return Ok(());
    }
    let unexpected = known!(
        UnexpectedResponse,
        "The answer is not what was asked for, as from a proxy or a sign-in page; or it is larger than 16 MiB, has more than 100 pages, \
         or goes on at another place; check baseUrl."
    );
    Err(refusal(answer, unexpected, Some(sought)))
}

/// `unexpected` is what a 2xx is; a PATCH sought nothing.
fn refusal(answer: &Answer, unexpected: &'static Known, sought: Option<Sought>) -> Box<Error> {
    let status = answer.status();
    let graph_code = answer.body.code();
    let mut error = explain(answer, graph_code, unexpected, sought).error();
    // Writes to one key set that overlap: the same call succeeds once the other has ended.
    let is_overlapping = graph_code == Some("AADB2C95053") && matches!(status, 400..500) && !answer.is_redirect();
    let is_gateways = matches!(error.code, Code::Unauthorized | Code::Forbidden | Code::NotFound | Code::Unavailable);
    if answer.is_foreign && is_gateways && !answer.demands_claims {
        error.message = FOREIGN.into();
    } else if is_overlapping && !error.retryable {
        error.retryable = true;
        error.message = OVERLAPPING.into();
    }
    let is_open = matches!(status, 408 | 409 | 500..600) && error.code != Code::Redirected;
    if is_open && sought.is_none() {
        error.may_have_been_carried_out();
    }
    let is_untouched = !answer.is_redirect() && matches!(status, 400..500) && !matches!(status, 408 | 409 | 429);
    error.applied = is_untouched.then_some(false);
    error.http_status = answer.status;
    error.graph_code = graph_code.map(Into::into);
    error.graph_message = answer.body.message().map(Into::into);
    error.demands_claims = answer.demands_claims;
    error
}

fn explain(answer: &Answer, graph_code: Option<&str>, unexpected: &'static Known, sought: Option<Sought>) -> &'static Known {
    if answer.is_redirect() {
        return known!(Redirected, "The answer was a redirect, which is never followed; check baseUrl and proxies.");
    }
    match answer.status() {
        200..300 => unexpected,
        status @ 400..500 if status == 429 || graph_code == Some("AADB2C95043") => {
            known!(Throttled, true, "Graph is throttling this tenant or application; wait and try again.")
        }
        401 if answer.demands_claims => known!(Unauthorized, DEMANDS_CLAIMS),
        403 if answer.demands_claims => known!(Forbidden, DEMANDS_CLAIMS),
        401 => known!(Unauthorized, "Graph did not accept the token; get a new one for this cloud and tenant."),
        403 => match sought {
            None | Some(Sought::Key) => known!(
                Forbidden,
                "The token may not do this: it needs the permission TrustFrameworkKeySet.ReadWrite.All and, when a person signed in, \
                 the role B2C IEF Keyset Administrator."
            ),
            _ => known!(
                Forbidden,
                "The token may not read this: it needs the permission TrustFrameworkKeySet.Read.All or ReadWrite.All and, when a person \
                 signed in, the role B2C IEF Keyset Administrator."
            ),
        },
        // Graph answers 400 for a key set that is not there.
        status @ 400..500 if status == 404 || graph_code == Some("AADB2C90073") => match sought {
            None | Some(Sought::Key) => known!(
                NotFound,
                "Graph knows no such key in such a key set; check keysetId with its prefix B2C_1A_, keyId, and the tenant of the token."
            ),
            Some(Sought::Keyset) => {
                known!(NotFound, "Graph knows no such key set; check keysetId with its prefix B2C_1A_, and the tenant of the token.")
            }
            Some(Sought::Keysets) => known!(NotFound, "Graph has no key sets at this address; check baseUrl."),
            Some(Sought::ActiveKey) => known!(
                NotFound,
                "The key set has no key that is usable now, or there is no such key set; list its keys, and check keysetId with its \
                 prefix B2C_1A_, and the tenant of the token."
            ),
        },
        408 | 409 => known!(Rejected, "Graph gave the request up, as when another is in its way; make the call again."),
        400..500 => {
            known!(Rejected, "Graph refused the request; correct what it complains of, the same call would be refused again.")
        }
        500 | 502 | 503 | 504 | 509 => {
            known!(Unavailable, true, "Graph or a gateway before it failed; wait a little, and make the call again.")
        }
        500..600 => known!(Unavailable, "Graph or a gateway before it cannot do this, and would say so again; check baseUrl."),
        _ => NOT_A_RESPONSE,
    }
}

const OVERLAPPING: &str = "Another write to this key set was under way; send changes to one key set one after another.";
const FOREIGN: &str = "A proxy or a gateway before Graph may have given this answer: it has no request-id of Graph, or is a page of HTML; check baseUrl \
                       and the network, and ask whoever runs the gateway.";
const DEMANDS_CLAIMS: &str =
    "Graph demands a token that meets the claims of this error; a function or a credential as token is asked for one.";
