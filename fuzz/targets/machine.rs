//! Any inputs in any order, also such as answer no command: no call panics, hangs, or breaks a rule.
//!
//! Each eight bytes are one input, the first eight the settings.

#![no_main]

#[path = "../../tests/pure/bodies.rs"]
mod bodies;
#[path = "../../tests/pure/commands.rs"]
mod commands;
#[path = "../../tests/pure/machine/watch.rs"]
mod watch;

use libfuzzer_sys::fuzz_target;
use watch::{Bytes, Watch};

fuzz_target!(|bytes: &[u8]| {
    let mut chunks = bytes.chunks_exact(8).filter_map(|chunk| Bytes::try_from(chunk).ok());
    let Some(settings) = chunks.next() else { return };
    let mut watch = Watch::begin(settings);
    for input in chunks.take(200) {
        if watch.is_over() {
            break;
        }
        watch.go_on(input);
    }
    // What is left over of eight bytes says how it ends.
    if bytes.len() % 8 == 1 { watch.abort() } else { watch.end() }
});
