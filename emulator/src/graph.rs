//! Carries out one request for Graph on the tenant, checking in the order of assumption A3. Adds no header of its own.

use std::borrow::Cow;

use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::access::Access;
use crate::answer::Answer;
use crate::asked::Asked;
use crate::ids::Ids;
use crate::order::Order;
use crate::pages::{self, Page};
use crate::refusal::Refusal;
use crate::route::Route;
use crate::settings::{ListOfKeys, Settings};
use crate::tenant::{Key, Keyset, Status, Tenant};
use crate::time::Moment;

/// What a request is carried out on, and when.
pub(crate) struct Service<'a> {
    pub(crate) tenant: &'a mut Tenant,
    pub(crate) ids: &'a mut Ids,
    pub(crate) settings: &'a Settings,
    pub(crate) now: Moment,
    /// The moment that a read shows, in milliseconds since 1970.
    pub(crate) shown_ms: i64,
}

impl Service<'_> {
    /// What Graph answers to what is asked, whose path is `route`.
    pub(crate) fn answer(&mut self, route: &Route, asked: &Asked<'_>) -> Result<Answer, Refusal> {
        if *route == Route::Outside {
            return Err(Refusal::no_such_path());
        }
        let access = Access::of(asked.authorization)?;
        match (route, asked.method) {
            (Route::Unknown, _) => Err(Refusal::no_such_path()),
            (Route::Malformed, _) => Err(Refusal::bad_request("The path is not UTF-8.")),
            (Route::WrongVersion, _) => Err(Refusal::wrong_method()),
            (Route::Keysets, "GET") => {
                let keysets: Vec<_> = self.tenant.keysets_at(self.shown_ms).map(|keyset| self.shown(keyset)).collect();
                let page = pages::of(&keysets, self.settings.page_size, asked.query)?;
                Ok(collection("trustFramework/keySets", page, asked))
            }
            (Route::Keyset(id), "GET") => Ok(entity("trustFramework/keySets/$entity", &self.read(id)?)),
            (Route::Keys(id), "GET") => {
                self.refuse_to_list_keys()?;
                let keyset = self.read(id)?;
                let page = pages::of(&keyset.keys, self.settings.page_size, asked.query)?;
                Ok(collection(&keys_context(id), page, asked))
            }
            (Route::ActiveKey(id), "GET") => {
                let keyset = self.read(id)?;
                Ok(complex(keyset.active_key(self.now.unix_seconds()).ok_or_else(|| Refusal::no_active_key(id))?))
            }
            (Route::Key(id, kid), "GET") => {
                access.require_write()?;
                let keyset = self.read(id)?;
                let key = keyset.key(kid, self.settings.case).ok_or_else(|| Refusal::no_such_key(kid, id))?;
                Ok(entity(&(keys_context(id) + "/$entity"), key))
            }
            (Route::Key(id, kid), "PATCH") => {
                access.require_write()?;
                let status = status_of(&json_object(asked)?)?;
                let keyset = writable(self.tenant, self.settings, self.now, id)?;
                keyset.key_mut(kid, self.settings.case).ok_or_else(|| Refusal::no_such_key(kid, id))?.set_status(status);
                Ok(Answer::empty(StatusCode::NO_CONTENT))
            }
            (Route::GenerateKey(id), "POST") => {
                access.require_write()?;
                let order = Order::to_generate(&json_object(asked)?)?;
                self.add(id, &order)
            }
            (Route::UploadSecret(id), "POST") => {
                access.require_write()?;
                let order = Order::to_upload(&json_object(asked)?, self.settings.uploads)?;
                self.add(id, &order)
            }
            _ => Err(Refusal::wrong_method()),
        }
    }

    /// Whether the list of keys may be read at all, a key set's own `keys` aside.
    fn refuse_to_list_keys(&self) -> Result<(), Refusal> {
        match self.settings.list_of_keys {
            ListOfKeys::Listed => Ok(()),
            ListOfKeys::BadRequest => Err(Refusal::bad_request("The list of keys cannot be read.")),
            ListOfKeys::Forbidden => Err(Refusal::no_permission()),
            ListOfKeys::NotFound => Err(Refusal::no_such_path()),
            ListOfKeys::MethodNotAllowed => Err(Refusal::wrong_method()),
            ListOfKeys::NotImplemented => Err(Refusal::not_implemented()),
        }
    }

    fn add(&mut self, id: &str, order: &Order) -> Result<Answer, Refusal> {
        let keyset = writable(self.tenant, self.settings, self.now, id)?;
        let key = order.key_for(keyset, self.ids, self.settings, self.now)?;
        keyset.keys.push(key.clone());
        Ok(if self.settings.null_members { complex(&key.with_nulls()) } else { complex(&key) })
    }

    /// A key set as a read shows it.
    fn read(&self, id: &str) -> Result<Cow<'_, Keyset>, Refusal> {
        let keyset = self.tenant.keyset_at(id, self.settings.case, self.shown_ms);
        keyset.map(|keyset| self.shown(keyset)).ok_or_else(|| Refusal::no_such_keyset(id, self.settings.unknown_keyset))
    }

    fn shown<'a>(&self, keyset: &'a Keyset) -> Cow<'a, Keyset> {
        match self.settings.null_members {
            true => Cow::Owned(Keyset { id: keyset.id.clone(), keys: keyset.keys.iter().map(Key::with_nulls).collect() }),
            false => Cow::Borrowed(keyset),
        }
    }
}

fn writable<'a>(tenant: &'a mut Tenant, settings: &Settings, now: Moment, id: &str) -> Result<&'a mut Keyset, Refusal> {
    if tenant.is_written_to(id, settings.case, now.unix_ms()) {
        return Err(Refusal::write_under_way(id));
    }
    let keyset = tenant.keyset_to_change(id, settings.case, now.unix_ms(), settings.read_lag_ms.most());
    keyset.ok_or_else(|| Refusal::no_such_keyset(id, settings.unknown_keyset))
}

fn json_object(asked: &Asked<'_>) -> Result<Map<String, Value>, Refusal> {
    let content_type =
        asked.content_type.filter(|value| value.is_ascii()).and_then(|value| std::str::from_utf8(value).ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::wrong_media_type());
    }
    match serde_json::from_slice(asked.body) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(Refusal::bad_request("The request body is not a JSON object.")),
    }
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

fn collection<T: Serialize>(context: &str, page: Page<'_, T>, asked: &Asked<'_>) -> Answer {
    let next_link = page.next.map(|token| pages::link(asked, token));
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
    ["trustFramework/keySets('", &keyset.replace('\'', "''"), "')/keys_v2"].concat()
}

fn metadata(context: &str) -> String {
    ["https://graph.microsoft.com/beta/$metadata#", context].concat()
}

fn odata(value: &impl Serialize) -> Answer {
    let content_type = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
    Answer::json(StatusCode::OK, value).header(header::CONTENT_TYPE, HeaderValue::from_static(content_type))
}
