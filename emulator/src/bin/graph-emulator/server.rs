//! HTTP around the state machine: reads bodies, tells the time, serves mounted directories. Knows nothing of Graph.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::serve::Listener;
use axum::{Extension, Router};
use bytes::{Bytes, BytesMut};
use graph_emulator::MAX_BODY_BYTES;
use http::{HeaderValue, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::sleep;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeader;

use crate::exchange::Shared;
use crate::flags::{Mount, OWN_NAMES};
use crate::play::{Play, play};

/// The way from a request to the connection that it came by, which then does what HTTP libraries do not.
type Line = mpsc::Sender<Play>;

/// The mounted directories, and the emulator for everything else. A mount at `/` leaves it only its own paths.
pub fn app(mounts: &[Mount]) -> Router {
    let emulator = any(answer).with_state(Shared::new());
    let own = OWN_NAMES.iter().fold(Router::new(), |router, name| router.route(&format!("/{name}/{{*rest}}"), emulator.clone()));
    mounts.iter().fold(own.fallback_service(emulator), |router, mount| match mount.path.as_str() {
        "/" => router.fallback_service(files(mount)),
        path => router.nest_service(path, files(mount)),
    })
}

fn files(mount: &Mount) -> SetResponseHeader<ServeDir, HeaderValue> {
    SetResponseHeader::overriding(ServeDir::new(&mount.directory), header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
}

/// Accepts connections for ever. `axum::serve` would do, but hyper would then add a `Date` where a planned answer has none, and keep the
/// connection to itself.
pub async fn serve(mut listener: TcpListener, app: Router) {
    let service = TowerToHyperService::new(app);
    loop {
        let (stream, _) = Listener::accept(&mut listener).await;
        tokio::spawn(serve_connection(stream, service.clone()));
    }
}

/// Leaves the connection to hyper until a request asks for what hyper does not send.
async fn serve_connection(stream: TcpStream, service: TowerToHyperService<Router>) {
    let (line, mut plays) = mpsc::channel::<Play>(1);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert::<Line>(line.clone());
        service.call(request)
    });
    let mut connection = http1::Builder::new().auto_date_header(false).serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        // An error concerns the client of this connection only.
        _ = &mut connection => {}
        Some(played) = plays.recv() => play(connection.into_parts().io.into_inner(), played).await,
    }
}

async fn answer(State(emulator): State<Shared>, Extension(line): Extension<Line>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = read(body).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let (reply, exchange) = emulator.answer(Request::from_parts(parts, body));
    if reply.manner.delay_ms > 0 {
        tokio::select! {
            () = sleep(Duration::from_millis(reply.manner.delay_ms)) => {}
            () = exchange.released() => {}
        }
    }
    match reply.script() {
        None => reply.response.map(|bytes| Body::new(exchange.body(bytes))),
        Some(script) => {
            // Once the connection is taken over, this future is dropped with what hyper knew of it.
            let _ = line.send(Play { script, exchange }).await;
            std::future::pending().await
        }
    }
}

/// Stops after the first byte too many, from which the emulator sees that it is one.
async fn read(mut body: Body) -> Result<Bytes, axum::Error> {
    let mut bytes = BytesMut::new();
    while bytes.len() <= MAX_BODY_BYTES
        && let Some(frame) = body.frame().await
    {
        bytes.extend_from_slice(&frame?.into_data().unwrap_or_default());
    }
    Ok(bytes.freeze())
}
