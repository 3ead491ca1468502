use super::*;
use crate::support::graph::Reach;

#[tokio::test]
async fn a_house_in_order_is_found_so_with_read_only_rights_while_it_observes() {
    let (house, fake) = (House::new(""), google().await);
    house.write(&at_google(&fake, &house, ""));
    let (code, found) = house.json(&["doctor", "--json"]).await;
    assert_eq!((code, &found["ok"], findings(&found, "failed")), (Some(0), &true.into(), Vec::new()), "{found:#}");
    assert_eq!(findings(&found, "warning"), [""; 0], "{found:#}");
    let fine = findings(&found, "fine").join("\n");
    for tried in
        ["google reading calendars", "google seeing when people are busy", "google reading zones", "mail the way"]
    {
        assert!(fine.contains(tried), "{tried} in {fine}");
    }
    assert!(!fine.contains("answering"), "not needed yet: {fine}");
    assert_eq!(fake.writes().len(), 0);
    assert!(!house.path("meetgate.db").exists(), "nothing was begun");
    let said = house.says(&["doctor"]).await;
    assert!(said.out.contains("fine    google (2 people): reading calendars"), "{}", said.out);
}

#[tokio::test]
async fn what_google_does_not_allow_is_told_with_its_scope_and_console() {
    let (house, fake) = (House::new(""), google().await);
    house.write_under("decline", &at_google(&fake, &house, ""));
    let said = house.says(&["doctor"]).await;
    assert_eq!(said.code, Some(1), "{}{}", said.out, said.err);
    let text = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("FAILED google (2 people: ana@example.com, bo@example.com)"), "{text}");
    assert!(text.contains("https://www.googleapis.com/auth/calendar.events"), "{text}");
    assert!(text.contains("admin.google.com") || text.contains("Admin console"), "{text}");
    assert!(said.err.contains("needs somebody") || said.err.contains("need somebody"), "{}", said.err);
}

#[tokio::test]
async fn so_many_people_are_tried_and_not_all() {
    let (house, fake) = (House::new(""), google().await);
    house.write(&at_google(&fake, &house, ""));
    let (_, found) = house.json(&["doctor", "--json", "--people", "1"]).await;
    let people = found["findings"].as_array().unwrap().iter().filter(|f| f["area"] == "google");
    assert!(people.clone().all(|finding| finding["people"].as_array().unwrap().len() == 1), "{found:#}");
    assert!(people.count() >= 3);
    assert!(fake.calls().iter().all(|call| call.user == "ana@example.com"));
}

#[tokio::test]
async fn outlook_is_tried_with_permissions_to_read_alone() {
    let (house, fake) = (House::new(""), graph(false).await);
    fake.consent(&["Calendars.Read", "MailboxSettings.Read"]);
    house.write(&at_microsoft(&fake, &house, "[mail]\nfolder = \"mails\"\n"));
    let (code, found) = house.json(&["doctor", "--json"]).await;
    assert_eq!((code, findings(&found, "failed")), (Some(0), Vec::new()), "{found:#}");
    house.write_under("flag", &at_microsoft(&fake, &house, "[mail]\nfolder = \"mails\"\n"));
    let (code, found) = house.json(&["doctor", "--json"]).await;
    let failed = findings(&found, "failed");
    assert_eq!((code, failed.len()), (Some(1), 1), "{found:#}");
    assert!(failed[0].contains("Calendars.ReadWrite") && failed[0].contains("Entra admin center"), "{failed:?}");
}

#[tokio::test]
async fn an_application_that_reaches_everyone_is_told_of_and_may_be_refused() {
    let (house, fake) = (House::new(""), graph(false).await);
    let scoped =
        |require: &str| format!("scope_canary = \"board@example.com\"\n{require}\n[mail]\nfolder = \"mails\"\n");
    house.write(&at_microsoft(&fake, &house, &scoped("")));
    let (code, found) = house.json(&["doctor", "--json"]).await;
    assert_eq!((code, findings(&found, "failed")), (Some(0), Vec::new()));
    assert!(findings(&found, "warning").join(" ").contains("New-ManagementRoleAssignment"), "{found:#}");

    house.write(&at_microsoft(&fake, &house, &scoped("require_scope = true")));
    let (code, found) = house.json(&["doctor", "--json"]).await;
    assert_eq!((code, findings(&found, "failed").len()), (Some(1), 1), "{found:#}");
    let run = house.says(&["run", "--once"]).await;
    assert!(run.code == Some(1) && run.err.contains("New-ManagementScope"), "{}", run.err);

    fake.account("board@example.com", |account| account.reach = Reach::OutOfScope);
    let (code, found) = house.json(&["doctor", "--json"]).await;
    assert_eq!((code, findings(&found, "warning")), (Some(0), Vec::new()), "{found:#}");
    assert!(findings(&found, "fine").join(" ").contains("kept out of the mailbox"), "{found:#}");
    assert_eq!(house.says(&["run", "--once"]).await.code, Some(0));
}

#[tokio::test]
async fn folders_a_database_and_a_mail_server_that_do_not_do_are_named() {
    let house = House::new("");
    let configuration = "[sources.vdir]\npath = \"calendars/{email}\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = 1\n\
                         tls = \"none\"\n[store]\npath = \"meetgate.db\"\n[[person]]\nemail = \"ana@example.com\"\n";
    house.write(configuration);
    std::fs::create_dir(house.path("meetgate.db")).unwrap();
    let (code, found) = house.json(&["doctor", "--json"]).await;
    let failed = findings(&found, "failed");
    assert_eq!((code, failed.len()), (Some(1), 3), "{found:#}");
    assert!(failed.iter().any(|text| text.starts_with("database cannot open the database")), "{failed:?}");
    assert!(failed.iter().any(|text| text.starts_with("mail ")), "{failed:?}");
    assert!(failed.iter().any(|text| text.contains("calendars/ana@example.com does not exist")), "{failed:?}");
}

#[tokio::test]
async fn a_secret_that_is_not_at_hand_is_one_finding() {
    let (house, fake) = (House::new(""), google().await);
    house.write(&at_google(&fake, &house, "").replace("key_file = \"key.json\"", "key_credential = \"key\""));
    let (code, found) = house.json(&["doctor", "--json"]).await;
    let failed = findings(&found, "failed");
    assert_eq!((code, failed.len()), (Some(1), 1), "{found:#}");
    assert!(failed[0].contains("the credential \"key\" is only there for the service"), "{failed:?}");
}
