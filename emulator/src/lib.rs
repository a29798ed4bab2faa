//! A local Microsoft Graph, as far as trust framework keys go: the demo and the tests talk to it instead of a tenant.
//!
//! The library is a pure state machine: an [`http::Request`] goes in, an [`http::Response`] comes out. It reads no clock (one is
//! handed to it), draws no random numbers (its ids are counted, so a run repeats itself) and does no I/O. The program
//! `graph-emulator` puts it on a loopback port; compiled to wasm it can live inside a page. It shares no code with the package it
//! helps to test, so that one mistake cannot cancel itself.
//!
//! ```
//! use bytes::Bytes;
//! use graph_emulator::{Emulator, seed};
//!
//! let mut graph = Emulator::new(|| 1_800_000_000_000);
//! let request = http::Request::get(format!("/beta/trustFramework/keySets/{}/getActiveKey", seed::signing::ID))
//!     .header("authorization", "Bearer any-token")
//!     .body(Bytes::new())?;
//! assert_eq!(graph.answer(request).status(), 200);
//! # Ok::<(), http::Error>(())
//! ```
//!
//! # What it answers
//!
//! | under `/beta/trustFramework/keySets` | |
//! |---|---|
//! | `GET /` and `GET /{id}` | the key sets, one key set |
//! | `GET /{id}/keys_v2` and `GET /{id}/keys_v2/{kid}` | the keys of a set, one key |
//! | `PATCH /{id}/keys_v2/{kid}` | sets `status` to `enabled` or `disabled`: 204 without a body |
//! | `GET /{id}/getActiveKey` | the key that B2C would use now |
//! | `POST /{id}/generateKey` | adds a key |
//!
//! The token says who calls: any token may do all, but `expired…` gets 401 and `read-only…` gets 403 where
//! `TrustFrameworkKeySet.ReadWrite.All` is needed. The tenant it starts with is described in [`seed`].
//!
//! # The control API
//!
//! Needs no token, stands outside `/beta`, and never appears in the journal.
//!
//! - `POST /_emulator/reset` → 204. The tenant as it was seeded, relative to the present; the journal empty, no answer planned.
//! - `GET /_emulator/journal` → 200, an array of `{seq, at, method, url, headers, body, status}`, preflights included: what arrived, as
//!   it arrived, tokens too. `seq` counts from 1.
//! - `POST /_emulator/answers` with `[{"status": 302, "headers": {"location": "…", "date": null}, "body": "…"}]` → 204. The next
//!   requests for `/beta` or `/v1.0`, preflights excepted, get these answers in this order and change nothing. A further plan queues up
//!   behind. Every answer has the usual headers (CORS, `request-id`, `Date`, …) unless the plan gives another value, or `null` for none.
//!   `headers` and `body` may be left out.
//!
//! # Sources
//!
//! The documentation of [key sets](https://learn.microsoft.com/graph/api/resources/trustframeworkkeyset?view=graph-rest-beta), of
//! [keys](https://learn.microsoft.com/graph/api/resources/trustframeworkkey-v2?view=graph-rest-beta), of the
//! [update](https://learn.microsoft.com/graph/api/trustframeworkkey_v2-update?view=graph-rest-beta), of
//! [which key is active](https://learn.microsoft.com/azure/active-directory-b2c/policy-keys-overview) and of
//! [errors](https://learn.microsoft.com/graph/errors).
//!
//! # Assumptions
//!
//! What no document says and we had to choose. Each has a test that names its number; a number is never given to something else.
//!
//! - A1: An unknown key set or key is 404 `itemNotFound`. So is `getActiveKey` when no key is usable, and a path outside `/beta`.
//! - A2: Anything under `/v1.0/trustFramework` is 405 `Request_BadRequest` (a batching example shows that for another beta operation).
//! - A3: Checks come in this order: size, version, token, path, method, permission, media type, body, key set, key.
//! - A4: A body that is not exactly one `status` of `enabled` or `disabled` is 400 `Request_BadRequest`.
//! - A5: A write whose media type is not `application/json` is 415.
//! - A6: Setting the status that a key already has is 204, as any other.
//! - A7: The active key is the usable one with the latest `nbf`, and a key without `nbf` is taken only when no usable key has one: the
//!   documents say that a key takes over once its `nbf` has passed, and advise keeping a dateless one as a safety net. Usable is enabled
//!   and `nbf <= now < exp`. Among equals the one added last wins.
//! - A8: Graph does not protest when the last usable key of a set is disabled.
//! - A9: The `keys` of a key set show `status`, as the resource page lists it.
//! - A10: Listing `keys_v2` and `getActiveKey` need only `TrustFrameworkKeySet.Read.All`; one item of `keys_v2` needs `ReadWrite.All`
//!   (that is documented).
//! - A11: A key is answered bare, not inside `value`, with numbers for `nbf` and `exp`, and without the members it does not have.
//! - A12: `generateKey` requires `use` and `kty`, takes `kty` in any case, makes an enabled key, and refuses with 400 and the AADB2C code
//!   that public lists give: 95030, 95031, 95033, 95032 for mixing RSA and oct, 95042 for mixing sig and enc.
//! - A13: Dot segments, `%2e` included, are resolved before routing, and a trailing slash is ignored: an id of `..`, `.` or nothing
//!   therefore reaches another resource. Each segment is decoded exactly once, so `%2F` is a slash within an id. Ids and fixed segments
//!   are compared exactly; `B2C_1A_` is never added.
//! - A14: `$select` and other query options, `If-Match` and `Prefer` change nothing.
//! - A15: Without a `client-request-id` in the request there is none in the answer, neither as a header nor in `innerError`.
//! - A16: A preflight is 200 whatever the path, allows the methods and headers a client may want, and holds for ten minutes. Errors carry
//!   the same CORS headers as successes.
//! - A17: `innerError.date` has no zone (seen in public error reports); `Cache-Control` is `no-store`; successes are
//!   `application/json` with OData parameters, errors without.
//! - A18: A change shows in the very next read. Nothing is throttled; plan an answer for that.
//! - A19: A request body beyond 1 MiB is 413.

mod access;
mod answer;
mod cors;
mod emulator;
mod exchange;
mod generate;
mod graph;
mod ids;
mod journal;
mod plan;
mod refusal;
mod route;
pub mod seed;
mod tenant;
mod time;

pub use emulator::{Emulator, MAX_BODY_BYTES};
