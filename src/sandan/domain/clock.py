"""Clock (时限): by when a problem must be dealt with, what gives it more time or stops its clock, and when it rings.

The clock starts at dispatch and not at the signature (domain H6), and no day given here ever hides another: the first deadline stays
beside the one that holds. What decides is the day on which something is recorded, not the day that someone claims: else an extension
asked for too late could be dated back.

An extension is asked for by the unit's head before the deadline passes, with the reason and how far the work is (信访工作条例 art. 34;
domain C5). It takes effect once everyone whom the rules name after the head has agreed, one after the other and each a different person;
where they name the head alone, with the asking, and both are recorded. A pause needs a basis and an end, and its days are counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.facts import Facts, not_by_fixer, of_handling_unit
from sandan.domain.procedure import OFFICE, Procedure, Terms
from sandan.domain.values import Fault, Public, Status, require, written
from sandan.domain.wire import Command, Event, command, event

RUNNING = frozenset({Status.DISPATCHED, Status.SIGNED_FOR, Status.PLANNED, Status.IN_PROGRESS, Status.RETURN_ASKED})
"""Where the clock runs against the unit. A claim stops it, strike-off or not: what is left is for others to judge."""
SOON = timedelta(days=3)
"""How long before a deadline it is near where the rules say nothing."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A problem's clock as its case tells it."""

    terms: Terms | None = None
    first_due_on: date | None = None
    due_on: date | None = None
    extensions: int = 0
    asked: date | None = None
    """The day that a pending request would move the deadline to: what was asked for, or less, once someone agreed to less."""
    agreed: tuple[str, ...] = ()
    """Who has agreed to that request so far, though it takes another."""
    paused_on: date | None = None
    pause_until: date | None = None
    paused_days: int = 0
    higher: bool = False
    """It was given to a higher level since the rules gave it its days: whoever has it now has a window of their own to return it."""
    rung: frozenset[str] = frozenset()
    """What the clock has rung for already, with the day it rang about."""

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return self.paused_on is not None

    @property
    def awaited(self) -> tuple[Role, ...]:
        """Who must still agree to a pending request for a later deadline, the next one first; empty where none is pending."""
        return _outside(self.terms)[len(self.agreed) :] if self.asked is not None else ()


NOT_STARTED = Clock()


@command("clock.set_terms")
@dataclass(frozen=True, slots=True, kw_only=True)
class SetTerms(Command):
    """Keep with the case the days that the rules in force give it. Part of dispatching; refuses a deadline beyond them.

    Part of giving it to a higher level, too: then nothing of them may differ but the window in which it may be returned.
    """

    terms: Terms


@command("extension.ask")
@dataclass(frozen=True, slots=True, kw_only=True)
class AskExtension(Command):
    """Ask for a later deadline, before the one that holds has passed."""

    to_on: date
    reason: str
    progress: str


@command("extension.grant")
@dataclass(frozen=True, slots=True, kw_only=True)
class GrantExtension(Command):
    """Agree to exactly this day, at most the one asked for. The last one who must agree moves the deadline."""

    to_on: date
    note: str = ""


@command("extension.refuse")
@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseExtension(Command):
    """Leave the deadline where it is, and say why."""

    reason: str


@command("pause.begin")
@dataclass(frozen=True, slots=True, kw_only=True)
class BeginPause(Command):
    """Stop the clock on a basis that is cited (a hearing, an expert appraisal, a court), until a day at most."""

    basis: str
    reason: str
    until_on: date


@command("pause.end")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndPause(Command):
    """Let the clock run on. The deadline moves by the days that it stood still."""

    note: str = ""


@command("clock.tick")
@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Command):
    """Say what the calendar says today: a pause has ended, a deadline is near, or has passed, a review is due. Each is said once."""


