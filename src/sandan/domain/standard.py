"""Standard (对照标准): the lists that units hold themselves against in a self-inspection, each in force from a day on (S12).

A list is never rewritten: the next version is adopted from a later day, and a finding keeps the version of its own day (law 10). One list
ships as a template; an office adds its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sandan.domain.authority import Actor, permit
from sandan.domain.register import happened
from sandan.domain.values import Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event

MOST_ITEMS = 60
TEMPLATE = "对照检视（范本）"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a unit asks itself. `basis` cites where it comes from, "" for none."""

    text: str
    basis: str = ""

    def row(self) -> list[str | int | bool | None]:
        """As the ledger holds it."""
        return [self.text, self.basis]

    @classmethod
    def of_row(cls, row: list[Any]) -> Item:
        """Read back from the ledger."""
        text, basis = row
        return cls(text, basis)


ITEMS: tuple[Item, ...] = (
    Item("对照群众期待：群众反映的问题是否有人管、有人答、有结果", "信访工作条例第5、22条"),
    Item("首接负责：是否推诿退单，把问题推给无职权的基层", "北京市接诉即办工作条例第14、17条"),
    Item("时限：是否按期告知、按期办结，延期是否事前申请并说明理由", "信访工作条例第22、23、34条"),
    Item("真改实改：是否以文件、会议、照片代替整改，是否有虚假整改、表面整改"),
    Item("群众评判：是否由办理单位自评满意，不满意的是否重新研究", "北京市接诉即办工作条例第23条"),
    Item("保护反映人：是否泄露反映人信息，是否把举报转给被举报人", "信访工作条例第30条"),
    Item("减负：是否多头要表、重复报数、以留痕代替落实", "整治形式主义为基层减负若干规定（2024）"),
    Item("职责在岗：是否有职责空档、有事无人负责"),
    Item("便民：办事材料、环节、时限能否再减", "优化营商环境条例"),
    Item("其他"),
)
"""The template: how a unit deals with what people tell it. What stands there without a basis has none but good sense."""


@dataclass(frozen=True, slots=True)
class Version:
    """A list as it holds from a day on."""

    from_on: date
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """The versions of one list, oldest first."""

    id: str
    versions: tuple[Version, ...] = ()

    def on(self, day: date) -> Version | None:
        """The version in force on a day; None before the first."""
        return next((each for each in reversed(self.versions) if each.from_on <= day), None)


@command("standard.adopt")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptStandard(Command):
    """Let a list hold from a day on; the version before holds until the day before."""

    standard: str
    title: str
    from_on: date
    items: tuple[Item, ...]


@event("standard.adopted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class StandardAdopted(Event):
    """A list holds from a day on."""

    standard: Public[str]
    title: Public[str]
    from_on: Public[date]
    items: Public[tuple[Item, ...]]


def decide(order: Command, state: Standard | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`: a version that begins no later than the last one (`standard_earlier`)."""
    permit(order.name, by)
    if not isinstance(order, AdoptStandard):
        raise Fault(f"not a standard command: {order.name}")
    last = state.versions[-1] if state is not None and state.versions else None
    require(last is None or order.from_on > last.from_on, "standard_earlier", date=last.from_on if last else at.date())
    items = tuple(Item(written(each.text, "standard_item", 300), each.basis.strip()[:200]) for each in order.items)
    require(items, "items_missing")
    require(len(items) <= MOST_ITEMS, "too_many", limit=MOST_ITEMS, count=len(items))
    return (
        StandardAdopted(
            happened_on=happened(order.happened_on, at.date()),
            standard=order.standard,
            title=written(order.title, "title", 100),
            from_on=order.from_on,
            items=items,
        ),
    )


def evolve(state: Standard | None, happened: Event) -> Standard | None:
    """The list after an event."""
    if not isinstance(happened, StandardAdopted):
        raise Fault(f"not a standard event: {happened.kind}")
    one = state or Standard(happened.standard)
    return replace(one, versions=(*one.versions, Version(happened.from_on, happened.title, happened.items)))
