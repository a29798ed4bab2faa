//! Runs Rust futures whose awaits JavaScript does.
//!
//! A task stands still until JavaScript calls [`step`]. Either it is done then, or it handed out the promise it waits for; JavaScript
//! awaits that and steps again with what came of it. No waker, no closure, no microtask queue: `npm/src/engine.js` is the other half.
//! Knows nothing of what the tasks do.

use alloc::{boxed::Box, vec::Vec};
use core::cell::{Cell, RefCell};
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use wasm_bindgen::prelude::*;

type Outcome = Result<JsValue, JsValue>;
type Work = Pin<Box<dyn Future<Output = Outcome>>>;

/// What [`step`] found; what came of it is fetched with [`take`].
#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The task waits for the promise in the slot.
    Waiting = 0,
    /// The task is done; its result is in the slot.
    Done = 1,
    /// The task failed; what it failed with is in the slot.
    Failed = 2,
}

static TASKS: OneThread<RefCell<Vec<Option<Work>>>> = OneThread(RefCell::new(Vec::new()));
/// What the awaited promise became: filled by [`step`], emptied by [`wait`] within the same poll.
static ANSWER: OneThread<Cell<Outcome>> = OneThread(Cell::new(Ok(JsValue::UNDEFINED)));
/// The promise or the outcome on its way to JavaScript: filled at the end of a poll, emptied by [`take`] before anything else runs.
static SLOT: OneThread<Cell<JsValue>> = OneThread(Cell::new(JsValue::UNDEFINED));

/// Starts a task; it runs with the first [`step`].
pub fn start(work: impl Future<Output = Outcome> + 'static) -> usize {
    let mut tasks = TASKS.0.borrow_mut();
    let work: Option<Work> = Some(Box::pin(work));
    let free = tasks.iter().position(Option::is_none);
    match free.and_then(|id| Some((id, tasks.get_mut(id)?))) {
        Some((id, place)) => {
            *place = work;
            id
        }
        None => {
            tasks.push(work);
            tasks.len().saturating_sub(1)
        }
    }
}

/// Lets a task go on after the promise it waited for settled with `value`.
#[wasm_bindgen]
pub fn step(id: usize, fulfilled: bool, value: JsValue) -> State {
    let Some(mut work) = lift(id) else { return State::Failed };
    ANSWER.0.set(if fulfilled { Ok(value) } else { Err(value) });
    let (state, value) = match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Pending => {
            put_back(id, work);
            return State::Waiting;
        }
        Poll::Ready(Ok(value)) => (State::Done, value),
        Poll::Ready(Err(value)) => (State::Failed, value),
    };
    SLOT.0.set(value);
    state
}

/// The promise or the outcome that the last [`step`] left.
#[wasm_bindgen]
pub fn take() -> JsValue {
    SLOT.0.replace(JsValue::UNDEFINED)
}

/// Waits for a promise. Anything else is handed back by JavaScript's `await` as it is.
pub(super) async fn wait(promise: JsValue) -> Outcome {
    let mut promise = Some(promise);
    poll_fn(move |_| match promise.take() {
        Some(promise) => {
            SLOT.0.set(promise);
            Poll::Pending
        }
        None => Poll::Ready(ANSWER.0.replace(Ok(JsValue::UNDEFINED))),
    })
    .await
}

/// While a task is polled its place is empty but taken, so `start` during a poll must not use it: the engine never starts one there.
fn lift(id: usize) -> Option<Work> {
    TASKS.0.borrow_mut().get_mut(id)?.take()
}

fn put_back(id: usize, work: Work) {
    if let Some(place) = TASKS.0.borrow_mut().get_mut(id) {
        *place = Some(work);
    }
}

/// A value in a static, for a module that has no threads.
struct OneThread<T>(T);

// SAFETY: this file is compiled for wasm32-unknown-unknown without the atomics feature, where no second thread can exist.
#[cfg(not(target_feature = "atomics"))]
unsafe impl<T> Sync for OneThread<T> {}
