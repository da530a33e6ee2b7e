"""What waits for whom: the piles on a desk, by role and unit. Queries only.

Every pile is bounded: at most `MOST` rows and the word whether there are more. Each starts from an index over current rows, so it costs
what is in hand and not what ever was. Rows with a date come by the date, the others oldest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from sandan.domain import survey, task
from sandan.domain.authority import Actor, Role
from sandan.domain.batch import BatchStatus
from sandan.domain.bulletin import BulletinStatus
from sandan.domain.handover import HandoverStatus
from sandan.domain.opinion import OpinionStatus
from sandan.domain.problem import AT_UNIT
from sandan.domain.task import TaskStatus
from sandan.domain.values import Outcome, Status, SurveyOutcome
from sandan.projections import shield
from sandan.projections.batch import Batch
from sandan.projections.bulletin import Bulletin
from sandan.projections.circuit_visit import CircuitItem, CircuitVisit, mine, to_decide
from sandan.projections.handover import Handover
from sandan.projections.listing import Answers
from sandan.projections.look_back import to_check, to_draw
from sandan.projections.meeting import waiting_for
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem, overdue
from sandan.projections.relay import Relay
from sandan.projections.responsibility import Responsibility
from sandan.projections.survey import Survey
from sandan.projections.task import Task
from sandan.projections.version import now

MOST = 20
_AHEAD = timedelta(days=7)
"""How long before its day a review is put on the desk."""
COUNTED = 1000
"""Opinions are counted up to here; beyond it is "more than"."""
_ASKABLE = tuple(sorted(each.value for each in survey.ASKABLE))
_OPEN_TASK = tuple(sorted(each.value for each in task.OPEN))
_AT_WORK = tuple(sorted(each.value for each in (*AT_UNIT, Status.RETURN_ASKED)))


class Kind(StrEnum):
    """What a pile holds."""

    SORT = "sort"
    DISPATCH = "dispatch"
    RETURN = "return"
    STRIKE_OFF = "strike_off"
    UNHAPPY = "unhappy"
    UNHAPPY_AFTER = "unhappy_after"
    SIGN_FOR = "sign_for"
    SENT_BACK = "sent_back"
    PLAN = "plan"
    TASK = "task"
    CLOSURE = "closure"
    VERIFY = "verify"
    READ_AGAIN = "read_again"
    CALL = "call"
    IMPORT = "import"
    DRAFT = "draft"
    APPROVAL = "approval"
    SUPERVISED = "supervised"
    HANDOVER = "handover"
    NOT_SIGNED = "not_signed"
    JUDGED_BY_OTHERS = "judged_by_others"
    EXTENSION = "extension"
    ADJUDICATE = "adjudicate"
    STANDARD = "standard"
    REVIEW = "review"
    LATE = "late"
    CHASED = "chased"
    HELP = "help"
    LISTED = "listed"
    STILL = "still"
    SHIELD = "shield"
    RELAY = "relay"
    UNANSWERED = "unanswered"
    LOOK_BACK = "look_back"
    LOOK_BACK_DRAW = "look_back_draw"
    DECISION = "decision"
    CIRCUIT_VISIT = "circuit_visit"
    OBJECTION = "objection"


WAITED_FOR = frozenset({Kind.NOT_SIGNED, Kind.JUDGED_BY_OTHERS, Kind.STILL})
"""Piles that others have to act on: what the person at the desk waits for."""


OFFICE_STEPS = frozenset(
    {
        Kind.DISPATCH,
        Kind.RETURN,
        Kind.ADJUDICATE,
        Kind.VERIFY,
        Kind.READ_AGAIN,
        Kind.STRIKE_OFF,
        Kind.CALL,
        Kind.UNHAPPY,
        Kind.UNHAPPY_AFTER,
    }
)
"""Piles that are due by the day of a step outside the unit, where there is one, and not by the unit's deadline."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Some rows of one kind. `filters` are those under which the list shows all of them, None where no list does."""

    kind: Kind
    rows: list[Any]
    more: bool = False
    count: int | None = None
    filters: Mapping[str, str] | None = field(default_factory=dict)


