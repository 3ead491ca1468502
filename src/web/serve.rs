//! Listening: HTTP/1.1, one request a connection, behind a proxy that speaks TLS.

use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, info, warn};

/// So many connections are served at once; others wait.
const CONNECTIONS: usize = 64;

/// The head of a request arrives within this.
const HEAD: Duration = Duration::from_secs(10);

/// A whole request and its answer take at most so long, a slow reader included.
const WHOLE: Duration = Duration::from_secs(20);

/// The head of a request is at most so long, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// What is under way when the process shall end has so long.
const FAREWELL: Duration = Duration::from_secs(5);

/// After an error of accepting (no file descriptors left, mostly).
const BREATH: Duration = Duration::from_millis(200);

/// Serves until `stop` is cancelled; requests under way are finished.
pub async fn serve(listener: TcpListener, routes: Router, stop: CancellationToken) {
    let room = std::sync::Arc::new(Semaphore::new(CONNECTIONS));
    let open = TaskTracker::new();
    if let Ok(address) = listener.local_addr() {
        info!(%address, "listening");
    }
    while let Some(accepted) = next(&listener, &stop).await {
        // The semaphore is never closed.
        let (Ok(stream), Ok(seat)) = (accepted, room.clone().acquire_owned().await) else { continue };
        let routes = routes.clone();
        open.spawn(async move {
            connection(stream, routes).await;
            drop(seat);
        });
    }
    open.close();
    if tokio::time::timeout(FAREWELL, open.wait()).await.is_err() {
        warn!("requests under way were cut off");
    }
}

/// The next connection; none when the process shall end.
async fn next(listener: &TcpListener, stop: &CancellationToken) -> Option<std::io::Result<TcpStream>> {
    tokio::select! {
        () = stop.cancelled() => None,
        accepted = listener.accept() => {
            if let Err(error) = &accepted {
                warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(BREATH).await;
            }
            Some(accepted.map(|(stream, _)| stream))
        }
    }
}

async fn connection(stream: TcpStream, routes: Router) {
    let mut server = Builder::new(TokioExecutor::new()).http1_only();
    server.http1().keep_alive(false).timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(LONGEST_HEAD);
    let served = server.serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes));
    match tokio::time::timeout(WHOLE, served).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => debug!(%error, "a connection ended early"),
        Err(_) => debug!("a connection took too long"),
    }
}
