//! Lists in pages (assumption A21): which entries an answer has, and the link to those after it.

use std::num::NonZeroUsize;

use crate::asked::Asked;
use crate::refusal::Refusal;

const TOKEN: &str = "$skiptoken=";

/// Some entries of a list, and the token of the page after them.
pub(crate) struct Page<'a, T> {
    pub(crate) entries: &'a [T],
    pub(crate) next: Option<usize>,
}

/// The page that the query asks for. A token is the number of entries before its page.
pub(crate) fn of<'a, T>(all: &'a [T], size: Option<NonZeroUsize>, query: &str) -> Result<Page<'a, T>, Refusal> {
    let asked = query.split('&').find_map(|parameter| parameter.strip_prefix(TOKEN));
    let first = match asked {
        None => 0,
        Some(token) => token.parse().ok().filter(|first| *first < all.len()).ok_or_else(|| Refusal::bad_request("Invalid skip token."))?,
    };
    let end = size.map_or(all.len(), |size| first.saturating_add(size.get()).min(all.len()));
    Ok(Page { entries: &all[first..end], next: (end < all.len()).then_some(end) })
}

/// The URL of the page with that token.
pub(crate) fn link(asked: &Asked<'_>, token: usize) -> String {
    let Asked { path, scheme, host, .. } = asked;
    [scheme.unwrap_or("http"), "://", host.unwrap_or("localhost"), path, "?", TOKEN, &token.to_string()].concat()
}
