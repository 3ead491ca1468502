# The words of mails, in English (UK): the pattern for the other languages. "~" is a no-break space.
#
# The voice: a considerate colleague who has read the invitation. Every consequence stands beside its way back; what is
# there is said before what is missing; numbers up to nine are words in sentences.
#
# $which names what is missing: agenda, pre_read, outcomes, "several", or "nothing" where nothing is named. $effect is
# what follows: ask, flag, tentative, decline. $n counts; number and people put it into words.

## Numbers, lists, nouns

number = { $n ->
    [0] no
    [1] one
    [2] two
    [3] three
    [4] four
    [5] five
    [6] six
    [7] seven
    [8] eight
    [9] nine
   *[other] { $n }
}
people = { $n ->
    [1] one~person
   *[other] { number }~people
}
list = { $before } and { $last }
either = { $before } or { $last }
names_more = { $names } and { number } others
quoted = “{ $text }”
colon = { $text }:
bare = { $which ->
    [agenda] agenda
    [pre_read] pre-read
    [outcomes] outcome
   *[other] what is missing
}
some = { $which ->
    [agenda] an~agenda
    [pre_read] a~pre-read
    [outcomes] an~outcome
   *[other] what is missing
}
the = { $which ->
    [agenda] the~agenda
    [pre_read] the~pre-read
    [outcomes] the~outcome
   *[other] what is missing
}
without = { $which ->
    [agenda] no~agenda
    [pre_read] no~pre-read
    [outcomes] no~outcome
   *[other] nothing more
}
mark = { $which ->
    [agenda] no~agenda~yet
    [pre_read] no~pre-read~yet
    [outcomes] no~outcome~yet
   *[other] not ready yet
}
label = { $which ->
    [agenda] Agenda
    [pre_read] Pre-read
   *[outcomes] Outcome
}
no_title = (no title)
no_name = a guest

## Dates and times

