//! Every letter as it is read in plain text.

use insta::assert_snapshot;

use super::{composed, sample};

fn mail(name: &str) -> String {
    let mail = composed(&sample(name));
    format!("Subject: {}\n\n{}", mail.subject, mail.text)
}

#[test]
fn a_first_notice_asks_shows_what_to_paste_and_tells_what_follows() {
    assert_snapshot!(mail("first-notice"), @r"
    Subject: Your meeting: Winter observing season, Thu 26 Nov

    Please add an agenda and a pre-read by Wednesday, 15:00.

      Winter observing season
      Thu 26 Nov, 15:00–16:00 · 8 people · weekly

      Agenda    missing. The invitation says “Same dome, same time.” and a
                video link, but not yet what you will talk about.
      Pre-read  missing. No attachment, and no link to read ahead.

    Open the invitation:
    https://calendar.fernhill.example/event?id=4Tq8

    Paste this and fill it in. One line for each point is enough.

      Agenda
      1. [topic], [who], [minutes]
      2. [topic], [who], [minutes]

      Outcome
      We leave with: [decision or result]

      Pre-read
      [link or attachment, and what to look at]

    Nothing to read beforehand? Write “No pre-read needed”.

    WHAT HAPPENS NEXT
    meetgate looks at the invitation every few minutes, so there is nothing
    to confirm. If it is still empty on Wednesday at 15:00, meetgate
    declines for the six people it answers for. Their answers come back when
    what is missing is there.

    Check again now, or say why it needs no agenda:
    https://meetgate.fernhill.example/o/4Tq8

    -- 
    You get this because you organize the meeting, and the rule “agenda-24h”
    asks for an agenda and a pre-read. Times are Gothenburg time. Sent by
    meetgate for Fernhill Observatory. How it decides:
    https://meetgate.fernhill.example/policy
    A reply to this mail reaches Nadia Okafor.
    ");
}

#[test]
fn a_digest_tells_of_several_meetings_earliest_deadline_first() {
    assert_snapshot!(mail("digest"), @r"
    Subject: Three of your meetings, Thu 26 and Fri 27 Nov

    Three of your meetings need an agenda or a pre-read, the first by
    Wednesday, 15:00.
    One line for each point is enough. The template below fits all three.

      Winter observing season
      Thu 26 Nov, 15:00–16:00 · 8 people · weekly
      Agenda and pre-read, by Wed 25 Nov, 15:00
      https://calendar.fernhill.example/event?id=4Tq8

      Second mirror: clean or recoat
      Fri 27 Nov, 10:30–11:15 · 5 people
      Pre-read, by Thu 26 Nov, 10:30
      https://calendar.fernhill.example/event?id=8Wd1

      Spare parts stocktake
      Fri 27 Nov, 14:00–14:30 · 18 people · every second week
      Agenda, by Thu 26 Nov, 14:00
      This could be a memo, and give 18 people half an hour back.
      https://calendar.fernhill.example/event?id=2Rk5

    PASTE AND FILL IN

      Agenda
      1. [topic], [who], [minutes]
      2. [topic], [who], [minutes]

      Outcome
      We leave with: [decision or result]

      Pre-read
      [link or attachment, and what to look at]

    Nothing to read beforehand? Write “No pre-read needed”.

    WHAT HAPPENS NEXT
    meetgate looks at your invitations every few minutes, so there is
    nothing to confirm. A meeting that still lacks something at its time is
    declined for the people meetgate answers for. Their answers come back
    when that arrives.

    All your open meetings on one page:
    https://meetgate.fernhill.example/o/4Tq8

    -- 
    You get this because you organize these meetings. Times are Gothenburg
    time. Sent by meetgate for Fernhill Observatory. How it decides:
    https://meetgate.fernhill.example/policy
    A reply to this mail reaches Nadia Okafor.
    ");
}

#[test]
fn a_last_call_is_shorter_and_says_how_much_time_is_left() {
    assert_snapshot!(mail("last-call"), @r"
    Subject: Re: Your meeting: Winter observing season, Thu 26 Nov

    Four hours left: the agenda and the pre-read, by 15:00 today.

      Winter observing season
      Thu 26 Nov, 15:00–16:00 · 8 people · weekly

      Agenda    missing
      Pre-read  missing

    Open the invitation:
    https://calendar.fernhill.example/event?id=4Tq8

    Three lines in the invitation are enough:

      Agenda: [topic], [topic]
      Outcome: [decision or result]
      Pre-read: [link], or “No pre-read needed”

    At 15:00 meetgate declines for the six people it answers for. Their
    answers come back when what is missing is there. This is the last mail
    before that.

    Check again now, or say why it needs no agenda:
    https://meetgate.fernhill.example/o/4Tq8

    -- 
    You get this because you organize the meeting, and the rule “agenda-24h”
    asks for an agenda and a pre-read. Times are Gothenburg time. Sent by
    meetgate for Fernhill Observatory. How it decides:
    https://meetgate.fernhill.example/policy
    A reply to this mail reaches Nadia Okafor.
    ");
}

#[test]
fn a_conflict_names_whom_the_protected_time_protects() {
    assert_snapshot!(mail("conflict"), @r"
    Subject: Your meeting: Spectrograph calibration review, Wed 2 Dec

    This one falls on a No-Meeting Wednesday.

      Spectrograph calibration review
      Wed 2 Dec, 13:00–14:00 · 9 people · once

    Wednesday is kept free for five of your nine guests: Idris Bello,
    Sofia Anand, Pavel Horak, Lim Shu Fen and Grace Tamihana.

    Move the meeting:
    https://calendar.fernhill.example/event?id=4Tq8

    WHAT HAPPENS NEXT
    If it stays on Wednesday, meetgate declines for five people on Tue 1 Dec
    at 13:00. The other four are not affected. Once you move it, they are
    asked afresh.

    It has to be Wednesday? Say why:
    https://meetgate.fernhill.example/o/4Tq8

    -- 
    You get this because you organize the meeting, and “No-Meeting
    Wednesday” keeps this time free. Times are Gothenburg time. Sent by
    meetgate for Fernhill Observatory. How it decides:
    https://meetgate.fernhill.example/policy
    A reply to this mail reaches Nadia Okafor.
    ");
}

#[test]
fn a_decline_tells_whose_answer_changed_and_how_it_comes_back() {
    assert_snapshot!(mail("declined"), @r"
    Subject: Re: Your meeting: Winter observing season, Thu 26 Nov

    Declined for six people, for now.
    The agenda and the pre-read were not there by Wednesday, 15:00. Add them
    before the meeting starts, and all six answers come back by themselves.

      Winter observing season
      Thu 26 Nov, 15:00–16:00 · 8 people · weekly

      Agenda    missing. The invitation says “Same dome, same time.” and a
                video link.
      Pre-read  missing. No attachment, and no link to read ahead.

    Open the invitation:
    https://calendar.fernhill.example/event?id=4Tq8

    Paste this and fill it in:

      Agenda
      1. [topic], [who], [minutes]
      2. [topic], [who], [minutes]

      Outcome
      We leave with: [decision or result]

      Pre-read
      [link or attachment, and what to look at]

    WHOSE ANSWER CHANGED
    Idris Bello, Sofia Anand, Pavel Horak, Lim Shu Fen, Grace Tamihana and
    Yusuf Demir. Renata Silva is not enrolled, so that answer stays. The
    meeting is still in your calendar.

    If the meeting has to run as it is, ask for an exemption. The answers
    come back at once:
    https://meetgate.fernhill.example/o/4Tq8

    -- 
    You get this because you organize the meeting, and the rule “agenda-24h”
    asks for an agenda and a pre-read. Times are Gothenburg time. Sent by
    meetgate for Fernhill Observatory. How it decides:
    https://meetgate.fernhill.example/policy
    A reply to this mail reaches Nadia Okafor.
    ");
}

#[test]
fn a_tentative_answer_is_called_maybe() {
    assert_snapshot!(mail("tentative"), @r"
    Subject: Re: Your meeting: Winter observing season, Thu 26 Nov

    Answered “maybe” for six people, for now.
    The agenda and the pre-read were not there by Wednesday, 15:00. Add them
    before the meeting starts, and all six answers come back by themselves.

      Winter observing season
      Thu 26 Nov, 15:00–16:00 · 8 people · weekly

      Agenda    missing. The invitation says “Same dome, same time.” and a
                video link.
      Pre-read  missing. No attachment, and no link to read ahead.

    Open the invitation:
    https://calendar.fernhill.example/event?id=4Tq8

    Paste this and fill it in:

      Agenda
      1. [topic], [who], [minutes]
      2. [topic], [who], [minutes]

      Outcome
      We leave with: [decision or result]

      Pre-read
      [link or attachment, and what to look at]

    WHOSE ANSWER CHANGED
    Idris Bello, Sofia Anand, Pavel Horak, Lim Shu Fen, Grace Tamihana and
    Yusuf Demir. Renata Silva is not enrolled, so that answer stays. The
    meeting is still in your calendar.

    If the meeting has to run as it is, ask for an exemption. The answers
    come back at once:
    https://meetgate.fernhill.example/o/4Tq8

    -- 
    You get this because you organize the meeting, and the rule “agenda-24h”
    asks for an agenda and a pre-read. Times are Gothenburg time. Sent by
    meetgate for Fernhill Observatory. How it decides:
    https://meetgate.fernhill.example/policy
    A reply to this mail reaches Nadia Okafor.
    ");
}

#[test]
fn a_flag_declines_nobody() {
    assert_snapshot!(mail("flagged"), @r"
    Subject: Re: Your meeting: Winter observing season, Thu 26 Nov

    Marked as “no agenda yet” for six people.
    The agenda and the pre-read were not there by Wednesday, 15:00. Nobody
    was declined. The mark is in the six people’s own calendars and goes
    away by itself when you add them.

      Winter observing season
      Thu 26 Nov, 15:00–16:00 · 8 people · weekly

      Agenda    missing. The invitation says “Same dome, same time.” and a
                video link.
      Pre-read  missing. No attachment, and no link to read ahead.

    Open the invitation:
    https://calendar.fernhill.example/event?id=4Tq8

    Paste this and fill it in:

      Agenda
      1. [topic], [who], [minutes]
      2. [topic], [who], [minutes]

      Outcome
      We leave with: [decision or result]

      Pre-read
      [link or attachment, and what to look at]

    Say why it needs no agenda:
    https://meetgate.fernhill.example/o/4Tq8

    -- 
    You get this because you organize the meeting, and the rule “agenda-24h”
    asks for an agenda and a pre-read. Times are Gothenburg time. Sent by
    meetgate for Fernhill Observatory. How it decides:
    https://meetgate.fernhill.example/policy
    A reply to this mail reaches Nadia Okafor.
    ");
}

#[test]
fn a_restored_answer_is_told_with_thanks() {
    assert_snapshot!(mail("restored"), @r"
    Subject: Re: Your meeting: Winter observing season, Thu 26 Nov

    Thank you. All six answers are back.
    The agenda reached the invitation on Wednesday at 17:12, so everyone who
    was declined for now has their own answer again.

      Winter observing season
      Thu 26 Nov, 15:00–16:00 · 8 people · weekly

      Agenda    found: “1. Nights lost to cloud, Idris, 20 min” and two more
                points
      Pre-read  found: season-so-far.pdf
      Answers   back: 4 yes, 1 maybe, 1 not answered yet

    Nothing left to do. Have a good meeting.

    -- 
    You get this because you organize the meeting, and the rule “agenda-24h”
    asks for an agenda and a pre-read. Times are Gothenburg time. Sent by
    meetgate for Fernhill Observatory. How it decides:
    https://meetgate.fernhill.example/policy
    A reply to this mail reaches Nadia Okafor.
    ");
}

#[test]
fn a_house_without_pages_says_nothing_of_links() {
    assert_snapshot!(mail("without-links"), @r"
    Subject: Your meeting: Spare parts stocktake, Fri 27 Nov

    Please add an agenda by Thursday, 14:00.

      Spare parts stocktake
      Fri 27 Nov, 14:00–14:30 · 18 people · every second week

      Agenda    missing. The invitation does not yet say what you will talk
                about.

    Paste this into the invitation and fill it in. One line for each point
    is enough.

      Agenda
      1. [topic], [who], [minutes]
      2. [topic], [who], [minutes]

      Outcome
      We leave with: [decision or result]

    This could be a memo, and give 18 people half an hour back.

    WHAT HAPPENS NEXT
    meetgate looks at the invitation every few minutes, so there is nothing
    to confirm. If it is still empty on Thursday at 14:00, nothing else
    happens: meetgate only asks.

    -- 
    You get this because you organize the meeting, and the rule “agenda-24h”
    asks for an agenda. Times are Gothenburg time. Sent by meetgate for
    Fernhill Observatory.
    ");
}
