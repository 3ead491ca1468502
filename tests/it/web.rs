//! What people say by the links of their mails: from the mail over real HTTP to what the next pass makes of it.

use meetgate::meeting::{Address, MeetingKey};
use meetgate::plan::{Purpose, Ticket};
use tokio::net::{TcpListener, TcpStream};

use crate::support::on_both_databases;
use crate::support::pages::{HOUSE, Pages, header, path};
use crate::support::world::{AGENDA_24H, Db, Invite, World, at};

const UID: &str = "harbour@example.com";

async fn pages(db: Db, more: &str) -> Pages {
    Pages::new(db, "decline", &format!("{more}\n{AGENDA_24H}")).await
}

/// What a test does with them.
trait Bo {
    fn bo(&self) -> String;
    async fn declined(&self);
}

impl Bo for Pages {
    fn bo(&self) -> String {
        self.world.response("bo", UID)
    }

    /// Declined for everyone on Wednesday at three, and told at the end of the day.
    async fn declined(&self) {
        self.world.invite(&Invite::default());
        self.world.between("2026-11-23 15:00", "2026-11-25 18:00").await;
        assert_eq!(self.bo(), "DECLINED");
    }
}

fn address(name: &str) -> Address {
    Address::parse(&format!("{name}@example.com")).unwrap()
}

