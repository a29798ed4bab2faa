//! Sends what a script says over a connection that no HTTP library holds any more. Makes up no byte of its own.

use std::io;
use std::time::Duration;

use graph_emulator::{End, Ended, Script};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::exchange::Exchange;

/// A reset throws away what is still on its way, so it waits for what was sent to arrive.
const BEFORE_A_RESET: Duration = Duration::from_millis(50);

/// How long a client may take to close its side. Closing ours at once would be a reset if a byte of the client's were still unread.
const AFTER_A_CLOSE: Duration = Duration::from_secs(1);

/// A script, and the exchange that it belongs to.
pub struct Play {
    pub script: Script,
    pub exchange: Exchange,
}

/// Ends with the connection, at the latest with a reset of the emulator.
pub async fn play(mut stream: TcpStream, play: Play) {
    let Play { script, exchange } = play;
    let sent = tokio::select! {
        sent = send(&mut stream, &script) => sent,
        () = exchange.released() => return,
    };
    if !sent {
        return exchange.end(Ended::Left);
    }
    match script.end {
        End::Hang => tokio::select! {
            () = left(&mut stream) => exchange.end(Ended::Left),
            () = exchange.released() => {}
        },
        End::Reset => {
            if !script.head.is_empty() || !script.body.is_empty() {
                sleep(BEFORE_A_RESET).await;
            }
            let _ = stream.set_zero_linger();
            exchange.end(script.ended);
        }
        End::Close => {
            exchange.end(script.ended);
            let _ = stream.shutdown().await;
            let _ = timeout(AFTER_A_CLOSE, left(&mut stream)).await;
        }
    }
}

/// Whether all of it was taken before the client left.
async fn send(stream: &mut TcpStream, script: &Script) -> bool {
    let _ = stream.set_nodelay(true);
    let (mut reader, mut writer) = stream.split();
    let write = async {
        let Some(drip) = script.drip else {
            return writer.write_all(&[script.head.as_ref(), script.body.as_ref()].concat()).await;
        };
        writer.write_all(&script.head).await?;
        for step in script.body.chunks(drip.bytes.get()) {
            sleep(Duration::from_millis(drip.ms)).await;
            writer.write_all(step).await?;
        }
        Ok::<(), io::Error>(())
    };
    tokio::select! {
        biased;
        written = write => written.is_ok(),
        () = left(&mut reader) => false,
    }
}

/// Waits until the client closes or resets its side. What it says until then is not heard.
async fn left(reader: &mut (impl AsyncRead + Unpin)) {
    let mut ignored = [0; 1024];
    while reader.read(&mut ignored).await.is_ok_and(|count| count > 0) {}
}
