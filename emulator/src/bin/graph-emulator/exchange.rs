//! The one emulator of all connections, and the exchanges under way: each tells the journal how it ended. Sends nothing.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use graph_emulator::{Emulator, Ended, Reply};
use http::Request;
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::watch;

/// The most that is handed to hyper at once, so that a client that leaves amid a large body is noticed.
const FRAME_BYTES: usize = 64 * 1024;

/// The emulator, and the news of its resets.
#[derive(Clone)]
pub struct Shared {
    emulator: Arc<Mutex<Emulator>>,
    resets: watch::Sender<()>,
}

impl Shared {
    pub fn new() -> Self {
        Self { emulator: Arc::new(Mutex::new(Emulator::new(unix_ms()))), resets: watch::Sender::new(()) }
    }

    pub fn answer(&self, request: Request<Bytes>) -> (Reply, Exchange) {
        // Before the answer: a reset that comes right after it must be seen.
        let resets = self.resets.subscribe();
        let reply = self.lock().answer(unix_ms(), &request);
        if reply.releases {
            self.resets.send_replace(());
        }
        let exchange = Exchange { shared: self.clone(), id: reply.exchange, resets, ended: Ended::Left };
        (reply, exchange)
    }

    fn lock(&self) -> MutexGuard<'_, Emulator> {
        self.emulator.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An exchange under way. Dropped before anything else is said of it, it ended because the client left.
pub struct Exchange {
    shared: Shared,
    id: u64,
    resets: watch::Receiver<()>,
    ended: Ended,
}

impl Exchange {
    pub fn end(mut self, ended: Ended) {
        self.ended = ended;
    }

    /// Waits for a reset since the exchange began.
    pub async fn released(&self) {
        // On a copy, since a reset that is noticed during a delay must also end the hang that follows. The other half of the channel is
        // in `shared`, so this is no error.
        let _ = self.resets.clone().changed().await;
    }

    /// A body that ends the exchange once hyper has taken all of it.
    pub fn body(mut self, bytes: Bytes) -> ExchangeBody {
        if bytes.is_empty() {
            self.ended = Ended::Sent;
        }
        ExchangeBody { bytes, exchange: self }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        self.shared.lock().ended(unix_ms(), self.id, self.ended);
    }
}

/// See [`Exchange::body`].
pub struct ExchangeBody {
    bytes: Bytes,
    exchange: Exchange,
}

impl Body for ExchangeBody {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let length = self.bytes.len().min(FRAME_BYTES);
        let frame = self.bytes.split_to(length);
        if self.bytes.is_empty() {
            self.exchange.ended = Ended::Sent;
        }
        Poll::Ready((!frame.is_empty()).then(|| Ok(Frame::data(frame))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}

fn unix_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_millis() as i64)
}
