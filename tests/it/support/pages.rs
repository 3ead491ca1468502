//! A company whose pages are served over real HTTP, and what somebody does there.

use meetgate::plan::Keys;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::world::{Db, World};

/// Where people reach the pages.
pub const HOUSE: &str = "https://meetgate.example.com";

/// A company with pages, which are served at a port of their own.
pub struct Pages {
    pub world: World,
    pub port: u16,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Pages {
    /// A company with this mode and these further tables.
    pub async fn new(db: Db, mode: &str, more: &str) -> Self {
        let policy = format!("[web]\npublic_url = \"{HOUSE}\"\n{more}");
        let world = World::new(db, &format!("mode = \"{mode}\""), &policy).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(meetgate::web::serve(listener, world.app.pages(), world.app.engine.stop.clone()));
        Self { world, port }
    }

    /// Sends these bytes, and reads until the connection ends.
    pub async fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        // Whoever is refused early closes early.
        let _ = stream.write_all(request).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let text = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    pub async fn get(&self, link: &str) -> Answer {
        self.raw(format!("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", path(link)).as_bytes()).await
    }

    pub async fn post(&self, link: &str, body: &str) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        let head = format!("Host: x\r\nContent-Type: {kind}\r\nContent-Length: {}", body.len());
        self.raw(format!("POST {} HTTP/1.1\r\n{head}\r\n\r\n{body}", path(link)).as_bytes()).await
    }

    /// The links of the mails of one kind to one person, by the words before them.
    pub fn link(&self, kind: &str, to: &str, words: &str) -> String {
        let mails = self.world.mails();
        let mail = mails.iter().find(|mail| mail.kind == kind && mail.to.starts_with(to));
        let text = &mail.unwrap_or_else(|| panic!("no {kind} to {to}: {:?}", self.world.kinds())).text;
        let mut lines = text.lines().map(str::trim);
        lines.find(|line| *line == format!("{words}:")).unwrap_or_else(|| panic!("no {words} in {text}"));
        lines.next().unwrap().to_owned()
    }

    /// The keys that the process signs with.
    pub async fn keys(&self) -> Keys {
        let kept = self.world.app.engine.store.link_keys().await.unwrap();
        Keys::named(kept.into_iter().map(String::into_bytes)).unwrap()
    }
}

/// A link without the house.
pub fn path(link: &str) -> &str {
    link.strip_prefix(HOUSE).unwrap_or(link)
}

/// The header as it stands in the file of the mail, unfolded.
pub fn header(world: &World, kind: &str, name: &str) -> String {
    let mail = world.mails().into_iter().find(|mail| mail.kind == kind).unwrap();
    let source = std::fs::read_to_string(world.path().join("mails").join(mail.file)).unwrap();
    let head = source.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).map(str::to_owned);
    line.unwrap_or_else(|| panic!("no {name} in {head}"))
}
