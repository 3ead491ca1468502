#!/usr/bin/env bash
# Breaks one promise at a time, by changing one line, and looks whether a test notices: bash tests/mutations.sh [NAME…]
#
# Works on a copy of the tree with a target folder of its own (MUTATIONS_TARGET, kept; else thrown away), so that the
# tree stays as it is. Each mutation names the tests that must fail because of it; a mutation that does not compile, or
# changes nothing, is a mistake in this list. Takes some minutes for each that needs the integration tests, so it is not
# part of .ci/run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# name | file | what is replaced | by what | lib or it | tests that must notice
mutations() {
  cat <<'LIST'
answers need no warning | src/plan/promise.rs | let (mut best, mut waits, mut void) = (Mode::Flag, false, false); | let (mut best, mut waits, mut void) = (Mode::Decline, false, true); | lib | plan::tests
a warning counts at once | src/plan/promise.rs | Ahead::From(from) if from <= self.now => Strength::Ripe, | Ahead::From(_) if true => Strength::Ripe, | lib | plan::tests
the attendee's mode does not count | src/plan/warning.rs | let reach = reach.min(self.policy.mode_of(person)); | let reach = reach.min(Mode::Decline); | lib | plan::tests::whose_mode
guests from outside do not count | src/policy/judge.rs | case.has_outsiders(policy) { organizer.min(Mode::Flag) } | case.has_outsiders(policy) { organizer } | lib | plan::tests::whose_mode
a person's yes is replaced | src/plan/warning.rs | Response::Accepted \| Response::Tentative => self.policy.override_accepted, | Response::Accepted \| Response::Tentative => true, | lib | plan::tests
answered twice for one deadline | src/plan/answers.rs | AnswerState::Restored \| AnswerState::Failed => warning.of_this_start(answer), | AnswerState::Restored \| AnswerState::Failed => false, | lib | plan::tests
answered again when the deadline moves | src/plan/warning.rs | answer.start == start \|\| answer.causes.iter().any(about) | answer.causes.iter().any(about) | lib | plan::tests::answering
what was fixed is not given back | src/plan/answers.rs | AnswerState::Given if ours && in_force.is_empty() => plan | AnswerState::Given if ours && in_force.len() > 9 => plan | lib | plan::tests
any number of people in one meeting | src/plan/answers.rs | if candidates.len() + standing > warning.policy.max_answers_per_meeting { | if candidates.len() + standing > 10 * warning.policy.max_answers_per_meeting { | lib | plan::tests
answers as the organizer | src/policy/case.rs | !organizer && !closed && is_person | !closed && is_person | lib | plan::tests
private copies are answered | src/policy/case.rs | let closed = copy.event.private \|\| copy.event.cancelled; | let closed = copy.event.cancelled; | lib | plan::tests::whose_mode
nobody hears "keep me in this one" | src/plan/warning.rs | on && !self.history.spared.contains(mailbox) | on | lib | plan::tests::whose_mode
what was undone is flagged again | src/plan/flags.rs | && !warning.undone(&briefed.copy.mailbox)\n        && warning | && warning | lib | plan::tests::whose_mode
out of office does not count | src/plan/warning.rs | && !self.away() && open | && open | lib | plan::tests::whose_mode
a word exempts from nothing | src/policy/judge.rs | let Some(exemption) = &history.exempt else { return }; | let Some(exemption) = history.exempt.as_ref().filter(\|_\| false) else { return }; | lib | plan::tests::whose_mode
links never end | src/plan/token.rs | if ticket.expires <= now { Err(Refusal::Expired) } | if ticket.expires <= now && false { Err(Refusal::Expired) } | lib | plan::token
links are not signed | src/plan/keys.rs | kind.mac(secret, text)?.verify_slice(&unhex(mac)?).ok()?; | let _ = (kind.mac(secret, text)?, unhex(mac)?); | lib | plan::token
one organizer more a day | src/plan/ramp.rs | if self.recent.len() < self.per_day { | if self.recent.len() <= self.per_day { | lib | plan::ramp
the organizer's stale calendar counts | src/plan/stale.rs | Kind::Answer(answer) => organizer \|\| stale.contains(&answer.mailbox), | Kind::Answer(answer) => stale.contains(&answer.mailbox), | lib | plan::stale
an empty listing deletes everything | src/store/doubts.rs | before >= FEW && after * 5 < before | before >= FEW && after * 5 < before && false | it | safety::doubts::sqlite
no brake is ever pulled | src/store/brakes.rs | filter(\|over\| over.wanted > limit) | filter(\|over\| over.wanted > 1000 * limit) | it | safety::brakes::sqlite
edits in between do not count | src/worker/deliver.rs | if copy.copy.content() != action.content { | if copy.copy.content() != action.content && false { | it | pipeline::failures::sqlite
who left keeps our answers | src/worker/deliver.rs | if gives_back { | if gives_back && false { | it | safety::leaving::sqlite
who wants no mail is answered for | src/plan/warning.rs | >= Mode::Remind && !self.history.unheard; | >= Mode::Remind; | lib | plan::tests
who splits a series is asked twice | src/store/carried.rs | of_series && (same \|\| shifted) | of_series && shifted | it | pipeline::series::sqlite
a shift forgets what was said | src/store/carried.rs | of_series && (same \|\| shifted) | of_series && same | it | pipeline::series::sqlite
a listing may empty bit by bit | src/store/sync.rs | doubts::doubtful(most, after) | doubts::doubtful(before, after) | it | safety::doubts::sqlite
two processes share no ramp | src/store/ramp.rs | one.introduces.is_none() \|\| room >= 0 | one.introduces.is_none() \|\| room >= -99 | it | safety::brakes::sqlite
actions outlive their lease | src/worker/deliver.rs | engine.clock.now() + CALLS <= self.lease | engine.clock.now() <= self.lease + LEASE * 9 | it | pipeline::slow::sqlite
opening a link acts | src/web/mod.rs | get(say::ask).post(say::hear) | get(say::hear).post(say::hear) | it | web::sqlite
a restored backup acts at once | src/store/copying.rs | VALUES ('paused', $1)\n                   ON CONFLICT (name) DO UPDATE SET value = excluded.value"; | VALUES ('unpaused', $1)\n                   ON CONFLICT (name) DO UPDATE SET value = excluded.value"; | it | safety::durable::sqlite
LIST
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export CARGO_TARGET_DIR=${MUTATIONS_TARGET:-$scratch/target}
export CARGO_TERM_COLOR=never
tree=$scratch/tree
mkdir "$tree"
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$tree"

# run KIND FILTER: 0 when the tests pass, 1 when one fails, 2 when they cannot be run.
run() {
  local target=(--lib)
  [[ $1 == lib ]] || target=(--test it)
  if (cd "$tree" && cargo test --offline --locked "${target[@]}" -- "$2") >"$scratch/log" 2>&1; then
    return 0
  fi
  grep -q '^test result: FAILED' "$scratch/log" && return 1 || return 2
}

# Replaces one text by another, exactly once; \n stands for a new line and \| for a bar.
mutate() {
  python3 - "$tree/$1" "$2" "$3" <<'PYTHON'
import sys
path, old, new = sys.argv[1:]
old, new = (text.replace("\\n", "\n").replace("\\|", "|") for text in (old, new))
text = open(path).read()
if text.count(old) != 1:
    sys.exit(f"{path} has the text {text.count(old)} times: {old}")
open(path, "w").write(text.replace(old, new))
PYTHON
}

caught=0 survived=()
while IFS= read -r line; do
  IFS=$'\t' read -r name file old new kind filter <<<"${line// | /$'\t'}"
  if (($# > 0)) && [[ " $* " != *" $name "* ]]; then continue; fi
  cp "$tree/$file" "$scratch/original"
  mutate "$file" "$old" "$new"
  status=0
  run "$kind" "$filter" || status=$?
  cp "$scratch/original" "$tree/$file"
  case $status in
  1)
    caught=$((caught + 1))
    printf 'caught    %-40s by %s\n' "$name" "$(grep -m 3 -oP '^test \K.*(?= \.\.\. FAILED)' "$scratch/log" | paste -sd' ')"
    ;;
  0)
    survived+=("$name")
    printf 'SURVIVED  %s\n' "$name"
    ;;
  *)
    tail -n 40 "$scratch/log" >&2
    printf 'cannot be run: %s\n' "$name" >&2
    exit 2
    ;;
  esac
done < <(mutations)

for kind in lib it; do
  filters=$(mutations | sed 's/ | /\t/g' | awk -F'\t' -v kind="$kind" '$5 == kind { print $6 }' | sort -u)
  for filter in $filters; do
    (($# > 0)) || run "$kind" "$filter" ||
      { tail -n 40 "$scratch/log" >&2; echo "unchanged, $filter does not pass" >&2; exit 2; }
  done
done
printf '%d caught, %d survived\n' "$caught" "${#survived[@]}"
((${#survived[@]} == 0))
