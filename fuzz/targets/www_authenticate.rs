//! Any `WWW-Authenticate` as it stands, and the same bytes as the choices of how a correct one is written.

#![no_main]

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use libfuzzer_sys::fuzz_target;
use trustframework_keys::graph::challenge;

#[path = "../../tests/pure/header.rs"]
mod header;

use header::Header;

fn claims(text: &str) -> Option<String> {
    challenge::claims(text, &header::decoded)
}

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = str::from_utf8(data) {
        as_it_stands(text);
        let encoded = if data.len() % 2 == 0 { STANDARD.encode(text) } else { URL_SAFE_NO_PAD.encode(text) };
        let challenge = ["Bearer claims=\"", &encoded, "\", error=insufficient_claims"].concat();
        assert_eq!(claims(&challenge).as_deref(), Some(text).filter(|text| looks_like_an_object(text)));
    }

    assert_eq!(claims(&Header::asking_for_nothing(data)), None);
    let header = Header::asking_for("eyJhIjoiPz8_Pj4-In0", data);
    assert_eq!(claims(&header).as_deref(), Some(r#"{"a":"???>>>"}"#), "{header}");
});

fn as_it_stands(text: &str) {
    let found = claims(text);
    if let Some(found) = &found {
        assert!(looks_like_an_object(found));
        let lower = text.to_ascii_lowercase();
        assert!(lower.contains("bearer") && lower.contains("error") && lower.contains("claims") && text.contains('='));
    }
    // Challenges of other schemes around it change nothing.
    let others = ["Negotiate, ", "Negotiate YII=, ", "Basic realm=\"Bearer \\\"\", ", ", ,"];
    assert_eq!(claims(&[others[text.len() % others.len()], text].concat()), found);
    if found.is_some() {
        for after in [", Basic realm=x", ",,", ", Bearer error=\"insufficient_claims\", claims=\"e30\""] {
            assert_eq!(claims(&[text, after].concat()), found);
        }
    }
}

fn looks_like_an_object(text: &str) -> bool {
    text.len() <= 8192 && matches!(text.as_bytes().trim_ascii(), [b'{', .., b'}'])
}
