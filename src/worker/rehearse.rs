//! A rehearsal: everything meetgate does, played once between two mailboxes that exist for nothing else.
//!
//! The one place besides `deliver` that writes to calendars, and the only one that writes as an organizer. Invariant:
//! no other mailbox than the two canaries is read, written to or mailed; the provider is told to admit them alone.
//! What was booked is called off whatever happens. Each rehearsal has keys of its own, so one that was cut short does
//! not disturb the next; what it left behind is a meeting without other guests.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::clock::Clock;
use crate::mail::{House, Outgoing, Transport, compose, samples};
use crate::meeting::{Event, Moment, Response, Span, Window};
use crate::provider::{Answer, Booking, Calendar, Hold, HoldStyle, Mailbox, Part, ProviderError, Target};
use crate::store::Step;

/// Pages of one listing are followed so far.
const MOST_PAGES: usize = 1_000;

/// The invitation's first text,
const TEXT: &str = "A rehearsal of meetgate between two canary mailboxes. It goes away by itself.";

/// and the begin of the second.
const AGENDA: &str = "Agenda of the rehearsal:";

/// What a rehearsal plays with.
pub struct Stage {
    /// The provider, which is told to admit nobody else.
    pub calendar: Arc<dyn Calendar>,
    /// How the notice leaves.
    pub transport: Option<Arc<dyn Transport>>,
    /// Who sends it.
    pub house: House,
    /// The canary that organizes.
    pub organizer: Mailbox,
    /// The canary that is invited.
    pub guest: Mailbox,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How often to look whether something has arrived, which takes servers a while,
    pub looks: usize,
    /// and how long to wait between two looks.
    pub pause: Duration,
}

/// Plays it. The steps in order; after one that failed only what cleans up.
pub async fn rehearse(stage: &Stage) -> Vec<Step> {
    let begun = stage.clock.now();
    let play = Play { stage, begun, key: format!("meetgate-rehearsal-{}", begun.format("%Y%m%d-%H%M%S")) };
    stage.calendar.admit(&BTreeSet::from([stage.organizer.address.clone(), stage.guest.address.clone()]));
    let mut steps = Steps::default();
    let booked = steps.took("book a meeting of one canary with the other", play.book().await);
    if let Some(booked) = &booked {
        let _ = play.all(&mut steps, booked).await;
        steps.took("call the meeting off", play.unbook(booked).await);
    }
    steps.0
}

/// What was done so far.
#[derive(Default)]
struct Steps(Vec<Step>);

impl Steps {
    fn took<T>(&mut self, step: &str, result: Result<T, String>) -> Option<T> {
        let (done, trouble) = match result {
            Ok(done) => (Some(done), None),
            Err(why) => (None, Some(why)),
        };
        self.0.push(Step { step: step.to_owned(), trouble });
        done
    }
}

struct Play<'a> {
    stage: &'a Stage,
    begun: DateTime<Utc>,
    /// Names everything that is made.
    key: String,
}

