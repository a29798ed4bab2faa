//! Bytes taken apart, for all that reads texts by their bytes. One splitter for all keeps the module small: each closure would be another.

/// The parts between the places where a byte stands; as many as there are, and one more.
pub(super) fn split(text: &[u8], at: u8) -> impl Iterator<Item = &[u8]> {
    text.split(move |byte| *byte == at)
}
