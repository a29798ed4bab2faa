//! The state, and the way of a request through it: preflight, size, control API, planned answer, Graph. Does no I/O.

use std::collections::VecDeque;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

use crate::answer::Answer;
use crate::exchange::Exchange;
use crate::ids::Ids;
use crate::journal::Journal;
use crate::refusal::Refusal;
use crate::route::Route;
use crate::tenant::Tenant;
use crate::time::Moment;
use crate::{cors, graph, plan, seed};

/// A request body may have as many bytes; one more is 413 (assumption A19).
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// A Graph with one tenant, in memory.
pub struct Emulator {
    clock: Box<dyn Fn() -> i64 + Send>,
    ids: Ids,
    tenant: Tenant,
    journal: Journal,
    planned: VecDeque<Answer>,
}

impl Emulator {
    /// `clock` tells the milliseconds since 1970. It is asked once now, since the times of the seeded keys are relative, and once for
    /// every request.
    pub fn new(clock: impl Fn() -> i64 + Send + 'static) -> Self {
        let now = Moment::from_unix_ms(clock());
        Self {
            clock: Box::new(clock),
            ids: Ids::new(1),
            tenant: seed::tenant(now.unix_seconds()),
            journal: Journal::default(),
            planned: VecDeque::new(),
        }
    }

    /// Answers one request. Its path must be as it arrived, percent-encoding kept.
    pub fn answer(&mut self, request: Request<Bytes>) -> Response<Bytes> {
        let now = Moment::from_unix_ms((self.clock)());
        let exchange = Exchange::new(&request, now, self.ids.guid());
        let control = is_control(request.uri().path());
        let answer = if cors::is_preflight(&request) {
            cors::preflight(&request)
        } else if request.body().len() > MAX_BODY_BYTES {
            exchange.refuse(Refusal::too_large())
        } else if control {
            self.control(&request, now)
        } else {
            self.graph(&request, now, &exchange)
        };
        if !control {
            self.journal.record(&request, now, answer.status);
        }
        exchange.complete(answer)
    }

    fn graph(&mut self, request: &Request<Bytes>, now: Moment, exchange: &Exchange) -> Answer {
        let route = Route::of(request.uri().path());
        if route != Route::Outside
            && let Some(planned) = self.planned.pop_front()
        {
            return planned;
        }
        graph::answer(&mut self.tenant, &mut self.ids, now.unix_seconds(), &route, request)
            .unwrap_or_else(|refusal| exchange.refuse(refusal))
    }

    fn control(&mut self, request: &Request<Bytes>, now: Moment) -> Answer {
        match (request.method(), request.uri().path()) {
            (&Method::POST, "/_emulator/reset") => {
                self.tenant = seed::tenant(now.unix_seconds());
                self.journal = Journal::default();
                self.planned.clear();
                Answer::empty(StatusCode::NO_CONTENT)
            }
            (&Method::GET, "/_emulator/journal") => Answer::json(StatusCode::OK, &self.journal),
            (&Method::POST, "/_emulator/answers") => match plan::read(request.body()) {
                Ok(answers) => {
                    self.planned.extend(answers);
                    Answer::empty(StatusCode::NO_CONTENT)
                }
                Err(reason) => Answer::text(StatusCode::BAD_REQUEST, reason),
            },
            _ => Answer::text(
                StatusCode::NOT_FOUND,
                "The control API has POST /_emulator/reset, GET /_emulator/journal and POST /_emulator/answers.".to_owned(),
            ),
        }
    }
}

/// Judged on the path as it arrived: no path that begins with `/beta` can climb into the control API.
fn is_control(path: &str) -> bool {
    path == "/_emulator" || path.starts_with("/_emulator/")
}
