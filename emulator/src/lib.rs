//! A local Microsoft Graph, as far as trust framework keys go: the demo and the tests talk to it instead of a tenant.
//!
//! The library is a pure state machine: an [`http::Request`] and a time go in, a [`Reply`] comes out, which is the response and the manner
//! of sending it. It reads no clock, its random numbers follow from a seed, its ids are counted, and it does no I/O, pauses included: the
//! same calls give the same answers in every run. The program `graph-emulator` puts it on a loopback port; compiled to wasm it can live
//! inside a page. It shares no code with the package it helps to test, so that one mistake cannot cancel itself.
//!
//! In a simulation an [`Emulator`] is a value among others. It takes a tenant of the test's own, behaves as told, and answers some tens of
//! thousands of requests in a second even when built for debugging:
//!
//! ```
//! use bytes::Bytes;
//! use graph_emulator::Emulator;
//! use http::Request;
//! use serde_json::json;
//!
//! let mut graph = Emulator::empty();
//! graph.put_keyset(&json!({ "id": "B2C_1A_Secret", "keys": [{ "kid": "a", "status": "enabled" }, { "kid": "b", "status": "enabled" }] }))?;
//! graph.set(&json!({
//!     "seed": 7,
//!     "readLagMs": [0, 10_000],
//!     "writesPerSecond": 5,
//!     "faults": { "perMille": 50, "answers": [
//!         { "status": 503, "headers": { "retry-after": "2" } },
//!         { "stop": { "at": "start", "by": "reset" }, "apply": true, "match": { "method": "PATCH" } },
//!     ] },
//!     "journal": false,
//! }))?;
//!
//! let disable = Request::patch("/beta/trustFramework/keySets/B2C_1A_Secret/keys_v2/a")
//!     .header("authorization", "Bearer any-token")
//!     .header("content-type", "application/json")
//!     .body(Bytes::from(r#"{"status":"disabled"}"#))?;
//! let mut now_ms = 1_800_000_000_000;
//! loop {
//!     let reply = graph.answer(now_ms, &disable);
//!     // A client sees the answer `manner.delay_ms` later, and a failed connection where `manner.stop` is by close or reset.
//!     if reply.manner.stop.is_none() && reply.response.status() == 204 {
//!         break;
//!     }
//!     now_ms += 2_000;
//! }
//! // What is, whatever a read shows.
//! assert_eq!(graph.keyset("B2C_1A_Secret").expect("it was put")["keys"][0]["status"], "disabled");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it answers
//!
//! | under `/beta/trustFramework/keySets` | |
//! |---|---|
//! | `GET /` and `GET /{id}` | the key sets, one key set |
//! | `GET /{id}/keys_v2` and `GET /{id}/keys_v2/{kid}` | the keys of a set, one key |
//! | `PATCH /{id}/keys_v2/{kid}` | sets `status` to `enabled` or `disabled`: 204 without a body |
//! | `GET /{id}/getActiveKey` | the key that B2C would use now; also spelt `getActiveKey()` and with `microsoft.graph.` in front |
//! | `POST /{id}/generateKey` | adds a key |
//! | `POST /{id}/uploadSecret` | adds a secret that the caller brings |
//!
//! The token says who calls: any token may do all, but `expired…` gets 401 and `read-only…` gets 403 where
//! `TrustFrameworkKeySet.ReadWrite.All` is needed. The tenant it starts with is described in [`seed`].
//!
//! # The control API
//!
//! Needs no token, stands outside `/beta`, and never appears in the journal.
//!
//! | | |
//! |---|---|
//! | `POST /_emulator/reset` | 204. The tenant as it was seeded, relative to the present; the journal empty, no answer planned. Delays under way end now, connections that hang are closed |
//! | `POST /_emulator/answers` | 204. A JSON array of planned answers, see below; they queue up behind those already planned |
//! | `POST /_emulator/keysets` | 204. One key set, `{"id": "…", "keys": [{…}, …]}`, in the place of the one with this id or as a new one. Keys are stored and answered as they are given: without a status, with an unknown one, with foreign members |
//! | `POST /_emulator/settings` | 204. An object with any of the members below. It replaces the settings before, and a reset puts the defaults back |
//! | `GET /_emulator/journal` | 200, an array of what arrived, see below. With `?clientRequestId=…` only what came under this `client-request-id` |
//!
//! ## Settings
//!
//! How Graph behaves as long as no planned answer says otherwise. Where nobody knows what the service does, there is a setting for each of
//! the ways.
//!
//! | member | |
//! |---|---|
//! | `unknownKeyset` | how a key set that is not there is told (A1): `"AADB2C90073"`, 400 with this code, by default; `"AADB2C"`, 400 with this code and the number in the message; `"itemNotFound"`, 404 |
//! | `listOfKeys` | the status of `GET /{id}/keys_v2` (A10): 200 by default, or 400, 403, 404, 405, 501 |
//! | `case` | `"exact"` by default; `"ignored"`: ids of key sets and keys are compared without case (A13) |
//! | `nullMembers` | `true`: the members of a JWK that a key does not have are there and `null` (A11) |
//! | `readLagMs` | reads show the tenant as it was so many milliseconds ago (A18). A pair, the least and the most: drawn for each read. 0 by default |
//! | `newKeysWaitSeconds` | a generated or uploaded key has an `nbf` so many seconds ahead, or later if asked for (A25). 0 by default |
//! | `uploads` | the status of an uploaded secret (A23): `"disabled"` by default, or `"enabled"` |
//! | `pageSize` | the most entries of a list in one answer, from 1 (A21). By default all |
//! | `writesPerSecond`, `writesPerMinute` | how many writes are taken before 429, from 1 (A22). By default all |
//! | `faults` | `{"perMille": 50, "answers": [{…}, {…}]}`: so many of a thousand requests for which no answer is planned meet one of these planned answers, drawn among those whose `match` fits. They have no `times` |
//! | `seed` | a whole number that all draws follow from; 0 by default. The draws begin anew with each settings |
//! | `journal` | `false`: it is not kept, so that a long run does not fill the memory |
//!
//! ## Planned answers
//!
//! A planned answer serves the requests that it matches, and the first in the queue that matches goes. Only requests for `/beta` and
//! `/v1.0` are served, and preflights only by an entry whose `match` has `"method": "OPTIONS"`.
//!
//! | member | |
//! |---|---|
//! | `match` | an object with any of `method`, `path` (as it arrived, without the query), `keyset` (the id in the path, decoded), `token` (what follows `Bearer `) and `clientRequestId`; all must be equal. Without it any request matches |
//! | `times` | how many requests the entry serves: a whole number, 1 by default, or `"always"` |
//!
//! What is answered is said by one of these. None is needed where nothing is sent (`"stop"` at `"start"`).
//!
//! | member | |
//! |---|---|
//! | `status` | 200 to 599, with `headers` and `body` if wanted. The answer has the usual headers (CORS, `request-id`, `Date`, …) unless `headers` gives another value, an array of values for as many lines, or `null` for none |
//! | `normal` | `true`: Graph's own answer; the request is carried out |
//! | `raw` | these bytes instead of an answer, whether they are HTTP or not; then the connection is closed |
//!
//! `body` and `raw` are a string, `{"base64": "…"}`, or `{"repeat": "x", "times": 5000000, "prefix": "[", "suffix": "]"}` (both ends may be
//! left out; no more than 64 MiB).
//!
//! How it is sent:
//!
//! | member | |
//! |---|---|
//! | `apply` | `true`: the request is first carried out on the tenant, and what Graph would have answered is lost. By default a request with a planned answer changes nothing |
//! | `delayMs` | milliseconds before the first byte. A write that is carried out is under way for as long (assumption A20) |
//! | `drip` | `{"bytes": 10, "ms": 50}`: the body in steps of so many bytes, with a pause before each. At `raw`: all of it |
//! | `stop` | `{"at": "body", "by": "reset"}`. `at`: `"start"` before the first byte, `"head"` half-way through the head, `"afterHead"`, `"body"` half-way through the body (with an empty one: after the head), `"end"` after the whole answer. `by`: `"reset"` (RST), `"close"` (FIN), `"hang"` (nothing more is sent until the client leaves, a reset, or the end of the emulator) |
//! | `framing` | `"length"` by default: a right `Content-Length`. `"none"`: neither length nor chunks, the body ends with the connection. `"chunked"`. `"tooLong"`: the length is 10 more than is sent. `"tooShort"`: half of what is sent. `"notANumber"`. `"brokenChunks"`: a chunk whose size is no number. `"unendedChunks"`: the last chunk is missing |
//! | `gzip` | `"whole"`: the body is compressed and says so. `"truncated"`: so, but the second half is missing. `"claimed"`: it says so and is not |
//! | `cors` | `"full"` by default. `"bare"`: `Access-Control-Allow-Origin` alone. `"none"`: no CORS header, none of a preflight either |
//!
//! After any of `drip`, `stop`, `framing` and `raw` the connection ends, by a FIN unless `stop` says otherwise. A `stop` at the end by
//! `"close"` or `"reset"` comes without `Connection: close`, so a client may have put the connection back into its pool. A reset waits
//! 50 ms for what was sent before it to arrive. Browsers send a request again by themselves if a connection that served before is closed
//! or reset before the head: let such an entry serve `"always"`, or begin on a new connection.
//!
//! One example for each kind; a plan is an array of such:
//!
//! ```json
//! [
//!   { "status": 429, "headers": { "retry-after": "3" }, "match": { "method": "PATCH", "keyset": "B2C_1A_FacebookSecret" }, "times": 2 },
//!   { "normal": true },
//!   { "normal": true, "delayMs": 300 },
//!   { "status": 503, "times": "always", "match": { "token": "t-17" } },
//!   { "status": 302, "headers": { "location": "/beta/trustFramework/keySets" } },
//!   { "status": 307, "headers": { "location": "http://localhost:9/elsewhere" } },
//!   { "status": 401, "headers": { "www-authenticate": ["Bearer realm=\"\"", "Bearer error=\"insufficient_claims\", claims=\"e30=\""] } },
//!   { "status": 200, "headers": { "content-type": "text/html" }, "body": "<!doctype html><title>Sign in to the Wi-Fi</title>" },
//!   { "status": 200, "body": { "repeat": "x", "times": 5000000, "prefix": "{\"a\":\"", "suffix": "\"}" } },
//!   { "status": 200, "body": { "base64": "/////w==" } },
//!   { "stop": { "at": "start", "by": "hang" } },
//!   { "normal": true, "stop": { "at": "afterHead", "by": "hang" } },
//!   { "normal": true, "drip": { "bytes": 100, "ms": 50 } },
//!   { "stop": { "at": "start", "by": "reset" } },
//!   { "stop": { "at": "start", "by": "reset" }, "apply": true },
//!   { "normal": true, "stop": { "at": "head", "by": "close" } },
//!   { "normal": true, "stop": { "at": "body", "by": "reset" } },
//!   { "normal": true, "stop": { "at": "end", "by": "reset" } },
//!   { "status": 500, "apply": true },
//!   { "normal": true, "gzip": "whole" },
//!   { "normal": true, "gzip": "truncated" },
//!   { "normal": true, "gzip": "claimed" },
//!   { "normal": true, "framing": "tooLong" },
//!   { "normal": true, "framing": "brokenChunks" },
//!   { "raw": "SSH-2.0-OpenSSH_9.6\r\n" },
//!   { "status": 429, "headers": { "retry-after": "3" }, "cors": "bare" },
//!   { "status": 403, "cors": "none", "match": { "method": "OPTIONS" } }
//! ]
//! ```
//!
//! ## The journal
//!
//! Every request in the order of arrival, preflights included: what arrived, as it arrived, tokens too.
//!
//! | member | |
//! |---|---|
//! | `seq` | counts from 1 |
//! | `at`, `endedAt` | ISO 8601 with milliseconds; `endedAt` is `null` while the exchange is under way |
//! | `method`, `url`, `headers`, `body` | the request; `headers` are pairs |
//! | `status` | of the answer, whether or not it got through; `null` when none was to be sent |
//! | `applied` | whether it was a write that took effect |
//! | `planned` | the entry that was played, as it was posted, or `null` |
//! | `ended` | `"sent"`: everything was sent, and the connection ended as planned if that was planned. `"cut"`: the plan ended the connection before the answer was complete. `"left"`: the client went away first. `null`: under way. The client may go away unseen once the last bytes are handed to the system |
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
//! - A1: An unknown key set is 400 with the code `AADB2C90073`. Of the public clients that must tell "not there" from other failures, one
//!   creates the set on a 400, another looks for this number in the body, and one looks for a 404; nothing shows the number beside a 404.
//!   Hence the default; `unknownKeyset` plays the others. An unknown key of a known set is 404 `itemNotFound`. So is `getActiveKey` when no
//!   key is usable, and a path outside `/beta`; for these no client shows anything.
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
//! - A10: Listing `keys_v2` needs only `TrustFrameworkKeySet.Read.All`, if it can be done at all: Microsoft's permission data, which names
//!   every other operation here, has no entry for it (`listOfKeys` refuses it). That `Read.All` is enough for the key sets, one key set and
//!   `getActiveKey`, and that one item of `keys_v2` needs `ReadWrite.All` even to be read, is in those data and no assumption.
//! - A11: A key is answered bare, not inside `value`, with numbers for `nbf` and `exp`, and without the members it does not have. A sample
//!   that was published in 2020 has them as `null`: `nullMembers` does that to every member of a JWK, `status` excepted.
//! - A12: `generateKey` requires `use` and `kty`, takes `kty` in any case, makes an enabled key, and refuses with 400 and the AADB2C code
//!   that public lists give: 95030, 95031, 95033, 95032 for mixing RSA and oct, 95042 for mixing sig and enc.
//! - A13: Dot segments, `%2e` included, are resolved before routing, and a trailing slash is ignored: an id of `..`, `.` or nothing
//!   therefore reaches another resource. Each segment is decoded exactly once, so `%2F` is a slash within an id. Ids are compared exactly
//!   unless `case` says otherwise, fixed segments always; `B2C_1A_` is never added. An operation may be written with its namespace and the
//!   function `getActiveKey` with parentheses, as Microsoft's typed SDKs do; keys in parentheses are not known.
//! - A14: `$select` and other query options, `If-Match` and `Prefer` change nothing.
//! - A15: Without a `client-request-id` in the request there is none in the answer, neither as a header nor in `innerError`.
//! - A16: A preflight is 200 whatever the path, allows the methods and headers a client may want, and holds for ten minutes. Errors carry
//!   the same CORS headers as successes.
//! - A17: `innerError.date` has no zone, and an error of B2C, told by its code, has an `innerError.correlationId` (both seen in public error
//!   reports); `Cache-Control` is `no-store`; successes are `application/json` with OData parameters, errors without.
//! - A18: A change shows in the very next read unless `readLagMs` says otherwise; then every read lags, `getActiveKey` too, and writes never.
//!   Nothing is throttled; plan an answer for that, or set `writesPerSecond` or `writesPerMinute`.
//! - A19: A request body beyond 1 MiB is 413.
//! - A20: A write to a key set to which another write is under way is refused with 409 and `AADB2C95053`: the public lists give the code
//!   for concurrent writes, no document pairs it with a status. Only a planned `delayMs` makes a write last; it takes effect when it
//!   arrives. Writes to different sets do not disturb each other, and reads see no difference.
//! - A21: A page of a list that is not the last has `@odata.nextLink`: the request's own URL with a `$skiptoken`, absolute, on the host
//!   that was asked. One that no page has is 400.
//! - A22: With `writesPerSecond` or `writesPerMinute` such a time begins with the first write after the last one. A write too many is 429
//!   `TooManyRequests`, changes nothing, does not count, and has a `Retry-After` of the seconds that are left. Reads are never throttled.
//! - A23: An uploaded secret begins disabled: the documents say so of uploads, and show it of none. Its key set is told as by A12.
//! - A24: 403 has the code `AADB2C`: two public reports show that for a token without the permission, a `correlationId` beside it.
//! - A25: A new key has the `nbf` that was asked for. One public client holds that B2C wants it three hours ahead, others send none and
//!   report no trouble; with `newKeysWaitSeconds` an earlier one, or none, becomes so many seconds ahead.

mod access;
mod answer;
mod asked;
mod cors;
mod emulator;
mod exchange;
mod graph;
mod gzip;
mod ids;
mod journal;
mod order;
mod pages;
mod plan;
mod random;
mod refusal;
mod reply;
mod route;
mod script;
pub mod seed;
mod settings;
mod tenant;
mod throttle;
mod time;

pub use answer::Answered;
pub use asked::Asked;
pub use emulator::{Emulator, MAX_BODY_BYTES};
pub use reply::{Drip, End, Ended, Framing, Manner, Point, Reply, Stop};
pub use script::Script;
