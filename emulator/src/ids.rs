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
        let (first, second, third) = (a >> 32, a >> 16 & 0xffff, a & 0x0fff);
        let (fourth, fifth) = (b >> 48 & 0x3fff | 0x8000, b & 0xffff_ffff_ffff);
        format!("{first:08x}-{second:04x}-4{third:03x}-{fourth:04x}-{fifth:012x}")
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