@event("clock.terms_set/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TermsSet(Event):
    """The rules in force gave the problem these days."""

    procedure: Public[Procedure]
    rulebook: Public[str]
    basis: Public[str]
    standard_first: Public[bool]
    return_by: Public[date | None] = None
    limit_on: Public[date | None] = None
    longest_on: Public[date | None] = None
    warn_on: Public[date | None] = None


@event("clock.terms_set/2")
@dataclass(frozen=True, slots=True, kw_only=True)
class TermsSetInFull(TermsSet):
    """The same, with who must agree to an extension and at which request to return a leader decides."""

    approvers: Public[tuple[Role, ...]]
    adjudicate_at: Public[int]


@event("extension.asked/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionAsked(Event):
    """The unit asks for a later deadline."""

    due_on: Public[date]
    to_on: Public[date]
    reason: str
    progress: str
    worker: str


@event("extension.asked/2")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionAskedOf(ExtensionAsked):
    """The unit asks for a later deadline, and by the rules somebody must agree next; None: its head decided with the asking."""

    awaits: Public[Role | None] = None


@event("extension.agreed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionAgreed(Event):
    """One of those who must agree did, to `to_on`. The deadline stays until `awaits`, and whoever comes after, has agreed too."""

    role: Public[Role]
    awaits: Public[Role]
    due_on: Public[date]
    to_on: Public[date]
    note: str
    approver: str


@event("extension.granted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionGranted(Event):
    """The deadline moved from `due_on` to `to_on`; `first_due_on` is what was set at dispatch."""

    first_due_on: Public[date]
    due_on: Public[date]
    to_on: Public[date]
    note: str


@event("extension.refused/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRefused(Event):
    """The deadline stays."""

    due_on: Public[date]
    reason: str


@event("pause.begun/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PauseBegun(Event):
    """The clock stands still."""

    from_on: Public[date]
    until_on: Public[date]
    basis: str
    reason: str


@event("pause.ended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PauseEnded(Event):
    """The clock stood still for `days` calendar days, never beyond the day that was set, and the deadline moved by as many."""

    days: Public[int]
    due_on: Public[date]
    to_on: Public[date]
    note: str


@event("clock.near/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineNear(Event):
    """The deadline is near."""

    due_on: Public[date]


@event("clock.overdue/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinePassed(Event):
    """The deadline has passed without the unit claiming an outcome."""

    due_on: Public[date]


@event("clock.review_due/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDue(Event):
    """A standing obligation is to be reviewed."""

    review_on: Public[date]


def decide(order: Command, state: Clock, facts: Facts, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by, shielded=facts.shielded)
    today = at.date()
    on = order.happened_on or today
    require(on <= today, "date_in_future", date=on)
    if isinstance(order, Tick):
        return _rings(state, facts, today)
    require(facts.status in RUNNING and state.due_on is not None, "not_workable", status=facts.status or "")
    assert state.due_on is not None
    assert state.first_due_on is not None
    match order:
        case SetTerms(terms=terms):
            if state.higher and state.terms is not None:
                same = replace(terms, return_by=state.terms.return_by) == state.terms
                require(same, "terms_set_already")
                return (_terms_set(terms, on),)
            require(state.terms is None, "terms_set_already")
            require(state.asked is None, "extension_pending", to_on=state.asked or state.due_on)
            limit = terms.limit_on
            # Where the limit has passed already (returned, reopened late), it stays in sight and must not be a dead end.
            fits = limit is None or limit < today or state.due_on <= limit
            require(fits, "due_after_limit", limit_on=limit or state.due_on)
            return (_terms_set(terms, on),)
        case AskExtension(to_on=to_on):
            of_handling_unit(facts, by)
            require(state.asked is None, "extension_pending", to_on=state.asked or to_on)
            require(not state.paused, "clock_stands", until_on=state.pause_until or today)
            require(today <= state.due_on, "extension_late", due_on=state.due_on)
            _within(state, to_on)
            outside = _outside(state.terms)
            told = ExtensionAskedOf(
                happened_on=on,
                due_on=state.due_on,
                to_on=to_on,
                reason=written(order.reason, "reason", 2000),
                progress=written(order.progress, "progress", 2000),
                worker=by.person,
                awaits=outside[0] if outside else None,
            )
            return (told,) if outside else (told, _granted(state, to_on, on, ""))
        case GrantExtension(to_on=to_on, note=note):
            asked = _asked(state)
            not_by_fixer(facts, by)
            agrees, *after = _next(state, facts, by)
            _within(state, to_on)
            require(to_on <= asked, "extension_more_than_asked", to_on=asked)
            note = note.strip()[:2000]
            if not after:
                return (_granted(state, to_on, on, note),)
            return (
                ExtensionAgreed(
                    happened_on=on,
                    role=agrees,
                    awaits=after[0],
                    due_on=state.due_on,
                    to_on=to_on,
                    note=note,
                    approver=by.person,
                ),
            )
        case RefuseExtension(reason=reason):
            _asked(state)
            not_by_fixer(facts, by)
            _next(state, facts, by)
            return (ExtensionRefused(happened_on=on, due_on=state.due_on, reason=written(reason, "reason", 2000)),)
        case BeginPause(basis=basis, reason=reason, until_on=until_on):
            not_by_fixer(facts, by)
            require(not state.paused, "clock_stands", until_on=state.pause_until or today)
            require(state.asked is None, "extension_pending", to_on=state.asked or today)
            require(today <= state.due_on, "pause_late", due_on=state.due_on)
            require(until_on > today, "pause_backwards", until_on=until_on)
            return (
                PauseBegun(
                    happened_on=on,
                    from_on=today,
                    until_on=until_on,
                    basis=written(basis, "basis", 500),
                    reason=written(reason, "reason", 2000),
                ),
            )
        case EndPause(note=note):
            not_by_fixer(facts, by)
            require(state.paused, "clock_runs")
            return (_runs_on(state, today, on, note.strip()[:2000]),)
    raise Fault(f"not a clock command: {order.name}")


def _asked(state: Clock) -> date:
    require(state.asked is not None, "extension_not_asked")
    assert state.asked is not None
    return state.asked


def _outside(terms: Terms | None) -> tuple[Role, ...]:
    """Who outside the unit must agree to an extension, in order."""
    return terms.outside if terms is not None else OFFICE


def _next(state: Clock, facts: Facts, by: Actor) -> tuple[Role, ...]:
    """Who must still agree. Refuses unless `by` is the next of them; under the shield the discipline body stands in for each."""
    awaited = state.awaited
    for_them = facts.shielded and Role.DISCIPLINE in by.roles
    require(awaited[0] in by.roles or for_them, "extension_next", role=awaited[0])
    # Two agreements of one person are one. Under the shield there may be nobody else who is cleared.
    require(by.person not in state.agreed or facts.shielded, "agreed_already")
    return awaited


def _granted(state: Clock, to_on: date, on: date, note: str) -> ExtensionGranted:
    assert state.first_due_on is not None
    assert state.due_on is not None
    return ExtensionGranted(
        happened_on=on, first_due_on=state.first_due_on, due_on=state.due_on, to_on=to_on, note=note
    )


def _within(state: Clock, to_on: date) -> None:
    """Refuse a day that is no extension, or lies beyond what the rules allow in total."""
    assert state.due_on is not None
    require(to_on > state.due_on, "extension_backwards", due_on=state.due_on)
    longest = state.terms.longest_on if state.terms else None
    if longest is not None:
        longest += timedelta(days=state.paused_days)
        require(to_on <= longest, "extension_too_long", longest_on=longest)


def _runs_on(state: Clock, today: date, on: date, note: str) -> PauseEnded:
    assert state.due_on is not None
    assert state.paused_on is not None
    assert state.pause_until is not None
    # A pause holds "until at most": a tick that comes late gives nobody more days than were decided.
    days = (min(today, state.pause_until) - state.paused_on).days
    return PauseEnded(
        happened_on=on, days=days, due_on=state.due_on, to_on=state.due_on + timedelta(days=days), note=note
    )


def _rings(state: Clock, facts: Facts, today: date) -> tuple[Event, ...]:
    if facts.status is Status.LONG_TERM and facts.review_on is not None:
        require(facts.review_on <= today and _about("review", facts.review_on) not in state.rung, "nothing_due")
        return (ReviewDue(happened_on=today, review_on=facts.review_on),)
    require(facts.status in RUNNING and state.due_on is not None, "nothing_due")
    assert state.due_on is not None
    if state.paused:
        require(state.pause_until is not None and state.pause_until <= today, "nothing_due")
        return (_runs_on(state, today, today, ""),)
    if state.due_on < today:
        require(_about("overdue", state.due_on) not in state.rung, "nothing_due")
        return (DeadlinePassed(happened_on=today, due_on=state.due_on),)
    warn_on = state.terms.warn_on if state.terms else None
    require((warn_on or state.due_on - SOON) <= today, "nothing_due")
    require(_about("near", state.due_on) not in state.rung, "nothing_due")
    return (DeadlineNear(happened_on=today, due_on=state.due_on),)


def _about(what: str, day: date) -> str:
    return f"{what} {day}"


def started(state: Clock, due_on: date) -> Clock:
    """The clock after a dispatch. Sending a problem to another unit does not make its first deadline forgotten."""
    first = due_on if state.first_due_on is None else state.first_due_on
    return replace(_quiet(state), terms=None, first_due_on=first, due_on=due_on, higher=False)


def raised(state: Clock) -> Clock:
    """The clock once a higher level has it: its deadline stays, and so does everything that moved it."""
    return replace(state, higher=True)


def stopped(state: Clock, *, anew: bool) -> Clock:
    """The clock once no unit has the problem. `anew`: the work starts over, and with it the count of days."""
    if anew:
        return NOT_STARTED
    return replace(_quiet(state), terms=None, due_on=None)


def _quiet(state: Clock) -> Clock:
    """Nothing is asked for, and nothing stands still."""
    return replace(state, asked=None, agreed=(), paused_on=None, pause_until=None)


def evolve(state: Clock, happened: Event) -> Clock:
    """The clock after `happened`."""
    match happened:
        case TermsSet() as one:
            return replace(state, terms=_terms(one), higher=False)
        case ExtensionAsked(to_on=to_on):
            return replace(state, asked=to_on, agreed=())
        case ExtensionAgreed(to_on=to_on, approver=approver):
            return replace(state, asked=to_on, agreed=(*state.agreed, approver))
        case ExtensionGranted(to_on=to_on):
            return replace(_moved(state, to_on), asked=None, agreed=(), extensions=state.extensions + 1)
        case ExtensionRefused():
            return replace(state, asked=None, agreed=())
        case PauseBegun(from_on=from_on, until_on=until_on):
            return replace(state, paused_on=from_on, pause_until=until_on)
        case PauseEnded(days=days, to_on=to_on):
            kept = replace(_moved(state, to_on), paused_on=None, pause_until=None)
            return replace(kept, paused_days=state.paused_days + days)
        case DeadlineNear(due_on=day):
            return replace(state, rung=state.rung | {_about("near", day)})
        case DeadlinePassed(due_on=day):
            return replace(state, rung=state.rung | {_about("overdue", day)})
        case ReviewDue(review_on=day):
            return replace(state, rung=state.rung | {_about("review", day)})
    return state


def _moved(state: Clock, due_on: date) -> Clock:
    """Another deadline. The day that the rules called near belonged to the old one."""
    terms = replace(state.terms, warn_on=None) if state.terms else None
    return replace(state, due_on=due_on, terms=terms)


def _terms_set(terms: Terms, on: date) -> TermsSetInFull:
    return TermsSetInFull(
        happened_on=on,
        procedure=terms.procedure,
        rulebook=terms.rulebook,
        basis=terms.basis,
        return_by=terms.return_by,
        limit_on=terms.limit_on,
        longest_on=terms.longest_on,
        warn_on=terms.warn_on,
        standard_first=terms.standard_first,
        approvers=terms.approvers,
        adjudicate_at=terms.adjudicate_at,
    )


def _terms(told: TermsSet) -> Terms:
    found = Terms(
        procedure=told.procedure,
        rulebook=told.rulebook,
        basis=told.basis,
        return_by=told.return_by,
        limit_on=told.limit_on,
        longest_on=told.longest_on,
        warn_on=told.warn_on,
        standard_first=told.standard_first,
    )
    if isinstance(told, TermsSetInFull):
        return replace(found, approvers=told.approvers, adjudicate_at=told.adjudicate_at)
    return found
