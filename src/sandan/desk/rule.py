"""Rules at the desk: what they give a problem, and how the office changes them.

Which rules judge a problem follows from the day on which it was registered (law 10). `terms` is what its dispatch writes down; `deadlines`
lists all that it is under, with the basis, for its page; `preview` says what a change would do before anybody makes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from sandan.desk.handle import Done, Order, fold, handle, identify
from sandan.domain import rulebook as book
from sandan.domain.authority import Actor
from sandan.domain.calendar import Calendar
from sandan.domain.problem import ENDED
from sandan.domain.procedure import Procedure, Terms
from sandan.domain.profile import profile
from sandan.domain.rule import AdoptRules, AssignChannels, EndRules, decide, looser
from sandan.domain.rulebook import Moments, Origin, Rulebook, Step, Term
from sandan.domain.values import Channel, Refusal
from sandan.projections.calendar import calendar
from sandan.projections.problem import Problem
from sandan.projections.rule import Standing, channels, handled_by, history, in_force
from sandan.projections.version import now

SHOWN = 50
"""Open problems that a preview lists; it counts all."""


def procedure_of(channel: Channel, on: date, *, position: int | None = None) -> Procedure:
    """By which procedure what came in through a door on a day is handled, unless somebody decides otherwise."""
    return channels(on, position)[channel]


def terms(
    procedure: Procedure,
    registered_on: date,
    accepted_on: date | None,
    dispatched_on: date,
    *,
    due_on: date | None = None,
    position: int | None = None,
) -> Terms:
    """The days that the rules in force on `registered_on` give a problem that is dispatched on `dispatched_on`.

    `due_on` is the deadline that the dispatch sets: then nearness is counted to it and not to the latest limit. `position`: by rules and
    calendar as the ledger knew them then. Refuses `rules_missing`, and `calendar_unknown` where a day lies in a year without notice.
    """
    rules = in_force(procedure, registered_on, position)
    moments = Moments(registered_on, accepted_on, dispatched_on)
    return book.terms(rules, moments, calendar(position), due_on)


def deadlines(procedure: Procedure, moments: Moments, *, position: int | None = None) -> tuple[Term, ...]:
    """Every deadline that a problem is under, with its basis: those whose start has not come have no day yet.

    Never refuses for the calendar: a day beyond it names the year instead. Refuses `rules_missing`.
    """
    rules = in_force(procedure, moments.registered_on, position)
    return book.listed(rules, moments, calendar(position))


def alarms(
    procedure: Procedure, registered_on: date, due_on: date, *, position: int | None = None
) -> tuple[tuple[book.WarningLevel, date], ...]:
    """From which day each level of alarm holds for a problem that is due on a day."""
    return in_force(procedure, registered_on, position).warned(due_on, calendar(position))


@dataclass(frozen=True, slots=True)
class Compared:
    """A step with its last day by two rulebooks, for what is registered, accepted and dispatched on the same day."""

    step: Step
    before: Term | None
    after: Term | None

    @property
    def changed(self) -> bool:
        """Whether the two differ in anything but their words."""
        return _last(self.before) != _last(self.after)


@dataclass(frozen=True, slots=True)
class Touched:
    """An open problem: the limit it has by the rules of its own day, which stays, and the one that new rules would have given it."""

    key: str
    number: str
    title: str
    registered_on: date
    limit: Term | None
    other: Term | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What adopting rules would do: nothing to `count` open problems, some of them `listed`; to what comes later, what is `compared`."""

    replaced: Rulebook | None
    compared: tuple[Compared, ...]
    looser: tuple[Step, ...]
    count: int
    listed: tuple[Touched, ...]


def check(rules: Rulebook, by: Actor, at: datetime | None = None) -> None:
    """Refuse what adopting these rules now would refuse. Changes nothing."""
    state, _version = fold(f"rule/{rules.procedure}")
    named = replace(rules, id=f"{rules.procedure}-draft")
    decide(AdoptRules(rules=named), state, by, timezone.localtime(at or timezone.now()))


def preview(rules: Rulebook) -> Preview:
    """What changes from the first day of `rules` on. Problems that were registered before keep the rules of their day."""
    days = calendar()
    old = _in_force(rules.procedure, rules.from_on)
    same = Moments(*(rules.from_on,) * 7)
    before = {each.deadline.step: each for each in (book.listed(old, same, days) if old else ())}
    after = {each.deadline.step: each for each in book.listed(rules, same, days)}
    law = profile(rules.procedure, rules.from_on)
    # In the open alone: what is under the shield is neither listed nor counted here.
    ended = [each.value for each in ENDED]
    open_ = now(Problem).filter(handled_by(rules.procedure)).exclude(status__in=ended)
    standing = history(rules.procedure)
    return Preview(
        old,
        tuple(Compared(each, before.get(each), after.get(each)) for each in Step if each in before or each in after),
        looser(rules, law),
        open_.count(),
        tuple(_touched(each, standing, rules, days) for each in open_.order_by("-position")[:SHOWN]),
    )


def adopt(rules: Rulebook, by: Actor, key: str, at: datetime | None = None) -> str:
    """Let rules hold from their first day; returns their id. What runs then ends the day before. Refuses any day before tomorrow."""
    made = replace(rules, id=f"{rules.procedure}-{identify(key)}", origin=Origin.OFFICE)
    handle([Order(f"rule/{rules.procedure}", AdoptRules(rules=made))], by, key, at)
    return made.id


def end(of: str, until_on: date, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Give the office's rules a last day, today at the earliest; the day before their first means that they never take effect."""
    stream = f"rule/{of.partition('-')[0]}"
    return handle([Order(stream, EndRules(rulebook=of, until_on=until_on, reason=reason))], by, key, at)


def assign_channels(
    from_on: date,
    hotline: Sequence[Channel],
    petition: Sequence[Channel],
    basis: str,
    by: Actor,
    key: str,
    at: datetime | None = None,
) -> Done:
    """Say which doors lead to the hotline's rules and which to those of petitions, from a day on."""
    order = AssignChannels(from_on=from_on, hotline=tuple(hotline), petition=tuple(petition), basis=basis)
    return handle([Order("rule/channels", order)], by, key, at)


def _in_force(procedure: Procedure, on: date) -> Rulebook | None:
    try:
        return in_force(procedure, on)
    except Refusal:
        return None


def _touched(row: Problem, standing: Sequence[Standing], rules: Rulebook, days: Calendar) -> Touched:
    moments = Moments(row.registered_on, row.accepted_on, row.dispatched_on)
    own = next((each.rulebook for each in standing if each.holds(row.registered_on)), None)
    return Touched(
        row.key, row.number, row.title, row.registered_on, _limit(own, moments, days), _limit(rules, moments, days)
    )


def _limit(rules: Rulebook | None, moments: Moments, days: Calendar) -> Term | None:
    found = book.listed(rules, moments, days) if rules is not None else ()
    return next((each for each in found if each.deadline.step is Step.CONCLUDE), None)


def _last(term: Term | None) -> tuple[date | None, int] | None:
    return (term.last_on, term.unknown) if term is not None else None
