//! Free/busy, settings, probes, and mail through the tenant.

use meetgate::app::graph_mail::GraphMail;
use meetgate::clock::SystemClock;
use meetgate::mail::{SendError, Submission};
use meetgate::provider::{Ability, Calendar, ProviderError, Settings};

use super::*;
use crate::support::graph::{MailKind, Reach, custom_pacific, working_hours};

#[tokio::test]
async fn people_are_busy_when_their_calendars_say_so_and_unknown_is_not_free() {
    let office = Office::open().await;
    office.review();
    office.graph.organize(Meeting::new("Call", BEN, "2026-12-03T10:30", BERLIN));
    office.graph.organize(Meeting::new("Lunch", BEN, "2026-12-03T13:00", BERLIN));
    let of = [address(BEN), address("out@other.example"), address(CAT)];
    let day = Window { from: "2026-12-03T06:00:00Z".parse().unwrap(), to: "2026-12-03T18:00:00Z".parse().unwrap() };
    let busy = office.outlook.busy(&mailbox(ANA), &of, day).await.unwrap();
    let told = |at: usize| {
        let times = busy[at].times.as_ref().unwrap().iter();
        times.map(|time| format!("{}-{}", time.from.format("%H:%M"), time.to.format("%H:%M"))).collect::<Vec<_>>()
    };
    assert_eq!(told(0), ["09:00-10:30", "12:00-13:00"]);
    assert!(busy[1].times.is_err());
    assert!(told(2).is_empty());
    assert_eq!(busy.iter().map(|busy| busy.address.clone()).collect::<Vec<_>>(), of);
    let asked = office.calls("POST", "/getSchedule");
    assert!(!asked[0].body.to_string().contains("other.example"), "nobody asks about who is not enrolled");
}

#[tokio::test]
async fn many_people_and_long_windows_are_asked_about_in_parts() {
    let many: Vec<String> = (0..45).map(|index| format!("p{index}@corp.example")).collect();
    let crowd = |tenant: &mut graph::Options| {
        tenant.accounts.extend(many.iter().map(|address| Account::new(address, BERLIN)));
    };
    let office = Office::with(crowd, |_| {}).await;
    let mut of: Vec<Address> = many.iter().map(|text| address(text)).collect();
    of.push(address("unknown@corp.example"));
    office.outlook.admit(&of.iter().cloned().chain([address(ANA)]).collect());
    let long = Window { from: now(), to: now() + TimeDelta::days(100) };
    let busy = office.outlook.busy(&mailbox(ANA), &of, long).await.unwrap();
    assert_eq!(office.calls("POST", "/getSchedule").len(), 6);
    assert!(busy[..45].iter().all(|busy| busy.times.as_ref().is_ok_and(Vec::is_empty)));
    assert!(busy[45].times.as_ref().is_err_and(|why| why.contains("ErrorMailRecipientNotFound")));
}

#[tokio::test]
async fn zone_and_working_hours_are_read_where_they_can_be_told() {
    let office = Office::open().await;
    let settings = async || office.outlook.settings(&mailbox(BEN)).await.unwrap();
    let hours = |text: &str| Some(text.parse().unwrap());
    let berlin = Some(chrono_tz::Europe::Berlin);
    assert_eq!(settings().await, Settings { zone: berlin, hours: hours("Mon-Fri 08:00-17:00") });
    office.graph.account(BEN, |account| account.working_hours = working_hours("09:00", "15:00", "Tokyo Standard Time"));
    assert_eq!(settings().await, Settings { zone: berlin, hours: None });
    office.graph.account(BEN, |account| {
        account.zone = "Pacific Standard Time".into();
        account.working_hours["timeZone"] = custom_pacific();
    });
    let west = Some(chrono_tz::America::Los_Angeles);
    assert_eq!(settings().await, Settings { zone: west, hours: hours("Mon-Fri 09:00-15:00") });
    office.graph.account(BEN, |account| account.never_opened = true);
    assert_eq!(settings().await, Settings::default());
    office.graph.account(BEN, |account| account.settings_denied = true);
    assert_eq!(settings().await, Settings::default());
}