async fn one_click_from_the_header_of_a_mail_leaves_flags_only(db: Db) {
    let pages = pages(db, "").await;
    pages.world.invite(&Invite::default());
    pages.world.between("2026-11-24 15:00", "2026-11-25 10:00").await;
    assert_eq!(header(&pages.world, "first_notice", "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    let link = header(&pages.world, "first_notice", "List-Unsubscribe");
    let link = link.trim_start_matches('<').trim_end_matches('>');
    assert!(link.starts_with(&format!("{HOUSE}/say/")), "{link}");
    let answer = pages.post(link, "List-Unsubscribe=One-Click").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(!answer.head.contains("set-cookie") && answer.body.contains("You get no more mails"), "{}", answer.body);

    pages.world.between("2026-11-25 15:00", "2026-11-25 16:00").await;
    assert_eq!(pages.bo(), "NEEDS-ACTION", "she was warned, but nothing is answered for her meetings any more");
    assert!(pages.world.text("bo", UID).contains("No agenda yet"), "flag only");
    let before = pages.world.mails().len();
    pages.world.invite(&Invite { uid: "next@example.com", start: "2026-12-03 15:00", ..Invite::default() });
    pages.world.between("2026-12-01 15:00", "2026-12-02 18:00").await;
    assert_eq!(pages.world.mails().len(), before, "and no mail is written to her");
    assert_eq!(pages.world.response("bo", "next@example.com"), "NEEDS-ACTION");
    assert!(pages.world.text("bo", "next@example.com").contains("No agenda yet"), "flag only");
}

async fn unsubscribing_gives_back_what_was_answered_and_a_second_click_changes_nothing(db: Db) {
    let pages = pages(db, "").await;
    pages.declined().await;
    let link = pages.link("first_notice", "ana", "No more of these mails");
    // The other encoding of forms that RFC 8058 allows.
    let body = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    let head = format!("Host: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {}", body.len());
    let request = format!("POST {} HTTP/1.1\r\n{head}\r\n\r\n{body}", path(&link));
    assert_eq!(pages.raw(request.as_bytes()).await.status, 200);
    pages.world.between("2026-11-25 18:30", "2026-11-25 19:00").await;
    assert_eq!(pages.bo(), "NEEDS-ACTION");
    let again = pages.post(&link, "").await;
    assert_eq!((again.status, again.body.contains("on record already")), (200, true), "{}", again.body);
}

async fn a_get_never_acts(db: Db) {
    let pages = pages(db, "").await;
    pages.declined().await;
    let links = [
        pages.link("first_notice", "ana", "It is in the invitation already"),
        pages.link("first_notice", "ana", "Say why it needs no agenda"),
        pages.link("first_notice", "ana", "No more of these mails"),
        pages.link("day", "bo", "Keep me in this one"),
        pages.link("day", "bo", "Never answer for me"),
    ];
    for link in &links {
        let page = pages.get(link).await;
        assert_eq!(page.status, 200, "{link}");
        assert_eq!(page.body.matches("<form method=\"post\">").count(), 1, "{}", page.body);
        assert_eq!(page.body.matches("<button>").count(), 1, "{}", page.body);
        let head = format!("HEAD {} HTTP/1.1\r\nHost: x\r\n\r\n", path(link));
        assert_eq!(pages.raw(head.as_bytes()).await.status, 200);
    }
    assert!(
        pages.get(&links[3]).await.body.contains("<b>Harbour sensor roadmap</b><span>Thu 26 Nov 2026, 15:00</span>")
    );
    pages.world.between("2026-11-25 18:30", "2026-11-25 19:00").await;
    assert_eq!(pages.bo(), "DECLINED");
    assert_eq!(pages.world.app.engine.store.status().await.unwrap().totals.says.len(), 0);
}

async fn the_button_keep_me_brings_the_answer_back_in_the_next_pass(db: Db) {
    let pages = pages(db, "").await;
    pages.declined().await;
    let done = pages.post(&pages.link("day", "bo", "Keep me in this one"), "").await;
    assert_eq!((done.status, done.body.contains("You stay in this one")), (200, true), "{}", done.body);
    pages.world.at("2026-11-25 18:05").await;
    assert_eq!(pages.bo(), "NEEDS-ACTION");
    assert_eq!(pages.world.response("cy", UID), "DECLINED");
}

async fn the_organizers_word_that_it_is_there_exempts_at_once(db: Db) {
    let pages = pages(db, "").await;
    pages.declined().await;
    let link = pages.link("outcome", "ana", "It is in the invitation already");
    assert_eq!(pages.post(&link, "").await.status, 200);
    pages.world.at("2026-11-25 18:05").await;
    assert_eq!((pages.bo(), pages.world.response("cy", UID)), ("NEEDS-ACTION".to_owned(), "NEEDS-ACTION".to_owned()));
}

async fn an_exemption_wants_a_reason_and_counts_against_the_budget(db: Db) {
    let budget = "[safety]\nexemptions = { per_organizer = 1, days = 30 }";
    let pages = pages(db, budget).await;
    pages.world.invite(&Invite { uid: "next@example.com", title: "Next", ..Invite::default() });
    pages.world.invite(&Invite::default());
    pages.world.between("2026-11-24 15:00", "2026-11-24 16:00").await;
    let key = |uid| Some(MeetingKey::new(uid, Some(&address("ana")), None));
    let keys = pages.keys().await;
    let link = |uid| {
        let expires = at("2026-11-26 15:00");
        let ticket = Ticket { purpose: Purpose::Exempt, audience: address("ana"), meeting: key(uid), expires };
        format!("/say/{}", keys.sign(&ticket).unwrap())
    };
    let empty = pages.post(&link(UID), "reason=+%20%0A").await;
    assert_eq!((empty.status, empty.body.contains("A few words of reason")), (422, true), "{}", empty.body);
    let taken = pages.post(&link(UID), "reason=an+incident").await;
    assert_eq!((taken.status, taken.body.contains("Exempted")), (200, true), "{}", taken.body);
    let over = pages.post(&link("next@example.com"), "reason=another").await;
    assert_eq!((over.status, over.body.contains("The exemptions are used up")), (409, true), "{}", over.body);
    pages.world.between("2026-11-25 15:00", "2026-11-25 16:00").await;
    assert_eq!(
        (pages.bo(), pages.world.response("bo", "next@example.com")),
        ("NEEDS-ACTION".into(), "DECLINED".into())
    );
}

async fn strange_ended_and_misused_links_get_a_page_that_says_so(db: Db) {
    let pages = pages(db, "").await;
    pages.declined().await;
    let keep = pages.link("day", "bo", "Keep me in this one");
    let mut forged = keep.clone();
    forged.replace_range(keep.len() - 1.., if keep.ends_with('0') { "1" } else { "0" });
    let long = format!("/say/{}", "a".repeat(8_000));
    for strange in [forged.as_str(), "/say/x", "/say/%00%ff..%2e", "/", "/say/", "/say/a/b", &long] {
        let page = pages.post(strange, "").await;
        assert_eq!(
            (page.status, page.body.contains("This link is not valid")),
            (404, true),
            "{strange}: {}",
            page.head
        );
    }
    let misused = pages.post(&keep, "List-Unsubscribe=One-Click").await;
    assert_eq!((misused.status, misused.body.contains("for something else")), (403, true), "{}", misused.body);

    let stranger = Ticket {
        purpose: Purpose::AgendaIsThere,
        audience: address("bo"),
        meeting: Some(MeetingKey::new(UID, Some(&address("ana")), None)),
        expires: at("2026-11-26 15:00"),
    };
    let not_his = format!("/say/{}", pages.keys().await.sign(&stranger).unwrap());
    assert_eq!(pages.post(&not_his, "").await.status, 403, "only the organizer says what is in the invitation");

    pages.world.clock.set(at("2026-11-26 15:00"));
    let ended = pages.get(&keep).await;
    assert_eq!((ended.status, ended.body.contains("This link has ended")), (410, true), "{}", ended.body);
    assert_eq!(pages.post(&keep, "").await.status, 410);
    assert_eq!(pages.bo(), "DECLINED", "nothing was changed");
}

async fn a_request_is_bounded_in_size(db: Db) {
    let pages = pages(db, "").await;
    pages.declined().await;
    let link = pages.link("day", "bo", "Keep me in this one");
    let long = pages.post(&link, &"a".repeat(20_000)).await;
    assert_eq!(long.status, 413, "{}", long.head);
    let head = format!("GET {} HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", path(&link), "a".repeat(40_000));
    assert_eq!(pages.raw(head.as_bytes()).await.status, 431);
    assert_eq!(pages.bo(), "DECLINED");
}

async fn pages_hold_nothing_active_and_are_kept_by_nobody(db: Db) {
    let pages = pages(db, "").await;
    let title = "<script>alert(1)</script>\u{202e} & \"";
    pages.world.invite(&Invite { title, ..Invite::default() });
    pages.world.between("2026-11-23 15:00", "2026-11-25 18:00").await;
    let page = pages.get(&pages.link("day", "bo", "Keep me in this one")).await;
    for header in [
        "content-security-policy: default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
        "referrer-policy: no-referrer",
        "x-content-type-options: nosniff",
        "cache-control: no-store",
        "content-type: text/html; charset=utf-8",
    ] {
        assert!(page.head.lines().any(|line| line == header), "{header}\n{}", page.head);
    }
    assert!(!page.body.contains("<script") && !page.body.contains('\u{202e}'), "{}", page.body);
    assert!(page.body.contains("&#60;script&#62;alert(1)"), "{}", page.body);
    assert_eq!(pages.get("/say/style.css").await.status, 200);
}

async fn a_page_speaks_the_language_of_its_reader(db: Db) {
    let german = "[[person]]\nemail = \"gus@example.com\"\nname = \"Gus\"\nlanguage = \"de\"\n";
    let pages = pages(db, german).await;
    std::fs::create_dir_all(pages.world.path().join("calendars/gus@example.com")).unwrap();
    pages.world.invite(&Invite { organizer: "gus", ..Invite::default() });
    pages.world.at("2026-11-24 15:00").await;
    let page = pages.get(&pages.link("first_notice", "gus", "Es steht schon in der Einladung")).await;
    assert!(page.body.contains("<html lang=\"de\">") && page.body.contains("Es ist da"), "{}", page.body);
}

async fn links_under_way_outlive_a_restart_and_a_new_key(db: Db) {
    let mut pages = pages(db, "").await;
    pages.declined().await;
    let link = pages.link("day", "bo", "Never answer for me");
    pages.world.clock.set(at("2027-03-01 09:00"));
    pages.world = pages.world.restart().await;
    assert_eq!(pages.world.app.engine.store.link_keys().await.unwrap().len(), 2, "the first has signed for 90 days");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    pages.port = listener.local_addr().unwrap().port();
    tokio::spawn(meetgate::web::serve(listener, pages.world.app.pages(), pages.world.app.engine.stop.clone()));
    assert_eq!(pages.post(&link, "").await.status, 200);
    assert_eq!(pages.world.app.engine.store.silent().await.unwrap(), [address("bo")]);
}

async fn serving_ends_with_the_daemon(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = tokio::spawn(meetgate::web::serve(listener, world.app.pages(), world.app.engine.stop.clone()));
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_ok());
    world.app.engine.stop.cancel();
    serving.await.unwrap();
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}

#[test]
fn a_daemon_listens_where_it_is_told_and_ends_softly() {
    use std::io::{Read, Write};
    let company = crate::config::Company::new(Db::Sqlite);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let web = format!("[web]\npublic_url = \"{HOUSE}\"\nlisten = \"{address}\"\n{AGENDA_24H}");
    company.write("mode = \"decline\"", &web);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_meetgate"));
    let mut daemon = command.current_dir(company.path("")).arg("run").spawn().unwrap();
    let mut answer = String::new();
    for _ in 0..600 {
        if let Ok(mut stream) = std::net::TcpStream::connect(address) {
            stream.write_all(b"GET /say/x HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
            stream.read_to_string(&mut answer).unwrap();
            break;
        }
        #[expect(clippy::disallowed_methods, reason = "waits for a process")]
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    std::process::Command::new("kill").arg(daemon.id().to_string()).status().unwrap();
    assert!(daemon.wait().unwrap().success());
}

on_both_databases! {
    one_click_from_the_header_of_a_mail_leaves_flags_only;
    unsubscribing_gives_back_what_was_answered_and_a_second_click_changes_nothing;
    a_get_never_acts;
    the_button_keep_me_brings_the_answer_back_in_the_next_pass;
    the_organizers_word_that_it_is_there_exempts_at_once;
    an_exemption_wants_a_reason_and_counts_against_the_budget;
    strange_ended_and_misused_links_get_a_page_that_says_so;
    a_request_is_bounded_in_size;
    pages_hold_nothing_active_and_are_kept_by_nobody;
    a_page_speaks_the_language_of_its_reader;
    links_under_way_outlive_a_restart_and_a_new_key;
    serving_ends_with_the_daemon;
}
