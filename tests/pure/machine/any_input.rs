//! Any inputs in any order, also such as answer no command: no call panics, hangs, or breaks a rule.

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::watch::{Bytes, Watch};
use crate::properties;

proptest! {
    #![proptest_config(Config { cases: 5_000, ..properties() })]

    #[test]
    fn a_call_keeps_the_rules_and_ends(settings: Bytes, inputs in prop::collection::vec(any::<Bytes>(), 0..40), is_aborted: bool) {
        let mut watch = Watch::begin(settings);
        for input in inputs {
            if watch.is_over() {
                break;
            }
            watch.go_on(input);
        }
        if is_aborted {
            watch.abort();
        } else {
            watch.end();
        }
    }
}
