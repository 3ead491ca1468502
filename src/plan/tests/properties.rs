//! Random histories: organizers edit, move and cancel, people answer, the policy changes, mail fails, the store lags
//! behind, time passes. The machine watches what must hold at every step; here it is driven, and the end is checked.

use chrono::{TimeDelta, Weekday};
use proptest::prelude::*;

use crate::brief::Brief;
use crate::meeting::{AnswerRecord, Exemption, Mode, Requirement, Response, Undone};
use crate::policy::world::{World, address, at, with_agenda, with_pre_read};

use super::machine::{Machine, Mail};

/// Something that happens.
#[derive(Debug, Clone)]
enum Step {
    Wait(i64),
    Agenda,
    PreRead,
    Nothing,
    Move(&'static str, bool),
    Cancel(bool),
    Title(u8),
    Human(&'static str, Response),
    Private(&'static str, bool),
    Outsider,
    OrganizationMode(Mode),
    PersonsMode(&'static str, Mode),
    Answers(&'static str, bool),
    Leave(&'static str),
    Rule(Mode, Mode),
    LeadTime(i64),
    Protect(bool),
    Override(bool),
    Limit(usize),
    Mail(Mail),
    Syncs(bool),
    Writes(bool),
    Supersede,
    Spare(&'static str, bool),
    Undo(&'static str),
    Exempt(bool),
    Away(i64),
}

fn guest() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["bo", "cy", "dee"])
}

fn mode() -> impl Strategy<Value = Mode> {
    prop::sample::select(Mode::ALL.to_vec())
}

fn strict() -> impl Strategy<Value = Mode> {
    prop_oneof![3 => Just(Mode::Decline), 1 => mode()]
}

fn step() -> impl Strategy<Value = Step> {
    let starts = vec!["Wed 02:00", "Thu 15:00", "Thu 16:00", "Fri 10:00", "Sat 10:00", "Sun 10:00", "next Mon 10:00"];
    let responses = vec![Response::Accepted, Response::Tentative, Response::Declined, Response::NoAnswer];
    let mails = vec![Mail::Takes, Mail::Takes, Mail::Stuck, Mail::Refuses];
    let tables = prop_oneof![
        12 => prop::sample::select(vec![7, 60, 61, 300, 1440, 2000]).prop_map(Step::Wait),
        3 => Just(Step::Agenda),
        1 => Just(Step::PreRead),
        4 => Just(Step::Nothing),
        3 => (prop::sample::select(starts), any::<bool>()).prop_map(|(start, afresh)| Step::Move(start, afresh)),
        1 => any::<u8>().prop_map(Step::Title),
        3 => (guest(), prop::sample::select(responses)).prop_map(|(name, response)| Step::Human(name, response)),
        2 => prop::sample::select(mails).prop_map(Step::Mail),
        2 => any::<bool>().prop_map(Step::Syncs),
        2 => any::<bool>().prop_map(Step::Writes),
        1 => Just(Step::Supersede),
    ];
    let policy = prop_oneof![
        2 => strict().prop_map(Step::OrganizationMode),
        2 => (prop::sample::select(vec!["ana", "bo", "cy"]), strict()).prop_map(|(name, mode)| Step::PersonsMode(name, mode)),
        1 => (guest(), any::<bool>()).prop_map(|(name, on)| Step::Answers(name, on)),
        1 => guest().prop_map(Step::Leave),
        2 => (strict(), mode()).prop_map(|(agenda, pre_read)| Step::Rule(agenda, pre_read)),
        2 => prop::sample::select(vec![4, 24, 25, 48]).prop_map(Step::LeadTime),
        2 => any::<bool>().prop_map(Step::Protect),
        1 => any::<bool>().prop_map(Step::Override),
        1 => prop::sample::select(vec![0, 1, 2, 10]).prop_map(Step::Limit),
        1 => (guest(), any::<bool>()).prop_map(|(name, private)| Step::Private(name, private)),
        1 => any::<bool>().prop_map(Step::Cancel),
        1 => Just(Step::Outsider),
        1 => (guest(), any::<bool>()).prop_map(|(name, spared)| Step::Spare(name, spared)),
        1 => guest().prop_map(Step::Undo),
        1 => any::<bool>().prop_map(Step::Exempt),
        1 => prop::sample::select(vec![0, 300, 2000]).prop_map(Step::Away),
    ];
    prop_oneof![3 => tables, 1 => policy]
}

fn take(machine: &mut Machine, step: &Step) {
    match step.clone() {
        Step::Wait(minutes) => machine.run(machine.now + TimeDelta::minutes(minutes)),
        Step::Agenda => machine.edit(World::agenda_arrives),
        Step::PreRead => machine.edit(|world| world.says(&with_pre_read())),
        Step::Nothing => machine.edit(World::agenda_vanishes),
        Step::Move(start, true) => machine.moves(at(start)),
        Step::Move(start, false) => machine.edit(|world| world.moved_to(at(start))),
        Step::Cancel(cancelled) => machine.edit(|world| world.change(|copy| copy.event.cancelled = cancelled)),
        Step::Title(number) => machine.edit(|world| world.change(|copy| copy.event.title = format!("Budget {number}"))),
        Step::Human(name, response) => machine.human(name, response),
        Step::Private(name, private) => machine.edit(|world| world.copy(name).copy.event.private = private),
        Step::Outsider => machine.edit(|world| world.invite("guest@elsewhere.org")),
        Step::OrganizationMode(mode) => machine.reload(|world| world.policy.mode = mode),
        Step::PersonsMode(name, mode) => machine.reload(|world| {
            if world.policy.directory.find(&address(name)).is_some() {
                world.team(name, &format!("team of {name}"), mode);
            }
        }),
        Step::Answers(name, on) => machine.reload(|world| {
            if world.policy.directory.find(&address(name)).is_some() {
                world.change_person(name, |person| person.answers = on);
            }
        }),
        Step::Leave(name) => machine.reload(|world| world.unenroll(name)),
        Step::Rule(agenda, pre_read) => machine.reload(|world| {
            world.rule().require = [(Requirement::Agenda, agenda), (Requirement::PreRead, pre_read)].into();
        }),
        Step::LeadTime(hours) => machine.reload(|world| world.rule().lead_time = TimeDelta::hours(hours)),
        Step::Protect(on) => machine.reload(|world| {
            world.policy.protected.clear();
            if on {
                world.protect(Weekday::Thu);
                world.protect(Weekday::Fri).lead_time = TimeDelta::hours(48);
            }
        }),
        Step::Override(on) => machine.reload(|world| world.policy.override_accepted = on),
        Step::Limit(limit) => {
            // What was given under a higher limit stands; the machine counts against the limit in force. What was not yet
            // given is dropped, as by the store under a new policy revision.
            machine.reload(|world| {
                world.policy.max_answers_per_meeting = world.policy.max_answers_per_meeting.min(limit.max(1));
            });
            machine.supersede_all();
        }
        Step::Mail(mail) => machine.mail = mail,
        Step::Syncs(syncs) => machine.syncs = syncs,
        Step::Writes(writes) => machine.writes = writes,
        Step::Supersede => machine.supersede_all(),
        Step::Spare(name, spared) => machine.reload(|world| {
            world.history.spared.retain(|other| *other != address(name));
            world.history.spared.extend(spared.then(|| address(name)));
        }),
        Step::Undo(name) => machine.reload(|world| {
            let start = world.meeting().start;
            world.history.undone.push(Undone { mailbox: address(name), start });
        }),
        Step::Exempt(exempt) => {
            let at = machine.now;
            machine.reload(|world| world.history.exempt = exempt.then_some(Exemption { reason: None, at }));
        }
        Step::Away(minutes) => {
            let until = machine.now + TimeDelta::minutes(minutes);
            machine.reload(|world| world.history.away_until = Some(until));
        }
    }
}

fn machine() -> Machine {
    let mut world = World::new();
    world.enroll("dee");
    world.invite("dee");
    Machine::new(world)
}

/// Everything that was wrong is put right, and there is time to act on it.
fn settle(machine: &mut Machine) {
    (machine.mail, machine.syncs, machine.writes) = (Mail::Takes, true, true);
    let both = Brief { pre_read: with_pre_read().pre_read, ..with_agenda() };
    machine.reload(|world| world.policy.protected.clear());
    machine.edit(|world| world.says(&both));
    machine.run(machine.now + TimeDelta::minutes(1));
}

proptest! {
    // A case is a whole story; half of the usual number is plenty for every day. PROPTEST_CASES asks for more.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 2,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_happens_answers_are_warned_limited_and_given_back_and_people_win(
        steps in prop::collection::vec(step(), 1..40),
    ) {
        let mut machine = machine();
        steps.iter().for_each(|step| take(&mut machine, step));
        if !machine.started() && !machine.cancelled() {
            settle(&mut machine);
            prop_assert!(machine.started() || machine.standing().is_empty(), "{:?}", machine.standing());
            prop_assert!(machine.started() || machine.flagged().is_empty(), "{:?}", machine.flagged());
        }
    }

    #[test]
    fn what_a_person_answered_last_is_what_stays(
        steps in prop::collection::vec(step(), 1..25),
        who in guest(),
        own in prop::sample::select(vec![Response::Accepted, Response::Tentative]),
        later in prop::collection::vec(step(), 1..15),
    ) {
        let mut machine = machine();
        machine.reload(|world| world.policy.override_accepted = false);
        let theirs = |step: &&Step| !matches!(step, Step::Human(name, _) if *name == who);
        let kept = |step: &&Step| theirs(step) && !matches!(step, Step::Move(_, true) | Step::Override(_));
        steps.iter().filter(|step| !matches!(step, Step::Override(_))).for_each(|step| take(&mut machine, step));
        // Who says what we had said, with another answer in between that nobody saw, cannot be told from us.
        let ours = |answer: &AnswerRecord| answer.mailbox == address(who) && answer.given == own;
        let own = if machine.world.history.answers.iter().any(ours) { Response::Accepted } else { own };
        machine.human(who, own);
        later.iter().filter(kept).for_each(|step| take(&mut machine, step));
        prop_assert_eq!(machine.response(who), own);
    }

    #[test]
    fn an_invitation_left_empty_is_declined_unless_someone_answers(minutes in 0i64..(4 * 24 * 60)) {
        // Nothing else happens: whenever the meeting was booked, the organizer is told, and if there was working time
        // enough, the answer follows before the start.
        let first = at("Mon 00:00") + TimeDelta::minutes(minutes);
        let mut machine = Machine::new(World::new());
        (machine.now, machine.next) = (first, Some(first));
        machine.run(at("Fri 00:00"));
        let late = first > at("Thu 14:45");
        let expected = if late { Response::NoAnswer } else { Response::Declined };
        prop_assert_eq!(machine.response("bo"), expected);
        prop_assert_eq!(!machine.flagged().is_empty(), late && first < at("Thu 15:00"));
    }
}
