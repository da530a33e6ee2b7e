"""Schemes at the desk: which one holds on a day, adopting one, and what it would change before anybody adopts it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product
from pathlib import Path

from sandan.desk.handle import Done, Order, fold, handle, identify
from sandan.domain.authority import Actor
from sandan.domain.money import Money
from sandan.domain.payer import Bill, Case, Category, HospitalLevel, Scheme, Statement, Year, read_scheme, share
from sandan.domain.scheme import AdoptScheme, EndScheme, Schemes
from sandan.domain.scheme import Scheme as Adopted
from sandan.domain.scheme import decide as decide_scheme

_STREAM = "scheme/county"
ILLUSTRATION = Path(__file__).with_name("scheme_illustration.toml")
"""What ships: an illustration of the form, with parameters that are nobody's policy."""
TRIED = tuple(Bill(Money.of(each), Money.of(each // 10)) for each in (3_000, 20_000, 100_000))
"""Bills by which two schemes are compared: a tenth of each is outside the catalogue."""
SEEN = (Category.ORDINARY, Category.MINIMUM_LIVING, Category.NEAR_POVERTY)


def schemes() -> Schemes:
    """Every scheme ever adopted."""
    found: Schemes = fold(_STREAM)[0]
    return found


def on(day: date) -> Adopted | None:
    """The scheme of a day."""
    return schemes().on(day)


def adopt(order: AdoptScheme, by: Actor, key: str, at: datetime | None = None) -> str:
    """Adopt a scheme and answer its id, which is made of `key`."""
    made = identify(key)
    named = AdoptScheme(scheme=made, text=order.text, unit=order.unit, from_on=order.from_on, until_on=order.until_on)
    handle([Order(_STREAM, named)], by, key, at)
    return made


def end(scheme: str, until_on: date, reason: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Give a scheme its last day."""
    return handle([Order(_STREAM, EndScheme(scheme=scheme, until_on=until_on, reason=reason))], by, key, at)


def check(order: AdoptScheme, by: Actor, at: datetime) -> None:
    """Refuse what adopting it now would refuse. Changes nothing."""
    decide_scheme(order, schemes(), by, at)


@dataclass(frozen=True, slots=True)
class Compared:
    """One made-up bill of one kind of patient, by the scheme that holds and by the one that is looked at."""

    case: Case
    bill: Bill
    before: Statement | None
    after: Statement

    @property
    def changed(self) -> bool:
        """Whether the patient would pay another amount."""
        return self.before is None or self.before.patient != self.after.patient


def preview(text: str, from_on: date) -> tuple[Scheme, list[Compared]]:
    """What a scheme would mean from a day on, against the one that would hold on it. Refuses what cannot be read."""
    content, held = read_scheme(text), on(from_on)
    return content, list(_compared(content, held.content if held else None))


def _compared(content: Scheme, held: Scheme | None) -> Iterator[Compared]:
    for category, inside, bill in product(SEEN, (True, False), TRIED):
        case = Case(HospitalLevel.SECONDARY if inside else HospitalLevel.TERTIARY, inside, category)
        before = share(bill, held.payers, case, Year()) if held else None
        yield Compared(case, bill, before, share(bill, content.payers, case, Year()))
