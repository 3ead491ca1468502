//! `[mail.smtp]` and `[mail.bounces]`: the server that takes mail, and where its reports of failure arrive.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;

use super::desk::Placed;
use super::durations::length;
use super::files::Shelf;
use super::options::{AuthOption, PasswordOption, SmtpOptions, TlsOption};
use super::reader::{Cell, Section};
use super::{secret, values};

/// The ways to name a password; one is written.
const PASSWORDS: [&str; 3] = ["password_file", "password_env", "password_credential"];

/// Shorter than the time after which another process would take a mail over.
const LONGEST: &str = "55s";

/// Reads `[mail.smtp]`.
pub(super) fn smtp(mail: &Section<'_>, shelf: &Shelf<'_>, folder: &Path) -> Option<SmtpOptions> {
    let section = mail.section("smtp")?;
    let host = section.must_cell("host", host);
    let tls = section.cell("tls", tls);
    let port = section.read("port", |node| values::count(node, 1, 65_535)).and_then(|port| u16::try_from(port).ok());
    let user = section.cell("user", values::text);
    let password = password(&section, shelf, folder);
    let auth = section.cell("auth", auth);
    let ca_file = section.cell("ca_file", values::text).map(|path| folder.join(path));
    let bounce_address = section.cell("bounce_address", values::address);
    let timeout = section.read("timeout", |node| length(node, "5s", LONGEST));
    together(&section, user.is_some(), password.is_some());
    let tls = tls.unwrap_or(TlsOption::Implicit);
    if tls == TlsOption::None && host.as_ref().is_some_and(|host| !on_this_machine(&host.value)) {
        let help = "write \"implicit\" (port 465) or \"starttls\" (port 587)".to_owned();
        let what = "without TLS only a server on this machine is used".to_owned();
        section.desk.mistake(section.place_of("tls"), what, Some(help));
    }
    section.finish();
    Some(SmtpOptions {
        host: host?.value,
        port: port.unwrap_or(usual_port(tls)),
        tls,
        login: user.zip(password),
        auth,
        ca_file,
        bounce_address,
        timeout: timeout.unwrap_or(TimeDelta::seconds(45)),
    })
}

/// Reads `[mail.bounces]`.
pub(super) fn bounces(mail: &Section<'_>, folder: &Path) -> Option<PathBuf> {
    let section = mail.section("bounces")?;
    let reports = section.must_cell("folder", values::text);
    section.finish();
    reports.map(|reports| folder.join(reports))
}

fn host(cell: Cell<'_>) -> Option<Placed<String>> {
    let host = values::name(cell)?;
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    let port = host.value.matches(':').count() == 1;
    if !host.value.chars().all(fits) || port {
        return cell.refuse(
            format!("{:?} is not the name of a server", host.value),
            Some("write the name alone, for example \"mail.example.com\"; the port has its own key"),
        );
    }
    Some(host)
}

fn tls(cell: Cell<'_>) -> Option<TlsOption> {
    let ways = [("implicit", TlsOption::Implicit), ("starttls", TlsOption::StartTls), ("none", TlsOption::None)];
    values::one_of(cell, &ways)
}

fn auth(cell: Cell<'_>) -> Option<AuthOption> {
    let ways = [("plain", AuthOption::Plain), ("login", AuthOption::Login), ("xoauth2", AuthOption::Xoauth2)];
    values::one_of(cell, &ways)
}

fn password(section: &Section<'_>, shelf: &Shelf<'_>, folder: &Path) -> Option<PasswordOption> {
    let file = section.cell("password_file", |cell| {
        secret::owners_alone(cell, shelf)?;
        values::text(cell).map(|path| PasswordOption::File(folder.join(path)))
    });
    let variable = section.cell("password_env", values::text).map(PasswordOption::Env);
    let credential = section.cell("password_credential", credential).map(PasswordOption::Credential);
    let written: Vec<_> = PASSWORDS.into_iter().filter(|key| section.has(key)).collect();
    if let [_, second, ..] = written.as_slice() {
        let help = format!("write one of {}", PASSWORDS.join(", "));
        section.desk.mistake(section.place_of(second), "there are two passwords", Some(help));
    }
    file.or(variable).or(credential)
}

/// The name of a credential is the name of a file in one folder.
fn credential(cell: Cell<'_>) -> Option<String> {
    let name = values::text(cell)?;
    if name.contains(['/', '\\']) || name.starts_with('.') {
        let help = "write the name that LoadCredential= of the unit gives it";
        return cell.refuse(format!("{name:?} is not the name of a credential"), Some(help));
    }
    Some(name)
}

fn together(section: &Section<'_>, user: bool, password: bool) {
    let needs = |key: &str, other: &str, help: String| {
        section.desk.mistake(section.place_of(key), format!("{key:?} needs {other}"), Some(help));
    };
    if user && !PASSWORDS.iter().any(|key| section.has(key)) && !section.has("password") {
        needs("user", "a password", format!("write one of {}", PASSWORDS.join(", ")));
    }
    if password && !section.has("user") {
        let key = PASSWORDS.into_iter().find(|key| section.has(key)).unwrap_or_default();
        needs(key, "\"user\"", "write user = \"the login\" too".to_owned());
    }
    if section.has("auth") && !section.has("user") {
        needs("auth", "\"user\"", "write user and a password too, or leave \"auth\" out".to_owned());
    }
}

fn usual_port(tls: TlsOption) -> u16 {
    match tls {
        TlsOption::Implicit => 465,
        TlsOption::StartTls => 587,
        TlsOption::None => 25,
    }
}

fn on_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}
