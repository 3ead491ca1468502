//! The port of this machine to which the browser brings the answer (RFC 8252 §7.3).

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Html;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// Of an error that the address brings, so many characters are told.
const TOLD: usize = 200;

/// A free port.
pub struct Listener {
    listener: TcpListener,
    port: u16,
}

type Parameters = HashMap<String, String>;

/// What every request brings, and where it goes.
#[derive(Clone)]
struct Door {
    state: String,
    answers: mpsc::Sender<Result<String, String>>,
}

impl Listener {
    /// Opens a port that nobody else uses, for this machine alone.
    ///
    /// # Errors
    /// When there is none.
    pub async fn open() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no port of this machine is free")?;
        let port = listener.local_addr().context("no port of this machine is free")?.port();
        Ok(Self { listener, port })
    }

    /// Where the browser brings the answer.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Waits for the answer that belongs to this state, and gives its code. Requests without that state are turned
    /// away, and the wait goes on.
    ///
    /// # Errors
    /// When the person says no, or says nothing for so long.
    pub async fn answer(self, state: &str, wait: Duration) -> anyhow::Result<String> {
        let (answers, mut came) = mpsc::channel(1);
        let door = Door { state: state.to_owned(), answers };
        let router = Router::new().route("/", get(receive)).with_state(door);
        let (done, stop) = tokio::sync::oneshot::channel::<()>();
        let server = axum::serve(self.listener, router).with_graceful_shutdown(async {
            let _ = stop.await;
        });
        let serving = tokio::spawn(server.into_future());
        let answer = tokio::time::timeout(wait, came.recv()).await;
        let _ = done.send(());
        // The browser gets its page; one that keeps the connection open does not keep us.
        let _ = tokio::time::timeout(Duration::from_secs(1), serving).await;
        match answer {
            Ok(Some(Ok(code))) => Ok(code),
            Ok(Some(Err(why))) => bail!("the login was refused: {why}"),
            Ok(None) => Err(anyhow!("the port was closed")),
            Err(_) => bail!("nobody agreed within {} seconds; run the command again", wait.as_secs()),
        }
    }
}

async fn receive(State(door): State<Door>, Query(parameters): Query<Parameters>) -> Html<&'static str> {
    if parameters.get("state") != Some(&door.state) {
        return Html("<p>This is not the answer that meetgate waits for.</p>");
    }
    let answer = match (parameters.get("code"), parameters.get("error")) {
        (Some(code), None) => Ok(code.clone()),
        (_, Some(error)) => Err(error.chars().filter(|c| !c.is_control()).take(TOLD).collect()),
        (None, None) => return Html("<p>This is not the answer that meetgate waits for.</p>"),
    };
    let page = match answer {
        Ok(_) => "<p>meetgate has what it needs. You can close this page.</p>",
        Err(_) => "<p>meetgate was refused. You can close this page.</p>",
    };
    let _ = door.answers.try_send(answer);
    Html(page)
}
