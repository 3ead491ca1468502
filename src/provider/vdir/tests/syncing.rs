use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::time::{Duration, SystemTime};

use super::*;
use crate::provider::{Changes, Cursor, Problem, ProviderError};

fn event(title: &str) -> Vec<u8> {
    calendar(&format!("DTSTART:20261126T140000Z\nSUMMARY:{title}"))
}

impl Fixture {
    /// Sets a file's time to so many seconds after some fixed instant.
    fn dated(&self, name: &str, seconds: u64) {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds);
        fs::File::open(self.path(name)).unwrap().set_modified(time).unwrap();
    }

    async fn sync(&self, cursor: Option<&Cursor>) -> Changes {
        self.vdir.changes(&self.mailbox, cursor, ALWAYS).await.unwrap()
    }
}

fn names(changes: &Changes) -> Vec<&str> {
    changes.objects.iter().map(|object| object.id.as_str()).collect()
}

#[tokio::test]
async fn the_first_sync_is_complete_and_the_second_reads_nothing_again() {
    let fixture = Fixture::new();
    fixture.put("a.ics", &event("A"));
    fixture.put("b.ics", &event("B"));
    fixture.dated("a.ics", 0);
    fixture.dated("b.ics", 0);
    let first = fixture.sync(None).await;
    assert_eq!((names(&first), first.complete, first.more), (vec!["a.ics", "b.ics"], true, false));
    let again = fixture.sync(Some(&first.cursor)).await;
    assert!(again.objects.is_empty() && again.gone.is_empty() && !again.complete);
    assert_eq!(fixture.vdir.work(), (2, 2), "the folder itself is newer than its files by years");
    assert_eq!(again.cursor, first.cursor);
}

#[tokio::test]
async fn new_changed_and_vanished_files_are_told_apart() {
    let fixture = Fixture::new();
    for name in ["kept.ics", "changed.ics", "vanished.ics"] {
        fixture.put(name, &event("Old"));
        fixture.dated(name, 0);
    }
    let first = fixture.sync(None).await;
    fixture.put("changed.ics", &event("New"));
    fixture.put("new.ics", &event("New"));
    fs::remove_file(fixture.path("vanished.ics")).unwrap();
    let second = fixture.sync(Some(&first.cursor)).await;
    assert_eq!(names(&second), ["changed.ics", "new.ics"]);
    assert_eq!(second.gone, ["vanished.ics"]);
}

#[tokio::test]
async fn a_change_that_time_and_size_do_not_show_is_found_while_the_file_is_the_newest() {
    let fixture = Fixture::with("a.ics", &event("One"));
    let stamp = fs::metadata(fixture.path("a.ics")).unwrap().modified().unwrap();
    let first = fixture.sync(None).await;
    fixture.put("a.ics", &event("Two"));
    fs::File::open(fixture.path("a.ics")).unwrap().set_modified(stamp).unwrap();
    let second = fixture.sync(Some(&first.cursor)).await;
    assert_eq!(second.objects[0].parts[0].event.title, "Two");
    let third = fixture.sync(Some(&second.cursor)).await;
    assert!(third.objects.is_empty());
    assert_eq!(fixture.vdir.work(), (3, 2), "read to compare, not parsed");
}

#[tokio::test]
async fn a_file_that_was_only_touched_is_not_parsed_again() {
    let fixture = Fixture::with("a.ics", &event("A"));
    let first = fixture.sync(None).await;
    fixture.dated("a.ics", 5);
    let second = fixture.sync(Some(&first.cursor)).await;
    assert!(second.objects.is_empty() && second.gone.is_empty());
    assert_eq!(fixture.vdir.work().1, 1);
}

