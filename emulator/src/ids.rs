//! Ids that look random: the same calls give the same ids in every run. Not for secrets.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::random::Random;

/// Where all ids come from.
#[derive(Clone)]
pub(crate) struct Ids(Random);

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    /// A GUID of version 4, as in `request-id`.
    pub(crate) fn guid(&mut self) -> String {
        let (a, b) = (self.0.next(), self.0.next());
        let bits = u128::from(a & !0xf000 | 0x4000) << 64 | u128::from(b & !(0xc << 60) | 0x8 << 60);
        let mut guid = String::with_capacity(36);
        for digit in 0..32 {
            if matches!(digit, 8 | 12 | 16 | 20) {
                guid.push('-');
            }
            guid.push(char::from(b"0123456789abcdef"[(bits >> (124 - 4 * digit)) as usize & 0xf]));
        }
        guid
    }

    /// A `kid`: 43 characters of base64url.
    pub(crate) fn kid(&mut self) -> String {
        self.base64url::<32>()
    }

    /// What stands for the modulus of a 2048-bit RSA key, and is none.
    pub(crate) fn modulus(&mut self) -> String {
        self.base64url::<256>()
    }

    fn base64url<const N: usize>(&mut self) -> String {
        let bytes: [u8; N] = std::array::from_fn(|_| self.0.next().to_be_bytes()[0]);
        URL_SAFE_NO_PAD.encode(bytes)
    }
}
