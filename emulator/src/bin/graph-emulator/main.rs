//! The emulator on a loopback port. What it answers is the library's; this is flags, sockets and when to stop.

mod exchange;
mod flags;
mod play;
mod server;

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::thread;

use clap::Parser;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::flags::Flags;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Flags::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("graph-emulator: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Serves until Ctrl-C, or until stdin closes if that was asked for. Connections still open are dropped.
async fn run(flags: Flags) -> Result<(), String> {
    flags.refuse_a_path_mounted_twice()?;
    let app = server::app(&flags.mounts);
    let listener = listen(flags.port).await?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    announce(address).map_err(|error| format!("cannot write to stdout: {error}"))?;
    tokio::select! {
        () = server::serve(listener, app) => Ok(()),
        () = stdin_closed(), if flags.until_stdin_closes => Ok(()),
        pressed = tokio::signal::ctrl_c() => pressed.map_err(|error| format!("cannot listen for Ctrl-C: {error}")),
    }
}

async fn listen(port: u16) -> Result<TcpListener, String> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => format!("port {port} is taken; choose another with --port, or any free one with --port 0."),
        _ => format!("cannot listen on 127.0.0.1:{port}: {error}"),
    })
}

/// The line that a harness waits for.
fn announce(address: SocketAddr) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "graph-emulator listening on http://{address}")?;
    stdout.flush()
}

/// A thread of its own, because a blocked read of stdin cannot be cancelled and would hold up the end of the runtime.
async fn stdin_closed() {
    let (closed, wait) = oneshot::channel();
    thread::spawn(move || {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        let _ = closed.send(());
    });
    let _ = wait.await;
}
