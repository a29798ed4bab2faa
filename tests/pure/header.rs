//! Writes `WWW-Authenticate` in every way that RFC 9110 section 11 allows, as a stream of choices says; and decodes claims as a host does.
//!
//! `fuzz/` compiles this file too.

use std::fmt::Write;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// What `npm/src/claims.js` does, as far as the rules around it can tell: that the text is JSON is not looked at.
pub fn decoded(base64: &[u8]) -> Option<String> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true);
    let one_alphabet: Vec<u8> = base64
        .iter()
        .map(|symbol| {
            if *symbol == b'-' {
                b'+'
            } else if *symbol == b'_' {
                b'/'
            } else {
                *symbol
            }
        })
        .collect();
    let text = String::from_utf8(GeneralPurpose::new(&STANDARD, config).decode(one_alphabet).ok()?).ok()?;
    (text.len() <= 8192 && matches!(text.as_bytes().trim_ascii(), [b'{', .., b'}'])).then_some(text)
}

/// Writes one header; each choice is a byte, and when they run out the plainest way is chosen.
pub struct Header<'a> {
    choices: &'a [u8],
    text: String,
}

impl<'a> Header<'a> {
    /// A header of challenges before and after one that asks for `claims`, given in base64.
    pub fn asking_for(claims: &str, choices: &'a [u8]) -> String {
        let mut header = Header { choices, text: String::new() };
        for _ in 0..header.choose(4) {
            header.noise();
        }
        let parameters = [("error", "insufficient_claims"), ("claims", claims)];
        header.challenge("Bearer", &parameters);
        for _ in 0..header.choose(4) {
            header.noise();
        }
        header.text
    }

    /// A header without any challenge that asks for claims.
    pub fn asking_for_nothing(choices: &'a [u8]) -> String {
        let mut header = Header { choices, text: String::new() };
        for _ in 0..header.choose(6) {
            header.noise();
        }
        header.text
    }

    fn choose(&mut self, among: u8) -> u8 {
        let Some((first, rest)) = self.choices.split_first() else { return 0 };
        self.choices = rest;
        first % among
    }

    /// A challenge that is not one for claims, though it may look like it.
    fn noise(&mut self) {
        const CLAIMS: &str = "eyJub2lzZSI6MX0="; // {"noise":1}
        match self.choose(8) {
            0 => self.challenge("Bearer", &[]),
            1 => self.token68("Negotiate", "YII/+~-._Jv=="),
            2 => self.challenge("Bearer", &[("error", "invalid_token"), ("claims", CLAIMS)]),
            3 => self.challenge("Bearer", &[("error", "insufficient_claims")]),
            4 => self.challenge("Bearer", &[("claims", CLAIMS)]),
            5 => self.challenge("PoP", &[("error", "insufficient_claims"), ("claims", CLAIMS)]),
            6 => self.challenge("Bearer", &[("error", "insufficient_claims"), ("claims", "not base64!")]),
            _ => {
                let decoy = r#"x", Bearer error="insufficient_claims", claims="eyJub2lzZSI6MX0=""#;
                self.challenge("Basic", &[("x", decoy), ("y", "\\"), ("error", "insufficient_claims")]);
            }
        }
    }

    fn challenge(&mut self, scheme: &str, wanted: &[(&str, &str)]) {
        let mut parameters = wanted.to_vec();
        for _ in 0..self.choose(3) {
            let more =
                [("realm", ""), ("authorization_uri", "https://login.example/a,b=c"), ("trusted_issuers", r#"\"\\" , ,"#), ("n", "7")];
            parameters.push(more[usize::from(self.choose(4))]);
        }
        let turn = usize::from(self.choose(8)) % parameters.len().max(1);
        parameters.rotate_left(turn);
        if self.choose(2) == 1 {
            parameters.reverse();
        }

        self.begin_element();
        self.word(scheme);
        for (index, (name, value)) in parameters.into_iter().enumerate() {
            if index == 0 {
                let blanks = [" ", "  ", "   "][usize::from(self.choose(3))];
                self.text.push_str(blanks);
            } else {
                self.begin_element();
            }
            self.word(name);
            self.blank();
            self.text.push('=');
            self.blank();
            self.value(value);
        }
    }

    fn token68(&mut self, scheme: &str, token: &str) {
        self.begin_element();
        self.word(scheme);
        write!(self.text, " {token}").unwrap();
    }

    /// A comma, where something stands before it, with blanks and empty elements as the list rule of section 5.6.1.2 has them.
    fn begin_element(&mut self) {
        let first = self.text.is_empty();
        let choice = self.choose(6);
        self.text.push_str(match (first, choice) {
            (true, 5) => " ,, ",
            (true, _) => "",
            (_, 0..=2) => ", ",
            (_, 3) => ",",
            (_, 4) => "\t ,\t",
            _ => " , ,,  ",
        });
    }

    /// Blanks that nobody should send and everybody must take.
    fn blank(&mut self) {
        let blanks = ["", "", "", " ", "\t", "  "][usize::from(self.choose(6))];
        self.text.push_str(blanks);
    }

    /// A scheme or a name, in any case.
    fn word(&mut self, word: &str) {
        match self.choose(4) {
            0 | 1 => self.text.push_str(word),
            2 => self.text.push_str(&word.to_ascii_uppercase()),
            _ => {
                for (index, letter) in word.chars().enumerate() {
                    let letter = if index % 2 == 0 { letter.to_ascii_lowercase() } else { letter.to_ascii_uppercase() };
                    self.text.push(letter);
                }
            }
        }
    }

    /// A quoted-string, or a token where the value can be one.
    fn value(&mut self, value: &str) {
        let is_token = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        if is_token && self.choose(2) == 1 {
            self.text.push_str(value);
            return;
        }
        let escapes_all = self.choose(4) == 3;
        self.text.push('"');
        for character in value.chars() {
            if escapes_all || matches!(character, '"' | '\\') {
                self.text.push('\\');
            }
            self.text.push(character);
        }
        self.text.push('"');
    }
}