#[tokio::test]
async fn a_broken_file_is_a_problem_until_it_changes_and_what_was_known_is_kept() {
    let fixture = Fixture::with("a.ics", &event("A"));
    fixture.dated("a.ics", 0);
    let first = fixture.sync(None).await;
    fixture.put("a.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:A");
    fixture.dated("a.ics", 10);
    let second = fixture.sync(Some(&first.cursor)).await;
    let text = "line 2: the VEVENT that begins here has no END: the file was cut short";
    assert_eq!(second.problems, [Problem { object: "a.ics".into(), text: text.into() }]);
    assert!(second.gone.is_empty() && second.objects.is_empty());
    let third = fixture.sync(Some(&second.cursor)).await;
    assert_eq!(third.problems, second.problems);
    assert_eq!(fixture.vdir.work().1, 2, "not parsed again");
    fixture.put("a.ics", &event("A"));
    let fourth = fixture.sync(Some(&third.cursor)).await;
    assert_eq!((names(&fourth), fourth.problems.len()), (vec!["a.ics"], 0));
}

#[tokio::test]
async fn only_calendar_files_count() {
    let fixture = Fixture::new();
    for name in [".hidden.ics", "a.ics.tmp", "notes.txt", ".meetgate-x.tmp"] {
        fixture.put(name, &event("A"));
    }
    fs::create_dir(fixture.path("folder.ics")).unwrap();
    fs::write(fixture.root.path().join("elsewhere.ics"), event("A")).unwrap();
    symlink(fixture.root.path().join("elsewhere.ics"), fixture.path("link.ics")).unwrap();
    symlink("nowhere.ics", fixture.path("dangling.ics")).unwrap();
    let changes = fixture.sync(None).await;
    assert_eq!((names(&changes), changes.problems.len()), (vec!["link.ics"], 0));
}

#[tokio::test]
async fn files_above_ten_megabytes_are_refused_unread() {
    let fixture = Fixture::new();
    fs::File::create(fixture.path("a.ics")).unwrap().set_len(10_000_001).unwrap();
    let changes = fixture.sync(None).await;
    assert_eq!(changes.problems[0].text, "the file is larger than 10 MB");
    assert_eq!(fixture.vdir.work(), (0, 0));
    let read = fixture.vdir.read(&fixture.mailbox, "a.ics").await;
    assert!(matches!(read, Err(ProviderError::Permanent(_))));
}

#[tokio::test]
async fn a_missing_folder_needs_a_human_and_is_named() {
    let fixture = Fixture::new();
    fs::remove_dir(fixture.path("")).unwrap();
    for error in [
        fixture.vdir.changes(&fixture.mailbox, None, ALWAYS).await.unwrap_err(),
        fixture.vdir.read(&fixture.mailbox, "a.ics").await.unwrap_err(),
    ] {
        assert!(matches!(error, ProviderError::NeedsHuman(_)));
        assert!(error.to_string().ends_with("/bo.lind@example.com does not exist"), "{error}");
    }
}

#[tokio::test]
async fn a_cursor_that_is_not_ours_begins_anew() {
    let fixture = Fixture::with("a.ics", &event("A"));
    let changes = fixture.sync(Some(&Cursor("CAAQ==".into()))).await;
    assert!(changes.complete && changes.objects.len() == 1);
}

#[tokio::test]
async fn reading_is_confined_to_calendar_files_of_the_folder() {
    let fixture = Fixture::with("a.ics", &event("A"));
    for name in ["../a.ics", "/etc/passwd", ".a.ics", "a.txt", "x\0.ics", ""] {
        let read = fixture.vdir.read(&fixture.mailbox, name).await;
        assert!(matches!(read, Err(ProviderError::Permanent(_))), "{name:?}");
    }
    assert!(matches!(fixture.vdir.read(&fixture.mailbox, "b.ics").await, Err(ProviderError::Gone(_))));
}

#[tokio::test]
async fn permissions_survive_an_edit() {
    let fixture = Fixture::with("a.ics", &event("A"));
    fs::set_permissions(fixture.path("a.ics"), fs::Permissions::from_mode(0o640)).unwrap();
    let etag = fixture.read("a.ics").await.parts[0].event.etag.clone();
    let target = crate::provider::Target { object: "a.ics".into(), occurrence: None };
    fixture.vdir.flag(&fixture.mailbox, &target, true, &etag, at("20261125T120000Z")).await.unwrap();
    assert_eq!(fs::metadata(fixture.path("a.ics")).unwrap().permissions().mode() & 0o777, 0o640);
}