#[tokio::test]
async fn probes_change_nothing_and_name_the_permission_that_is_lacking() {
    let office = Office::open().await;
    let all = [Ability::Read, Ability::Write, Ability::FreeBusy, Ability::Settings];
    for ability in all {
        office.outlook.probe(&mailbox(BEN), ability).await.unwrap();
    }
    assert!(office.graph.copies(BEN).is_empty() && office.graph.mails().is_empty());
    office.graph.consent(&["Calendars.Read"]);
    office.graph.expire_bearers();
    let expected = [None, Some("Calendars.ReadWrite"), None, Some("MailboxSettings.Read")];
    for (ability, lacking) in all.into_iter().zip(expected) {
        match (office.outlook.probe(&mailbox(BEN), ability).await, lacking) {
            (Ok(()), None) => {}
            (Err(ProviderError::NeedsHuman(what)), Some(permission)) => assert!(what.contains(permission), "{what}"),
            other => panic!("{ability:?}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_mailbox_out_of_scope_or_without_a_mailbox_is_for_a_human() {
    let office = Office::open().await;
    office.graph.account(BEN, |account| account.reach = Reach::OutOfScope);
    office.graph.account(CAT, |account| account.reach = Reach::NoMailbox);
    for (of, word) in [(BEN, "scope"), (CAT, "licence")] {
        let read = office.outlook.changes(&mailbox(of), None, window()).await;
        assert!(matches!(&read, Err(ProviderError::NeedsHuman(what)) if what.contains(word)), "{read:?}");
        let probe = office.outlook.probe(&mailbox(of), Ability::Read).await;
        assert!(matches!(&probe, Err(ProviderError::NeedsHuman(what)) if what.contains(word)), "{probe:?}");
    }
}

fn post(office: Office) -> (FakeGraph, GraphMail) {
    let Office { graph, outlook } = office;
    (graph, GraphMail { outlook: std::sync::Arc::new(outlook), clock: std::sync::Arc::new(SystemClock) })
}

const MESSAGE: &[u8] =
    b"Message-ID: <notice-1@corp.example>\r\nFrom: meetgate <ana@corp.example>\r\nTo: ben@corp.example\r\n\
    In-Reply-To: <notice-0@corp.example>\r\nAuto-Submitted: auto-generated\r\nSubject: Agenda\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\r\nPlease add one.\r\n";

#[tokio::test]
async fn a_mail_leaves_with_its_own_headers() {
    let (graph, mail) = post(Office::open().await);
    mail.submit(&address(ANA), MESSAGE).await.unwrap();
    let sent = graph.mails_of(MailKind::Message);
    assert_eq!((sent.len(), sent[0].from.as_str(), sent[0].to.as_slice()), (1, ANA, [BEN.to_owned()].as_slice()));
    let header = |name: &str| sent[0].headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!(header("Message-ID"), Some("<notice-1@corp.example>"));
    assert_eq!(header("In-Reply-To"), Some("<notice-0@corp.example>"));
    assert_eq!(sent[0].mime.as_deref(), Some(MESSAGE));
}

#[tokio::test]
async fn what_goes_wrong_with_mail_waits_fails_or_asks_for_somebody() {
    let (graph, mail) = post(Office::open().await);
    let send = async |bytes: &[u8]| mail.submit(&address(ANA), bytes).await.unwrap_err();
    assert!(matches!(send(b"Subject: to nobody\r\n\r\n").await, SendError::Permanent(_)));
    graph.with(|state| state.limits.mails_in_a_minute = 0);
    assert!(matches!(send(MESSAGE).await, SendError::Retry { after: Some(_), .. }));
    graph.consent(&["Calendars.ReadWrite"]);
    graph.expire_bearers();
    assert!(matches!(send(MESSAGE).await, SendError::NeedsHuman(what) if what.contains("Mail.Send")));
}
