//! The connections, which can be cut on demand: at once, or in the midst of an answer's body.

use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    None,
    Now,
    InBody(usize),
    After(usize),
}

/// A handle on one connection.
#[derive(Debug, Clone)]
pub struct Line(Arc<Mutex<Cut>>);

impl Line {
    /// Cuts it at once.
    pub fn cut(&self) {
        self.set(Cut::Now);
    }

    /// Cuts it after so many bytes of the next answer's body.
    pub fn cut_in_body(&self, after: usize) {
        self.set(Cut::InBody(after));
    }

    fn set(&self, cut: Cut) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = cut;
    }

    fn get(&self) -> Cut {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes connections on loopback.
#[derive(Debug)]
pub struct Lines(pub TcpListener);

impl Listener for Lines {
    type Io = Wire;
    type Addr = Line;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            if let Ok((stream, _)) = self.0.accept().await {
                let line = Line(Arc::new(Mutex::new(Cut::None)));
                return (Wire { stream, line: line.clone() }, line);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        Ok(Line(Arc::new(Mutex::new(Cut::None))))
    }
}

impl Connected<IncomingStream<'_, Lines>> for Line {
    fn connect_info(stream: IncomingStream<'_, Lines>) -> Self {
        stream.remote_addr().clone()
    }
}

/// A connection that breaks when its line is cut.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    line: Line,
}

impl Wire {
    fn broken(&self) -> Error {
        let _ = self.stream.set_zero_linger();
        Error::from(ErrorKind::ConnectionReset)
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if matches!(self.line.get(), Cut::Now | Cut::After(0)) {
            return Poll::Ready(Err(self.broken()));
        }
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        let head = |bytes: &[u8]| bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4);
        let most = match self.line.get() {
            Cut::None => bytes.len(),
            Cut::Now | Cut::After(0) => return Poll::Ready(Err(self.broken())),
            Cut::After(left) => left.min(bytes.len()),
            Cut::InBody(body) => match head(bytes) {
                Some(head) => {
                    self.line.set(Cut::After(head + body));
                    (head + body).min(bytes.len())
                }
                None => bytes.len(),
            },
        };
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes.get(..most).unwrap_or(bytes));
        if let (Poll::Ready(Ok(written)), Cut::After(left)) = (&written, self.line.get()) {
            self.line.set(Cut::After(left.saturating_sub(*written)));
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
