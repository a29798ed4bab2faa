//! What is found among the texts of a body.

use trustframework_keys::graph::body::Body;

/// A body of texts and where they stand, in this order.
pub(crate) fn body<const N: usize>(texts: [(&str, &str); N]) -> Body {
    let mut body = Body::default();
    for (path, text) in texts {
        body.push(path.into());
        body.set_text(text.into());
    }
    body
}

#[test]
fn a_text_is_found_by_its_whole_path() {
    let body = body([("/value/status", "a"), ("/status", "b")]);
    assert_eq!((body.text("/status"), body.text("/value/status")), (Some("b"), Some("a")));
    assert_eq!((body.text("/value"), body.text("status"), body.text("")), (None, None, None));
}

#[test]
fn a_path_without_its_text_has_an_empty_one_and_a_text_without_a_path_is_lost() {
    let mut body = Body::default();
    body.set_text("lost".into());
    assert_eq!(body, Body::default());
    body.push("/status".into());
    assert_eq!(body.text("/status"), Some(""));
}

#[test]
fn of_the_texts_in_the_error_the_outermost_that_is_not_empty_counts() {
    let found = |texts| body(texts).of_error("/code").map(str::to_owned);
    assert_eq!(found([("/error/innerError/code", "inner"), ("/error/code", "outer")]).as_deref(), Some("outer"));
    assert_eq!(found([("/error/code", ""), ("/error/innerError/code", "inner")]).as_deref(), Some("inner"));
    assert_eq!(found([("/error/a/code", "first"), ("/error/b/code", "second")]).as_deref(), Some("first"));
    // A longer path may still be the outer one: what counts is how many names are on the way.
    assert_eq!(found([("/error/a/b/code", "deep"), ("/error/aVeryLongName/code", "shallow")]).as_deref(), Some("shallow"));
    assert_eq!(found([("/code", "bare"), ("/error/code", "inner")]).as_deref(), Some("bare"));
    assert_eq!(found([("/error", "a text"), ("/other/code", "another object")]), None);
}

#[test]
fn a_code_is_the_first_word_of_a_code_of_a_message_or_of_its_value() {
    let found = |path, text| body([(path, text)]).code(&|_| true).map(str::to_owned);
    for path in ["/error", "/error/code", "/error/message", "/error/message/value", "/error/innerError/details/0/code", "/code", "/message"]
    {
        assert_eq!(found(path, " AADB2C95053: it is busy").as_deref(), Some("AADB2C95053"), "{path}");
    }
    for path in ["/value", "/other/message", "/error/target", "/error/innerError/request-id", "/errors/code"] {
        assert_eq!(found(path, "AADB2C95053"), None, "{path}");
    }
    assert_eq!(found("/error/code", "word").as_deref(), Some("word"));
    assert_eq!(found("/error/code", "(x").as_deref(), Some(""));
}

#[test]
fn the_first_code_that_fits_is_taken() {
    let body = body([("/error/code", "outer"), ("/error/innerError/code", "AADB2C1"), ("/error/message", "AADB2C2 x")]);
    assert_eq!(body.code(&|word| word.starts_with("AADB2C")), Some("AADB2C1"));
    assert_eq!(body.code(&|word| word == "AADB2C2"), Some("AADB2C2"));
    assert_eq!(body.code(&|word| word == "other"), None);
}
