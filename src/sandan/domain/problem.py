"""Problem (问题): what the office recognised as needing work, from registration to strike-off and after.

"May this be struck off?" is answered here, in `_strike_off`. The order of the ladder is domain C4; the closing rules are domain C3 and
law 4: closer ≠ handler, and not of the handling unit. What may be asked for stands in `problem_command`, what then happened in
`problem_event`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.facts import Facts, not_by_fixer, of_handling_unit, of_helping_unit, proven
from sandan.domain.problem_command import (
    SELF,
    AbsorbProblem,
    AcceptProblem,
    AdjudicateProblem,
    AgreeReturn,
    AnswerReporter,
    AskReturn,
    AttachToProblem,
    ContributeToProblem,
    DeclineProblem,
    DispatchProblem,
    EscalateProblem,
    MarkLongTerm,
    MergeProblem,
    Origin,
    PartProblem,
    PassLookBack,
    ReadAgain,
    RectifyAtOnce,
    RedirectProblem,
    RefuseReturn,
    RegisterProblem,
    ReopenProblem,
    RequestClosure,
    ResumeProblem,
    ReviewProblem,
    SendBack,
    SignFor,
    StrikeOff,
    SucceedUnit,
    VerifyProblem,
)
from sandan.domain.problem_event import (
    ProblemAbsorbed,
    ProblemAbsorbedUnderShield,
    ProblemAccepted,
    ProblemAdjudicated,
    ProblemAnswered,
    ProblemClosureRequested,
    ProblemContributed,
    ProblemDeclined,
    ProblemDispatched,
    ProblemEscalated,
    ProblemLookBackPassed,
    ProblemMarkedLongTerm,
    ProblemMerged,
    ProblemOpinionAttached,
    ProblemOpinionAttachedUnderShield,
    ProblemParted,
    ProblemReadAgain,
    ProblemRectifiedAtOnce,
    ProblemRedirected,
    ProblemRegistered,
    ProblemRegisteredFrom,
    ProblemRegisteredUnderShield,
    ProblemReopened,
    ProblemResumed,
    ProblemReturnAsked,
    ProblemReturned,
    ProblemReturnRefused,
    ProblemReviewed,
    ProblemSentBack,
    ProblemSignedFor,
    ProblemStruckOff,
    ProblemUnitSucceeded,
    ProblemVerified,
)
from sandan.domain.shield import Shield, cleared, fits, same_side, under
from sandan.domain.values import (
    Channel,
    Evidence,
    Fault,
    Nature,
    Outcome,
    ReopenSource,
    Status,
    require,
    written,
)
from sandan.domain.wire import Command, Event

OPEN_BEFORE_WORK = frozenset({Status.REGISTERED, Status.ACCEPTED})
AT_UNIT = frozenset({Status.DISPATCHED, Status.SIGNED_FOR, Status.PLANNED, Status.IN_PROGRESS})
ENDED = frozenset({Status.STRUCK_OFF, Status.LOOK_BACK_PASSED, Status.DECLINED, Status.REDIRECTED, Status.MERGED})


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem as its stream tells it."""

    id: str
    number: str
    status: Status
    registered_on: date | None = None
    round: int = 0
    unit: str = ""
    dispatched_on: date | None = None
    units: frozenset[str] = frozenset()
    outcome: Outcome | None = None
    verifier: str = ""
    second_reader: str = ""
    opinions: frozenset[str] = frozenset()
    reachable: frozenset[str] = frozenset()
    returns: int = 0
    asks: int = 0
    """How often a unit asked to return it, whatever became of it."""
    bound: bool = False
    """A leader has said whose it is: it goes back no more."""
    review_on: date | None = None
    cooperating: frozenset[str] = frozenset()
    shield: Shield | None = None


