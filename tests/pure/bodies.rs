//! What is found among the texts of a body.

use trustframework_keys::graph::body::Body;

/// A body of texts and where they stand, in this order.
pub(crate) fn body(texts: &[(&str, &str)]) -> Body {
    let mut body = Body::default();
    texts.iter().for_each(|(path, text)| body.add(path, text));
    body
}

#[test]
fn a_status_is_bare_or_inside_value_and_bare_it_counts_more() {
    let found = |texts: &[(&str, &str)]| body(texts).status().map(str::to_owned);
    assert_eq!(found(&[("/value/status", "a"), ("/status", "b")]).as_deref(), Some("b"));
    assert_eq!(found(&[("/status", "b"), ("/value/status", "a")]).as_deref(), Some("b"));
    assert_eq!(found(&[("/value/status", "a")]).as_deref(), Some("a"));
    assert_eq!(found(&[("/status", "first"), ("/status", "second")]).as_deref(), Some("first"));
    assert_eq!(found(&[("/value", "a"), ("status", "b"), ("", "c"), ("/error/status", "d"), ("/value/0/status", "e")]), None);
}

#[test]
fn of_the_texts_in_the_error_the_outermost_that_is_not_empty_counts() {
    let found = |texts: &[(&str, &str)]| body(texts).code().map(str::to_owned);
    assert_eq!(found(&[("/error/innerError/code", "inner"), ("/error/code", "outer")]).as_deref(), Some("outer"));
    assert_eq!(found(&[("/error/code", ""), ("/error/innerError/code", "inner")]).as_deref(), Some("inner"));
    assert_eq!(found(&[("/error/a/code", "first"), ("/error/b/code", "second")]).as_deref(), Some("first"));
    // A longer path may still be the outer one: what counts is how many names are on the way.
    assert_eq!(found(&[("/error/a/b/code", "deep"), ("/error/aVeryLongName/code", "shallow")]).as_deref(), Some("shallow"));
    assert_eq!(found(&[("/code", "bare"), ("/error/code", "inner")]).as_deref(), Some("bare"));
    assert_eq!(found(&[("/error", "a text"), ("/other/code", "another object")]), None);
}

#[test]
fn a_code_is_the_first_word_of_a_code_of_a_message_or_of_its_value() {
    let found = |path, text| body(&[(path, text)]).code().map(str::to_owned);
    for path in ["/error", "/error/code", "/error/message", "/error/message/value", "/error/innerError/details/0/code", "/code", "/message"]
    {
        assert_eq!(found(path, " AADB2C95053: it is busy").as_deref(), Some("AADB2C95053"), "{path}");
    }
    for path in ["/value", "/other/message", "/error/target", "/error/innerError/request-id", "/errors/code"] {
        assert_eq!(found(path, "AADB2C95053"), None, "{path}");
    }
}

#[test]
fn the_first_code_of_b2c_with_a_number_counts_and_else_the_outermost_code() {
    let found = |texts: &[(&str, &str)]| body(texts).code().map(str::to_owned);
    let inner = ("/error/innerError/code", "AADB2C1");
    assert_eq!(found(&[("/error/code", "outer"), inner, ("/error/message", "AADB2C2 x")]).as_deref(), Some("AADB2C1"));
    assert_eq!(found(&[("/error/message", "AADB2C2: x"), inner]).as_deref(), Some("AADB2C2"));
    assert_eq!(found(&[("/error/innerError/code", "inner"), ("/error/code", "outer")]).as_deref(), Some("outer"));
    assert_eq!(found(&[("/error/code", "AADB2C"), ("/error/innerError/code", "inner")]), None);
    assert_eq!(found(&[("/error/code", "AADB2CX")]).as_deref(), Some("AADB2CX"));
    assert_eq!(found(&[("/error/code", "(x")]).as_deref(), Some("(x"));
    assert_eq!(found(&[("/error/message", "AADB2C")]), None);
}

#[test]
fn a_message_is_the_outermost_then_one_that_is_wrapped_then_the_error_itself() {
    let found = |texts: &[(&str, &str)]| body(texts).message().map(str::to_owned);
    let (error, wrapped) = (("/error", "of a gateway"), ("/error/message/value", "wrapped"));
    let (inner, outer) = (("/error/innerError/message", "inner"), ("/error/message", "outer"));
    assert_eq!(found(&[error]).as_deref(), Some("of a gateway"));
    assert_eq!(found(&[error, wrapped]).as_deref(), Some("wrapped"));
    assert_eq!(found(&[error, wrapped, inner]).as_deref(), Some("inner"));
    assert_eq!(found(&[error, wrapped, inner, outer]).as_deref(), Some("outer"));
    assert_eq!(found(&[outer, inner, wrapped, error]).as_deref(), Some("outer"));
    assert_eq!(found(&[("/message", "bare"), outer]).as_deref(), Some("bare"));
    assert_eq!(found(&[("/error/message", ""), inner]).as_deref(), Some("inner"));
    assert_eq!(found(&[("/error", ""), ("/error/value", "no message"), ("/error/target", "x")]), None);
}