weekday = { $day ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
weekday_short = { $day ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
month_short = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
day = { $weekday }~{ $day }~{ $month }
day_short = { $weekday }~{ $day }
clock = { $hour }:{ $minute }
time = { $clock }
range = { $from }–{ $to }
span = { $from } – { $to }
stamp = { $day },~{ $time }
by = { $when ->
    [today] { $time }~today
    [near] { $weekday },~{ $time }
   *[far] { $day },~{ $time }
}
on = { $when ->
    [today] at~{ $time }~today
    [near] on { $weekday } at~{ $time }
   *[far] on { $day } at~{ $time }
}
at_time = at~{ $time }
all_day = all day
all_day_until = all day, until { $day }
until = until~{ $time }

## Which meeting

subject = Your meeting: { $title }, { $day }
size = { $n ->
    [1] 1~person
   *[other] { $n }~people
}
rhythm = { $rhythm ->
    [once] once
    [daily] daily
    [weekly] weekly
    [every_second_week] every~second~week
    [monthly] monthly
   *[series] a series
}
this_mail = this mail
first_mail = first mail
starts = meeting starts
open_invitation = Open the invitation
move_meeting = Move the meeting

## What is there and what is missing

state_missing = { $which ->
   *[other] missing
}
state_found = { $which ->
   *[other] found
}
state_back = back
answers = Answers
no_pre_read_seen = No attachment, and no link to read ahead.
no_outcome_seen = Nothing yet about what you want to leave with.
says = { $more ->
    [video_still] The invitation says “{ $quote }” and a video link, but not yet what you will talk about.
    [video] The invitation says “{ $quote }” and a video link.
    [still] The invitation says “{ $quote }”{ $ended ->
        [yes] {""}
       *[no] ,
    } but not yet what you will talk about.
   *[nothing] The invitation says “{ $quote }”{ $ended ->
        [yes] {""}
       *[no] .
    }
}
says_nothing = { $more ->
    [video_still] The invitation has a video link, but not yet what you will talk about.
    [video] The invitation has a video link.
   *[nothing] The invitation does not yet say what you will talk about.
}
in_the_invitation = It is in the invitation.
shows_more = { $which ->
    [agenda] { $n ->
        [1] { $first } and one more point
       *[other] { $first } and { number } more points
    }
   *[other] { $n ->
        [1] { $first } and one more
       *[other] { $first } and { number } more
    }
}

## The template

paste = Paste this into the invitation and fill it in. One line for each point is enough.
paste_after_link = Paste this and fill it in. One line for each point is enough.
paste_short = Paste this and fill it in:
paste_short_alone = Paste this into the invitation and fill it in:
paste_digest = Paste and fill in
nothing_to_read = Nothing to read beforehand? Write “No pre-read needed”.
template_agenda = Agenda
template_topic = { $i }. [topic], [who], [minutes]
template_outcome = Outcome
template_result = We leave with: [decision or result]
template_pre_read = Pre-read
template_link = [link or attachment, and what to look at]
short_agenda = Agenda: [topic], [topic]
short_outcome = Outcome: [decision or result]
short_pre_read = Pre-read: [link], or “No pre-read needed”
lines_are_enough = { $n ->
    [1] One line in the invitation is enough:
   *[other] { number } lines in the invitation are enough:
}

## While there is time

please_add = Please add { $what } by { $by }.
left = { $case ->
    [few] A few minutes left
    [minutes] { $n } minutes left
    [hour] One hour left
    [hours] { number } hours left
   *[none] Last call
}
time_left = { $left }: { $the }, by { $by }.
what_next = What happens next
if_still = meetgate looks at the invitation every few minutes, so there is nothing to confirm. If { $case ->
    [nothing] it stays as it is
    [empty] it is still empty
    [one] { $the } is still missing
   *[several] { $the } are still missing
} { $on }, { $then }
nothing_else = nothing else happens: meetgate only asks.
only = If only { $the } { $which ->
    [several] are
   *[other] is
} missing then, { $then }
consequence = { $effect ->
    [flag] meetgate marks the meeting as “{ $mark }” in the calendars of the people enrolled. Nobody is declined, and the mark goes away by itself when you add { $the }.
    [tentative] meetgate answers “maybe” for the { people } it answers for. { back_when }
   *[decline] meetgate declines for the { people } it answers for. { back_when }
}
back_when = { $n ->
    [1] That answer comes
   *[other] Their answers come
} back when { $which ->
    [agenda] the~agenda does
    [pre_read] the~pre-read does
    [outcomes] the~outcome does
   *[other] what is missing is there
}.
last_next = { $effect ->
    [ask] { $opening } nothing else happens: meetgate only asks. This is the last mail about it.
   *[other] { $opening } { $then } This is the last mail before that.
}
check_again = Check again now
check_or_say_why = Check again now, or say why it needs { $without }:
needs_none = This meeting needs { $without }
say_why = Say why it needs { $without }
already_there = It is in the invitation already

## Several meetings

digest_subject = { number } of your meetings, { $days }
your_meetings = Your meetings
nothing_open = Your next meetings have what they need.
digest = { number } of your meetings need { $need }, the first by { $by }.
template_fits = One line for each point is enough. The template below fits { $n ->
    [2] both
   *[other] all { number }
}.
need = { $what }, by~{ $by }
deadlines_passed = The deadlines of { $number } of your meetings have passed.
undo_each_by_adding = { $effect ->
    [flag] Nobody is declined, and each mark goes away by itself when you add what is missing.
   *[other] Add what is missing before a meeting starts, and its answers come back by themselves.
}
undo_each_by_moving = Once you move a meeting out of the protected time, its guests are asked afresh.
still_needs = At its new time it still needs { $what }.
digest_clause = { $effect ->
    [ask] stays as it is
    [flag] is marked in the calendars of the people enrolled
    [tentative] is answered with “maybe” for the people meetgate answers for
   *[decline] is declined for the people meetgate answers for
}
digest_next = meetgate looks at your invitations every few minutes, so there is nothing to confirm. A meeting that { $empty ->
    [yes] is still empty
   *[no] still lacks something
} at its time { $clauses }{ $several ->
    [yes] , as its rule says
   *[no] {""}
}. { $effect ->
    [ask] meetgate only asks.
    [flag] The mark goes away by itself when { $empty ->
        [yes] the agenda is there
       *[no] that is there
    }.
   *[other] Their answers come back when { $empty ->
        [yes] the agenda does
       *[no] that arrives
    }.
}
all_meetings = All your open meetings on one page

## Protected time

window = on protected time
window_day = on { $vowel ->
    [yes] an
   *[no] a
} { $name }
window_named = on protected time, “{ $name }”
this_one_falls = This one falls { $window }.
it_falls = It falls { $window }.
this_time = This time
this_day = { $weekday }
kept_free_for_some = { $when } is kept free for some of your guests.
kept_free = { $when } is kept free for { $case ->
    [one_of] one of your { $guests } guests
    [some_of] { $count } of your { $guests } guests
    [one] your guest
    [both] both of your guests
   *[all] all { $count } of your guests
}: { $names }.
stays_on = on { $weekday }
stays_there = there
others_unaffected = { $n ->
    [1] The other one is not affected.
   *[other] The other { number } are not affected.
}
if_it_stays = { $effect ->
    [ask] If it stays { $stays }, nothing happens: meetgate only tells you.
    [flag] If it stays { $stays }, meetgate marks it in their calendars { $on }. Nobody is declined, and the mark goes away by itself once you move it.
    [tentative] If it stays { $stays }, meetgate answers “maybe” for { people } { $on }.{ $others } { asked_afresh }
   *[decline] If it stays { $stays }, meetgate declines for { people } { $on }.{ $others } { asked_afresh }
}
asked_afresh = { $n ->
    [1] Once you move it, that person is asked afresh.
   *[other] Once you move it, they are asked afresh.
}
then_on = { $weekday }
then = then
has_to_be = It has to be { $then }? Say why:
has_to_be_link = It has to be { $then }: say why

## What was done

window_mark = in protected time
done = { $effect ->
    [decline] Declined for { people }, for now.
    [tentative] Answered “maybe” for { people }, for now.
   *[flag] { $n ->
        [0] Marked as “{ $mark }”.
       *[other] Marked as “{ $mark }” for { people }.
    }
}
not_there_yet = { $the } { $which ->
    [several] are
   *[other] is
} not there yet.
not_there = { $the } { $which ->
    [several] were
   *[other] was
} not there by { $by }.
undo_by_adding = { $effect ->
    [ask] Nothing was changed. There is still time to add { it }.
    [flag] { nobody_declined } and goes away by itself when you add { it }.
   *[other] Add { it } before the meeting starts, and { $n ->
        [0] the answer comes back by itself
        [1] the answer comes back by itself
        [2] both answers come back by themselves
       *[other] all { number } answers come back by themselves
    }.
}
undo_by_moving = { $effect ->
    [ask] Nothing was changed.
    [flag] { nobody_declined } and goes away by itself once you move it.
   *[other] { asked_afresh }
}
it = { $which ->
    [several] them
   *[other] it
}
nobody_declined = Nobody was declined. The mark is in { $n ->
    [0] people’s own calendars
    [1] that person’s own calendar
   *[other] the { people }’s own calendars
}
did = { $effect ->
    [ask] deadline
    [flag] marked
    [tentative] answered “maybe”
   *[decline] declined
}
still_time = you can still add it
still_time_to_move = you can still move it
whose_answer = Whose answer changed
not_enrolled = { $case ->
    [one] { $names } is not enrolled, so that answer stays.
    [few] { $names } are not enrolled, so their answers stay.
   *[many] { number } others are not enrolled, so their answers stay.
}
shows_maybe = { $n ->
    [1] { $names } shows as “maybe”: a declined meeting would leave that calendar.
   *[other] { $names } show as “maybe”: a declined meeting would leave their calendars.
}
stays_in_calendar = The meeting is still in your calendar.
exemption_sentence = If the meeting has to run as it is, ask for an exemption. The answers come back at once:
exemption_short = If the meeting has to run as it is, ask for an exemption:
exemption_before = If the meeting has to run as it is:
exemption_link = ask for an exemption
exemption_after = . The answers come back at once.

## What is back

thank_you = Thank you. { $n ->
    [0] The mark is gone
    [1] The answer is back
    [2] Both answers are~back
   *[other] All { number } answers are~back
}.
thank_you_open = Thank you. Nothing stands in the way any more.
stay_maybe = { $n ->
    [1] one person stays at “maybe” until they answer themselves: their calendar cannot take an answer back to none.
   *[other] { people } stay at “maybe” until they answer themselves: their calendars cannot take an answer back to none.
}
arrived_only = { $cause }.
arrived_on = { $which ->
   *[other] { $the } reached the invitation { $on }
}
arrived_now = { $which ->
   *[other] { $the } is in the invitation now
}
nothing_in_the_way = Nothing stands in the way of the meeting any more
arrived = { $n ->
    [0] { $cause }, so nothing marks the meeting any more.
    [1] { $cause }, so the one person who was { down_as } for now has their own answer again.
   *[other] { $cause }, so everyone who was { down_as } for now has their own answer again.
}
down_as = { $effect ->
    [tentative] down as “maybe”
   *[other] declined
}
was_found = { $which ->
    [agenda] agenda found
    [pre_read] pre-read found
    [outcomes] outcome found
   *[other] all clear
}
answer_count = { $n }~{ $response ->
    [yes] yes
    [maybe] maybe
    [no] no
    [delegated] delegated
   *[open] not answered yet
}
still_welcome = Still welcome: { $the }.
nothing_left = Nothing left to do. Have a good meeting.

## The attendee's day

day_subject = Your answers today: { $counts }
count_given = { number } given
count_back = { number } given back
day_headline = { $case ->
    [both] { $given } { answers_given } for you today, and { $back } given back.
    [back] { $back } { answers_back } today.
   *[given] { $given } { answers_given } for you today.
}
answers_given = { $n ->
    [1] answer given
   *[other] answers given
}
answers_back = { $n ->
    [1] answer given back
   *[other] answers given back
}
own_answer_wins = Your own answer always wins: change any of these in your calendar and meetgate leaves it alone.
keep_me = Keep me in this one
never_answer = Never answer for me
own_week = Send me my own week
given_today = Given today
given_back = Given back
gave = { $effect ->
    [tentative] Answered “maybe” for now
   *[decline] Declined for now
}
because_missing = { $case ->
    [still] { $the } { $which ->
        [several] were
       *[other] was
    } not there by { $by }.
   *[other] { $the } { $which ->
        [several] were
       *[other] was
    } missing at the deadline.
}
because_protected = It falls { $window }.
you_had = { $response ->
    [yes] You had accepted.
    [maybe] You had answered “maybe”.
    [no] You had declined.
    [delegated] You had passed it on.
   *[open] You had not answered yet.
}
as_before = { $response ->
    [yes] Accepted, as before
    [maybe] “Maybe”, as before
    [no] Declined, as before
    [delegated] Passed on, as before
   *[open] Not answered, as before
}
still_maybe = Still “maybe”
your_turn = Your calendar cannot take an answer back to none, so this stays until you answer yourself.
came_back_because = { $case ->
    [missing] What was missing is there.
   *[other] Nothing stands in the way any more.
}
more_answers = { $n ->
    [1] One more is in your calendar.
   *[other] { number } more are in your calendar.
}

## Alerts to admins

alert_subject = { $kind ->
    [stopped] meetgate has stopped itself: { $wanted } answers in one hour
    [mailbox] meetgate answers no more for one person: { $wanted } answers in one week
    [organizer] meetgate mails one organizer no more: { $wanted } mails in one day
    [calendars] meetgate cannot read { $n ->
        [1] a calendar
       *[other] { $n } calendars
    }
   *[mail] meetgate cannot deliver mail to { $n ->
        [1] one organizer
       *[other] { $n } organizers
    }
}
alert_headline = { $kind ->
    [stopped] meetgate has stopped: { $wanted } answers in one hour are more than you allow.
    [mailbox] meetgate answers no more for one person: { $wanted } answers in one week are more than you allow.
    [organizer] meetgate mails one organizer no more: { $wanted } mails in one day are more than you allow.
    [calendars] { $n ->
        [1] One calendar could not be read
       *[other] { number } calendars could not be read
    } since { $since }.
   *[mail] { $n ->
        [1] One organizer cannot be reached by mail.
       *[other] { number } organizers cannot be reached by mail.
    }
}
alert_when = When
alert_limit = Limit
alert_whom = Whom
alert_why = Why
alert_next = { $kind ->
    [stopped] What waits was not done. Until you decide, all actions wait. Reading and judging go on. Actions that pass their time while waiting are dropped, not made up for.
    [mailbox] What waits was not done. Until you decide, answers for this person wait; everything else goes on. Answers that pass their time while waiting are dropped, not made up for.
    [organizer] What waits was not sent. Until you decide, mails to this organizer wait, and nothing is answered of which they were not warned. Everything else goes on.
    [calendars] Nothing is answered for these people from what was read before. Reading is tried again every few minutes.
   *[mail] Nobody can be warned, so meetgate never answers for their meetings; it marks them at most.
}
alert_try = What it would do
alert_go_on = It is right, go on
alert_see = How things stand

## Why, from whom, whom to ask

how_it_decides = How it decides
no_more_mail = No more of these mails
because_organizer = You get this because you organize { $n ->
    [1] the meeting
   *[other] these meetings
}.
because_rule = You get this because you organize { $n ->
    [1] the meeting
   *[other] these meetings
}, and the rule “{ $rule }” asks for { $what }.
because_window = You get this because you organize the meeting, and “{ $window }” keeps this time free.
because_answered = You get this once a day, and only on days when meetgate answered for you.
because_admin = You get this because you are an admin of meetgate.
times_are = Times are { $city } time.
sent_by = Sent by meetgate for { $organization }.
sent_by_nobody = Sent by meetgate.
sender = meetgate at { $organization }
reply_reaches = A reply to this mail reaches { $name }.

## Lines outside a mail

comment = { $give ->
    [decline] Declined
   *[tentative] Answered “maybe”
} by meetgate for now: { $why ->
    [missing] { $what }. It comes back when that is there.
    [both] { $what }, and this falls into protected time. It comes back when that is there and the meeting moves.
   *[protected] this falls into protected time. It comes back when the meeting moves.
}
memo = This could be a memo, and give { people } { $length } back.
length = { $case ->
    [half_hour] half an hour
    [hour] an hour
    [hour_and_half] an hour and a half
    [hours] { $k } hours
   *[minutes] { $k } minutes
}

## The weekly report: numbers and weeks
#
# $case of a change: more, less, same; "none" where there is nothing to compare with. $few: below two (French).

decimal = { $whole }.{ $fraction }
thousands = { $before },{ $after }
hours_short = { $hours }~h
hours_long = { $few ->
   *[no] { $hours }~hours
}
per_cent = { $n }~%
points = { $n ->
    [1] 1~point
   *[other] { $n }~points
}
more = { $case ->
    [more] { $by } more
    [less] { $by } less
   *[same] as the week before
}
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
date_short = { $day }~{ $month }
week_within = { $first }–{ $last }~{ $month }
week_across = { $first }~{ $month } – { $last }~{ $other }
with_year = { $dates } { $year }
weekday_time = { $weekday }~{ $time }

## The weekly report: what changed, and what to do

report_subject = Meetings at { $organization }, { $dates }
report_kicker = { $organization } · { $dates }, week~{ $week }
report_empty = No meetings were seen this week.
report_too_few = Fewer than { number } people are covered, so no figures are shown.
report_meetings = Meetings took { $hours } per person{ $extreme ->
    [most] , the most in { number } weeks
    [least] , the least in { number } weeks
   *[none] {""}
}.
report_meetings_since = { $case ->
    [more] That is { $hours } more than the week before.
    [less] That is { $hours } less than the week before.
   *[same] That is the same as the week before.
}
report_focus = { $case ->
    [more] Focus time rose by { $by } to { $hours } per person
    [less] Focus time fell by { $by } to { $hours } per person
    [same] Focus time stayed at { $hours } per person
   *[none] Focus time was { $hours } per person
}{ $tail ->
    [day] , most of it on { $day }
    [most] , the most in { number } weeks
    [least] , the least in { number } weeks
   *[none] {""}
}.
report_load = { $zones } { $n ->
    [1] is
   *[other] are
} { $people } of us and { $n ->
    [1] carries
   *[other] carry
} { $hours } of the after-hours meeting time.
report_agendas = Of { $n ->
    [1] one meeting that needed an agenda, { $rate } had one
   *[other] { number } meetings that needed an agenda, { $rate } had one
}{ $case ->
    [more] , { $points } more than the week before
    [less] , { $points } less than the week before
   *[same] {""}
}{ $rescued ->
    [0] {""}
    [1] ; one was rescued after a notice
   *[other] ; { $rescued } were rescued after a notice
}.
one_thing = One thing to do
suggest_move = Move “{ $title }” from { $from } to { $to }, { $city } time.
suggest_rotate = Let “{ $title }” take turns between { number } times, now { $from } in { $city }: { $times }.
that_is = That is { $places }.
at_place = { $time } in { $city }
relieves = It gives { people } their evening or morning back.
suggest_memo = { number } { $n ->
    [1] meeting
   *[other] meetings
} only informed. Written down, { $n ->
    [1] it
   *[other] they
} would give { $hours } back.
suggest_protect = { number } { $n ->
    [1] meeting
   *[other] meetings
} took place in protected time. Moving { $n ->
    [1] it gives that time
   *[other] them gives that time
} back.
suggest_prepare = Ask for the agenda to be written with the invitation: of { $needed ->
    [1] one meeting
   *[other] { $needed } meetings
} that needed one, { number } took place without.
suggest_review = Look at “{ $title }”: it took { $hours }, all people together.

## The weekly report: figures and pictures

tile = { $which ->
    [meetings] Meetings, per person
    [focus] Focus, per person
    [after_hours] After-hours share
   *[agenda] Meetings with an agenda
}
report_heading = { $which ->
    [week] The week
    [teams] Teams
    [zones] Zones
    [load] After hours, across zones
    [rotations] Times that would spread the load
    [series] Where the hours go
    [cost] What it costs
    [baseline] Before and now
    [withheld] What is not shown
    [counted] How this is counted
    [days] Focus by day
    [pulse_told] How work felt
    [pulse] Three taps
   *[own_series] Your series
}
column = { $which ->
    [answers] Average answer
    [per_person] Per person and week
    [figure] Figure
    [now] This week
    [before] Week before
    [meetings] Meetings
    [focus] Focus
    [after_hours] After hours
    [agenda] Agenda
    [share_of_people] Of the people
    [hours] Hours
    [per_head] Per person
    [share_of_load] Of the load
    [series] Most costly series
    [people] People
    [times] Times
    [person_hours] Person-hours
   *[cost] Cost
}
column_ago = { number } weeks ago
everyone = Everyone
small_teams = Smaller teams together
unassigned = Without a team
unassigned_people = people without a team
elsewhere = Other zones together
region_together = { $region }, smaller zones together
folded = { $group }: { $names }.
rest_attached = { $n ->
    [1] One more is in the attached files.
   *[other] { number } more are in the attached files.
}
trend_heading = { $case ->
    [focus_passed] Focus passed meetings { $n ->
        [1] this week
       *[other] { number } weeks ago
    }
    [meetings_passed] Meetings passed focus { $n ->
        [1] this week
       *[other] { number } weeks ago
    }
    [focus] There is more focus than meetings
   *[meetings] There are more meetings than focus
}
trend_unit = Hours per person and week
trend_alt = Line chart over { number } weeks. Meetings, hours per person: { $meetings }. Focus: { $focus }.
heat_heading = The peak is { $day } at { $time }
heat_unit = Per cent of people in a meeting, each in their own local time
heat_alt = Heat map of weekday by local hour. { $told }
heat_peaks = Busiest hour of each day, and the people then in a meeting: { $peaks }.
heat_peak = { $day }~{ $time } ({ $share })
load_heading = { $zone } carries most after hours
load_unit = After-hours meeting time per person and week
load_alt = Bar chart of after-hours per person by zone: { $zones }. Everyone: { $all }.
load_zone = { $zone } { $hours }
agenda_heading = { $rate } of meetings had their agenda
agenda_unit = Of { $n ->
    [1] one meeting
   *[other] { number } meetings
} that needed one
agenda_alt = Stacked columns over eight weeks. This week { $unasked } had an agenda unasked, { $rescued } were rescued after a notice, { $late } got it late, { $missing } had none. Weeks before, with an agenda: { $before }. Declined this week: { $declined }.
chart_word = { $word ->
    [meetings] meetings
    [focus] focus
    [everyone] everyone
    [unasked] unasked
    [rescued] rescued
    [late] late
    [missing] without
   *[declined] declined
}
agenda_counts = { $unasked } unasked, { $rescued } rescued after a notice, { $late } late, { $missing } without. meetgate answered in { $declined }.
exempted = Exempted besides: { $n } ({ $reasons }).
exempted_by = { $n } “{ $rule }”
exempted_asked = { $n } on request
protected = { $n ->
    [0] No meeting took place in protected time
    [1] One meeting took place in protected time
   *[other] { number } meetings took place in protected time
}{ $case ->
    [known] ; the week before it was { $before }
   *[unknown] {""}
}.
spread = The spread across zones is { $index }: 0 is the same for every head, towards 1 a few carry all.
informed_only = { $n ->
    [1] One meeting only informed and could have been a memo
   *[other] { number } meetings only informed and could have been memos
}: { $hours }.
cost = At { $hourly } an hour, this week’s meetings took { $amount }.
baseline = { $group }, against its own weeks before: { $figures }.
was = { $label } { $now } (was { $before })
covered = Covered: { $covered } of { $enrolled } people.
covered_partly = Of { people } some days are missing, { $days } in all; those days count for nothing.
covered_unread = The calendars of { people } could not be read.
covered_not_joined = { people } seen in meetings { $n ->
    [1] is
   *[other] are
} not enrolled.
covered_series = { $n } series were too many to be told apart.
floor = Groups of fewer than { number } people are never shown alone. Nobody is ranked.
withheld = { $why ->
    [few] { $family ->
        [called] { $names }: fewer than { number } people called a meeting, so what became of their meetings is { $case ->
            [alone] not shown
           *[other] counted in “{ $within }”
        }.
       *[attended] { $names }: fewer than { number } people, { $case ->
            [alone] not shown
           *[other] counted in “{ $within }”
        }.
    }
   *[gives] { $family ->
        [called] { $names }: what became of their meetings would give a smaller group away, so it is { $case ->
            [alone] not shown
           *[other] counted in “{ $within }”
        }.
       *[attended] { $names }: shown alone this would give a smaller group away; { $case ->
            [alone] not shown
           *[other] counted in “{ $within }”
        }.
    }
}
report_attached = The same figures are attached as CSV and JSON.
because_report = You get this once a week because you are on its list. Times are counted in each person’s own zone.

## The weekly report: what each figure is

attended = Attended is what was not declined (an answer that meetgate gave counts as attended until its person confirms it), with at least one other person, not all day, shorter than { $longest } hours, and no hold, focus or out-of-office entry.
metric_label = { $metric ->
    [working_hours] Working hours
    [meeting_hours] Meetings
    [focus_hours] Focus
    [fragmented_hours] Fragmented
    [after_hours] After hours
    [after_hours_share] After-hours share
    [after_hours_spread] Spread across zones
    [conflict_hours] Conflicts
    [meetings_attended] Meetings attended
    [short_notice] Short notice
    [large_meeting_hours] In large meetings
    [series_hours] In series
    [memo_hours] Could have been memos
    [agenda_needed] Meetings that needed an agenda
    [agenda_rate] With an agenda
    [on_time_rate] Agenda in time
    [agenda_unasked] In time, unasked
    [agenda_rescued] Rescued
    [agenda_late] Agenda late
    [agenda_missing] Without an agenda
    [pre_read_rate] With a pre-read
    [declined] Answered by meetgate
    [exempted] Exempted
    [claims] “The agenda is there”
    [in_protected_time] In protected time
    [large_meetings] Large meetings
   *[memo_meetings] Only informing
}
metric_meaning = { $metric ->
    [working_hours] hours of a person’s calendar set for work, less days off and time out of office
    [meeting_hours] attended time, overlaps counted once
    [focus_hours] unbroken stretches of { $block } or more within working hours
    [fragmented_hours] working hours that are neither meeting nor focus
    [after_hours] meeting time outside the person’s working hours, in the person’s zone
    [after_hours_share] the part of meeting time that is after hours
    [after_hours_spread] the Gini coefficient of after-hours per head between zones: 0 even, towards 1 carried by few
    [conflict_hours] time in which two or more attended meetings overlap, counted once
    [meetings_attended] how many meetings a person attended
    [short_notice] attended meetings booked less than { $short } hours ahead
    [large_meeting_hours] attended time in meetings of { $large } people or more
    [series_hours] attended time in meetings that repeat
    [memo_hours] attended time in meetings that only inform
    [agenda_needed] meetings called whose rule asks for an agenda
    [agenda_rate] of those, the part with an agenda at the start
    [on_time_rate] of those, the part with an agenda at the deadline
    [agenda_unasked] with an agenda at the deadline, and no notice before
    [agenda_rescued] with an agenda at the start, after a notice
    [agenda_late] with an agenda at the start but not at the deadline, and no notice
    [agenda_missing] with no agenda at the start
    [pre_read_rate] of the meetings whose rule asks for a pre-read, the part with one at the start
    [declined] meetings in which an answer given by meetgate stood at the start
    [exempted] meetings exempted by a rule or on request
    [claims] meetings whose organizer said that the agenda is there
    [in_protected_time] meetings that took place in someone’s protected time
    [large_meetings] meetings of { $large } people or more
   *[memo_meetings] meetings that only inform
}

## The pulse in the report

pulse_label = { $question ->
    [focus] Focus
    [stress] Stress
   *[autonomy] Autonomy
}
pulse_round = The last round asked about { $asked } and closed on { $until }.
pulse_reading = More is better for focus and autonomy, less for stress.
pulse_answered = { $n } answered
pulse_trend = Everyone, round by round: { $told }.
pulse_floor = Answers are kept without names. A group is shown where { number } or more answered, unless it would give a smaller one away.

## The personal weekly mail

personal_subject = Your week, { $dates }
personal_kicker = { $dates }, week~{ $week }
personal_headline = You spent { $meetings } in meetings and had { $focus } of focus.
personal_since = { $case ->
    [more] That is { $hours } more in meetings than the week before.
    [less] That is { $hours } less in meetings than the week before.
   *[same] That is as long in meetings as the week before.
}
personal_tile = { $which ->
    [meetings] In meetings
    [focus] Focus
    [after_hours] After hours
   *[fragmented] Fragmented
}
personal_alone = Only you get this mail. Nobody else is shown your figures.
pulse_intro = A tap each, every two weeks. Answers are kept without your name and shown for groups of { $n } or more.
pulse_question = { $question ->
    [focus] How well could you focus?
    [stress] How stressful were your days?
   *[autonomy] How free were you to shape your time?
}
pulse_scale = 1 is not at all, 5 is very.
because_personal = You get this because you asked for it, once a week.
