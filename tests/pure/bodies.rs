//! What is found among the texts of a body.

use trustframework_keys::graph::body::Body;

/// A body of texts and where they stand, in this order.
pub(crate) fn body(texts: &[(&str, &str)]) -> Body {
    Body::from(texts.iter().map(|(path, text)| format!("{path}\0{text}\0")).collect::<String>())
}

#[test]
fn a_text_is_found_by_its_whole_path() {
    let body = body(&[("/value/status", "a"), ("/status", "b")]);
    assert_eq!((body.text("/status"), body.text("/value/status")), (Some("b"), Some("a")));
    assert_eq!((body.text("/value"), body.text("status"), body.text("")), (None, None, None));
}

#[test]
fn a_path_without_its_text_is_lost() {
    assert_eq!(Body::from("/status\0".to_owned()).text("/status"), None);
    assert_eq!(Body::from("/status\0enabled".to_owned()).text("/status"), None);
    assert_eq!(Body::from("/status\0\0".to_owned()).text("/status"), Some(""));
}

#[test]
fn of_the_texts_in_the_error_the_outermost_that_is_not_empty_counts() {
    let found = |texts: &[(&str, &str)]| body(texts).of_error("/code").map(str::to_owned);
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