def piles(actor: Actor, at: datetime) -> list[Pile]:
    """The piles on an actor's desk at a moment, without the empty ones."""
    today = at.date()
    found: list[Pile] = []
    offered = now(Handover).filter(successor=actor.person, status=HandoverStatus.OFFERED.value)
    found.append(_pile(Kind.HANDOVER, offered.order_by("position"), None))
    if Role.DISPATCHER in actor.roles:
        found += _office()
        found += _time(today)
        found.append(_pile(Kind.LOOK_BACK_DRAW, to_draw(today), {}))
    if actor.roles & {Role.DISPATCHER, Role.VERIFIER}:
        found += _to_decide(actor)
    if actor.roles & {Role.UNIT_HEAD, Role.HANDLER}:
        found += _unit(actor)
    if actor.roles & {Role.DISPATCHER, Role.UNIT_HEAD, Role.HANDLER}:
        found.append(_pile(Kind.DECISION, waiting_for(actor), None))
    if actor.roles & {Role.VERIFIER, Role.INSPECTOR}:
        found.append(_pile(Kind.LOOK_BACK, to_check(actor.person), None))
        found.append(_pile(Kind.CIRCUIT_VISIT, mine(actor.person), None))
    if Role.VERIFIER in actor.roles:
        found += _verifier(actor)
    if actor.roles & {Role.DISPATCHER, Role.VERIFIER, Role.LEADER}:
        found.append(_pile(Kind.OBJECTION, _objections(actor), None))
    if actor.roles & {Role.CLERK, Role.DISPATCHER, Role.VERIFIER}:
        found.append(_to_call(today))
    if actor.roles & {Role.CLERK, Role.DISPATCHER}:
        found.append(_pile(Kind.IMPORT, now(Batch).filter(status=BatchStatus.OPEN.value).order_by("position"), {}))
    found += _bulletins(actor)
    if actor.roles & {Role.DISPATCHER, Role.VERIFIER}:
        found.append(_pile(Kind.STANDARD, _to_agree(actor), {"status": "open"}))
    if Role.LEADER in actor.roles:
        found.append(_pile(Kind.ADJUDICATE, _to_adjudicate(), None))
        if Role.DISPATCHER not in actor.roles:
            found.append(_pile(Kind.EXTENSION, _to_extend(Role.LEADER), None))
        found.append(_pile(Kind.LISTED, listed().order_by("due_on", "position"), None))
        found.append(_pile(Kind.SUPERVISED, supervised(actor.person, today).order_by("due_on", "position"), None))
    if Role.CLERK in actor.roles or Role.DISPATCHER in actor.roles:
        found.append(_pile(Kind.UNANSWERED, _unread(), None))
    found.append(_under_shield(actor))
    return [each for each in found if each.rows or each.count]


def _bulletins(actor: Actor) -> list[Pile]:
    """For the editor, drafts and what is to be published; for those who approve, what others handed in."""
    found = []
    if Role.EDITOR in actor.roles:
        own = (BulletinStatus.DRAFT.value, BulletinStatus.APPROVED.value)
        found.append(_pile(Kind.DRAFT, now(Bulletin).filter(status__in=own).order_by("position"), {}))
    if actor.roles & {Role.DISPATCHER, Role.LEADER}:
        waits = now(Bulletin).filter(status=BulletinStatus.SUBMITTED.value).exclude(submitter=actor.person)
        found.append(_pile(Kind.APPROVAL, waits.order_by("position"), {}))
    return found


def _under_shield(actor: Actor) -> Pile:
    """How much waits under the shield for this actor: counted, and opened only on its own page."""
    to_sort, on_ladder = shield.waiting(actor)
    count = to_sort[: COUNTED + 1].count() + on_ladder[: COUNTED + 1].count()
    return Pile(Kind.SHIELD, [], count > COUNTED, min(count, COUNTED), {})


def _unread() -> QuerySet[Problem]:
    """Problems whose unit wrote to a reporter who has not answered, oldest first: whoever has no receipt code is told by a clerk."""
    asked = now(Relay).filter(own__in=(False,)).values("problem")  # as a value: SQLite reads along the index over it
    return now(Problem).filter(_standing(_AT_WORK), key__in=asked).order_by("position")


def _standing(rungs: tuple[str, ...]) -> In:
    """That a problem stands at one of these rungs: looked at once it is found, where a query names few and many more stand there."""
    return In(Coalesce(F("status"), Value("")), rungs)


def unheard(due: date | None = None) -> QuerySet[Problem]:
    """Claimed problems with a reporter who can be reached (or could, before erasure) and of whom nothing is recorded in this round.

    With a day, without those who are only to be tried again on a later one.
    """
    heard = now(Survey).filter(opinion=OuterRef("key"), problem=OuterRef("problem"), round=OuterRef(OuterRef("round")))
    settled = ~Q(outcome=SurveyOutcome.WAITING.value)
    heard = heard.filter(settled if due is None else settled | Q(again_on__gt=due))
    silent = now(Opinion).filter(Q(reachable=True) | Q(erased=True), ~Exists(heard), problem=OuterRef("key"))
    return now(Problem).filter(Exists(silent), status__in=_ASKABLE)


