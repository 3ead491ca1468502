//! The world outside, made of what the configuration says of it: calendars and the way for mail.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use chrono::TimeDelta;

use crate::clock::{Clock, SystemClock};
use crate::config::{
    self, Cloud, DeclineAs, GoogleAccess, GoogleOptions, Loaded, OutlookCredential, OutlookOptions, Secret, Sources,
    TransportOptions,
};
use crate::mail::{self, Folder, Graph, House, Smtp, Transport};
use crate::meeting::{Mode, Response};
use crate::policy::Policy;
use crate::provider::google::{self, Google};
use crate::provider::outlook::{self, Outlook};
use crate::provider::vdir::{PathTemplate, Vdir};
use crate::provider::{Ability, Calendar, Mailbox, Now, ProviderError};

use super::graph_mail::GraphMail;

/// Everything that is reached from here.
pub struct Outside {
    /// Calendars by provider name.
    pub calendars: BTreeMap<String, Arc<dyn Calendar>>,
    /// How mail leaves, if it does.
    pub transport: Option<Arc<dyn Transport>>,
}

impl Outside {
    /// Makes it; asks nobody anything yet. `act`: whether calendars may be written to, which needs more rights.
    ///
    /// # Errors
    /// A secret that is not at hand, or what a provider says against its options.
    pub fn of(loaded: &Loaded, clock: &Arc<dyn Clock>, act: bool) -> anyhow::Result<Self> {
        let mut calendars: BTreeMap<String, Arc<dyn Calendar>> = BTreeMap::new();
        if let Some(vdir) = &loaded.sources.vdir {
            let template = PathTemplate::parse(&vdir.path).map_err(anyhow::Error::msg)?;
            calendars.insert("vdir".to_owned(), Arc::new(Vdir::new(template)));
        }
        if let Some(options) = &loaded.sources.google {
            calendars.insert("google".to_owned(), Arc::new(of_google(options, clock, act)?));
        }
        let outlook = loaded.sources.outlook.as_ref().map(|options| of_outlook(options, clock, act)).transpose()?;
        let outlook = outlook.map(Arc::new);
        if let Some(outlook) = &outlook {
            calendars.insert("outlook".to_owned(), outlook.clone());
        }
        Ok(Self { calendars, transport: transport(loaded, clock, outlook)? })
    }
}

/// Whether anything is written to calendars under this policy.
pub fn acts(policy: &Policy) -> bool {
    policy.mode >= Mode::Flag || policy.teams.values().any(|team| team.mode >= Some(Mode::Flag))
}

/// How far taking an answer back goes in this kind of calendar, if not all the way to the person's own before it.
/// `declined`: the answer was a decline.
pub fn falls_short(sources: &Sources, provider: &str, declined: bool, previous: Response) -> Option<&'static str> {
    let outlook = sources.outlook.as_ref().filter(|_| provider == "outlook")?;
    decline_of(outlook).falls_short(declined, previous)
}

fn decline_of(options: &OutlookOptions) -> outlook::Decline {
    match options.decline {
        DeclineAs::Tentative => outlook::Decline::Tentative,
        DeclineAs::Final => outlook::Decline::Final,
    }
}

/// Who sends mails.
pub fn house(loaded: &Loaded) -> House {
    House {
        organization: loaded.policy.organization.name.clone(),
        from: loaded.mail.from.clone(),
        contact: loaded.mail.contact.clone(),
        public_url: loaded.web.public_url.clone(),
    }
}

/// Whether the application is kept out of the mailbox that it must not reach (`outlook.scope_canary`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confinement {
    /// Nobody asked for it.
    NotAsked,
    /// It was refused; in which words.
    Kept(String),
    /// It was let in.
    Reached,
    /// Nobody knows: why.
    Unknown(String),
}

/// What to do about an application that reaches too much.
pub const CONFINE: &str = "the application reaches the mailbox of outlook.scope_canary, so it reaches everyone: restrict \
                           it to a group with New-ManagementScope and New-ManagementRoleAssignment in Exchange Online \
                           PowerShell, and remove its calendar permissions under App registrations, API permissions in \
                           the Entra admin center (README, \"Outlook\")";

/// Tries the mailbox that must be refused.
///
/// # Errors
/// As [`Outside::of`].
pub async fn confinement(loaded: &Loaded, clock: &Arc<dyn Clock>) -> anyhow::Result<Confinement> {
    let asked = loaded.sources.outlook.as_ref().and_then(|options| Some((options, options.scope_canary.clone()?)));
    let Some((options, canary)) = asked else { return Ok(Confinement::NotAsked) };
    let outlook = of_outlook(options, clock, false)?;
    outlook.admit(&BTreeSet::from([canary.clone()]));
    let zone = loaded.policy.organization.working.zone;
    let mailbox = Mailbox { address: canary, aliases: Vec::new(), zone };
    Ok(match outlook.probe(&mailbox, Ability::Read).await {
        Ok(()) => Confinement::Reached,
        Err(ProviderError::Retry { what, .. }) => Confinement::Unknown(what),
        Err(error) => Confinement::Kept(error.to_string()),
    })
}

fn exposed(key: &str, secret: &Secret) -> anyhow::Result<String> {
    secret.expose().map(str::to_owned).map_err(|why| anyhow!("the secret of {key} is not known: {why}"))
}

