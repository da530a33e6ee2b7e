"""Circuit visit (巡回检查): a group looks at a unit, says what it found, hears the answer, and others decide where the unit objects.

Who stands back does not go (`circuit.bar`). A unit that others visit on the day, or visited shortly before, is not visited again without a
reason (政府督查工作条例 (2021) art. 15). What was struck off and drawn by lot is looked at again through its look-back: there the finding
lies and there it reopens the problem; here it is noted that it came of this visit. The unit is told what was found (art. 16) and may
object within the office's term (30 days, art. 17). On an objection somebody decides who was not in the group and does not stand back from
the unit, within a term of its own; late is late and shown, and still to be decided.

A visit that is not announced (暗访) is kept from the unit until it has been held: everything that would give it away is internal to the
planned event, and pages ask `circuit.may_know`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.circuit import Method, Place, Terms, bar, may_go, reasoned
from sandan.domain.register import Grade, best, happened, held
from sandan.domain.values import Evidence, Fault, Public, Refusal, require, written
from sandan.domain.wire import Command, Event, command, event


class VisitStatus(StrEnum):
    """Where a visit stands."""

    PLANNED = "planned"
    HELD = "held"
    FED_BACK = "fed_back"
    """The unit was told what was found."""
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class Found(StrEnum):
    """What a visit found. The first three are verdicts on an item that was drawn by lot."""

    CONFIRMED = "confirmed"
    OVERTURNED = "overturned"
    CANNOT_TELL = "cannot_tell"
    PROBLEM = "problem"
    """Something new, which stands on the problem list with this origin."""
    PRAISE = "praise"


DRAWN = frozenset({Found.CONFIRMED, Found.OVERTURNED, Found.CANNOT_TELL})


@dataclass(frozen=True, slots=True)
class Objection:
    """A unit's objection to a finding, decided or not."""

    decided: bool = False
    upheld: bool = False


@dataclass(frozen=True, slots=True)
class CircuitVisit:
    """A visit as its stream tells it. `sample`: who looks at which drawn problem; `findings` by problem, or by their own id."""

    id: str
    group: str
    place: str
    unit: str
    on: date
    team: frozenset[str]
    announced: bool = True
    status: VisitStatus = VisitStatus.PLANNED
    grade: Grade = Grade.CLAIMED
    members: frozenset[str] = frozenset()
    """Everybody who was of the group when the visit was planned or went along: none of them decides on an objection."""
    sample: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    findings: Mapping[str, Found] = field(default_factory=lambda: MappingProxyType({}))
    finders: frozenset[str] = frozenset()
    object_by: date | None = None
    answered: bool = False
    objections: Mapping[str, Objection] = field(default_factory=lambda: MappingProxyType({}))


@command("circuit_visit.plan")
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVisit(Command):
    """Plan a visit. `members` and `leader` are the group's on the day; `clashes` numbers of other visits to the unit around it."""

    visit: str
    title: str
    group: str
    unit: str
    on: date
    team: tuple[Actor, ...]
    members: tuple[str, ...]
    leader: str
    place: Place
    terms: Terms
    announced: bool = True
    clashes: tuple[str, ...] = ()
    reason: str = ""
    plan: str = ""


@command("circuit_visit.move")
@dataclass(frozen=True, slots=True, kw_only=True)
class MoveVisit(Command):
    """Let a visit be on another day, or by other members."""

    visit: str
    on: date
    team: tuple[Actor, ...]
    members: tuple[str, ...]
    leader: str
    place: Place
    terms: Terms
    clashes: tuple[str, ...] = ()
    reason: str = ""


@command("circuit_visit.hold")
@dataclass(frozen=True, slots=True, kw_only=True)
class HoldVisit(Command):
    """Say that it was held, and how it was looked at."""

    visit: str
    held_on: date
    methods: tuple[Method, ...]
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


@command("circuit_visit.take_sample")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSample(Command):
    """Give the visit's team the items of its unit that a look-back drew. The lists are told item by item, in the same order."""

    visit: str
    look_back: str
    problems: tuple[str, ...]
    numbers: tuple[str, ...]
    checkers: tuple[Actor, ...]
    place: Place
    terms: Terms


@command("circuit_visit.note_check")
@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCheck(Command):
    """Note that a look-back's finding on a sampled item came of this visit. Given with the finding itself, in one transaction."""

    visit: str
    problem: str
    number: str
    found: Found


@command("circuit_visit.find")
@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFinding(Command):
    """Note something new: a problem (registered in the same transaction), or what others could learn from."""

    visit: str
    finding: str
    found: Found
    said: str
    problem: str = ""
    evidence: tuple[Evidence, ...] = ()


