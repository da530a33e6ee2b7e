"""Notice (通知): who is told that something waits for them, of what, and at what hour it may reach them.

A notice names a number, what happened and by when; never words, names or contacts (law 7). Matters under the shield make none: a message
leaves the house, and its mere arrival would tell that there is something to tell (law 8; 信访工作条例 arts. 30, 46(5)). Nobody is told
what they did themselves, nobody is told twice of one thing, and what only looks on is not told at all (law 11; 2024 rules against
formalism, domain G).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from sandan.domain import chase, circuit_visit, clock, handover, problem_event, relay, responsibility, survey, task
from sandan.domain.authority import NO_POST, Role
from sandan.domain.circuit import CHECKERS
from sandan.domain.shield import marked
from sandan.domain.wire import Event


class Kind(StrEnum):
    """What a notice tells."""

    DISPATCHED = "dispatched"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    SENT_BACK = "sent_back"
    RETURN_REFUSED = "return_refused"
    STRUCK_OFF = "struck_off"
    RELAY = "relay"
    TASK = "task"
    RETURN_ASKED = "return_asked"
    ADJUDICATE = "adjudicate"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    READ_AGAIN = "read_again"
    UNHAPPY = "unhappy"
    REOPENED = "reopened"
    EXTENSION_ASKED = "extension_asked"
    TIME = "time"
    REVIEW = "review"
    CHASED = "chased"
    LISTED = "listed"
    STANDARD = "standard"
    HANDOVER = "handover"
    CIRCUIT_VISIT = "circuit_visit"
    CIRCUIT_TOLD = "circuit_told"


class Audience(StrEnum):
    """Whom a notice is for; who they are is read off the appointments of the moment at which it happened."""

    UNIT = "unit"
    """Heads and handlers of the units that have the problem."""
    DISPATCHERS = "dispatchers"
    VERIFIERS = "verifiers"
    """Verifiers who neither work in nor below a unit that has the problem (law 4)."""
    LEADERS = "leaders"
    """Whoever is entered as answering for the problem, or as supervising it."""
    ADJUDICATORS = "adjudicators"
    """County leaders who may decide whose it is: those entered for the problem, else all; never of a unit that has it (domain C4)."""
    NAMED = "named"
    """The people whom the event names."""
    ALONG = "along"
    """Those who go along on the circuit visit, or went before it was changed."""


class Timing(StrEnum):
    """When somebody wants a channel to tell them."""

    NEVER = "never"
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Rule:
    """That an event makes a notice of `kind` for these audiences. `named`: whom it names, for the audience of that name."""

    kind: Kind
    audiences: tuple[Audience, ...]
    named: tuple[str, ...] = ()


_UNIT = (Audience.UNIT,)
_OFFICE = (Audience.DISPATCHERS,)

RULES: Mapping[type[Event], Rule] = MappingProxyType(
    {
        problem_event.ProblemDispatched: Rule(Kind.DISPATCHED, _UNIT),
        problem_event.ProblemUnitSucceeded: Rule(Kind.DISPATCHED, _UNIT),
        problem_event.ProblemAdjudicated: Rule(Kind.DISPATCHED, _UNIT),
        problem_event.ProblemEscalated: Rule(Kind.DISPATCHED, _UNIT),
        clock.ExtensionAsked: Rule(Kind.EXTENSION_ASKED, _OFFICE),
        clock.ExtensionAgreed: Rule(Kind.EXTENSION_ASKED, (Audience.LEADERS,)),
        clock.ExtensionGranted: Rule(Kind.TIME, _UNIT),
        clock.ExtensionRefused: Rule(Kind.TIME, _UNIT),
        clock.PauseBegun: Rule(Kind.TIME, _UNIT),
        clock.PauseEnded: Rule(Kind.TIME, _UNIT),
        clock.ReviewDue: Rule(Kind.REVIEW, _OFFICE),
        chase.ChaseIssued: Rule(Kind.CHASED, _UNIT),
        chase.SupervisionListed: Rule(Kind.LISTED, (Audience.UNIT, Audience.LEADERS)),
        task.StandardObjected: Rule(Kind.STANDARD, _UNIT),
        problem_event.ProblemReturnAsked: Rule(Kind.RETURN_ASKED, _OFFICE),
        problem_event.ProblemReturnRefused: Rule(Kind.RETURN_REFUSED, _UNIT),
        problem_event.ProblemClosureRequested: Rule(Kind.CLAIMED, (Audience.VERIFIERS,)),
        problem_event.ProblemRectifiedAtOnce: Rule(Kind.CLAIMED, (Audience.VERIFIERS,)),
        problem_event.ProblemVerified: Rule(Kind.VERIFIED, _OFFICE),
        problem_event.ProblemReadAgain: Rule(Kind.VERIFIED, _OFFICE),
        problem_event.ProblemSentBack: Rule(Kind.SENT_BACK, _UNIT),
        problem_event.ProblemStruckOff: Rule(Kind.STRUCK_OFF, _UNIT),
        problem_event.ProblemReopened: Rule(Kind.REOPENED, _OFFICE),
        relay.UnitWrittenTo: Rule(Kind.RELAY, _UNIT),
        survey.SurveyRecorded: Rule(Kind.UNHAPPY, _OFFICE),
        responsibility.ResponsibilityAssigned: Rule(Kind.TASK, (Audience.NAMED,)),
        handover.HandoverOffered: Rule(Kind.HANDOVER, (Audience.NAMED,)),
        circuit_visit.VisitPlanned: Rule(Kind.CIRCUIT_VISIT, (Audience.ALONG, Audience.UNIT)),
        circuit_visit.VisitMoved: Rule(Kind.CIRCUIT_VISIT, (Audience.ALONG, Audience.UNIT)),
        circuit_visit.VisitCancelled: Rule(Kind.CIRCUIT_VISIT, (Audience.ALONG, Audience.UNIT)),
        circuit_visit.VisitFedBack: Rule(Kind.CIRCUIT_TOLD, _UNIT),
    }
)
"""Event by event: what it tells whom. A later form of an event (a subclass) tells the same. Of a circuit visit that is not announced only
those who go are told: it is for the reader of the ledger, who knows, to leave the unit out."""

_AGREEING: Mapping[Role | None, tuple[Audience, ...]] = MappingProxyType(
    {Role.DISPATCHER: _OFFICE, Role.LEADER: (Audience.LEADERS,)}
)
"""Who is told that they must agree to a later deadline."""

BY_DATE: Mapping[Kind, tuple[Audience, ...]] = MappingProxyType(
    {Kind.DUE_SOON: _UNIT, Kind.OVERDUE: (Audience.UNIT, Audience.LEADERS)}
)
"""What no event tells but the calendar: once for each due date."""

TO_ADJUDICATE = Rule(Kind.ADJUDICATE, (Audience.ADJUDICATORS,))
"""A return that the office may no longer decide: its leaders are told instead, for it is their turn (domain C4)."""

TO_READ_AGAIN = Rule(Kind.READ_AGAIN, (Audience.VERIFIERS,))
"""A verified "not substantiated": before the office, an independent second person reads it (law 4)."""

INSTEAD = (TO_ADJUDICATE, TO_READ_AGAIN)
"""What the reader of the ledger, who sees where the problem stands, tells in the place of an event's own rule."""