def _to_call(today: date) -> Pile:
    """Reporters to call back. Rung by rung, so that each is read in the order of its day, along an index, no further than needed."""
    rows = unheard(today).order_by("step_by", "position")
    found = [each for rung in _ASKABLE for each in rows.filter(status=rung)[: MOST + 1]]
    found.sort(key=lambda each: (each.step_by or date.max, each.position))
    return Pile(Kind.CALL, found[:MOST], len(found) > MOST, None, None)


def supervised(person: str, today: date) -> QuerySet[Problem]:
    """Overdue problems that a leader answers for or supervises."""
    # Two subqueries, because a partial index does not serve an OR inside one.
    answering = now(Responsibility).filter(leader=person, task="").values("problem")
    supervising = now(Responsibility).filter(supervising_leader=person, task="").values("problem")
    named = Q(key__in=answering) | Q(key__in=supervising)
    return now(Problem).filter(overdue(today), named)


def undecided(*status: Status) -> QuerySet[Problem]:
    """Problems at one of these rungs in which a reporter is not content and nobody outside the unit has decided on that."""
    owed = (
        now(Survey).filter(undecided__in=(True,)).values("problem")
    )  # as a value: SQLite reads along the index over it
    rungs = tuple(each.value for each in status)
    return now(Problem).filter(_standing(rungs), key__in=owed).order_by("step_by", "position")


def _to_decide(actor: Actor) -> list[Pile]:
    """The answers that wait for a decision, before strike-off and after it: not those about a unit of the actor's own."""
    own = actor.everywhere | frozenset(actor.lineage)
    before, after = undecided(*survey.ASKABLE), undecided(*survey.ANSWERABLE - survey.ASKABLE)
    return [
        _pile(Kind.UNHAPPY, before.exclude(unit__in=own), {"answers": Answers.UNDECIDED.value}),
        _pile(Kind.UNHAPPY_AFTER, after.exclude(unit__in=own), {"answers": Answers.UNDECIDED_AFTER.value}),
    ]


def _office() -> list[Pile]:
    waiting = now(Opinion).filter(status=OpinionStatus.WAITING.value)[: COUNTED + 1].count()
    return [
        Pile(Kind.SORT, [], waiting > COUNTED, min(waiting, COUNTED)),
        _pile(Kind.RETURN, _returned().order_by("step_by", "position"), {"status": Status.RETURN_ASKED.value}),
        _at(Kind.STRIKE_OFF, Status.VERIFIED, "step_by"),
        _at(Kind.DISPATCH, Status.ACCEPTED, "step_by"),
        _at(Kind.NOT_SIGNED, Status.DISPATCHED, "due_on"),
    ]


def _unit(actor: Actor) -> list[Pile]:
    # Also what units had that were merged into one's own; of the uppermost unit only what those have who sit in it.
    lineage = tuple(each for each in (*actor.lineage, *sorted(actor.absorbed)) if actor.within(each))
    held = now(Problem).filter(unit__in=lineage)
    filters = {"unit": lineage[0]} if lineage else {}
    by_date = ("due_on", "position")
    no_task = held.filter(status=Status.SIGNED_FOR.value, open_tasks=0).order_by(*by_date)
    done = held.filter(status__in=(Status.PLANNED.value, Status.IN_PROGRESS.value), open_tasks=0, done_tasks__gt=0)
    tasks = now(Task).filter(unit__in=lineage, status__in=_OPEN_TASK).order_by("to_on", "position")
    others = held.filter(status__in=(Status.CLOSURE_REQUESTED.value, Status.VERIFIED.value, Status.RETURN_ASKED.value))
    return [
        _pile(
            Kind.SIGN_FOR,
            held.filter(status=Status.DISPATCHED.value).order_by(*by_date),
            {**filters, "status": Status.DISPATCHED.value},
        ),
        _pile(Kind.SENT_BACK, no_task.filter(sent_back__gt=0), None),
        _pile(Kind.PLAN, no_task.filter(sent_back=0), {**filters, "status": Status.SIGNED_FOR.value}),
        _pile(Kind.TASK, tasks, {**filters, "status": "open"}),
        _pile(Kind.CLOSURE, done.order_by(*by_date), None),
        _pile(
            Kind.CHASED, held.filter(chase_by__isnull=False, status__in=_AT_WORK).order_by("chase_by", "position"), None
        ),
        _pile(Kind.HELP, _helping(lineage), None),
        _pile(Kind.RELAY, _answered(lineage), None),
        _pile(Kind.JUDGED_BY_OTHERS, others.order_by("step_by", "position"), None),
    ]


