//! Trying what is allowed in a mailbox without changing anything, and saying who changes what where it is not.

use chrono::TimeDelta;
use graph_rs_sdk::http::Method;
use serde_json::json;

use super::Outlook;
use super::call::Call;
use super::failure::{Refusal, Trouble};
use super::read::with;
use super::times::query;
use crate::meeting::Window;
use crate::provider::{Ability, Mailbox, ProviderError};

/// An id of no event.
const NOBODY: &str = "meetgate-probe";

impl Outlook {
    /// Tries one ability.
    pub(super) async fn attempt(&self, mailbox: &Mailbox, ability: Ability) -> Result<(), ProviderError> {
        let now = (self.now)();
        let tried = match ability {
            Ability::Read => {
                let (from, to) = (query(now), query(now + TimeDelta::days(1)));
                let url = self.at(mailbox, &["calendarView"]);
                let url =
                    with(url, &[("startDateTime", &from), ("endDateTime", &to), ("$select", "id"), ("$top", "1")]);
                self.client.send(&Call::get("GET calendarView", &mailbox.address, url)).await.map(drop)
            }
            Ability::Write => self.attempt_write(mailbox).await,
            Ability::FreeBusy => {
                let window = Window { from: now, to: now + TimeDelta::hours(1) };
                let busy = self.schedules(mailbox, std::slice::from_ref(&mailbox.address), window).await;
                match busy.map(|busy| busy.into_iter().find_map(|busy| busy.times.err())) {
                    Ok(None) => Ok(()),
                    Ok(Some(why)) => {
                        Err(ProviderError::NeedsHuman(format!("free/busy of the mailbox itself: {why}")).into())
                    }
                    Err(error) => Err(error.into()),
                }
            }
            Ability::Settings => self.mailbox_settings(mailbox).await.map(drop),
        };
        tried.map_err(|trouble| match trouble {
            Trouble::Refused(refusal) if refusal.status == 403 => lacking(ability, &refusal),
            trouble => trouble.into(),
        })
    }

    /// Who may write is told that there is no such event, or that this is no id of one.
    async fn attempt_write(&self, mailbox: &Mailbox) -> Result<(), Trouble> {
        self.may_act()?;
        let url = self.at(mailbox, &["events", NOBODY]);
        let call =
            Call::write("PATCH event (probe)", &mailbox.address, Method::PATCH, url, json!({ "categories": [] }));
        match self.client.send(&call).await {
            Err(Trouble::Refused(refusal)) if refusal.status == 400 || refusal.is_missing() => Ok(()),
            done => done.map(drop),
        }
    }
}

fn lacking(ability: Ability, refusal: &Refusal) -> ProviderError {
    let (deed, permission) = match ability {
        Ability::Read => ("read this calendar", "Calendars.Read (Calendars.ReadWrite to answer and flag)"),
        Ability::Write => ("write to this calendar", "Calendars.ReadWrite"),
        Ability::FreeBusy => ("see when people are busy", "Calendars.Read"),
        Ability::Settings => ("read zone and working hours", "MailboxSettings.Read"),
    };
    let (code, request) = (&refusal.code, &refusal.request_id);
    ProviderError::NeedsHuman(format!(
        "the app may not {deed}: grant it the application permission {permission} with admin consent (Entra admin center, \
         App registrations, the app, API permissions), or if it is scoped to a group take the mailbox into that scope \
         (Exchange Online PowerShell, New-ManagementRoleAssignment \"Application …\"; a change takes up to two \
         hours). Graph said {code}, request {request}"
    ))
}
