"""Material (学习材料): what is there to be studied, by title and kind, with an address or the file itself (S2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.register import happened, held, keeps
from sandan.domain.values import Evidence, Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event


class MaterialKind(StrEnum):
    """What kind of thing it is."""

    BOOK = "book"
    """书目."""
    DOCUMENT = "document"
    """文件."""
    SPEECH = "speech"
    """讲话."""
    LAW = "law"
    """法律法规, 党内法规."""
    FILM = "film"
    """影像."""
    CASE = "case"
    """案例."""
    OTHER = "other"


class MaterialStatus(StrEnum):
    """Whether it is on the list."""

    LISTED = "listed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Material:
    """A material as its stream tells it."""

    id: str
    unit: str
    status: MaterialStatus = MaterialStatus.LISTED


@command("material.add")
@dataclass(frozen=True, slots=True, kw_only=True)
class AddMaterial(Command):
    """Put a material on the list. `link` is an address of the web, `evidence` the file itself; either may be missing (a printed book)."""

    material: str
    title: str
    kind_of: MaterialKind
    unit: str
    link: str = ""
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


@command("material.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawMaterial(Command):
    """Take it off the list, and say why."""

    material: str
    reason: str


@event("material.added/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialAdded(Event):
    """A material is on the list."""

    material: Public[str]
    title: Public[str]
    kind_of: Public[MaterialKind]
    unit: Public[str]
    link: Public[str]
    note: str
    evidence: tuple[Evidence, ...] = ()


@event("material.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialWithdrawn(Event):
    """It is off the list."""

    material: Public[str]
    reason: Public[str]


def decide(order: Command, state: Material | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = happened(order.happened_on, at.date())
    match order:
        case AddMaterial():
            require(state is None, "already_exists", id=order.material)
            keeps(by, order.unit)
            link = order.link.strip()
            require(not link or (link.startswith(("https://", "http://")) and len(link) <= 500), "link_unread")
            return (
                MaterialAdded(
                    happened_on=on,
                    material=order.material,
                    title=written(order.title, "title", 200),
                    kind_of=order.kind_of,
                    unit=order.unit,
                    link=link,
                    note=order.note.strip()[:2000],
                    evidence=order.evidence,
                ),
            )
        case WithdrawMaterial(reason=reason):
            one = held(state, "unknown_material")
            require(one.status is MaterialStatus.LISTED, "record_withdrawn")
            keeps(by, one.unit)
            return (MaterialWithdrawn(happened_on=on, material=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a material command: {order.name}")


def evolve(state: Material | None, happened: Event) -> Material | None:
    """The material after an event."""
    if isinstance(happened, MaterialAdded):
        return Material(happened.material, happened.unit)
    one = held(state, "unknown_material")
    if isinstance(happened, MaterialWithdrawn):
        return replace(one, status=MaterialStatus.WITHDRAWN)
    raise Fault(f"not a material event: {happened.kind}")
