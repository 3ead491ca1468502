//! A mail server of somebody else's making: `tests/data/smtp/server.py` on aiosmtpd, as a process of its own.
//!
//! The Python that has aiosmtpd is named by `MEETGATE_TEST_AIOSMTPD`, for example after
//! `python3 -m venv /tmp/v && /tmp/v/bin/pip install aiosmtpd==1.4.6`. Without it these tests skip, and say so once.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Once;
use std::time::Duration;

use mail_parser::MessageParser;
use meetgate::mail::{Login, LoginMethod, SecretSource, Security, Server};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;

pub const USER: &str = "meetgate";
pub const PASSWORD: &str = "correct horse";

/// A server that runs until it is dropped.
pub struct MailServer {
    dir: TempDir,
    child: Child,
    port: u16,
    security: Security,
    mechanism: Option<&'static str>,
}

/// A mail that the server took.
#[derive(Debug, Clone)]
pub struct Accepted {
    pub from: String,
    pub to: Vec<String>,
    pub tls: bool,
    pub user: Option<String>,
    pub id: String,
    pub source: Vec<u8>,
}

impl MailServer {
    /// A plain server that takes these steps; none when there is no aiosmtpd to be had.
    pub fn start(steps: &[&str]) -> Option<Self> {
        Self::with(Security::None, None, steps)
    }

    /// A server with this protection, and a login by this mechanism.
    pub fn with(security: Security, mechanism: Option<&'static str>, steps: &[&str]) -> Option<Self> {
        let python = python()?;
        let dir = tempfile::tempdir().unwrap();
        certify(dir.path());
        let mut command = Command::new(python);
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/smtp/server.py")).arg(dir.path());
        let tls = match security {
            Security::Implicit => Some("implicit"),
            Security::StartTls => Some("starttls"),
            Security::None => None,
        };
        if let Some(tls) = tls {
            command.args(["--tls", tls, "--cert"]).arg(dir.path().join("server.pem"));
            command.arg("--key").arg(dir.path().join("server.key"));
        }
        if let Some(mechanism) = mechanism {
            command.args(["--login", &format!("{USER}:{PASSWORD}"), "--mechanism", mechanism]);
        }
        let mut child = command.args(["--steps", &steps.join(",")]).stdout(Stdio::piped()).spawn().unwrap();
        let mut told = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut told).unwrap();
        let port = told.trim().parse().unwrap_or_else(|_| panic!("the mail server did not start: {told:?}"));
        Some(Self { dir, child, port, security, mechanism })
    }

    /// How to reach it, with the right authority and password.
    pub fn access(&self) -> Server {
        let secret = self.dir.path().join("password");
        std::fs::write(&secret, format!("{PASSWORD}\n")).unwrap();
        let method = |mechanism| match mechanism {
            "LOGIN" => LoginMethod::Login,
            "XOAUTH2" => LoginMethod::Xoauth2,
            _ => LoginMethod::Plain,
        };
        let login = |mechanism| Login {
            user: USER.to_owned(),
            secret: SecretSource::File(secret),
            method: Some(method(mechanism)),
        };
        Server {
            host: "localhost".to_owned(),
            port: self.port,
            security: self.security,
            login: self.mechanism.map(login),
            ca_file: Some(self.dir.path().join("ca.pem")),
            bounce_address: None,
            timeout: Duration::from_secs(20),
        }
    }

    /// What it took, in order.
    pub fn accepted(&self) -> Vec<Accepted> {
        let lines = std::fs::read_to_string(self.dir.path().join("accepted.jsonl")).unwrap_or_default();
        lines.lines().map(accepted).collect()
    }

    /// The steps that it went through.
    pub fn attempts(&self) -> Vec<String> {
        let lines = std::fs::read_to_string(self.dir.path().join("attempts")).unwrap_or_default();
        lines.lines().map(str::to_owned).collect()
    }

    pub fn folder(&self) -> &Path {
        self.dir.path()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn python() -> Option<std::ffi::OsString> {
    static TOLD: Once = Once::new();
    let python = std::env::var_os("MEETGATE_TEST_AIOSMTPD");
    if python.is_none() {
        // Past the capture of the test harness, which would swallow it.
        let words =
            b"SKIPPED: all tests against a mail server, for MEETGATE_TEST_AIOSMTPD names no Python with aiosmtpd\n";
        TOLD.call_once(|| std::io::stderr().write_all(words).unwrap());
    }
    python
}

/// An authority of our own, and the server's certificate from it.
fn certify(folder: &Path) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    std::fs::write(folder.join("ca.pem"), authority.self_signed(&key).unwrap().pem()).unwrap();
    let issuer = Issuer::new(authority, key);
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    std::fs::write(folder.join("server.pem"), server.pem()).unwrap();
    std::fs::write(folder.join("server.key"), key.serialize_pem()).unwrap();
}

fn accepted(line: &str) -> Accepted {
    let mail: serde_json::Value = serde_json::from_str(line).unwrap();
    let source = unbase64(mail["source"].as_str().unwrap());
    let id = MessageParser::default().parse(&source).unwrap().message_id().unwrap().to_owned();
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    Accepted {
        from: text(&mail["from"]).unwrap(),
        to: mail["to"].as_array().unwrap().iter().filter_map(text).collect(),
        tls: mail["tls"].as_bool().unwrap(),
        user: text(&mail["user"]),
        id,
        source,
    }
}

/// mail-parser decodes base64 as part of a message.
fn unbase64(text: &str) -> Vec<u8> {
    let message =
        format!("Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n{text}\r\n");
    let parsed = MessageParser::default().parse(message.as_bytes()).unwrap();
    parsed.parts[0].contents().to_vec()
}
