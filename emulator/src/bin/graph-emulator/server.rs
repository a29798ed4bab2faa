//! HTTP around the state machine: reads bodies, tells the time, serves mounted directories. Knows nothing of Graph.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::serve::Listener;
use bytes::{Bytes, BytesMut};
use graph_emulator::{Emulator, MAX_BODY_BYTES};
use http::{HeaderValue, StatusCode, header};
use http_body_util::BodyExt;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeader;

use crate::flags::{Mount, OWN_NAMES};

type Shared = Arc<Mutex<Emulator>>;

/// The mounted directories, and the emulator for everything else. A mount at `/` leaves it only its own paths.
pub fn app(mounts: &[Mount]) -> Router {
    let emulator = any(answer).with_state(Arc::new(Mutex::new(Emulator::new(unix_ms))));
    let own = OWN_NAMES.iter().fold(Router::new(), |router, name| router.route(&format!("/{name}/{{*rest}}"), emulator.clone()));
    mounts.iter().fold(own.fallback_service(emulator), |router, mount| match mount.path.as_str() {
        "/" => router.fallback_service(files(mount)),
        path => router.nest_service(path, files(mount)),
    })
}

fn files(mount: &Mount) -> SetResponseHeader<ServeDir, HeaderValue> {
    SetResponseHeader::overriding(ServeDir::new(&mount.directory), header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
}

/// Accepts connections for ever. `axum::serve` would do, but hyper would then add a `Date` where a planned answer has none.
pub async fn serve(mut listener: TcpListener, app: Router) {
    let service = TowerToHyperService::new(app);
    loop {
        let (stream, _) = Listener::accept(&mut listener).await;
        let connection = http1::Builder::new().auto_date_header(false).serve_connection(TokioIo::new(stream), service.clone());
        // A connection that ends in an error concerns its client only.
        tokio::spawn(async { drop(connection.await) });
    }
}

async fn answer(State(emulator): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = read(body).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut emulator = emulator.lock().unwrap_or_else(PoisonError::into_inner);
    emulator.answer(Request::from_parts(parts, body)).map(Body::from)
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

fn unix_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_millis() as i64)
}
