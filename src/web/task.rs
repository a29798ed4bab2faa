//! Runs Rust futures whose awaits JavaScript does.
//!
//! A task stands still until JavaScript calls [`step`]. Either it is done then, or it told its `Call` what to do and waits; JavaScript
//! does it, keeps what came of it with the call, and steps again. No waker, no closure, no microtask queue: `npm/src/engine.ts` is the
//! other half. Knows nothing of what the tasks do.

use alloc::{boxed::Box, vec::Vec};
use core::cell::Cell;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use wasm_bindgen::prelude::*;

type Work = Pin<Box<dyn Future<Output = ()>>>;

/// Taken out for each look and put back at once.
static TASKS: OneThread<Cell<Vec<Option<Work>>>> = OneThread(Cell::new(Vec::new()));

/// Starts a task; it runs with the first [`step`].
pub fn start(work: impl Future<Output = ()> + 'static) -> usize {
    let mut tasks = TASKS.0.take();
    let work: Option<Work> = Some(Box::pin(work));
    let id = tasks.iter().position(Option::is_none).unwrap_or(tasks.len());
    match tasks.get_mut(id) {
        Some(place) => *place = work,
        None => tasks.push(work),
    }
    keep(tasks);
    id
}

/// Lets a task go on after what it waited for is done. Tells whether it is over; what it came to, it has told its `Call`.
#[wasm_bindgen]
pub fn step(id: usize) -> bool {
    let Some(mut work) = lift(id) else { return true };
    let is_over = work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready();
    if !is_over {
        put_back(id, work);
    }
    is_over
}

/// Drops a task that waits: its call has ended without it.
#[wasm_bindgen]
pub fn forget(id: usize) {
    drop(lift(id));
}

/// Waits until JavaScript has done what the task told its `Call`.
pub(super) async fn pause() {
    let mut told = false;
    poll_fn(move |_| if core::mem::replace(&mut told, true) { Poll::Ready(()) } else { Poll::Pending }).await
}

/// While a task is polled its place is empty but taken, so `start` during a poll must not use it: the engine never starts one there.
fn lift(id: usize) -> Option<Work> {
    swap(id, None)
}

fn put_back(id: usize, work: Work) {
    swap(id, Some(work));
}

fn swap(id: usize, work: Option<Work>) -> Option<Work> {
    let mut tasks = TASKS.0.take();
    let before = tasks.get_mut(id).and_then(|place| core::mem::replace(place, work));
    keep(tasks);
    before
}

fn keep(tasks: Vec<Option<Work>>) {
    // What stands there meanwhile is empty; to drop it would be code for tasks in it.
    core::mem::forget(TASKS.0.replace(tasks));
}

/// A value in a static, for a module that has no threads.
struct OneThread<T>(T);

// SAFETY: this file is compiled for wasm32-unknown-unknown without the atomics feature, where no second thread can exist.
#[cfg(not(target_feature = "atomics"))]
unsafe impl<T> Sync for OneThread<T> {}
