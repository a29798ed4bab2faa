//! Any text as a base URL, against the parser of the URL standard: a token leaves by https or stays on this machine.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trustframework_keys::graph::cloud::BaseUrl;
use trustframework_keys::graph::request::{KeyId, KeyStatus, KeysetId, patch};
use url::{Host, Url};

fuzz_target!(|text: &str| {
    let parsed = Url::parse(text);
    match BaseUrl::parse(text.into()) {
        Ok(base) => {
            assert_eq!(base.as_str(), text.trim_end_matches('/'));
            // Hosts such as 999.1.1.1 are left for the host's own parser to refuse.
            if let Ok(url) = parsed {
                holds_for_the_request(&base, &url);
            }
        }
        Err(error) => {
            assert_eq!(error.argument, Some("baseUrl"));
            assert!(!parsed.is_ok_and(|url| must_be_taken(text, &url)), "{}", error.message);
        }
    }
});

/// What an accepted base URL promises, as the host will understand it.
fn holds_for_the_request(base: &BaseUrl, url: &Url) {
    assert!(url.scheme() == "https" || (url.scheme() == "http" && is_this_machine(url)), "{url}");
    assert_eq!((url.username(), url.password(), url.query(), url.fragment()), ("", None, None, None));

    let (keyset, key) = (KeysetId::parse("set/..".into()).unwrap(), KeyId::parse("key".into()).unwrap());
    let request = Url::parse(&patch(base, &keyset, &key, KeyStatus::Enabled).url).unwrap();
    assert_eq!(request.origin(), url.origin());
    let path = [url.path().trim_end_matches('/'), "/trustFramework/keySets/set%2F../keys_v2/key"].concat();
    assert!(request.path() == path || url.path().contains("//") || url.path() != base_path(base), "{request}");
}

/// The path as it was written, before dot segments are taken out of it.
fn base_path(base: &BaseUrl) -> &str {
    let after_scheme = base.as_str().split_once("://").map_or("", |(_, rest)| rest);
    after_scheme.find('/').map_or("/", |start| &after_scheme[start..])
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A plain URL in the form that the URL standard itself writes.
fn must_be_taken(text: &str, url: &Url) -> bool {
    let plain_host = url.host_str().is_some_and(|host| {
        let name = host.trim_start_matches('[').trim_end_matches(']');
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte))
    });
    let allowed = url.scheme() == "https" || (url.scheme() == "http" && is_this_machine(url));
    let nothing_more = url.username().is_empty() && url.password().is_none() && !text.contains(['?', '#', '@']);
    allowed && plain_host && nothing_more && url.as_str().trim_end_matches('/') == text.trim_end_matches('/')
}
