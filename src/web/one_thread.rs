//! A value in a static, for a module that has no threads.

pub(super) struct OneThread<T>(pub(super) T);

// SAFETY: this file is compiled for wasm32-unknown-unknown without the atomics feature, where no second thread can exist.
#[cfg(not(target_feature = "atomics"))]
unsafe impl<T> Sync for OneThread<T> {}
