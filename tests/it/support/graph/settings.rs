//! `mailboxSettings` and users.

use serde_json::{Map, Value, json};

use super::call::{Call, Fail, Reply};
use super::items::Mailbox;
use super::options::Reach;
use super::people::name_of;
use super::state::State;

/// `GET …/mailboxSettings` and two of its parts.
pub fn mailbox_settings(state: &State, place: usize, part: Option<&str>, call: &Call) -> Result<Reply, Fail> {
    let account = &state.mailbox(place).account;
    let mut all = Map::new();
    if !account.never_opened {
        all.insert("timeZone".to_owned(), json!(account.zone));
        all.insert("workingHours".to_owned(), account.working_hours.clone());
        all.insert("language".to_owned(), json!({"locale": "en-US", "displayName": "English (United States)"}));
        all.insert("dateFormat".to_owned(), json!("yyyy-MM-dd"));
        all.insert("timeFormat".to_owned(), json!("HH:mm"));
        all.insert("userPurpose".to_owned(), json!("user"));
        all.insert("delegateMeetingMessageDeliveryOptions".to_owned(), json!("sendToDelegateOnly"));
    }
    let held = |name: &str| all.get(name).cloned().unwrap_or_default();
    match part {
        Some("timeZone") => Ok(Reply::json(200, json!({"value": held("timeZone")}))),
        Some("workingHours") => {
            Ok(Reply::json(200, if account.never_opened { json!({}) } else { held("workingHours") }))
        }
        Some(other) => Err(Fail::unknown(other)),
        None => {
            select(&mut all, call);
            Ok(Reply::json(200, Value::Object(all)))
        }
    }
}

/// `GET /users`.
pub fn users(state: &State, call: &Call, link: &str) -> Reply {
    let size = call.option("$top").and_then(|top| top.parse().ok()).unwrap_or(100usize).clamp(1, 999);
    let skip: usize = call.option("$skiptoken").and_then(|skip| skip.parse().ok()).unwrap_or(0);
    let people: Vec<&Mailbox> = state.mailboxes.iter().filter(|mailbox| mailbox.is_here()).collect();
    let value: Vec<Value> = people.iter().skip(skip).take(size).map(|mailbox| user(mailbox, call)).collect();
    let mut body = json!({"value": value});
    if people.len() > skip + size
        && let Some(object) = body.as_object_mut()
    {
        let select = call.option("$select").map(|names| format!("$select={names}&")).unwrap_or_default();
        object.insert(
            "@odata.nextLink".to_owned(),
            json!(format!("{link}/users?{select}$top={size}&$skiptoken={}", skip + size)),
        );
    }
    Reply::json(200, body)
}

/// One user.
pub fn user(mailbox: &Mailbox, call: &Call) -> Value {
    let account = &mailbox.account;
    let mut all = Map::new();
    all.insert("id".to_owned(), json!(mailbox.user_id));
    all.insert("userPrincipalName".to_owned(), json!(account.address));
    all.insert("mail".to_owned(), if account.reach == Reach::NoMailbox { Value::Null } else { json!(account.address) });
    all.insert("displayName".to_owned(), json!(name_of(&account.address)));
    if call.option("$select").is_some() {
        let aliases = account.aliases.iter().map(|alias| format!("smtp:{alias}"));
        let proxies: Vec<String> = std::iter::once(format!("SMTP:{}", account.address)).chain(aliases).collect();
        all.insert("accountEnabled".to_owned(), json!(true));
        all.insert("proxyAddresses".to_owned(), json!(proxies));
    }
    select(&mut all, call);
    Value::Object(all)
}

fn select(all: &mut Map<String, Value>, call: &Call) {
    if let Some(names) = call.option("$select") {
        let names: Vec<&str> = names.split(',').map(str::trim).collect();
        all.retain(|key, _| names.contains(&key.as_str()));
    }
}
