//! The state, and the way of a request through it: preflight, size, control API, planned answer, Graph. Does no I/O.

mod control;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};

use crate::answer::Answer;
use crate::cors::{self, Cors};
use crate::exchange::Exchange;
use crate::graph;
use crate::ids::Ids;
use crate::journal::{Doing, Journal};
use crate::plan::{Plan, Played};
use crate::refusal::Refusal;
use crate::reply::{Ended, Manner, Reply};
use crate::route::Route;
use crate::seed;
use crate::settings::Settings;
use crate::tenant::Tenant;
use crate::time::Moment;

/// A request body may have as many bytes; one more is 413 (assumption A19).
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// A Graph with one tenant, in memory.
pub struct Emulator {
    clock: Box<dyn Fn() -> i64 + Send>,
    ids: Ids,
    exchanges: u64,
    resets: u64,
    tenant: Tenant,
    journal: Journal,
    plan: Plan,
    settings: Settings,
}

impl Emulator {
    /// `clock` tells the milliseconds since 1970. It is asked once now, since the times of the seeded keys are relative, and once for
    /// every request and every end of one.
    pub fn new(clock: impl Fn() -> i64 + Send + 'static) -> Self {
        let now = Moment::from_unix_ms(clock());
        Self {
            clock: Box::new(clock),
            ids: Ids::new(1),
            exchanges: 0,
            resets: 0,
            tenant: seed::tenant(now.unix_seconds()),
            journal: Journal::default(),
            plan: Plan::default(),
            settings: Settings::default(),
        }
    }

    /// Answers one request. Its path must be as it arrived, percent-encoding kept.
    pub fn answer(&mut self, request: Request<Bytes>) -> Reply {
        let (now, resets) = (self.now(), self.resets);
        self.exchanges += 1;
        let exchange = Exchange::new(&request, now, self.ids.guid());
        let (response, manner) = if is_control(request.uri().path()) {
            (exchange.complete(self.control(&request, now, &exchange), Cors::Full), Manner::default())
        } else {
            let (doing, response, manner) = self.graph(&request, now, &exchange);
            self.journal.record(self.exchanges, &request, now, doing);
            (response, manner)
        };
        Reply { exchange: self.exchanges, response, manner, releases: self.resets != resets }
    }

    /// Notes how the exchange of a [`Reply`] ended. Whoever cannot know may leave it out.
    pub fn ended(&mut self, exchange: u64, ended: Ended) {
        let now = self.now();
        self.journal.end(exchange, ended, now);
    }

    fn graph(&mut self, request: &Request<Bytes>, now: Moment, exchange: &Exchange) -> (Doing, Response<Bytes>, Manner) {
        let route = Route::of(request.uri().path());
        let planned = if is_too_large(request) { None } else { self.plan.take(request, &route) };
        let Some(entry) = planned else {
            let (answer, applied) = self.carry_out(request, &route, now, exchange);
            let doing = Doing { status: Some(answer.status), applied, planned: None };
            return (doing, exchange.complete(answer, Cors::Full), Manner::default());
        };
        let carried_out = entry.apply.then(|| self.carry_out(request, &route, now, exchange));
        let applied = carried_out.as_ref().is_some_and(|(_, applied)| *applied);
        if applied && let Some(keyset) = route.keyset() {
            self.tenant.write_lasts(keyset, now.unix_ms().saturating_add_unsigned(entry.manner.delay_ms));
        }
        let answer = match entry.played {
            Played::Nothing => None,
            Played::Normal => carried_out.map(|(answer, _)| entry.cors.strip(answer)),
            Played::Planned(answer) => Some(answer),
        };
        let doing = Doing { status: answer.as_ref().map(|answer| answer.status), applied, planned: Some(entry.source) };
        let answer = answer.unwrap_or_else(|| Answer::empty(StatusCode::BAD_GATEWAY));
        let answer = match entry.gzip {
            Some(gzip) => gzip.encode(answer),
            None => answer,
        };
        (doing, exchange.complete(answer, entry.cors), entry.manner)
    }

    /// Graph's own answer, and whether the request was a write that took effect.
    fn carry_out(&mut self, request: &Request<Bytes>, route: &Route, now: Moment, exchange: &Exchange) -> (Answer, bool) {
        if cors::is_preflight(request) {
            return (cors::preflight(request), false);
        }
        if is_too_large(request) {
            return (exchange.refuse(Refusal::too_large()), false);
        }
        let is_write = request.method() != Method::GET;
        if is_write && let Err(seconds) = self.settings.write(now) {
            return (exchange.refuse(Refusal::throttled()).header(header::RETRY_AFTER, HeaderValue::from(seconds)), false);
        }
        match graph::answer(&mut self.tenant, &mut self.ids, self.settings.page_size, now, route, request) {
            Ok(answer) => (answer, is_write),
            Err(refusal) => (exchange.refuse(refusal), false),
        }
    }

    fn now(&self) -> Moment {
        Moment::from_unix_ms((self.clock)())
    }
}

fn is_too_large(request: &Request<Bytes>) -> bool {
    request.body().len() > MAX_BODY_BYTES
}

/// Judged on the path as it arrived: no path that begins with `/beta` can climb into the control API.
fn is_control(path: &str) -> bool {
    path == "/_emulator" || path.starts_with("/_emulator/")
}
