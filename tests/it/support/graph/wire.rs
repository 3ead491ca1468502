//! Connections that can be broken on demand.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// Accepts breakable connections.
pub struct Breakable(pub TcpListener);

/// A connection that may break with its next answer.
pub struct Wire {
    stream: TcpStream,
    plan: Arc<Mutex<Plan>>,
}

/// What a connection is to do with the next answer.
#[derive(Clone, Copy, Debug, Default)]
enum Plan {
    #[default]
    Carry,
    /// Nothing of it arrives.
    Reset,
    /// The head arrives, and so many bytes of the body.
    Cut(usize),
    /// So many bytes more arrive.
    Left(usize),
}

/// The switch of a connection.
#[derive(Clone, Debug)]
pub struct Switch(Arc<Mutex<Plan>>);

impl Switch {
    /// Lets the connection be reset instead of carrying the next answer.
    pub fn reset(&self) {
        self.set(Plan::Reset);
    }

    /// Lets the connection end after so many bytes of the next answer's body.
    pub fn cut(&self, bytes: usize) {
        self.set(Plan::Cut(bytes));
    }

    fn set(&self, plan: Plan) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = plan;
    }
}

impl Connected<IncomingStream<'_, Breakable>> for Switch {
    fn connect_info(stream: IncomingStream<'_, Breakable>) -> Self {
        Self(Arc::clone(&stream.io().plan))
    }
}

impl Listener for Breakable {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        loop {
            if let Ok((stream, from)) = self.0.accept().await {
                let _ = stream.set_nodelay(true);
                return (Wire { stream, plan: Arc::default() }, from);
            }
            tokio::task::yield_now().await;
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let plan = Arc::clone(&self.plan);
        let mut plan = plan.lock().unwrap_or_else(PoisonError::into_inner);
        let head = bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4);
        let allowed = match (*plan, head) {
            (Plan::Carry, _) | (Plan::Cut(_), None) => bytes.len(),
            (Plan::Reset, _) => {
                let _ = self.stream.set_zero_linger();
                return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
            }
            (Plan::Cut(body), Some(head)) => head + body,
            (Plan::Left(0), _) => return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
            (Plan::Left(rest), _) => rest,
        };
        let some = bytes.get(..allowed).unwrap_or(bytes);
        let written = Pin::new(&mut self.stream).poll_write(context, some);
        if let (Plan::Cut(_) | Plan::Left(_), Poll::Ready(Ok(written))) = (*plan, &written)
            && (head.is_some() || matches!(*plan, Plan::Left(_)))
        {
            *plan = Plan::Left(allowed.saturating_sub(*written));
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
