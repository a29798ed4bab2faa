//! The state, and the way of a request through it: preflight, size, control API, planned answer, Graph. Does no I/O.

mod control;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::answer::{Answer, Answered};
use crate::asked::Asked;
use crate::cors::{self, Cors};
use crate::exchange::Exchange;
use crate::graph::Service;
use crate::ids::Ids;
use crate::journal::{Doing, Journal};
use crate::plan::{Plan, Played};
use crate::random::Random;
use crate::refusal::Refusal;
use crate::reply::{Ended, Manner, Reply};
use crate::route::Route;
use crate::seed;
use crate::settings::{Lag, Settings};
use crate::tenant::{Key, Keyset, Tenant, json_of};
use crate::throttle::Throttle;
use crate::time::Moment;

/// A request body may have as many bytes; one more is 413 (assumption A19).
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// A Graph with one tenant, in memory. Every time is told to it, in milliseconds since 1970.
#[derive(Clone)]
pub struct Emulator {
    ids: Ids,
    random: Random,
    exchanges: u64,
    resets: u64,
    tenant: Tenant,
    journal: Journal,
    plan: Plan,
    settings: Settings,
    throttle: Throttle,
}

impl Emulator {
    /// With the tenant of [`seed`](crate::seed), whose times are relative to `now_ms`.
    pub fn new(now_ms: i64) -> Self {
        Self::of(seed::tenant(Moment::from_unix_ms(now_ms).unix_seconds()))
    }

    /// Without a key set.
    pub fn empty() -> Self {
        Self::of(Tenant::default())
    }

    fn of(tenant: Tenant) -> Self {
        let settings = Settings::default();
        Self {
            ids: Ids::new(1),
            random: Random::new(settings.seed),
            exchanges: 0,
            resets: 0,
            tenant,
            journal: Journal::default(),
            plan: Plan::default(),
            settings,
            throttle: Throttle::default(),
        }
    }

    /// Answers one request. Its path must be as it arrived, percent-encoding kept.
    pub fn answer(&mut self, now_ms: i64, request: &Request<Bytes>) -> Reply {
        let (now, resets) = (Moment::from_unix_ms(now_ms), self.resets);
        self.exchanges += 1;
        let exchange = Exchange::new(Asked::of(request).client_request_id, now, self.ids.guid());
        let (response, manner) = if is_control(request.uri().path()) {
            (exchange.complete(self.control(request, now, &exchange), Cors::Full).into(), Manner::default())
        } else {
            let (doing, response, manner) = self.graph(request, now, &exchange);
            if self.settings.journal != Some(false) {
                self.journal.record(self.exchanges, request, now, doing);
            }
            (response, manner)
        };
        Reply { exchange: self.exchanges, response, manner, releases: self.resets != resets }
    }

    /// Answers as Graph alone, without control API, plan, faults and journal.
    pub fn answer_as_graph(&mut self, now_ms: i64, request: &Request<Bytes>) -> Response<Bytes> {
        if cors::is_preflight(request) {
            let exchange = Exchange::new(Asked::of(request).client_request_id, Moment::from_unix_ms(now_ms), self.ids.guid());
            return exchange.complete(cors::preflight(request), Cors::Full).into();
        }
        self.answer_asked(now_ms, &Asked::of(request)).into()
    }

    /// The same for whoever has no HTTP library, a page for one, and sends no preflight: it links no more than this takes.
    pub fn answer_asked(&mut self, now_ms: i64, asked: &Asked<'_>) -> Answered {
        let now = Moment::from_unix_ms(now_ms);
        let exchange = Exchange::new(asked.client_request_id, now, self.ids.guid());
        let (answer, _) = self.carry_out_asked(asked, &Route::of(asked.path), now, &exchange);
        exchange.complete(answer, Cors::Full)
    }

    /// Notes how the exchange of a [`Reply`] ended. Whoever cannot know may leave it out.
    pub fn ended(&mut self, now_ms: i64, exchange: u64, ended: Ended) {
        self.journal.end(exchange, ended, Moment::from_unix_ms(now_ms));
    }