fn seconds(length: TimeDelta) -> Duration {
    length.to_std().unwrap_or_default()
}

/// Servers believe what is signed now, also when a command looks at another time (`--at`).
fn real_time() -> Now {
    Arc::new(|| SystemClock.now())
}

fn of_google(options: &GoogleOptions, clock: &Arc<dyn Clock>, act: bool) -> anyhow::Result<Google> {
    let credentials = match &options.access {
        GoogleAccess::ServiceAccount(key) => google::Credentials::ServiceAccount { key: exposed("[google] key", key)? },
        GoogleAccess::Person { login_file, client_id, client_secret } => google::Credentials::Person {
            client_id: client_id.clone(),
            client_secret: exposed("[google] client_secret", client_secret)?,
            login_file: login_file.clone(),
        },
    };
    let now = clock.clone();
    let usual = google::Options::new(credentials, Arc::new(move || now.now()));
    let options = google::Options {
        signed_at: real_time(),
        endpoint: options.endpoint.clone().unwrap_or_else(|| google::ENDPOINT.to_owned()),
        token_url: options.token_url.clone(),
        act,
        send_updates: match options.send_updates {
            config::SendUpdates::None => google::SendUpdates::None,
            config::SendUpdates::ExternalOnly => google::SendUpdates::ExternalOnly,
            config::SendUpdates::All => google::SendUpdates::All,
        },
        timeout: seconds(options.timeout),
        per_user_per_minute: options.max_requests_per_mailbox_and_minute,
        per_project_per_minute: options.max_requests_per_minute,
        ..usual
    };
    Google::new(options).map_err(|why| anyhow!("[google]: {why}"))
}

fn of_outlook(options: &OutlookOptions, clock: &Arc<dyn Clock>, act: bool) -> anyhow::Result<Outlook> {
    let credential = match &options.credential {
        OutlookCredential::Secret(secret) => outlook::Credential::Secret(exposed("[outlook] client_secret", secret)?),
        OutlookCredential::Certificate { certificate, key } => {
            outlook::Credential::Certificate { certificate: certificate.clone(), key: exposed("[outlook] key", key)? }
        }
    };
    let now = clock.clone();
    let usual = outlook::Options::new(&options.tenant, &options.client_id, credential, Arc::new(move || now.now()));
    let options = outlook::Options {
        signed_at: real_time(),
        cloud: match options.cloud {
            Cloud::Global => outlook::Cloud::Global,
            Cloud::UsGovernment => outlook::Cloud::UsGovernment,
            Cloud::UsDod => outlook::Cloud::UsGovernmentDod,
            Cloud::China => outlook::Cloud::China,
        },
        // The configuration has it without the version, as Microsoft's own tables of clouds do.
        endpoint: options.endpoint.as_ref().map(|url| format!("{url}/v1.0")),
        authority: options.authority.clone(),
        decline: decline_of(options),
        may_act: act,
        per_mailbox: options.max_requests_at_once_per_mailbox as usize,
        per_ten_seconds: (options.max_requests_per_minute / 6).max(1),
        timeout: seconds(options.timeout),
        ..usual
    };
    Outlook::new(options).map_err(|why| anyhow!("[outlook]: {why}"))
}

fn transport(
    loaded: &Loaded,
    clock: &Arc<dyn Clock>,
    outlook: Option<Arc<Outlook>>,
) -> anyhow::Result<Option<Arc<dyn Transport>>> {
    Ok(match &loaded.mail.transport {
        TransportOptions::Folder(path) => Some(Arc::new(Folder::new(path, house(loaded)))),
        TransportOptions::Smtp(options) => Some(Arc::new(Smtp::new(server(options), house(loaded)))),
        TransportOptions::Graph(mailbox) => {
            let outlook = outlook.ok_or_else(|| anyhow!("mail_from needs [outlook]"))?;
            let submission = Arc::new(GraphMail { outlook, clock: clock.clone() });
            Some(Arc::new(Graph::new(mailbox.clone(), house(loaded), submission)))
        }
        TransportOptions::None => None,
    })
}

/// The mail server of the configuration, in the words of the transport.
fn server(options: &config::SmtpOptions) -> mail::Server {
    use config::{AuthOption, PasswordOption, TlsOption};
    use mail::{LoginMethod, SecretSource, Security};
    let secret = |password: &PasswordOption| match password.clone() {
        PasswordOption::File(path) => SecretSource::File(path),
        PasswordOption::Env(name) => SecretSource::Env(name),
        PasswordOption::Credential(name) => SecretSource::Credential(name),
    };
    let method = options.auth.map(|auth| match auth {
        AuthOption::Plain => LoginMethod::Plain,
        AuthOption::Login => LoginMethod::Login,
        AuthOption::Xoauth2 => LoginMethod::Xoauth2,
    });
    let login = options.login.as_ref();
    mail::Server {
        host: options.host.clone(),
        port: options.port,
        security: match options.tls {
            TlsOption::Implicit => Security::Implicit,
            TlsOption::StartTls => Security::StartTls,
            TlsOption::None => Security::None,
        },
        login: login.map(|(user, password)| mail::Login { user: user.clone(), secret: secret(password), method }),
        ca_file: options.ca_file.clone(),
        bounce_address: options.bounce_address.clone(),
        timeout: options.timeout.to_std().unwrap_or_default(),
    }
}