def _answered(lineage: tuple[str, ...]) -> QuerySet[Problem]:
    """The unit's problems in which a reporter wrote last."""
    of = now(Relay).filter(own=True, unit__in=lineage).values("problem")
    return now(Problem).filter(key__in=of, unit__in=lineage, status__in=_AT_WORK).order_by("position")


def _objections(actor: Actor) -> QuerySet[CircuitItem]:
    """Objections to findings of circuit visits that somebody may decide: not of their own unit, nor of a visit that they went along on."""
    own = actor.everywhere | frozenset(actor.lineage)
    went = now(CircuitVisit).filter(team__contains=actor.person).values("key")
    return to_decide().exclude(unit__in=own).exclude(visit__in=went)


def _verifier(actor: Actor) -> list[Pile]:
    own = actor.everywhere | frozenset(actor.lineage)
    claimed = now(Problem).filter(status=Status.CLOSURE_REQUESTED.value).exclude(unit__in=own)
    again = now(Problem).filter(
        status=Status.VERIFIED.value, outcome=Outcome.NOT_SUBSTANTIATED.value, second_read_on__isnull=True
    )
    return [
        _pile(
            Kind.VERIFY,
            claimed.order_by("step_by", "position"),
            {"status": Status.CLOSURE_REQUESTED.value},
        ),
        _pile(Kind.READ_AGAIN, again.exclude(unit__in=own).order_by("step_by", "position"), None),
    ]


def _returned() -> QuerySet[Problem]:
    """Problems that a unit asks to return, and the office decides."""
    return now(Problem).filter(status=Status.RETURN_ASKED.value, return_asks__lt=F("adjudicate_at"))


def _to_adjudicate() -> QuerySet[Problem]:
    """Problems that units have asked to return so often that a leader decides."""
    asked = now(Problem).filter(status=Status.RETURN_ASKED.value, return_asks__gte=F("adjudicate_at"))
    return asked.order_by("step_by", "position")


def _to_extend(role: Role) -> QuerySet[Problem]:
    """Problems whose unit asks for a later deadline, and somebody in this role must agree next."""
    asked = now(Problem).filter(status__in=_AT_WORK, extension_to__isnull=False, agrees=role.value)
    return asked.order_by("due_on", "position")


def _to_agree(actor: Actor) -> QuerySet[Task]:
    """Planned tasks whose acceptance standard nobody has agreed or objected to: it is settled before the work, whatever the rules."""
    own = actor.everywhere | frozenset(actor.lineage)
    wanted = now(Task).filter(status=TaskStatus.PLANNED.value, agreed_on__isnull=True, objected_on__isnull=True)
    return wanted.exclude(unit__in=own).order_by("from_on", "position")


def listed() -> QuerySet[Problem]:
    """Open problems under listed supervision."""
    return now(Problem).filter(_standing(_AT_WORK), listed_on__isnull=False)


def _time(today: date) -> list[Pile]:
    """What the office decides about deadlines, and where it presses."""
    late = now(Problem).filter(overdue(today), chase_by__isnull=True)
    reviewed = now(Problem).filter(status=Status.LONG_TERM.value, review_on__lte=today + _AHEAD)
    return [
        _pile(Kind.EXTENSION, _to_extend(Role.DISPATCHER), None),
        _pile(Kind.REVIEW, reviewed.order_by("review_on", "position"), {"status": Status.LONG_TERM.value}),
        _pile(Kind.LATE, late.order_by("due_on", "position"), {"due": "overdue"}),
        _pile(Kind.STILL, _still(), None),
    ]


def _still() -> QuerySet[Problem]:
    """Problems whose clock stands still, the one that runs again first at the head."""
    return now(Problem).filter(_standing(_AT_WORK), paused_on__isnull=False).order_by("pause_until", "position")


def _helping(lineage: tuple[str, ...]) -> QuerySet[Problem]:
    """Problems at work in which one of these units cooperates."""
    named = Q()
    for each in lineage[:1]:
        named |= Q(cooperating__contains=each)
    return now(Problem).filter(named, status__in=_AT_WORK).order_by("due_on", "position")


def _at(kind: Kind, status: Status, day: str) -> Pile:
    """Problems at one status, where every one has that day, in its order along an index."""
    rows = now(Problem).filter(status=status.value).order_by(day, "position")
    return _pile(kind, rows, {"status": status.value})


def _pile(kind: Kind, rows: QuerySet[Any], filters: Mapping[str, str] | None) -> Pile:
    found = list(rows[: MOST + 1])
    return Pile(kind, found[:MOST], len(found) > MOST, None, filters)
