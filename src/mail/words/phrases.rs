//! Every phrase, with the arguments that it takes: a method of its own for each, and the list that the catalogues
//! are held against. What their arguments mean is said in `locales/en.ftl`.

use fluent_bundle::FluentValue;

use super::Words;

macro_rules! phrases {
    ($($name:ident($($argument:ident),*);)*) => {
        impl Words {
            $(
                #[allow(clippy::too_many_arguments, clippy::extra_unused_lifetimes)]
                pub(in crate::mail) fn $name<'a>(&self, $($argument: impl Into<FluentValue<'a>>),*) -> String {
                    self.tell(stringify!($name), &[$((stringify!($argument), $argument.into())),*])
                }
            )*
        }

        #[cfg(test)]
        pub(super) const PHRASES: &[(&str, &[&str])] = &[$((stringify!($name), &[$(stringify!($argument)),*])),*];
    };
}

phrases! {
    number(n);
    list(before, last);
    either(before, last);
    names_more(names, n);
    quoted(text);
    colon(text);
    bare(which);
    some(which);
    the(which);
    without(which);
    mark(which);
    label(which);
    no_title();
    no_name();

    weekday(day);
    weekday_short(day);
    month_short(month);
    day(weekday, day, month);
    day_short(weekday, day);
    clock(hour, minute, hour12, half);
    time(clock);
    range(from, to);
    span(from, to);
    stamp(day, time);
    by(when, weekday, day, time);
    on(when, weekday, day, time);
    at_time(time);
    all_day();
    all_day_until(day);
    until(time);

    subject(title, day);
    size(n);
    rhythm(rhythm);
    this_mail();
    first_mail();
    starts();
    open_invitation();
    move_meeting();

    state_missing(which);
    state_found(which);
    state_back();
    answers();
    no_pre_read_seen();
    no_outcome_seen();
    says(more, quote, ended);
    says_nothing(more);
    in_the_invitation();
    shows_more(which, first, n);

    paste();
    paste_after_link();
    paste_short();
    paste_short_alone();
    paste_digest();
    nothing_to_read();
    template_agenda();
    template_topic(i);
    template_outcome();
    template_result();
    template_pre_read();
    template_link();
    short_agenda();
    short_outcome();
    short_pre_read();
    lines_are_enough(n);

    please_add(what, by);
    left(case, n);
    time_left(left, the, by);
    what_next();
    if_still(case, the, on, then);
    nothing_else();
    only(which, the, then);
    consequence(effect, which, mark, the, n);
    last_next(effect, opening, then);
    check_again();
    check_or_say_why(without);
    needs_none(without);
    say_why(without);
    already_there();

    digest_subject(n, days);
    your_meetings();
    nothing_open();
    digest(n, need, by);
    template_fits(n);
    need(what, by);
    deadlines_passed(number);
    undo_each_by_adding(effect);
    undo_each_by_moving();
    still_needs(what);
    digest_clause(effect);
    digest_next(empty, clauses, several, effect);
    all_meetings();

    window();
    window_day(vowel, name);
    window_named(name);
    this_one_falls(window);
    it_falls(window);
    this_time();
    this_day(weekday);
    kept_free_for_some(when);
    kept_free(when, case, count, guests, names);
    stays_on(weekday);
    stays_there();
    others_unaffected(n);
    if_it_stays(effect, stays, on, n, others);
    then_on(weekday);
    then();
    has_to_be(then);
    has_to_be_link(then);

    window_mark();
    done(effect, n, mark);
    not_there_yet(the, which);
    not_there(the, which, by);
    undo_by_adding(effect, which, n);
    undo_by_moving(effect, n);
    did(effect);
    still_time();
    still_time_to_move();
    whose_answer();
    not_enrolled(case, names, n);
    shows_maybe(names, n);
    stays_in_calendar();
    exemption_sentence();
    exemption_short();
    exemption_before();
    exemption_link();
    exemption_after();

    thank_you(n);
    thank_you_open();
    stay_maybe(n);
    arrived_only(cause);
    arrived_on(the, which, on);
    arrived_now(the, which);
    nothing_in_the_way();
    arrived(cause, n, effect);
    was_found(which);
    answer_count(n, response);
    still_welcome(the);
    nothing_left();

    day_subject(counts);
    count_given(n);
    count_back(n);
    day_headline(case, given, back, n, k);
    own_answer_wins();
    keep_me();
    never_answer();
    own_week();
    given_today();
    given_back();
    gave(effect);
    because_missing(case, the, which, by);
    because_protected(window);
    you_had(response);
    still_maybe();
    your_turn();
    as_before(response);
    came_back_because(case);
    more_answers(n);

    alert_subject(kind, n, wanted);
    alert_headline(kind, n, wanted, since);
    alert_when();
    alert_limit();
    alert_whom();
    alert_why();
    alert_next(kind);
    alert_try();
    alert_go_on();
    alert_see();

    how_it_decides();
    no_more_mail();
    because_organizer(n);
    because_rule(n, rule, what);
    because_window(window);
    because_answered();
    because_admin();
    times_are(city);
    sent_by(organization);
    sent_by_nobody();
    sender(organization);
    reply_reaches(name);

    comment(give, why, what);
    memo(n, length);
    length(case, k);

    decimal(whole, fraction);
    thousands(before, after);
    hours_short(hours);
    hours_long(hours, few);
    per_cent(n);
    points(n);
    more(case, by);
    month(month);
    date_short(day, month);
    week_within(first, last, month);
    week_across(first, month, last, other);
    with_year(dates, year);
    weekday_time(weekday, time);

    report_subject(organization, dates);
    report_kicker(organization, dates, week);
    report_empty();
    report_too_few(n);
    report_meetings(hours, extreme, n);
    report_meetings_since(case, hours);
    report_focus(case, by, hours, tail, day, n);
    report_load(zones, n, people, hours);
    report_agendas(n, rate, case, points, rescued);
    one_thing();
    suggest_move(title, from, to, city);
    suggest_rotate(title, n, from, city, times);
    that_is(places);
    at_place(time, city);
    relieves(n);
    suggest_memo(n, hours);
    suggest_protect(n);
    suggest_review(title, hours);
    suggest_prepare(n, needed);

    tile(which);
    report_heading(which);
    column(which);
    column_ago(n);
    everyone();
    small_teams();
    unassigned();
    unassigned_people();
    elsewhere();
    region_together(region);
    folded(group, names);
    rest_attached(n);
    trend_heading(case, n);
    trend_unit();
    trend_alt(n, meetings, focus);
    heat_heading(day, time);
    heat_unit();
    heat_alt(told);
    heat_peaks(peaks);
    heat_peak(day, time, share);
    load_heading(zone);
    load_unit();
    load_alt(zones, all);
    load_zone(zone, hours);
    agenda_heading(rate);
    agenda_unit(n);
    agenda_alt(unasked, rescued, late, missing, before, declined);
    chart_word(word);
    agenda_counts(unasked, rescued, late, missing, declined);
    exempted(n, reasons);
    exempted_by(n, rule);
    exempted_asked(n);
    protected(n, case, before);
    spread(index);
    informed_only(n, hours);
    cost(hourly, amount);
    baseline(group, figures);
    was(label, now, before);
    covered(covered, enrolled);
    covered_partly(n, days);
    covered_unread(n);
    covered_not_joined(n);
    covered_series(n);
    floor(n);
    withheld(why, family, case, names, n, within);
    report_attached();
    because_report();

    attended(longest);
    metric_label(metric);
    metric_meaning(metric, block, large, short);

    pulse_label(question);
    pulse_round(asked, until);
    pulse_reading();
    pulse_answered(n);
    pulse_trend(told);
    pulse_floor(n);

    personal_subject(dates);
    personal_kicker(dates, week);
    personal_headline(meetings, focus);
    personal_since(case, hours);
    personal_tile(which);
    personal_alone();
    pulse_intro(n);
    pulse_question(question);
    pulse_scale();
    because_personal();
}
