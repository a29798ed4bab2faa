//! The tenant that the emulator starts with: ids and kids as constants, times relative to the moment of seeding.
//!
//! | key set | keys | usable now |
//! |---|---|---|
//! | [`signing`] | expired but still enabled, active, upcoming in 14 days | one |
//! | [`encryption`] | active, disabled | one |
//! | [`facebook`] | active and expiring in 21 days, a dateless one that takes over then | two |
//! | [`rest_api`] | active, disabled, expired | one |

use crate::ids::Ids;
use crate::tenant::{Keyset, Kty, Minted, RsaPublic, Status, Tenant, Usage};

/// RSA keys that sign tokens. Only one of them is usable: disabling it stops every sign-in.
pub mod signing {
    /// The key set.
    pub const ID: &str = "B2C_1A_TokenSigningKeyContainer";
    /// Enabled, expired 35 days ago.
    pub const EXPIRED: &str = "Jig813Bwd7q-GEEjy8f2fKSNY4bSB5wB3mWGo2c4vT0";
    /// Enabled, since 60 days ago, for 305 days more.
    pub const ACTIVE: &str = "skXTuCScdUZVjBcseBUAsuHesX2Lm3KrtlHMOI2nXHI";
    /// Enabled, from 14 days ahead, for a year.
    pub const UPCOMING: &str = "9SoE46RbXTkbcI_9qkpz4Xfi7YQEDERdElajyypTnNg";
}

/// RSA keys that encrypt tokens.
pub mod encryption {
    /// The key set.
    pub const ID: &str = "B2C_1A_TokenEncryptionKeyContainer";
    /// Disabled, within its dates: enabling it makes it usable, not active.
    pub const DISABLED: &str = "jMUMw63rGUkp5NnXqomuSArpDMkvNPcr-7BKhp4HoNk";
    /// Enabled, since 200 days ago, for 165 days more.
    pub const ACTIVE: &str = "ZRR48bmJ9ynN-oHnNduwTr-NGIuiDA7P_YhG8xAZ3fQ";
}

/// Application secrets of an identity provider (oct). Both are usable: either can be disabled without an outage.
pub mod facebook {
    /// The key set.
    pub const ID: &str = "B2C_1A_FacebookSecret";
    /// Enabled, active, expires in 21 days.
    pub const EXPIRING: &str = "TzL1P3Vnjo1pp9Gf5D6mFAhfe_rFRF5kNjujX58nGY8";
    /// Enabled, neither `nbf` nor `exp`: the safety net.
    pub const DATELESS: &str = "VaNReMdclXOfjtEQDOL7B8zYyHIE_Z4gFHwKxfLTRNE";
}

/// Client certificates (RSA) for a REST API.
pub mod rest_api {
    /// The key set.
    pub const ID: &str = "B2C_1A_RestApiClientCertificate";
    /// Enabled, expired 5 days ago.
    pub const EXPIRED: &str = "qWwCi6B1geFS3IIDXYqdc21reIJpJfTJO8f69mVhWeE";
    /// Disabled, within its dates.
    pub const DISABLED: &str = "y5LsvMpoXL9o-G825aSaLwGaA-rCJbZrB_EvzZhytv4";
    /// Enabled, since 10 days ago, for 80 days more.
    pub const ACTIVE: &str = "Yc_5gFCard0c13X264WYnkKwhe9uK3nP19MbgaNgjY0";
}

const DAY: i64 = 24 * 60 * 60;

/// The tenant at `now`, in seconds since 1970.
pub(crate) fn tenant(now: i64) -> Tenant {
    use Kty::{Oct, Rsa};
    use Status::{Disabled, Enabled};
    use Usage::{Enc, Sig};

    let mut ids = Ids::new(0);
    let mut key = |kid: &str, usage, kty, days: Option<(i64, i64)>, status| Minted {
        kid: kid.to_owned(),
        usage,
        kty,
        nbf: days.map(|(from, _)| now + from * DAY),
        exp: days.map(|(_, to)| now + to * DAY),
        rsa: (kty == Rsa).then(|| RsaPublic::new(ids.modulus())),
        status,
    };
    let keyset = |id: &str, keys: Vec<Minted>| Keyset { id: id.to_owned(), keys: keys.into_iter().map(Into::into).collect() };

    Tenant::of(vec![
        keyset(
            signing::ID,
            vec![
                key(signing::EXPIRED, Sig, Rsa, Some((-400, -35)), Enabled),
                key(signing::ACTIVE, Sig, Rsa, Some((-60, 305)), Enabled),
                key(signing::UPCOMING, Sig, Rsa, Some((14, 379)), Enabled),
            ],
        ),
        keyset(
            encryption::ID,
            vec![
                key(encryption::DISABLED, Enc, Rsa, Some((-300, 65)), Disabled),
                key(encryption::ACTIVE, Enc, Rsa, Some((-200, 165)), Enabled),
            ],
        ),
        keyset(
            facebook::ID,
            vec![key(facebook::EXPIRING, Sig, Oct, Some((-344, 21)), Enabled), key(facebook::DATELESS, Sig, Oct, None, Enabled)],
        ),
        keyset(
            rest_api::ID,
            vec![
                key(rest_api::EXPIRED, Sig, Rsa, Some((-95, -5)), Enabled),
                key(rest_api::DISABLED, Sig, Rsa, Some((-40, 50)), Disabled),
                key(rest_api::ACTIVE, Sig, Rsa, Some((-10, 80)), Enabled),
            ],
        ),
    ])
}