@command("circuit_visit.feed_back")
@dataclass(frozen=True, slots=True, kw_only=True)
class FeedBack(Command):
    """Tell the unit what was found. From that day its term to object runs. `waiting`: items taken along without a finding."""

    visit: str
    said: str
    terms: Terms
    waiting: int = 0


@command("circuit_visit.answer")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerVisit(Command):
    """The unit says what it makes of it."""

    visit: str
    said: str
    evidence: tuple[Evidence, ...] = ()


@command("circuit_visit.object")
@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectToFinding(Command):
    """The unit objects to a finding."""

    visit: str
    finding: str
    said: str
    terms: Terms
    evidence: tuple[Evidence, ...] = ()


@command("circuit_visit.decide_again")
@dataclass(frozen=True, slots=True, kw_only=True)
class DecideAgain(Command):
    """Decide on an objection, as one who had no part in the finding."""

    visit: str
    finding: str
    upheld: bool
    said: str
    place: Place
    terms: Terms


@command("circuit_visit.cancel")
@dataclass(frozen=True, slots=True, kw_only=True)
class CancelVisit(Command):
    """Say that it will not be."""

    visit: str
    reason: str


@command("circuit_visit.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawVisit(Command):
    """Take back an entry made by mistake."""

    visit: str
    reason: str


@event("circuit_visit.planned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPlanned(Event):
    """A group is to visit a unit. Inside: the unit must not learn of an unannounced visit from what is published."""

    visit: Public[str]
    title: str
    group: str
    place: str
    unit: str
    on: date
    team: tuple[str, ...]
    members: tuple[str, ...]
    announced: bool
    clashes: tuple[str, ...]
    reason: str
    plan: str


@event("circuit_visit.moved/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMoved(Event):
    """It is to be on another day, or by others."""

    visit: Public[str]
    on: date
    team: tuple[str, ...]
    members: tuple[str, ...]
    clashes: tuple[str, ...]
    reason: str


@event("circuit_visit.held/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitHeld(Event):
    """The unit was visited. What was planned becomes public with it."""

    visit: Public[str]
    place: Public[str]
    group: Public[str]
    held_on: Public[date]
    methods: Public[tuple[Method, ...]]
    announced: Public[bool]
    note: str
    evidence: tuple[Evidence, ...]
    keeper: str


@event("circuit_visit.sample_taken/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTaken(Event):
    """The team looks at these items, each by whom."""

    visit: Public[str]
    look_back: str
    problems: tuple[str, ...]
    numbers: tuple[str, ...]
    checkers: tuple[str, ...]


@event("circuit_visit.check_noted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CheckNoted(Event):
    """A sampled item was looked at."""

    visit: Public[str]
    problem: Public[str]
    number: Public[str]
    found: Public[Found]
    checker: str


@event("circuit_visit.found/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FindingNoted(Event):
    """Something new was found. `problem` is what was registered of it."""

    visit: Public[str]
    finding: Public[str]
    found: Public[Found]
    said: str
    problem: Public[str]
    evidence: tuple[Evidence, ...]
    finder: str


@event("circuit_visit.fed_back/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFedBack(Event):
    """The unit was told. `object_by` is the last day on which it may object."""

    visit: Public[str]
    said: str
    object_by: Public[date]


@event("circuit_visit.answered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitAnswered(Event):
    """The unit said what it makes of it."""

    visit: Public[str]
    said: str
    evidence: tuple[Evidence, ...]


@event("circuit_visit.objected/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FindingObjected(Event):
    """The unit objects. `decide_by` is the last day of the term in which others decide."""

    visit: Public[str]
    finding: Public[str]
    said: str
    decide_by: Public[date]
    evidence: tuple[Evidence, ...]


@event("circuit_visit.decided_again/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDecidedAgain(Event):
    """Others decided. `upheld`: the unit was right, and the finding is set aside."""

    visit: Public[str]
    finding: Public[str]
    upheld: Public[bool]
    said: str
    decider: str


@event("circuit_visit.cancelled/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCancelled(Event):
    """It will not be."""

    visit: Public[str]
    reason: str


@event("circuit_visit.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitWithdrawn(Event):
    """The entry was a mistake."""

    visit: Public[str]
    reason: str


def decide(order: Command, state: CircuitVisit | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    if isinstance(order, PlanVisit):
        require(state is None, "already_exists", id=order.visit)
        return (_planned(order, by, on),)
    one = held(state, "unknown_circuit_visit")
    require(one.status is not VisitStatus.WITHDRAWN, "record_withdrawn")
    match order:
        case MoveVisit():
            _of_group(by, order.leader)
            require(one.status is VisitStatus.PLANNED, "not_planned")
            require(order.on >= today, "visit_in_past", date=order.on)
            return (
                VisitMoved(
                    happened_on=on,
                    visit=one.id,
                    on=order.on,
                    team=_team(order, order.on),
                    members=order.members,
                    clashes=order.clashes,
                    reason=reasoned(order.reason, order.clashes),
                ),
            )
        case TakeSample():
            return (_sampled(order, one, on),)
        case CancelVisit(reason=reason):
            _of_team(one, by)
            require(one.status is VisitStatus.PLANNED, "not_planned")
            return (VisitCancelled(happened_on=on, visit=one.id, reason=written(reason, "reason", 500)),)
        case WithdrawVisit(reason=reason):
            require(not one.findings, "visit_found_something")
            return (VisitWithdrawn(happened_on=on, visit=one.id, reason=written(reason, "reason", 500)),)
        case HoldVisit() | NoteCheck() | NoteFinding() | FeedBack():
            return (_by_team(order, one, by, on, today),)
        case AnswerVisit() | ObjectToFinding():
            return (_by_unit(order, one, by, on, today),)
        case DecideAgain():
            return (_decided(order, one, by, on),)
    raise Fault(f"not a circuit visit command: {order.name}")


def _planned(order: PlanVisit, by: Actor, on: date) -> VisitPlanned:
    _of_group(by, order.leader)
    require(order.members, "group_empty")
    require(order.place.unit, "unit_missing")
    return VisitPlanned(
        happened_on=on,
        visit=order.visit,
        title=written(order.title, "title", 200),
        group=written(order.group, "group", 32),
        place=order.place.unit,
        unit=order.unit,
        on=order.on,
        team=_team(order, order.on),
        members=order.members,
        announced=order.announced,
        clashes=order.clashes,
        reason=reasoned(order.reason, order.clashes),
        plan=order.plan,
    )


def _team(order: PlanVisit | MoveVisit, on: date) -> tuple[str, ...]:
    team = may_go(order.team, order.place, on, order.terms)
    for person in team:
        require(person in order.members, "not_of_group", person=person)
    return team


def _sampled(order: TakeSample, one: CircuitVisit, on: date) -> SampleTaken:
    """Refuses checkers who do not go along or stand back by now; whoever has an interest in an item is refused by the look-back."""
    require(one.status in (VisitStatus.PLANNED, VisitStatus.HELD), "visit_over")
    require(order.problems, "sample_empty_here")
    for problem, checker in zip(order.problems, order.checkers, strict=True):
        require(problem not in one.sample, "sampled_already")
        require(checker.person in one.team, "checker_not_along", person=checker.person)
        why = bar(checker, order.place, one.on, order.terms)
        if why is not None:
            raise Refusal(f"stands_back_{why.value}", person=checker.person)
    return SampleTaken(
        happened_on=on,
        visit=one.id,
        look_back=order.look_back,
        problems=order.problems,
        numbers=order.numbers,
        checkers=tuple(each.person for each in order.checkers),
    )


def _by_team(order: Command, one: CircuitVisit, by: Actor, on: date, today: date) -> Event:
    """What those who went there say."""
    if isinstance(order, NoteCheck):
        require(order.problem in one.sample and by.person in one.team, "not_your_check")
        require(order.problem not in one.findings, "finding_recorded")
        require(order.found in DRAWN, "finding_of_other_kind")
        return CheckNoted(
            happened_on=on,
            visit=one.id,
            problem=order.problem,
            number=order.number,
            found=order.found,
            checker=by.person,
        )
    if isinstance(order, HoldVisit):
        _of_team(one, by)
        require(one.status is VisitStatus.PLANNED, "not_planned")
        require(order.held_on <= today, "date_in_future", date=order.held_on)
        require(order.methods, "method_missing")
        return VisitHeld(
            happened_on=on,
            visit=one.id,
            place=one.place,
            group=one.group,
            held_on=order.held_on,
            methods=tuple(each for each in Method if each in order.methods),
            announced=one.announced,
            note=order.note.strip()[:2000],
            evidence=order.evidence,
            keeper=by.person,
        )
    require(one.status is VisitStatus.HELD, "not_held_yet" if one.status is VisitStatus.PLANNED else "visit_over")
    if isinstance(order, NoteFinding):
        require(by.person in one.team, "not_of_group", person=by.person)
        require(order.found not in DRAWN, "finding_of_other_kind")
        require(order.finding not in one.findings, "already_exists", id=order.finding)
        require(bool(order.problem) == (order.found is Found.PROBLEM), "finding_of_other_kind")
        return FindingNoted(
            happened_on=on,
            visit=one.id,
            finding=order.finding,
            found=order.found,
            said=written(order.said, "finding", 2000),
            problem=order.problem,
            evidence=order.evidence,
            finder=by.person,
        )
    assert isinstance(order, FeedBack)
    _of_team(one, by)
    require(not order.waiting, "findings_missing", count=order.waiting)
    return VisitFedBack(
        happened_on=on,
        visit=one.id,
        said=written(order.said, "feedback", 4000),
        object_by=today + timedelta(order.terms.objection_days),
    )


def _by_unit(order: AnswerVisit | ObjectToFinding, one: CircuitVisit, by: Actor, on: date, today: date) -> Event:
    """What the unit says to it."""
    require(by.within(one.place), "not_your_unit")
    require(one.status is VisitStatus.FED_BACK, "not_fed_back")
    if isinstance(order, AnswerVisit):
        require(not one.answered, "answered_already")
        said = written(order.said, "answer", 4000)
        return VisitAnswered(happened_on=on, visit=one.id, said=said, evidence=order.evidence)
    require(order.finding in one.findings, "unknown_finding")
    require(one.findings[order.finding] is not Found.PRAISE, "finding_of_other_kind")
    require(order.finding not in one.objections, "objected_already")
    assert one.object_by is not None
    require(today <= one.object_by, "objection_late", object_by=one.object_by)
    return FindingObjected(
        happened_on=on,
        visit=one.id,
        finding=order.finding,
        said=written(order.said, "reason", 2000),
        decide_by=today + timedelta(order.terms.decision_days),
        evidence=order.evidence,
    )


def _decided(order: DecideAgain, one: CircuitVisit, by: Actor, on: date) -> FindingDecidedAgain:
    objection = one.objections.get(order.finding)
    require(objection is not None, "not_objected")
    assert objection is not None
    require(not objection.decided, "decided_already")
    require(not (by.kin | {by.person}) & (one.members | one.team | one.finders), "finder_cannot_decide")
    if bar(by, order.place, on, order.terms) is not None:
        raise Refusal("stands_back_from_unit")
    return FindingDecidedAgain(
        happened_on=on,
        visit=one.id,
        finding=order.finding,
        upheld=order.upheld,
        said=written(order.said, "reason", 2000),
        decider=by.person,
    )


def _of_group(by: Actor, leader: str) -> None:
    """Refuse who is neither of the office nor leads the group (政府督查工作条例 art. 8)."""
    require(Role.DISPATCHER in by.roles or (leader and by.person == leader), "not_of_the_group")


def _of_team(one: CircuitVisit, by: Actor) -> None:
    """Refuse who is neither of the office nor goes along."""
    require(Role.DISPATCHER in by.roles or by.person in one.team, "not_of_the_group")


def evolve(state: CircuitVisit | None, happened: Event) -> CircuitVisit | None:
    """The visit after an event."""
    if isinstance(happened, VisitPlanned):
        return CircuitVisit(
            happened.visit,
            happened.group,
            happened.place,
            happened.unit,
            happened.on,
            frozenset(happened.team),
            happened.announced,
            members=frozenset((*happened.members, *happened.team)),
        )
    one = held(state, "unknown_circuit_visit")
    match happened:
        case VisitMoved(on=on, team=team, members=members):
            return replace(one, on=on, team=frozenset(team), members=one.members | {*members, *team})
        case VisitHeld(evidence=evidence, held_on=held_on):
            grade = Grade.DOCUMENTED if evidence else Grade.CLAIMED
            return replace(one, status=VisitStatus.HELD, on=held_on, grade=grade)
        case SampleTaken(problems=problems, checkers=checkers):
            return replace(one, sample={**one.sample, **dict(zip(problems, checkers, strict=True))})
        case CheckNoted(problem=problem, found=found, checker=checker):
            return replace(one, findings={**one.findings, problem: found}, finders=one.finders | {checker})
        case FindingNoted(finding=finding, found=found, finder=finder):
            return replace(one, findings={**one.findings, finding: found}, finders=one.finders | {finder})
        case VisitFedBack(object_by=object_by):
            return replace(one, status=VisitStatus.FED_BACK, object_by=object_by)
        case VisitAnswered():
            # Whoever was visited says that it was: nobody needs to sign anything for that.
            return replace(one, answered=True, grade=best(one.grade, Grade.VERIFIED))
        case FindingObjected(finding=finding):
            return replace(one, objections={**one.objections, finding: Objection()})
        case FindingDecidedAgain(finding=finding, upheld=upheld):
            return replace(one, objections={**one.objections, finding: Objection(True, upheld)})
        case VisitCancelled():
            return replace(one, status=VisitStatus.CANCELLED)
        case VisitWithdrawn():
            return replace(one, status=VisitStatus.WITHDRAWN)
    raise Fault(f"not a circuit visit event: {happened.kind}")