BACK_OFF = tuple(timedelta(minutes=each) for each in (1, 5, 30, 120, 360, 720))
"""How long a message waits after its first, second, … vain try. After the last of them it has failed."""


def rule_of(stream: str, event: Event) -> Rule | None:
    """What `event` of `stream` makes a notice of; None for what nobody is told, and for all that stands under the shield."""
    if marked(stream.partition("/")[2]):
        return None
    rule = next((RULES[each] for each in type(event).__mro__ if each in RULES), None)
    match event:
        case survey.SurveyRecorded(outcome=outcome, fixed=fixed, level=level):
            return rule if survey.unhappy(outcome, level, fixed) else None
        case clock.ExtensionAskedOf(awaits=awaits) | clock.ExtensionAgreed(awaits=awaits):
            # Where the head decided with the asking, there is nothing left for anybody to do.
            return Rule(Kind.EXTENSION_ASKED, _AGREEING[awaits]) if awaits in _AGREEING else None
        case responsibility.ResponsibilityAssigned(person=person, task=of):
            return Rule(Kind.TASK, (Audience.NAMED,), (person,)) if person and of else None
        case handover.HandoverOffered(to=to, items=items):
            hidden = any(marked(each.partition("/")[2]) for each in items)
            return None if hidden else Rule(Kind.HANDOVER, (Audience.NAMED,), (to,))
    return rule


_ROLES: Mapping[Audience, frozenset[Role]] = MappingProxyType(
    {
        Audience.UNIT: frozenset({Role.UNIT_HEAD, Role.HANDLER}),
        Audience.DISPATCHERS: frozenset({Role.DISPATCHER}),
        Audience.VERIFIERS: frozenset({Role.VERIFIER}),
        Audience.LEADERS: frozenset({Role.LEADER}),
        Audience.ADJUDICATORS: frozenset({Role.LEADER}),
        Audience.NAMED: frozenset(Role) - NO_POST,
        Audience.ALONG: CHECKERS,
    }
)


def concerns(roles: Collection[Role]) -> tuple[Kind, ...]:
    """The kinds of notices that somebody in these roles may get, in their order."""
    audiences: dict[Kind, set[Audience]] = {}
    for kind, to in [*((rule.kind, rule.audiences) for rule in (*RULES.values(), *INSTEAD)), *BY_DATE.items()]:
        audiences.setdefault(kind, set()).update(to)
    return tuple(kind for kind in Kind if any(_ROLES[each] & set(roles) for each in audiences.get(kind, ())))


def after_quiet(at: datetime, first: time | None, last: time | None) -> datetime:
    """`at`, or the end of the quiet hours in which it falls. They run from `first` until before `last`, over midnight if need be."""
    if first is None or last is None or first == last:
        return at
    now = at.time()
    quiet = first <= now < last if first < last else now >= first or now < last
    if not quiet:
        return at
    end = at.replace(hour=last.hour, minute=last.minute, second=0, microsecond=0)
    return end if end > at else end + timedelta(days=1)


def next_digest(at: datetime, when: time, weekday: int | None = None) -> datetime:
    """The first moment after `at` at the hour `when`, on any day or on a weekday (Monday is 0)."""
    due = at.replace(hour=when.hour, minute=when.minute, second=0, microsecond=0)
    if due <= at:
        due += timedelta(days=1)
    if weekday is not None:
        due += timedelta(days=(weekday - due.weekday()) % 7)
    return due


def again_at(tries: int, at: datetime) -> datetime | None:
    """When a message is tried again after so many vain tries; None if it has failed."""
    return at + BACK_OFF[tries - 1] if tries <= len(BACK_OFF) else None