def decide(order: Command, state: Problem | None, facts: Facts, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    shielded = order.shield is not None if isinstance(order, RegisterProblem) else facts.shielded
    permit(order.name, by, shielded=shielded)
    on = order.happened_on or at.date()
    today = at.date()
    require(on <= today, "date_in_future", date=on)
    if isinstance(order, RegisterProblem):
        require(state is None, "already_exists", id=order.problem)
        fits(order.shield, order.problem)
        require(cleared(order.shield, by), "unknown_opinion")
        office = by.roles & {Role.CLERK, Role.DISPATCHER, Role.DISCIPLINE}
        found = by.roles & {Role.VERIFIER, Role.INSPECTOR} and order.channel is Channel.INSPECTION
        own = order.origin is not None and order.origin.noun == SELF and by.within(order.origin.found_by)
        require(office or found or own or order.nature is Nature.IMMEDIATE, "unit_registers_immediate_only")
        require(order.nature is not Nature.LONG_TERM, "long_term_by_decision")
        return (_registered(order, on),)
    require(state is not None, "unknown_problem")
    assert state is not None
    for step in (_sort, _send, _work, _judge, _afterwards):
        events = step(order, state, facts, by, on, today)
        if events is not None:
            return events
    raise Fault(f"not a problem command: {order.name}")


Step = tuple[Event, ...] | None


def _registered(order: RegisterProblem, on: date) -> ProblemRegistered:
    told = ProblemRegistered(
        happened_on=on,
        problem=order.problem,
        number=order.number,
        topic=order.topic,
        channel=order.channel,
        town=order.town,
        nature=order.nature,
        opinions=tuple(dict.fromkeys(order.opinions)),
        village=order.village,
        title=written(order.title, "title", 200),
        statement=_statement(order),
        reachable=tuple(each for each in order.reachable if each in order.opinions),
    )
    if order.shield is not None:
        return under(told, ProblemRegisteredUnderShield, order.shield)
    return told if order.origin is None else _from(told, order.origin)


def _from(told: ProblemRegistered, origin: Origin) -> ProblemRegisteredFrom:
    same = {one.name: getattr(told, one.name) for one in fields(told)}
    return ProblemRegisteredFrom(**same, origin=origin.noun, record=origin.record, found_by=origin.found_by)


def _statement(order: RegisterProblem) -> str:
    """The office's own words. They may be left out where opinions stand behind the problem: theirs lie sealed and erasable there."""
    if order.opinions and not order.statement.strip():
        return ""
    return written(order.statement, "statement", 20_000)


def _sort(order: Command, state: Problem, facts: Facts, by: Actor, on: date, today: date) -> Step:
    """The office decides what becomes of a problem before anyone works on it."""
    match order:
        case AcceptProblem():
            _in(state, Status.REGISTERED)
            return (ProblemAccepted(happened_on=on),)
        case DeclineProblem(reason=reason, where_to=where_to):
            _in(state, *OPEN_BEFORE_WORK)
            not_by_fixer(facts, by)
            return (ProblemDeclined(happened_on=on, reason=reason, where_to=written(where_to, "where_to", 500)),)
        case RedirectProblem(channel=channel, where_to=where_to):
            _in(state, *OPEN_BEFORE_WORK, *AT_UNIT, Status.RETURN_ASKED, Status.LONG_TERM)
            not_by_fixer(facts, by)
            require(not facts.open_tasks, "tasks_open", count=len(facts.open_tasks))
            where_to = written(where_to, "where_to", 500)
            return (ProblemRedirected(happened_on=on, channel=channel, where_to=where_to),)
        case PartProblem(part=part, part_number=number, opinions=opinions, reason=reason):
            _in(state, *OPEN_BEFORE_WORK, *AT_UNIT, Status.LONG_TERM)
            same_side(part, state.id)
            require(part != state.id, "merge_into_self")
            require(set(opinions) <= state.opinions, "opinion_elsewhere")
            require(not opinions or set(opinions) < state.opinions, "part_takes_all")
            reason = written(reason, "reason", 500)
            parted = ProblemParted(happened_on=on, part=part, part_number=number, opinions=opinions, reason=reason)
            return (parted,)
        case AttachToProblem(opinion=opinion, reachable=reachable):
            gone = (Status.DECLINED, Status.REDIRECTED, Status.MERGED)
            require(state.status not in gone, "not_workable", status=state.status)
            require(opinion not in state.opinions, "opinion_already_here")
            same_side(opinion, state.id)
            _not_with_the_complained_of(order.shield, facts)
            told = ProblemOpinionAttached(happened_on=on, opinion=opinion, reachable=reachable)
            return (told if order.shield is None else under(told, ProblemOpinionAttachedUnderShield, order.shield),)
        case MergeProblem(into=into, into_number=number, reason=reason):
            _in(state, *OPEN_BEFORE_WORK, Status.DISPATCHED, Status.SIGNED_FOR)
            require(into != state.id, "merge_into_self")
            same_side(into, state.id)
            reason = written(reason, "reason", 500)
            return (ProblemMerged(happened_on=on, into=into, into_number=number, reason=reason),)
        case AbsorbProblem():
            _in(state, *OPEN_BEFORE_WORK, *AT_UNIT, Status.LONG_TERM)
            same_side(order.source, state.id)
            _not_with_the_complained_of(order.shield, facts)
            joining = tuple(each for each in dict.fromkeys(order.opinions) if each not in state.opinions)
            absorbed = ProblemAbsorbed(
                happened_on=on,
                source=order.source,
                source_number=order.source_number,
                opinions=joining,
                reachable=tuple(each for each in joining if each in order.reachable),
                units=order.units,
                fixers=order.fixers,
            )
            return (absorbed if order.shield is None else under(absorbed, ProblemAbsorbedUnderShield, order.shield),)
    return None


def _not_with_the_complained_of(shield: Shield | None, facts: Facts) -> None:
    """Refuse to let a complaint join a problem that the very unit it is about has, or had to fix."""
    require(shield is None or not shield.units & facts.units, "goes_to_complained_of")


def _send(order: Command, state: Problem, facts: Facts, by: Actor, on: date, today: date) -> Step:
    """Between the office and the unit: dispatch, signature, return."""
    match order:
        case DispatchProblem(unit=unit, due_on=due_on, cooperating=cooperating, note=note):
            # Under the shield the office may send it elsewhere at any time: a merger can bring it to those whom it is about.
            _in(state, Status.ACCEPTED, *(AT_UNIT if state.shield is not None else ()))
            require(unit, "unit_missing")
            require(unit not in cooperating, "lead_unit_cooperates")
            require(due_on >= on, "due_before_dispatch", due_on=due_on)
            _away_from_complained_of(state, (unit, *cooperating, *order.above))
            note = note.strip()[:2000]
            return (ProblemDispatched(happened_on=on, unit=unit, due_on=due_on, cooperating=cooperating, note=note),)
        case SignFor():
            _in(state, Status.DISPATCHED)
            of_handling_unit(facts, by)
            return (ProblemSignedFor(happened_on=on, worker=by.person),)
        case AskReturn(reason=reason):
            _in(state, Status.DISPATCHED, Status.SIGNED_FOR)
            of_handling_unit(facts, by)
            require(not state.bound, "adjudicated_already")
            require(facts.return_by is None or today <= facts.return_by, "return_late", return_by=facts.return_by or on)
            return (ProblemReturnAsked(happened_on=on, reason=written(reason, "reason", 2000)),)
        case AgreeReturn():
            _in(state, Status.RETURN_ASKED)
            require(state.asks < facts.adjudicate_at, "adjudication_due", count=state.asks)
            return (ProblemReturned(happened_on=on),)
        case RefuseReturn(reason=reason):
            _in(state, Status.RETURN_ASKED)
            require(state.asks < facts.adjudicate_at, "adjudication_due", count=state.asks)
            return (ProblemReturnRefused(happened_on=on, reason=written(reason, "reason", 2000)),)
    return _bind(order, state, facts, by, on)


def _bind(order: Command, state: Problem, facts: Facts, by: Actor, on: date) -> Step:
    """Whose problem it is, said from above."""
    match order:
        case AdjudicateProblem(unit=unit, due_on=due_on, reason=reason):
            _in(state, Status.RETURN_ASKED)
            require(state.asks >= facts.adjudicate_at, "adjudication_not_due", count=facts.adjudicate_at)
            # Whoever sits in one of the units that shirk it, the chosen one too, has a side.
            not_by_fixer(facts, by)
            require(unit, "unit_missing")
            require(not by.within(unit), "adjudicator_of_unit")
            require(due_on >= on, "due_before_dispatch", due_on=due_on)
            _away_from_complained_of(state, (unit, *order.above))
            reason = written(reason, "reason", 2000)
            return (ProblemAdjudicated(happened_on=on, unit=unit, due_on=due_on, reason=reason),)
        case EscalateProblem(unit=unit, reason=reason):
            _in(state, *AT_UNIT, Status.RETURN_ASKED)
            require(unit and unit not in facts.handling, "unit_missing")
            _away_from_complained_of(state, (unit, *order.above))
            reason = written(reason, "reason", 2000)
            return (ProblemEscalated(happened_on=on, from_unit=state.unit, unit=unit, reason=reason),)
    return None


def _away_from_complained_of(state: Problem, units: tuple[str, ...]) -> None:
    if state.shield is not None:
        require(not state.shield.units & set(units), "goes_to_complained_of")


def _work(order: Command, state: Problem, facts: Facts, by: Actor, on: date, today: date) -> Step:
    """What the handling unit does."""
    match order:
        case AnswerReporter(answer=answer):
            _in(state, *AT_UNIT, Status.CLOSURE_REQUESTED, Status.LONG_TERM)
            of_handling_unit(facts, by)
            return (ProblemAnswered(happened_on=on, answer=written(answer, "answer", 20_000), worker=by.person),)
        case RectifyAtOnce(measure=measure, done_on=done_on, evidence=evidence):
            _in(state, *OPEN_BEFORE_WORK, Status.DISPATCHED, Status.SIGNED_FOR)
            require(by.unit, "unit_missing")
            if state.unit:
                of_handling_unit(facts, by)
            require(not facts.paused, "clock_stands_still")
            require(done_on <= today, "date_in_future", date=done_on)
            proven(evidence, done_on, today)
            return (
                ProblemRectifiedAtOnce(
                    happened_on=on,
                    unit=state.unit or by.unit,
                    done_on=done_on,
                    measure=written(measure, "measure"),
                    evidence=evidence,
                    worker=by.person,
                ),
            )
        case ContributeToProblem(note=note, evidence=evidence):
            _in(state, *AT_UNIT)
            of_helping_unit(facts, by)
            _dated(evidence, today)
            note = written(note, "note")
            return (ProblemContributed(happened_on=on, unit=by.unit, note=note, evidence=evidence, worker=by.person),)
        case RequestClosure(outcome=outcome, account=account, evidence=evidence):
            _in(state, Status.SIGNED_FOR, Status.PLANNED, Status.IN_PROGRESS)
            of_handling_unit(facts, by)
            require(not facts.paused, "clock_stands_still")
            require(not facts.open_tasks, "tasks_open", count=len(facts.open_tasks))
            require(outcome is not Outcome.RECTIFIED or facts.done_tasks, "no_task_done")
            _dated(evidence, today)
            return (
                ProblemClosureRequested(
                    happened_on=on,
                    outcome=outcome,
                    account=written(account, "account", 20_000),
                    evidence=evidence,
                    worker=by.person,
                ),
            )
    return None


def _judge(order: Command, state: Problem, facts: Facts, by: Actor, on: date, today: date) -> Step:
    """What others make of the unit's claim. None of this may be done by the fixer (law 4)."""
    match order:
        case VerifyProblem(finding=finding, on_site=on_site, evidence=evidence):
            _in(state, Status.CLOSURE_REQUESTED)
            not_by_fixer(facts, by)
            _dated(evidence, today)
            finding, who = written(finding, "finding"), by.person
            return (ProblemVerified(happened_on=on, on_site=on_site, finding=finding, evidence=evidence, verifier=who),)
        case SendBack(reason=reason):
            _in(state, Status.CLOSURE_REQUESTED, Status.VERIFIED)
            not_by_fixer(facts, by)
            return (ProblemSentBack(happened_on=on, reason=written(reason, "reason")),)
        case ReadAgain(finding=finding):
            _in(state, Status.VERIFIED)
            require(state.outcome is Outcome.NOT_SUBSTANTIATED, "no_second_reading")
            not_by_fixer(facts, by)
            require(by.person != state.verifier, "same_reader")
            return (ProblemReadAgain(happened_on=on, finding=written(finding, "finding"), reader=by.person),)
        case StrikeOff():
            return _strike_off(order, state, facts, by, on)
    return None


def _strike_off(order: StrikeOff, state: Problem, facts: Facts, by: Actor, on: date) -> tuple[Event, ...]:
    """May this be struck off? Verified by another, closed by another, no task open, every reachable reporter heard."""
    _in(state, Status.VERIFIED)
    not_by_fixer(facts, by)
    require(state.verifier not in facts.fixers, "verifier_was_fixer")
    require(not facts.open_tasks, "tasks_open", count=len(facts.open_tasks))
    require(not facts.unheard, "reporters_not_asked", count=len(facts.unheard))
    if state.outcome is Outcome.NOT_SUBSTANTIATED:
        require(state.second_reader, "second_reader_missing")
        require(state.second_reader not in facts.fixers, "verifier_was_fixer")
    explanation = order.explanation.strip()
    if facts.dissatisfied:
        require(explanation, "dissatisfied_unexplained")
    if state.outcome is None:
        raise Fault(f"{state.id} is verified without an outcome")
    return (
        ProblemStruckOff(
            happened_on=on,
            outcome=state.outcome,
            note=order.note.strip()[:4000],
            explanation=explanation[:4000],
            closer=by.person,
        ),
    )


def _afterwards(order: Command, state: Problem, facts: Facts, by: Actor, on: date, today: date) -> Step:
    """Standing obligations, and what brings a closed number back."""
    match order:
        case MarkLongTerm(basis=basis, review_on=review_on):
            _in(state, Status.ACCEPTED, *AT_UNIT)
            not_by_fixer(facts, by)
            require(not facts.open_tasks, "tasks_open", count=len(facts.open_tasks))
            require(review_on > today, "review_not_later", review_on=review_on)
            return (ProblemMarkedLongTerm(happened_on=on, review_on=review_on, basis=written(basis, "basis")),)
        case ReviewProblem(finding=finding, review_on=review_on):
            _in(state, Status.LONG_TERM)
            not_by_fixer(facts, by)
            require(review_on > today, "review_not_later", review_on=review_on)
            return (ProblemReviewed(happened_on=on, review_on=review_on, finding=written(finding, "finding")),)
        case SucceedUnit(was=was, unit=unit):
            require(state.status not in ENDED, "wrong_status", status=state.status, number=state.number)
            require(was in facts.units and unit and unit != was, "unit_missing")
            return (ProblemUnitSucceeded(happened_on=on, from_unit=was, unit=unit),)
        case ResumeProblem(reason=reason):
            _in(state, Status.LONG_TERM)
            return (ProblemResumed(happened_on=on, reason=written(reason, "reason")),)
        case ReopenProblem(source=source, reason=reason):
            _in(state, Status.STRUCK_OFF, Status.LOOK_BACK_PASSED, Status.DECLINED, Status.REDIRECTED)
            reason = written(reason, "reason")
            if by.roles == {Role.RESIDENT}:
                require(by.opinion in state.opinions, "not_your_opinion")
                require(source is ReopenSource.RESIDENT, "source_differs")
                return (ProblemReopened(happened_on=on, source=source, opinion=by.opinion, words=reason),)
            return (ProblemReopened(happened_on=on, source=source, reason=reason),)
        case PassLookBack(finding=finding):
            _in(state, Status.STRUCK_OFF)
            not_by_fixer(facts, by)
            require(not (by.kin | {by.person}) & facts.judges, "judge_cannot_look_back")
            return (ProblemLookBackPassed(happened_on=on, finding=written(finding, "finding")),)
    return None


def _in(state: Problem, *wanted: Status) -> None:
    require(state.status in wanted, "wrong_status", status=state.status, number=state.number)


def _dated(evidence: tuple[Evidence, ...], last: date) -> None:
    for one in evidence:
        require(one.dated_on <= last, "evidence_in_future", dated_on=one.dated_on, last=last)


AFTER: dict[str, Status] = {
    "problem.registered/1": Status.REGISTERED,
    "problem.registered_under_shield/1": Status.REGISTERED,
    "problem.registered_from/1": Status.REGISTERED,
    "problem.accepted/1": Status.ACCEPTED,
    "problem.declined/1": Status.DECLINED,
    "problem.merged/1": Status.MERGED,
    "problem.redirected/1": Status.REDIRECTED,
    "problem.dispatched/1": Status.DISPATCHED,
    "problem.adjudicated/1": Status.DISPATCHED,
    "problem.escalated/1": Status.DISPATCHED,
    "problem.signed_for/1": Status.SIGNED_FOR,
    "problem.return_asked/1": Status.RETURN_ASKED,
    "problem.returned/1": Status.ACCEPTED,
    "problem.return_refused/1": Status.DISPATCHED,
    "problem.rectified_at_once/1": Status.CLOSURE_REQUESTED,
    "problem.closure_requested/1": Status.CLOSURE_REQUESTED,
    "problem.verified/1": Status.VERIFIED,
    "problem.sent_back/1": Status.SIGNED_FOR,
    "problem.struck_off/1": Status.STRUCK_OFF,
    "problem.look_back_passed/1": Status.LOOK_BACK_PASSED,
    "problem.marked_long_term/1": Status.LONG_TERM,
    "problem.resumed/1": Status.ACCEPTED,
    "problem.reopened/1": Status.ACCEPTED,
}
"""Where each event leaves a problem. What is not listed leaves it where it is."""

AFTER_TASK: dict[str, dict[Status, Status]] = {
    "task.planned/1": {Status.SIGNED_FOR: Status.PLANNED},
    "task.progressed/1": {Status.SIGNED_FOR: Status.IN_PROGRESS, Status.PLANNED: Status.IN_PROGRESS},
    "task.completed/1": {Status.SIGNED_FOR: Status.IN_PROGRESS, Status.PLANNED: Status.IN_PROGRESS},
}
"""Work on tasks moves the problem up its ladder."""


def status_after(status: Status, kind: str) -> Status:
    """Where an event of this kind leaves a problem that stood at `status`."""
    return AFTER.get(kind) or AFTER_TASK.get(kind, {}).get(status, status)


def evolve(state: Problem | None, happened: Event) -> Problem | None:
    """The problem after `happened`, which may also be an event of one of its tasks."""
    if isinstance(happened, ProblemRegistered):
        return Problem(
            happened.problem,
            happened.number,
            Status.REGISTERED,
            happened.happened_on,
            opinions=frozenset(happened.opinions),
            reachable=frozenset(happened.reachable),
            shield=_shield(happened),
        )
    if state is None:
        return None
    state = replace(state, status=status_after(state.status, happened.kind))
    match happened:
        case ProblemOpinionAttached(opinion=opinion, reachable=reachable):
            return _joined(state, (opinion,), (opinion,) if reachable else (), happened)
        case ProblemAbsorbed(opinions=opinions, reachable=reachable):
            return _joined(state, opinions, reachable, happened)
        case ProblemUnitSucceeded(from_unit=was, unit=unit):
            return replace(state, unit=unit if state.unit == was else state.unit, units=state.units | {unit})
        case ProblemReturned():
            return replace(state, unit="", returns=state.returns + 1, cooperating=frozenset())
        case ProblemRectifiedAtOnce(unit=unit):
            return replace(state, unit=unit, units=state.units | {unit}, outcome=Outcome.RECTIFIED)
        case ProblemClosureRequested(outcome=outcome):
            return replace(state, outcome=outcome)
        case ProblemVerified(verifier=verifier):
            return replace(state, verifier=verifier)
        case ProblemReadAgain(reader=reader):
            return replace(state, second_reader=reader)
        case ProblemSentBack():
            return _again(state)
        case ProblemResumed() | ProblemReopened():
            return replace(_again(state), unit="", cooperating=frozenset(), asks=0, bound=False, review_on=None)
    return _sent(state, happened)


def _sent(state: Problem, happened: Event) -> Problem:
    """Whose it is after `happened`, and how often that was disputed."""
    match happened:
        case ProblemParted(opinions=opinions):
            return replace(state, opinions=state.opinions - set(opinions), reachable=state.reachable - set(opinions))
        case ProblemDispatched(unit=unit, cooperating=cooperating):
            units = state.units | {unit, *cooperating}
            state = replace(state, units=units, cooperating=frozenset(cooperating))
            return replace(state, unit=unit, dispatched_on=happened.happened_on)
        case ProblemReturnAsked():
            return replace(state, asks=state.asks + 1)
        case ProblemAdjudicated(unit=unit):
            helping = state.cooperating - {unit}
            return replace(state, unit=unit, units=state.units | {unit}, cooperating=helping, bound=True)
        case ProblemEscalated(unit=unit):
            return replace(state, unit=unit, units=state.units | {unit}, cooperating=state.cooperating - {unit})
        case ProblemMarkedLongTerm(review_on=review_on) | ProblemReviewed(review_on=review_on):
            return replace(state, review_on=review_on)
    return state


def succeeded(lead: str, cooperating: Iterable[str], was: str, unit: str) -> tuple[str, tuple[str, ...]]:
    """Lead and cooperating units with `unit` in the place of `was`; the lead unit does not cooperate with itself."""
    led = unit if lead == was else lead
    helped = dict.fromkeys(unit if each == was else each for each in cooperating)
    return led, tuple(each for each in helped if each != led)


def _joined(
    state: Problem, opinions: tuple[str, ...], reachable: tuple[str, ...], of: ProblemOpinionAttached | ProblemAbsorbed
) -> Problem:
    more, shield = _shield(of), state.shield
    if shield is not None and more is not None:
        shield = shield.with_(more)
    opinions_now, reachable_now = state.opinions | set(opinions), state.reachable | set(reachable)
    return replace(state, opinions=opinions_now, reachable=reachable_now, shield=shield)


def _shield(told: ProblemRegistered | ProblemOpinionAttached | ProblemAbsorbed) -> Shield | None:
    match told:
        case (
            ProblemRegisteredUnderShield(against_units=units, against_persons=persons)
            | ProblemOpinionAttachedUnderShield(against_units=units, against_persons=persons)
            | ProblemAbsorbedUnderShield(against_units=units, against_persons=persons)
        ):
            return Shield(frozenset(units), frozenset(persons))
    return None


def _again(state: Problem) -> Problem:
    """The work starts over: what was claimed and verified no longer stands, but who fixed is not forgotten."""
    return replace(state, round=state.round + 1, outcome=None, verifier="", second_reader="")