    /// Takes what `POST /_emulator/settings` takes. A mistake is told in one sentence, here and below, and then nothing is changed.
    pub fn set(&mut self, settings: &Value) -> Result<(), String> {
        self.settings = Settings::read(settings)?;
        self.random = Random::new(self.settings.seed);
        self.throttle = Throttle::default();
        Ok(())
    }

    /// Takes what `POST /_emulator/answers` takes.
    pub fn plan(&mut self, answers: &Value) -> Result<(), String> {
        self.plan.extend(answers)
    }

    /// Takes what `POST /_emulator/keysets` takes.
    pub fn put_keyset(&mut self, keyset: &Value) -> Result<(), String> {
        let keyset = Keyset::deserialize(keyset).map_err(|error| format!("The key set cannot be read: {error}."))?;
        self.tenant.put(keyset);
        Ok(())
    }

    /// As `put_keyset`, for whoever has read the keys already.
    pub fn put_keys(&mut self, id: &str, keys: Vec<Map<String, Value>>) {
        self.tenant.put(Keyset { id: id.to_owned(), keys: keys.into_iter().map(Key::from).collect() });
    }

    /// A key set as it truly is, whatever reads show.
    pub fn keyset(&self, id: &str) -> Option<Value> {
        self.tenant.keyset(id, self.settings.case).map(json_of)
    }

    fn shown_at(&mut self, now: Moment) -> i64 {
        let lag = match self.settings.read_lag_ms {
            Lag::Fixed(ms) => ms.into(),
            Lag::Between(least, most) => u64::from(least) + self.random.below(u64::from(most - least) + 1),
        };
        now.unix_ms().saturating_sub_unsigned(lag)
    }

    fn graph(&mut self, request: &Request<Bytes>, now: Moment, exchange: &Exchange) -> (Doing, Response<Bytes>, Manner) {
        let route = Route::of(request.uri().path());
        let planned = match is_too_large(request.body()) {
            true => None,
            false => self.plan.take(request, &route).or_else(|| self.settings.faults.draw(&mut self.random, request, &route)),
        };
        let Some(entry) = planned else {
            let (answer, applied) = self.carry_out(request, &route, now, exchange);
            let doing = Doing { status: Some(answer.status), applied, planned: None };
            return (doing, exchange.complete(answer, Cors::Full).into(), Manner::default());
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
        (doing, exchange.complete(answer, entry.cors).into(), entry.manner)
    }

    /// Graph's own answer, and whether the request was a write that took effect.
    fn carry_out(&mut self, request: &Request<Bytes>, route: &Route, now: Moment, exchange: &Exchange) -> (Answer, bool) {
        if cors::is_preflight(request) {
            return (cors::preflight(request), false);
        }
        self.carry_out_asked(&Asked::of(request), route, now, exchange)
    }

    fn carry_out_asked(&mut self, asked: &Asked<'_>, route: &Route, now: Moment, exchange: &Exchange) -> (Answer, bool) {
        match self.carry_out_or_refuse(asked, route, now) {
            Ok(answer) => (answer, asked.method != "GET"),
            Err((refusal, retry_after)) => {
                let answer = exchange.refuse(refusal, &mut self.ids);
                let wait = retry_after.map(|seconds| (header::RETRY_AFTER, vec![HeaderValue::from(seconds)]));
                (Answer { headers: answer.headers.into_iter().chain(wait).collect(), ..answer }, false)
            }
        }
    }

    fn carry_out_or_refuse(&mut self, asked: &Asked<'_>, route: &Route, now: Moment) -> Result<Answer, (Refusal, Option<i64>)> {
        if is_too_large(asked.body) {
            return Err((Refusal::too_large(), None));
        }
        if asked.method != "GET" {
            self.throttle.write(&self.settings, now).map_err(|seconds| (Refusal::throttled(), Some(seconds)))?;
        }
        let shown_ms = self.shown_at(now);
        let mut service = Service { tenant: &mut self.tenant, ids: &mut self.ids, settings: &self.settings, now, shown_ms };
        service.answer(route, asked).map_err(|refusal| (refusal, None))
    }
}

fn is_too_large(body: &[u8]) -> bool {
    body.len() > MAX_BODY_BYTES
}

/// Judged on the path as it arrived: no path that begins with `/beta` can climb into the control API.
fn is_control(path: &str) -> bool {
    path == "/_emulator" || path.starts_with("/_emulator/")
}
