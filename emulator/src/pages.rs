//! Lists in pages (assumption A21): which entries an answer has, and the link to those after it.

use std::num::NonZeroUsize;

use bytes::Bytes;
use http::{Request, Uri, header};

use crate::refusal::Refusal;

const TOKEN: &str = "$skiptoken=";

/// Some entries of a list, and the token of the page after them.
pub(crate) struct Page<'a, T> {
    pub(crate) entries: &'a [T],
    pub(crate) next: Option<usize>,
}

/// The page that the query asks for. A token is the number of entries before its page.
pub(crate) fn of<'a, T>(all: &'a [T], size: Option<NonZeroUsize>, uri: &Uri) -> Result<Page<'a, T>, Refusal> {
    let asked = uri.query().unwrap_or_default().split('&').find_map(|parameter| parameter.strip_prefix(TOKEN));
    let first = match asked {
        None => 0,
        Some(token) => token.parse().ok().filter(|first| *first < all.len()).ok_or_else(|| Refusal::bad_request("Invalid skip token."))?,
    };
    let end = size.map_or(all.len(), |size| first.saturating_add(size.get()).min(all.len()));
    Ok(Page { entries: &all[first..end], next: (end < all.len()).then_some(end) })
}

/// The URL of the page with that token.
pub(crate) fn link(request: &Request<Bytes>, token: usize) -> String {
    let uri = request.uri();
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = uri.authority().map(|authority| authority.as_str()).or(host).unwrap_or("localhost");
    format!("{}://{authority}{}?{TOKEN}{token}", uri.scheme_str().unwrap_or("http"), uri.path())
}
