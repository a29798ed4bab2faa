//! Carries out one request for Graph on the tenant, checking in the order of assumption A3. Adds no header of its own.

use std::num::NonZeroUsize;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::access::Access;
use crate::answer::Answer;
use crate::generate;
use crate::ids::Ids;
use crate::pages::{self, Page};
use crate::refusal::Refusal;
use crate::route::Route;
use crate::tenant::{Key, Keyset, Status, Tenant};
use crate::time::Moment;

/// What Graph answers to `request`, whose path is `route`, at `now`.
pub(crate) fn answer(
    tenant: &mut Tenant,
    ids: &mut Ids,
    page_size: Option<NonZeroUsize>,
    now: Moment,
    route: &Route,
    request: &Request<Bytes>,
) -> Result<Answer, Refusal> {
    if *route == Route::Outside {
        return Err(Refusal::no_such_path());
    }
    let access = Access::of(request.headers())?;
    match (route, request.method()) {
        (Route::Unknown, _) => Err(Refusal::no_such_path()),
        (Route::Malformed, _) => Err(Refusal::bad_request("The path is not UTF-8.")),
        (Route::WrongVersion, _) => Err(Refusal::wrong_method()),
        (Route::Keysets, &Method::GET) => {
            Ok(collection("trustFramework/keySets", pages::of(&tenant.keysets, page_size, request.uri())?, request))
        }
        (Route::Keyset(id), &Method::GET) => Ok(entity("trustFramework/keySets/$entity", keyset(tenant, id)?)),
        (Route::Keys(id), &Method::GET) => {
            let page = pages::of(&keyset(tenant, id)?.keys, page_size, request.uri())?;
            Ok(collection(&keys_context(id), page, request))
        }
        (Route::ActiveKey(id), &Method::GET) => {
            let key = keyset(tenant, id)?.active_key(now.unix_seconds()).ok_or_else(|| Refusal::no_active_key(id))?;
            Ok(complex(key))
        }
        (Route::Key(id, kid), &Method::GET) => {
            access.require_write()?;
            let key = keyset(tenant, id)?.key(kid).ok_or_else(|| Refusal::no_such_key(kid, id))?;
            Ok(entity(&format!("{}/$entity", keys_context(id)), key))
        }
        (Route::Key(id, kid), &Method::PATCH) => {
            access.require_write()?;
            let status = status_of(&json_object(request)?)?;
            let key = writable(tenant, id, now)?.key_mut(kid).ok_or_else(|| Refusal::no_such_key(kid, id))?;
            key.set_status(status);
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        (Route::GenerateKey(id), &Method::POST) => {
            access.require_write()?;
            let order = generate::Order::read(&json_object(request)?)?;
            let keyset = writable(tenant, id, now)?;
            let key = order.key_for(keyset, ids)?;
            let answer = complex(&key);
            keyset.keys.push(key);
            Ok(answer)
        }
        _ => Err(Refusal::wrong_method()),
    }
}

fn keyset<'a>(tenant: &'a Tenant, id: &str) -> Result<&'a Keyset, Refusal> {
    tenant.keyset(id).ok_or_else(|| Refusal::no_such_keyset(id))
}

fn writable<'a>(tenant: &'a mut Tenant, id: &str, now: Moment) -> Result<&'a mut Keyset, Refusal> {
    if tenant.is_written_to(id, now.unix_ms()) {
        return Err(Refusal::write_under_way(id));
    }
    tenant.keyset_mut(id).ok_or_else(|| Refusal::no_such_keyset(id))
}

fn json_object(request: &Request<Bytes>) -> Result<Map<String, Value>, Refusal> {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::wrong_media_type());
    }
    serde_json::from_slice(request.body()).map_err(|_| Refusal::bad_request("The request body is not a JSON object."))
}

fn status_of(body: &Map<String, Value>) -> Result<Status, Refusal> {
    match (body.len(), body.get("status").and_then(Value::as_str)) {
        (1, Some("enabled")) => Ok(Status::Enabled),
        (1, Some("disabled")) => Ok(Status::Disabled),
        _ => Err(Refusal::bad_request("The request body must have one property, 'status', of the value 'enabled' or 'disabled'.")),
    }
}

#[derive(Serialize)]
struct Collection<'a, T> {
    #[serde(rename = "@odata.context")]
    context: String,
    #[serde(rename = "@odata.nextLink", skip_serializing_if = "Option::is_none")]
    next_link: Option<String>,
    value: &'a [T],
}

#[derive(Serialize)]
struct Entity<'a, T> {
    #[serde(rename = "@odata.context")]
    context: String,
    #[serde(flatten)]
    members: &'a T,
}

fn collection<T: Serialize>(context: &str, page: Page<'_, T>, request: &Request<Bytes>) -> Answer {
    let next_link = page.next.map(|token| pages::link(request, token));
    odata(&Collection { context: metadata(context), next_link, value: page.entries })
}

fn entity<T: Serialize>(context: &str, members: &T) -> Answer {
    odata(&Entity { context: metadata(context), members })
}

/// A key as the older operations return it: a value of a type, not an entity with a place.
fn complex(key: &Key) -> Answer {
    entity("microsoft.graph.trustFrameworkKey", key)
}

fn keys_context(keyset: &str) -> String {
    format!("trustFramework/keySets('{}')/keys_v2", keyset.replace('\'', "''"))
}

fn metadata(context: &str) -> String {
    format!("https://graph.microsoft.com/beta/$metadata#{context}")
}

fn odata(value: &impl Serialize) -> Answer {
    let content_type = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
    Answer::json(StatusCode::OK, value).header(header::CONTENT_TYPE, HeaderValue::from_static(content_type))
}
