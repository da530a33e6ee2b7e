"""Service items at the desk: adopted with a look at what they change, ended, given their standards and the unit that answers for them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from django.utils import timezone

from sandan.desk.handle import Done, Order, fold, handle, identify
from sandan.domain.allowance import Standard
from sandan.domain.application import OPEN
from sandan.domain.authority import Actor
from sandan.domain.item import Due, Item, Stage, schedule
from sandan.domain.rulebook import Origin
from sandan.domain.service_item import AdoptItem, EndItem, PlaceItem, SetStandard, decide
from sandan.domain.values import Refusal
from sandan.projections.application import Application
from sandan.projections.calendar import calendar
from sandan.projections.service_item import in_force
from sandan.projections.version import now

CODE = 12
"""Signs of a new item's code."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A step with its days by two versions, for what is accepted on the first day of the new one."""

    stage: Stage
    before: Due | None
    after: Due | None

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Preview:
    """What adopting a version would do: to what is applied for later; the `open_count` applications of now keep theirs."""

    replaced: Item | None
    compared: tuple[Compared, ...]
    days: tuple[int | None, int]
    """Calendar days from acceptance to decision, by the old and the new version."""
    papers_added: tuple[str, ...]
    papers_dropped: tuple[str, ...]
    changed: tuple[str, ...]
    """Names of the other parts that differ."""
    open_count: int


_SHOWN_APART = frozenset({"code", "version", "title", "text", "from_on", "until_on", "origin", "stages", "papers"})


def new_code(key: str) -> str:
    """A code for an item that the office adds."""
    return identify(key)[:CODE]


def check(item: Item, by: Actor, at: datetime | None = None) -> None:
    """Refuse what adopting this version now would refuse. Changes nothing."""
    state, _version = fold(f"service_item/{item.code}")
    decide(
        AdoptItem(item=replace(item, version=f"{item.code}-draft")), state, by, timezone.localtime(at or timezone.now())
    )


def preview(item: Item) -> Preview:
    """What changes from the first day of `item` on. Refuses (`calendar_unknown`) where the calendar ends."""
    days = calendar()
    try:
        old = in_force(item.code, item.from_on)
    except Refusal:
        old = None
    first = item.from_on
    before = {each.stage: each for each in (schedule(old, first, days) if old else ())}
    after = {each.stage: each for each in schedule(item, first, days)}
    was, becomes = ({each.title for each in one.asked} if one else set() for one in (old, item))
    open_ = now(Application).filter(item=item.code, status__in=[each.value for each in OPEN])
    return Preview(
        replaced=old,
        compared=tuple(
            Compared(each, before.get(each), after.get(each)) for each in Stage if each in before or each in after
        ),
        days=(_days(before, first), _days(after, first) or 0),
        papers_added=tuple(each.title for each in item.asked if each.title not in was),
        papers_dropped=tuple(sorted(was - becomes)),
        changed=tuple(
            one.name
            for one in fields(item)
            if old is not None and one.name not in _SHOWN_APART and getattr(old, one.name) != getattr(item, one.name)
        ),
        open_count=open_.count(),
    )


def _days(found: dict[Stage, Due], first: date) -> int | None:
    due = found.get(Stage.DECIDE)
    return (due.last_on - first).days if due else None


def adopt(item: Item, by: Actor, key: str, at: datetime | None = None) -> str:
    """Let a version hold from its first day; returns its id. What runs then ends the day before."""
    made = replace(item, version=f"{item.code}-{identify(key)[:CODE]}", origin=Origin.OFFICE)
    handle([Order(f"service_item/{item.code}", AdoptItem(item=made))], by, key, at)
    return made.version


def end(item: Item, until_on: date, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Give a version of the office a last day."""
    order = EndItem(version=item.version, until_on=until_on, reason=reason)
    return handle([Order(f"service_item/{item.code}", order)], by, key, at)


def set_standard(code: str, standard: Standard, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Enter a standard."""
    return handle([Order(f"service_item/{code}", SetStandard(code=code, standard=standard))], by, key, at)


def place(code: str, bureau: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Name the unit that answers for an item."""
    return handle([Order(f"service_item/{code}", PlaceItem(code=code, bureau=bureau))], by, key, at)
