"""What may be asked for with a problem (问题): its commands, in the order of the ladder (domain C4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sandan.domain.shield import Shield
from sandan.domain.values import (
    Channel,
    DeclineReason,
    Evidence,
    Nature,
    Outcome,
    ReopenSource,
    StatutoryChannel,
    Topic,
)
from sandan.domain.wire import Command, command


@dataclass(frozen=True, slots=True)
class Origin:
    """The record of a register that a problem comes from: its noun, its id, and the unit that found it."""

    noun: str
    record: str
    found_by: str


SELF = "self_inspection"
"""The noun of what a unit finds wrong with itself."""


@command("problem.register")
@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterProblem(Command):
    """Enter a problem. `opinions` are those it answers, `reachable` those of them whose reporter can be asked."""

    problem: str
    number: str
    title: str
    statement: str
    topic: Topic
    channel: Channel
    town: str = ""
    village: str = ""
    nature: Nature = Nature.DEADLINE
    opinions: tuple[str, ...] = ()
    reachable: tuple[str, ...] = ()
    shield: Shield | None = None
    origin: Origin | None = None
    """The record that it comes from, in the open only."""


@command("problem.accept")
@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptProblem(Command):
    """Take the problem on."""


@command("problem.decline")
@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineProblem(Command):
    """Do not take the problem on, with the reason and where to go instead."""

    reason: DeclineReason
    where_to: str


@command("problem.attach")
@dataclass(frozen=True, slots=True, kw_only=True)
class AttachToProblem(Command):
    """Let another opinion join; its reporter will be asked and told like the first."""

    opinion: str
    reachable: bool
    shield: Shield | None = None


@command("problem.merge")
@dataclass(frozen=True, slots=True, kw_only=True)
class MergeProblem(Command):
    """End this number in favour of the problem `into` (并案). Its reporters are carried along."""

    into: str
    into_number: str
    reason: str


@command("problem.absorb")
@dataclass(frozen=True, slots=True, kw_only=True)
class AbsorbProblem(Command):
    """Take over the opinions of a merged problem, and who was to fix it: they are fixers of this one too (law 4)."""

    source: str
    source_number: str
    opinions: tuple[str, ...]
    reachable: tuple[str, ...]
    units: tuple[str, ...] = ()
    fixers: tuple[str, ...] = ()
    shield: Shield | None = None


@command("problem.dispatch")
@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchProblem(Command):
    """Give the problem to one lead unit with a deadline. The clock starts here, not at the signature (domain H6).

    `above`: those units, every unit above them, and every unit merged into one of these, as the desk found them.
    """

    unit: str
    due_on: date
    cooperating: tuple[str, ...] = ()
    note: str = ""
    above: tuple[str, ...] = ()


@command("problem.sign_for")
@dataclass(frozen=True, slots=True, kw_only=True)
class SignFor(Command):
    """The unit takes the order (签收)."""


@command("problem.ask_return")
@dataclass(frozen=True, slots=True, kw_only=True)
class AskReturn(Command):
    """The unit says "not ours", with a reason; only effective when the dispatcher agrees (信访工作条例 art. 23)."""

    reason: str


@command("problem.agree_return")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeReturn(Command):
    """The dispatcher takes the problem back."""


@command("problem.refuse_return")
@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseReturn(Command):
    """The dispatcher leaves the problem with the unit, and says why."""

    reason: str


@command("problem.adjudicate")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdjudicateProblem(Command):
    """Say bindingly whose problem it is, once units have asked to return it as often as the rules say. `above` as in `DispatchProblem`."""

    unit: str
    due_on: date
    reason: str
    above: tuple[str, ...] = ()


@command("problem.escalate")
@dataclass(frozen=True, slots=True, kw_only=True)
class EscalateProblem(Command):
    """Give what cannot be solved at this level to a unit above it (提级; 北京条例 art. 20). The deadline stays. `above` as before."""

    unit: str
    reason: str
    above: tuple[str, ...] = ()


@command("problem.redirect")
@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectProblem(Command):
    """Send the reporters to the channel that a law provides (转法定途径), named, with where to go (信访工作条例 art. 31)."""

    channel: StatutoryChannel
    where_to: str


@command("problem.part")
@dataclass(frozen=True, slots=True, kw_only=True)
class PartProblem(Command):
    """Split off a part under a number of its own (拆分); the opinions named go with it. The rest stays as it is."""

    part: str
    part_number: str
    opinions: tuple[str, ...] = ()
    reason: str


@command("problem.review")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewProblem(Command):
    """Look at a standing obligation (长期坚持) again, and set the day of the next look."""

    finding: str
    review_on: date


@command("problem.contribute")
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributeToProblem(Command):
    """A cooperating unit says what it did. The lead unit alone answers for the whole."""

    note: str
    evidence: tuple[Evidence, ...] = ()


@command("problem.answer")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReporter(Command):
    """Tell the reporters how it stands. Answered is a rung of its own, and never means fixed."""

    answer: str


@command("problem.rectify_at_once")
@dataclass(frozen=True, slots=True, kw_only=True)
class RectifyAtOnce(Command):
    """Immediate rectification (立查立改): found, fixed and evidenced in one entry; verification stays with others."""

    measure: str
    done_on: date
    evidence: tuple[Evidence, ...]


@command("problem.request_closure")
@dataclass(frozen=True, slots=True, kw_only=True)
class RequestClosure(Command):
    """The unit claims an outcome and asks for its verification."""

    outcome: Outcome
    account: str
    evidence: tuple[Evidence, ...] = ()


@command("problem.verify")
@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyProblem(Command):
    """Someone else confirms the claim (验收), on site or on paper."""

    finding: str
    on_site: bool
    evidence: tuple[Evidence, ...] = ()


@command("problem.send_back")
@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack(Command):
    """Someone else finds the claim wanting; the unit works on."""

    reason: str


@command("problem.read_again")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAgain(Command):
    """A second, independent person agrees that the report could not be substantiated."""

    finding: str


@command("problem.strike_off")
@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeOff(Command):
    """Take the number off the list (销号). `explanation` is due where someone asked says that it is not fixed."""

    note: str = ""
    explanation: str = ""


@command("problem.mark_long_term")
@dataclass(frozen=True, slots=True, kw_only=True)
class MarkLongTerm(Command):
    """A standing obligation (长期坚持): reviewed, never counted as done."""

    basis: str
    review_on: date


@command("problem.succeed_unit")
@dataclass(frozen=True, slots=True, kw_only=True)
class SucceedUnit(Command):
    """Let the problem follow its unit, lead or cooperating, into the unit that it was merged into. Nothing else about it changes."""

    was: str
    unit: str


@command("problem.resume")
@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeProblem(Command):
    """Bring a long-term problem back onto the ladder."""

    reason: str


@command("problem.reopen")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenProblem(Command):
    """Bring a struck-off (or declined) problem back under its old number."""

    source: ReopenSource
    reason: str


@command("problem.pass_look_back")
@dataclass(frozen=True, slots=True, kw_only=True)
class PassLookBack(Command):
    """A later re-check finds the fix still in place (回头看)."""

    finding: str
