//! Secrets: where they may stand, and that they are told to nobody.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;

use super::*;

const URL: &str = "postgres://meetgate:planted-secret@db.example.com/meetgate";

/// Files with their modes, and variables.
#[derive(Default)]
struct Host {
    files: BTreeMap<PathBuf, (u32, String)>,
    variables: BTreeMap<String, String>,
}

impl Host {
    fn file(mut self, path: &str, mode: u32, text: &str) -> Self {
        self.files.insert(path.into(), (mode, text.to_owned()));
        self
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    fn parse(&self, store: &str) -> Result<Loaded, Mistakes> {
        parse(&below_organization(&format!("[store]\n{store}\n")), Path::new("meetgate.toml"), self)
    }

    fn url(&self, store: &str) -> String {
        self.parse(store).unwrap().store.url
    }

    /// The first line of the first mistake, without its place.
    fn refused(&self, store: &str) -> String {
        let mistakes = self.parse(store).unwrap_err();
        assert!(!mistakes.to_string().contains("planted-secret"), "{mistakes}");
        assert_eq!(mistakes.len(), 1, "{mistakes}");
        mistakes.iter().next().unwrap().what.clone()
    }
}

impl Files for Host {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.secret(path).map(|(_, bytes)| bytes)
    }

    fn secret(&self, path: &Path) -> io::Result<(u32, Vec<u8>)> {
        match self.files.get(path) {
            Some((0, _)) => Err(io::ErrorKind::PermissionDenied.into()),
            Some((mode, text)) => Ok((*mode, text.clone().into_bytes())),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn variable(&self, name: &str) -> Option<Vec<u8>> {
        self.variables.get(name).map(|value| value.clone().into_bytes())
    }
}

#[test]
fn a_secret_comes_from_a_file_a_variable_or_a_credential() {
    let host = Host::default()
        .file("url.txt", 0o600, &format!("{URL}\r\n"))
        .file("/run/credentials/meetgate/url", 0o440, &format!("{URL}\n"))
        .variable("CREDENTIALS_DIRECTORY", "/run/credentials/meetgate")
        .variable("MEETGATE_DATABASE", URL);
    for store in ["url_file = \"url.txt\"", "url_env = \"MEETGATE_DATABASE\"", "url_credential = \"url\""] {
        assert_eq!(host.url(store), URL, "{store}");
    }
}

#[test]
fn a_file_that_others_may_read_is_refused() {
    for mode in [0o644, 0o640, 0o604, 0o666, 0o610] {
        let host = Host::default().file("url.txt", mode, URL);
        let expected = format!("others than its owner may read \"url.txt\" (mode {mode:03o})");
        assert_eq!(host.refused("url_file = \"url.txt\""), expected);
    }
    let told = Host::default().file("url.txt", 0o644, URL).parse("url_file = \"url.txt\"").unwrap_err().to_string();
    assert!(told.ends_with("give it to meetgate's user and run chmod 600 url.txt"), "{told}");
}

#[test]
fn the_mode_is_that_of_the_file_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let (file, config) = (folder.path().join("url.txt"), folder.path().join("meetgate.toml"));
    fs::write(&file, URL).unwrap();
    fs::write(&config, below_organization("[store]\nurl_file = \"url.txt\"\n")).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(load(&config).unwrap_err().to_string().contains("(mode 644)"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(load(&config).unwrap().store.url, URL);
}

#[test]
fn two_at_once_are_refused() {
    let host = Host::default().file("url.txt", 0o600, URL).variable("DATABASE", URL);
    assert_eq!(host.refused("url_file = \"url.txt\"\nurl_env = \"DATABASE\""), "both \"url_file\" and \"url_env\"");
    assert_eq!(host.refused("path = \"a.db\"\nurl_env = \"DATABASE\""), "both \"path\" and \"url_env\"");
    assert_eq!(host.refused(&format!("url = \"{URL}\"\nurl_env = \"DATABASE\"")), "both \"url\" and \"url_env\"");
}

#[test]
fn what_is_no_secret_is_refused_without_showing_it() {
    let host = Host::default()
        .file("empty.txt", 0o600, "\n")
        .file("lines.txt", 0o600, "planted-secret\nplanted-secret\n")
        .file("web.txt", 0o600, "https://planted-secret@example.com")
        .variable("CREDENTIALS_DIRECTORY", "/run/credentials/meetgate");
    let refused = |store: &str| host.refused(store);
    assert_eq!(refused("url_file = \"empty.txt\""), "the secret of \"url_file\" is empty");
    assert_eq!(refused("url_file = \"lines.txt\""), "the secret of \"url_file\" is not one line of text");
    assert_eq!(refused("url_file = \"web.txt\""), "this is not the URL of a database");
    assert_eq!(refused("url_file = \"none.txt\""), "cannot read \"none.txt\": there is no such file");
    assert_eq!(refused("url_credential = \"../url\""), "\"url_credential\" wants the name of a credential");
    let missing = "cannot read the credential \"url\": there is no such file";
    assert_eq!(refused("url_credential = \"url\""), missing);
}

#[test]
fn whoever_writes_the_secret_itself_does_not_see_it_again() {
    let host = Host::default();
    let told = |text: &str| host.parse(text).unwrap_err().to_string();
    let names = ["password", "secret", "url_password", "\"token\"", "x = { passphrase", "db.API_KEY"];
    for name in names {
        let text = format!("{name} = \"planted-secret\"{}", if name.contains('{') { " }" } else { "" });
        assert!(!told(&text).contains("planted"), "{}", told(&text));
        assert!(told(&text).contains("***"), "{}", told(&text));
        let unfinished = text.trim_end_matches([' ', '}', '"']);
        assert!(!told(unfinished).contains("planted"), "{}", told(unfinished));
    }
    for env in ["url_env = \"planted-secret\"", "url_env = 'planted' # secret"] {
        assert!(!told(env).contains("planted"), "{}", told(env));
    }
    let in_env = host.refused(&format!("url_env = \"{URL}\""));
    assert_eq!(in_env, "\"url_env\" wants the name of an environment variable");
}

#[test]
fn what_only_the_service_has_is_a_warning_until_it_is_needed() {
    let host = Host::default().file("url.txt", 0, URL);
    for (store, why) in [
        ("url_file = \"url.txt\"", "reading the file \"url.txt\" is not permitted here"),
        ("url_env = \"DATABASE\"", "the environment variable DATABASE is not set here"),
        ("url_credential = \"url\"", "the credential \"url\" is only there for the service"),
    ] {
        let loaded = host.parse(store).unwrap();
        assert_eq!(loaded.store.missing.as_deref(), Some(why));
        assert!(loaded.warnings.iter().any(|warning| warning.what == why), "{:?}", loaded.warnings);
    }
}

#[test]
fn a_secret_shows_nothing_of_itself() {
    assert_eq!(format!("{:?}", Secret::new("planted-secret".to_owned())), "Secret(***)");
    let host = Host::default().variable("DATABASE", URL);
    assert!(!format!("{:?}", host.parse("url_env = \"DATABASE\"").unwrap()).contains("planted-secret"));
}

#[test]
fn a_password_in_the_file_is_warned_of() {
    let loaded = Host::default().parse(&format!("url = \"{URL}\"")).unwrap();
    let warned = loaded.warnings.iter().map(ToString::to_string).collect::<String>();
    assert!(warned.contains("the URL holds a password") && !warned.contains("planted-secret"), "{warned}");
}

#[test]
fn another_secret_is_another_revision_of_nothing() {
    let revision = |url: &str| Host::default().variable("D", url).parse("url_env = \"D\"").unwrap().policy.revision;
    assert_eq!(revision(URL), revision("postgres://db.example.com/other"));
}

#[test]
fn a_key_of_many_lines_is_kept_as_it_is_and_never_shown() {
    let key =
        "{\n  \"client_email\": \"m@example.iam.gserviceaccount.com\",\n  \"private_key\": \"planted-secret\"\n}\n";
    let host = Host::default().file("key.json", 0o600, key).variable("KEY", key);
    for google in ["key_file = \"key.json\"", "key_env = \"KEY\""] {
        let text = below_organization(&format!("[google]\n{google}\n"));
        let loaded = parse(&text, Path::new("meetgate.toml"), &host).unwrap();
        assert!(!format!("{loaded:?}").contains("planted-secret"));
        let GoogleAccess::ServiceAccount(secret) = loaded.sources.google.unwrap().access else { panic!("a key") };
        assert_eq!(secret.expose(), Ok(key.trim_end()));
    }
    let open = Host::default().file("key.json", 0o640, key);
    let text = below_organization("[google]\nkey_file = \"key.json\"\n");
    let told = parse(&text, Path::new("meetgate.toml"), &open).unwrap_err().to_string();
    assert!(told.contains("others than its owner may read \"key.json\" (mode 640)"), "{told}");
}

#[test]
fn a_private_key_that_got_into_the_file_is_not_shown_again() {
    let pem = "-----BEGIN PRIVATE KEY-----planted-secret";
    for google in [
        format!("[google]\nkey = '{pem}'\n"),
        format!("[google]\nkey = '''\n{pem}\n"),
        format!("[google]\nendpoint = '{pem}'\n"),
        "[google]\nsend_updates = 5 # \"private_key\": \"planted-secret\" PRIVATE KEY\n".to_owned(),
    ] {
        let told = parse(&below_organization(&google), Path::new("meetgate.toml"), &Host::default());
        let told = told.unwrap_err().to_string();
        assert!(!told.contains("planted-secret"), "{told}");
    }
}

#[test]
fn a_certificate_comes_with_its_private_key() {
    let (certificate, key) = (
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN PRIVATE KEY-----\nplanted-secret\n",
    );
    let host = Host::default().file("c.pem", 0o644, certificate).file("k.pem", 0o600, key);
    let outlook = "[outlook]\ntenant = \"example.com\"\nclient_id = \"66666666-7777-8888-9999-000000000000\"\n\
                   certificate_file = \"c.pem\"\nkey_file = \"k.pem\"\n";
    let loaded = parse(&below_organization(outlook), Path::new("meetgate.toml"), &host).unwrap();
    assert!(!format!("{loaded:?}").contains("planted-secret"));
    let OutlookCredential::Certificate { certificate: read, key } = loaded.sources.outlook.unwrap().credential else {
        panic!("a certificate")
    };
    assert_eq!((read.as_str(), key.expose().unwrap().contains("planted-secret")), (certificate, true));
}
