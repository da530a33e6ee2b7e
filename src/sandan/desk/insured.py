"""Insured persons at the desk: found again by identity number, and opened for those who settle their bills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sandan.desk.handle import Done, Order, fold, handle, identify
from sandan.domain.admission import AdmissionStatus
from sandan.domain.authority import Actor
from sandan.domain.insured import CategorySet, EraseInsured, InsuredRegistered, RegisterInsured, SetCategory
from sandan.domain.insured import Insured as Folded
from sandan.domain.payer import Category
from sandan.domain.values import Refusal
from sandan.domain.wire import decode
from sandan.ledger import read
from sandan.ledger.seal import keyed_digest
from sandan.projections.admission import Admission
from sandan.projections.arrears import Arrears
from sandan.projections.insured import Insured
from sandan.projections.settlement import Settlement
from sandan.projections.version import now


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is, as the ledger had it sealed. Whoever shows it writes the viewing down first."""

    name: str
    id_number: str
    categories: tuple[tuple[date, Category], ...]

    def category(self, day: date) -> Category:
        """The category of a day: that of the latest first day by then."""
        by_then = [each for each in self.categories if each[0] <= day] or list(self.categories[:1])
        return by_then[-1][1] if by_then else Category.ORDINARY


def plain(id_number: str) -> str:
    """An identity number without spaces, its last letter a capital."""
    return "".join(id_number.split()).upper()


def mark(id_number: str) -> str:
    """The keyed digest by which a person is found again."""
    return keyed_digest("insured", plain(id_number))


def found(id_number: str) -> str:
    """The id of the person with this identity number, or ""."""
    held = now(Insured).filter(mark=mark(id_number), erased_on__isnull=True)
    return held.order_by("position").values_list("key", flat=True).first() or ""


def opened(key: str) -> Person:
    """Who this is. Refuses `unknown_insured` where nobody is, or where it was erased."""
    name, id_number, categories = "", "", []
    for entry in read.stream(f"insured/{key}", personal=("insured.",)):
        if entry.personal is None:
            continue
        event: Any = decode(entry.kind, entry.public, entry.internal, entry.personal)
        if isinstance(event, InsuredRegistered):
            name, id_number = event.person_name, event.id_number
            categories.append((date.min, Category(event.category)))
        elif isinstance(event, CategorySet):
            categories.append((event.from_on, Category(event.category)))
    if not name:
        raise Refusal("unknown_insured")
    return Person(name, id_number, tuple(sorted(categories, key=lambda each: each[0])))


def entered(data: dict[str, Any], day: date, key: str) -> tuple[str, list[Order]]:
    """A person's id with the orders that enter whoever is new, or into another category than before, from `day` on.

    `data`: name, id_number, category, basis. Refuses (`name_differs`) where the number is known under another name.
    """
    category = Category(data["category"])
    of = found(data["id_number"])
    if not of:
        of = identify(key, "insured")
        order = RegisterInsured(
            insured=of,
            mark=mark(data["id_number"]),
            person_name=data["name"],
            id_number=plain(data["id_number"]),
            category=category,
            basis=data.get("basis") or "",
        )
        return of, [Order(f"insured/{of}", order)]
    held = opened(of)
    if held.name != data["name"].strip():
        raise Refusal("name_differs")
    if held.category(day) is category:
        return of, []
    moved = SetCategory(insured=of, category=category, from_on=day, basis=data.get("basis") or "")
    return of, [Order(f"insured/{of}", moved)]


def defaulted(key: str) -> bool:
    """Whether somebody left an arrear unpaid on purpose and was listed for it."""
    return bool(key) and now(Arrears).filter(insured=key, defaulted_on__isnull=False).exists()


def suspended(key: str, day: date) -> date | None:
    """Until when one-stop settlement is suspended for somebody who misused the funds; None where it is not on that day."""
    rows = now(Settlement).filter(insured=key, suspended_until__gte=day)
    return rows.order_by("-suspended_until").values_list("suspended_until", flat=True).first() if key else None


def year(key: str, of: int) -> Any:
    """What a person's year has behind it."""
    held: Folded | None = fold(f"insured/{key}")[0]
    if held is None:
        raise Refusal("unknown_insured")
    return held.year(of)


def erase(key: str, basis: str, by: Actor, command_key: str, at: datetime | None = None) -> Done:
    """Erase who somebody is, in all that was ever entered about them. Refuses (`patient_going_on`) while a bill or an arrear is open."""
    unsettled = (AdmissionStatus.ADMITTED.value, AdmissionStatus.DISCHARGED.value)
    going_on = now(Admission).filter(insured=key, status__in=unsettled).exists()
    going_on = going_on or now(Arrears).filter(insured=key, left__gt=0).exists()
    going_on = going_on or now(Settlement).filter(insured=key, misuse_left__gt=0).exists()
    order = EraseInsured(insured=key, basis=basis, going_on=going_on)
    return handle([Order(f"insured/{key}", order)], by, command_key, at)
