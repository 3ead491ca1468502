//! Flags: a mark on the enrolled people's own copies. It goes when its cause goes.

use crate::meeting::{Address, FlagRecord, Mode, Response};
use crate::policy::BriefedCopy;

use super::action::{self, Action, FlagAction, Kind};
use super::warning::Warning;
use super::{Plan, answers};

pub(super) fn plan(warning: &Warning<'_>, plan: &mut Plan) {
    let due = warning.due();
    for briefed in warning.case.copies {
        let mailbox = &briefed.copy.mailbox;
        let asked = due.get(mailbox).is_some_and(|due| due.reach >= Some(Mode::Flag));
        // An answer of ours says more than a flag would.
        let wanted = asked && !answers::stands(warning, plan, mailbox) && may_flag(warning, briefed);
        let record = last(warning, mailbox);
        if wanted != record.is_some_and(|record| record.set) {
            plan.actions.push(change(warning, briefed, wanted, record));
        }
    }
}

/// Who said no, or sent someone else, needs no mark; nor does a copy whose mark an admin took back.
fn may_flag(warning: &Warning<'_>, briefed: &BriefedCopy) -> bool {
    let gone = matches!(briefed.copy.response(), Response::Declined | Response::Delegated);
    !gone
        && !warning.undone(&briefed.copy.mailbox)
        && warning.copies().any(|other| other.copy.mailbox == briefed.copy.mailbox)
}

fn last<'a>(warning: &Warning<'a>, mailbox: &Address) -> Option<&'a FlagRecord> {
    warning.history.flags.iter().filter(|flag| flag.mailbox == *mailbox).max_by_key(|flag| flag.generation)
}

fn change(warning: &Warning<'_>, briefed: &BriefedCopy, set: bool, last: Option<&FlagRecord>) -> Action {
    let copy = &briefed.copy;
    let generation = last.map_or(0, |record| record.generation) + 1;
    let kind = Kind::Flag(FlagAction {
        mailbox: copy.mailbox.clone(),
        object: copy.object.clone(),
        occurrence: copy.occurrence,
        set,
        generation,
    });
    warning.action(action::flag_key(&copy.key, &copy.mailbox, generation), warning.now, kind)
}