impl Play<'_> {
    /// From the invitation's arrival to the hold's release; none after a step that failed.
    async fn all(&self, steps: &mut Steps, booked: &str) -> Option<()> {
        let copy = steps.took("read it in the guest's calendar", self.arrival(TEXT).await)?;
        steps.took("mail the organizer a notice", self.notice().await)?;
        steps.took("decline in the guest's name", self.decline(&copy).await)?;
        steps.took("add the agenda as its organizer", self.rewrite(booked).await)?;
        let back = steps.took("read the changed meeting", self.arrival(AGENDA).await)?;
        steps.took("give the answer back", self.restore(&back).await)?;
        steps.took("flag the guest's copy", self.flag(&back, true).await)?;
        steps.took("take the flag away", self.flag(&back, false).await)?;
        let held = steps.took("place a hold", self.hold().await);
        steps.took("release the hold", self.release().await)?;
        held
    }

    async fn book(&self) -> Result<String, String> {
        let booking = Booking {
            key: self.key.clone(),
            title: self.title(),
            text: TEXT.to_owned(),
            guests: vec![self.stage.guest.address.clone()],
            start: self.start(),
            span: Span::exact(TimeDelta::minutes(30)),
        };
        // Booking again is harmless, and the first try may have taken effect.
        let book = || self.stage.calendar.book(&self.stage.organizer, &booking);
        match book().await {
            Err(ProviderError::Retry { .. }) => {
                tokio::time::sleep(self.stage.pause).await;
                book().await.map_err(told)
            }
            booked => booked.map_err(told),
        }
    }

    fn title(&self) -> String {
        format!("meetgate rehearsal {}", self.begun.format("%Y-%m-%d %H:%M:%S"))
    }

    /// Late in the morning three days from now, when nothing is due meanwhile.
    fn start(&self) -> Moment {
        let day = self.begun.date_naive().checked_add_days(Days::new(3)).unwrap_or(self.begun.date_naive());
        Moment::Zoned(day.and_time(NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default()), Tz::UTC)
    }

    /// Follows the guest's calendar until the meeting is there with this text.
    async fn arrival(&self, text: &str) -> Result<Target, String> {
        for look in 0..self.stage.looks.max(1) {
            if look > 0 {
                tokio::time::sleep(self.stage.pause).await;
            }
            if let Some(copy) = self.listed(text).await.map_err(told)? {
                return Ok(copy);
            }
        }
        Err("the invitation did not arrive; see whether the canaries may invite each other".to_owned())
    }

    async fn listed(&self, text: &str) -> Result<Option<Target>, ProviderError> {
        let window = Window { from: self.begun - TimeDelta::days(1), to: self.begun + TimeDelta::days(7) };
        let mut cursor = None;
        for _ in 0..MOST_PAGES {
            let changes = self.stage.calendar.changes(&self.stage.guest, cursor.as_ref(), window).await?;
            let parts = changes.objects.into_iter().flat_map(|object| object.parts);
            let says = |part: &Part| format!("{:?}", part.invitation.body).contains(text);
            let is = |part: &Part| part.event.title == self.title() && !part.event.cancelled && says(part);
            if let Some(event) = parts.into_iter().find(is).map(|part| part.event) {
                let target = Target { object: event.object, occurrence: None };
                return Ok(Some(target));
            }
            if !changes.more {
                break;
            }
            cursor = Some(changes.cursor);
        }
        Ok(None)
    }

    /// The usual first notice about an invented meeting, to the canary alone.
    async fn notice(&self) -> Result<(), String> {
        let transport = self.stage.transport.as_ref();
        let transport = transport.ok_or("no way for mail is configured: write [mail], or mail_from in [outlook]")?;
        let sample = samples().into_iter().next().ok_or("there is no sample of a notice")?;
        let mut reader = sample.reader;
        reader.address = self.stage.organizer.address.clone();
        reader.name = "Canary".to_owned();
        reader.copied = Vec::new();
        let composed = compose(&sample.letter, &reader, &self.stage.house, self.begun, None);
        let kind = sample.letter.kind();
        let mail = Outgoing {
            id: self.key.clone(),
            composed,
            to: reader,
            thread: None,
            at: self.begun,
            unsubscribe: None,
            kind,
        };
        transport.send(&mail).await.map_err(|error| error.to_string())
    }

    /// Where declined meetings leave the calendar, that is how it ends.
    async fn decline(&self, copy: &Target) -> Result<(), String> {
        let etag = self.read(copy).await.map_err(told)?.etag;
        self.answer(copy, Response::Declined, Some(&self.key), etag).await.map_err(told)?;
        let ours = |event: &Event| event.answer_mark.as_deref() == Some(&self.key) && has_answered(event);
        match self.becomes(copy, ours).await {
            Err(ProviderError::Gone(_)) => Ok(()),
            seen => seen.map_err(told)?.then_some(()).ok_or_else(|| "the answer is not to be seen".to_owned()),
        }
    }

    async fn rewrite(&self, booked: &str) -> Result<(), String> {
        let text = format!("{AGENDA}\n1. Rehearse the answer, 10 min\n2. Rehearse the hold, 10 min");
        self.stage.calendar.rewrite(&self.stage.organizer, booked, &text).await.map_err(told)
    }

    /// A copy that came anew has no answer of ours any more, and needs none back.
    async fn restore(&self, copy: &Target) -> Result<(), String> {
        let now = self.read(copy).await.map_err(told)?;
        if now.answer_mark.is_some() || now.response == Response::Declined {
            self.answer(copy, Response::NoAnswer, None, now.etag).await.map_err(told)?;
        }
        let back = |event: &Event| event.answer_mark.is_none() && event.response != Response::Declined;
        let seen = self.becomes(copy, back).await.map_err(told)?;
        seen.then_some(()).ok_or_else(|| "the answer is still there".to_owned())
    }

    async fn flag(&self, copy: &Target, set: bool) -> Result<(), String> {
        let etag = self.read(copy).await.map_err(told)?.etag;
        let at = self.stage.clock.now();
        self.stage.calendar.flag(&self.stage.guest, copy, set, &etag, at).await.map_err(told)?;
        let seen = self.becomes(copy, |event| event.flagged == set).await.map_err(told)?;
        seen.then_some(()).ok_or_else(|| "the flag is not as it was set".to_owned())
    }

    async fn hold(&self) -> Result<(), String> {
        let hold = Hold {
            key: self.key.clone(),
            title: self.title(),
            style: HoldStyle::Busy,
            start: self.start(),
            span: Span::exact(TimeDelta::minutes(30)),
            rule: None,
        };
        let placed = self.stage.calendar.hold(&self.stage.guest, &hold, self.stage.clock.now()).await;
        placed.map(drop).map_err(told)
    }

    async fn release(&self) -> Result<(), String> {
        self.stage.calendar.release(&self.stage.guest, &self.key, self.stage.clock.now()).await.map_err(told)
    }

    async fn unbook(&self, booked: &str) -> Result<(), String> {
        let unbook = || self.stage.calendar.unbook(&self.stage.organizer, booked);
        match unbook().await {
            Err(ProviderError::Retry { .. }) => {
                tokio::time::sleep(self.stage.pause).await;
                unbook().await.map_err(told)
            }
            done => done.map_err(told),
        }
    }

    async fn answer(
        &self,
        copy: &Target,
        response: Response,
        mark: Option<&str>,
        etag: String,
    ) -> Result<String, ProviderError> {
        let comment = mark.map(|_| "A rehearsal of meetgate.".to_owned());
        let answer = Answer {
            response,
            comment,
            mark: mark.map(str::to_owned),
            propose: None,
            etag,
            at: self.stage.clock.now(),
        };
        self.stage.calendar.answer(&self.stage.guest, copy, &answer).await
    }

    async fn read(&self, target: &Target) -> Result<Event, ProviderError> {
        let object = self.stage.calendar.read(&self.stage.guest, &target.object).await?;
        let gone = || ProviderError::Gone("the meeting is no longer there".to_owned());
        object.parts.into_iter().next().map(|part| part.event).ok_or_else(gone)
    }

    /// Whether the copy comes to be like that within the looks; servers take a while.
    async fn becomes(&self, target: &Target, like: impl Fn(&Event) -> bool) -> Result<bool, ProviderError> {
        for look in 0..self.stage.looks.max(1) {
            if look > 0 {
                tokio::time::sleep(self.stage.pause).await;
            }
            if like(&self.read(target).await?) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// A soft answer counts as the decline that it stands for.
fn has_answered(event: &Event) -> bool {
    matches!(event.response, Response::Declined | Response::Tentative)
}

fn told(error: ProviderError) -> String {
    error.to_string()
}
