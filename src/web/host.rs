//! The module's view of the world outside: the `Call` that does what it is told (`npm/src/call.ts`). Decides nothing.
//!
//! The call is the only value of JavaScript in here. Texts and numbers are read from it by their place, and an empty text is given to it
//! where there is none. Functions, signals, tokens, what others threw, and what nobody judges of an answer (its id, its time, its claims) stay with it;
//! what is known of one answer or failure has a number here.

use alloc::string::String;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// One call. `ask`, `send` and `sleep` only say what to do: it is done once the task pauses, and what came of it stands at its places then.
    #[derive(Clone)]
    pub type Call;
    /// The text at a place, if there is one.
    #[wasm_bindgen(method)]
    pub(super) fn text(this: &Call, place: u32) -> Option<String>;
    /// The number at a place, NaN if there is none; a boolean is 0 or 1.
    #[wasm_bindgen(method)]
    pub(super) fn number(this: &Call, place: u32) -> f64;
    /// Nothing is to be done: the call knows of a wrong argument, or the caller's signal has fired.
    #[wasm_bindgen(method, getter)]
    pub(super) fn stopped(this: &Call) -> bool;
    /// The token comes from a source that can be asked again.
    #[wasm_bindgen(method, getter)]
    pub(super) fn asks(this: &Call) -> bool;
    /// Asks the token source; comes to what [`asked`] lists. The token itself stays with the call. `refused` is the number of the answer that
    /// refused the last one, 0 for none; the new one is to meet the claims of that answer, or else to be a fresh one.
    #[wasm_bindgen(method)]
    pub(super) fn ask(this: &Call, scope: &str, refused: u32, milliseconds: f64);
    /// Sends a request with the token; comes to what [`answer`] lists.
    #[wasm_bindgen(method)]
    pub(super) fn send(this: &Call, method: &str, url: &str, body: &str, milliseconds: f64);
    /// Comes to the milliseconds that passed, at least as many, at place 0.
    #[wasm_bindgen(method)]
    pub(super) fn sleep(this: &Call, milliseconds: f64);
    /// Tells the caller's listener, if there is one, what a request came to; `known` is the number of its answer. An empty text and NaN are
    /// absent.
    #[wasm_bindgen(method)]
    pub(super) fn tell(this: &Call, phase: &str, attempt: f64, code: &str, wait_ms: f64, known: u32);
    /// Says what the call fails with; `known` is the number of the answer, or of what the host failed with. An empty text and NaN are absent.
    #[wasm_bindgen(method)]
    pub(super) fn error(
        this: &Call,
        code: &str,
        message: &str,
        retryable: bool,
        attempts: f64,
        argument: &str,
        applied: Option<bool>,
        graph_code: &str,
        graph_message: &str,
        retry_after_ms: f64,
        known: u32,
    );
    /// Makes a cause of the error just said, and gives its number.
    #[cfg(feature = "full")]
    #[wasm_bindgen(method)]
    pub(super) fn because(this: &Call) -> u32;
    /// A number from 0 up to, but not including, 1; good enough for spreading calls, and for nothing else.
    #[wasm_bindgen(method)]
    pub(super) fn random(this: &Call) -> f64;
}

/// Where the arguments stand; `npm/src/call.ts` has the same order.
pub(super) mod argument {
    /// `None` where the call has found it wrong.
    pub const KEYSET_ID: u32 = 0;
    pub const KEY_ID: u32 = 1;
    pub const STATUS: u32 = 2;
    pub const CLOUD: u32 = 3;
    pub const BASE_URL: u32 = 4;
    pub const TIMEOUT_MS: u32 = 5;
    pub const ATTEMPT_TIMEOUT_MS: u32 = 6;
    pub const TOKEN_TIMEOUT_MS: u32 = 7;
    pub const MAX_ATTEMPTS: u32 = 8;
    pub const MAX_DELAY_MS: u32 = 9;
    #[cfg(feature = "full")]
    pub const GUARD: u32 = 10;
    #[cfg(feature = "full")]
    pub const VERIFY: u32 = 11;
}

/// What asking for a token comes to.
pub(super) mod asked {
    /// 1 where it is a token that Graph has refused.
    pub const REFUSED: u32 = 0;
    /// Where there is no token, the number of what is known of that.
    pub const KNOWN: u32 = 1;
    /// What is wrong with what the source gave, as the end of a sentence; no text where it took too long.
    pub const PROBLEM: u32 = 2;
}

/// What sending comes to.
pub(super) mod answer {
    /// [`super::Fault`]; NaN where there is an answer.
    pub const FAULT: u32 = 0;
    /// NaN for an opaque redirect.
    pub const STATUS: u32 = 1;
    pub const REDIRECTED: u32 = 2;
    /// The wait that Graph asked for.
    pub const ASKED_MS: u32 = 3;
    /// 1 where a 401 or 403 demands claims of another token.
    pub const DEMANDS_CLAIMS: u32 = 4;
    /// See `json.rs`.
    pub const BODY: u32 = 5;
    pub const ELAPSED_MS: u32 = 6;
    /// The number of what is known of it beside.
    pub const KNOWN: u32 = 7;
    /// 1 where what was to be read is there.
    #[cfg(feature = "full")]
    pub const GOOD: u32 = 8;
}

/// What kept a request from being answered; `npm/src/response.ts` has the same numbers.
pub(super) enum Fault {
    /// `fetch` rejected.
    Rejected,
    /// `fetch` threw at once.
    Threw,
    /// The attempt took too long.
    OutOfTime,
    /// What `fetch` gave is no Response.
    NoResponse,
}

impl Call {
    /// Whether the number at a place is not 0.
    pub(super) fn flag(&self, place: u32) -> bool {
        self.number(place) > 0.0
    }

    /// The number at a place, or what counts where there is none.
    pub(super) fn number_or(&self, place: u32, otherwise: f64) -> f64 {
        let number = self.number(place);
        if number.is_nan() { otherwise } else { number }
    }

    /// What kept the request from being answered.
    pub(super) fn fault(&self) -> Option<Fault> {
        let fault = self.number(answer::FAULT);
        Some(match fault as u8 {
            _ if fault.is_nan() => return None,
            1 => Fault::Rejected,
            2 => Fault::Threw,
            3 => Fault::OutOfTime,
            _ => Fault::NoResponse,
        })
    }
}
