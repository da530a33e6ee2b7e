"""Payment lists at the desk: what is due is found, and the file for the bank is made of what is sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from sandan.desk.application import opened
from sandan.desk.handle import Done, Order, Transaction, fold, handle_built, identify
from sandan.domain.application import AccountGiven
from sandan.domain.authority import Actor
from sandan.domain.money import Money
from sandan.domain.payment import ApprovePayment, DiscardPayment, DrawUpPayment, ReconcilePayment, Returned, decide
from sandan.projections.application import Application, money
from sandan.projections.payment import PaymentLine, PaymentList, due, running
from sandan.projections.service_item import bureau_of
from sandan.projections.version import now


@dataclass(frozen=True, slots=True)
class BankRow:
    """A line of the file for the bank: to whom, where, how much, and under which number it is found again."""

    number: str
    holder: str
    bank: str
    account: str
    amount: Money


def draw_up(item: str, unit: str, month: str, by: Actor, key: str, at: datetime | None = None) -> str:
    """Draw up the list of a month; returns its id."""
    of = identify(key)

    def build(_run: Transaction) -> list[Order]:
        order = DrawUpPayment(
            payment=of,
            item=item,
            unit=unit,
            bureau=bureau_of(item),
            month=month,
            lines=due(item, unit, month),
            running=running(item, unit, month),
        )
        return [Order(f"payment/{of}", order)]

    handle_built(build, by, key, repr((item, unit, month)), at)
    return of


def try_approve(key: str, by: Actor, at: datetime | None = None) -> None:
    """Refuse what signing a list now would refuse. Changes nothing."""
    row = now(PaymentList).get(key=key)
    state, _version = fold(f"payment/{key}")
    order = ApprovePayment(payment=key, due=due(row.item, row.unit, row.month, apart=key))
    decide(order, state, by, timezone.localtime(at or timezone.now()))


def approve(key: str, by: Actor, form: str, at: datetime | None = None) -> Done:
    """Sign a list, if what it says is still due."""
    row = now(PaymentList).get(key=key)

    def build(_run: Transaction) -> list[Order]:
        lines = due(row.item, row.unit, row.month, apart=key)
        return [Order(f"payment/{key}", ApprovePayment(payment=key, due=lines))]

    return handle_built(build, by, form, f"{key} approve", at)


def reconcile(
    key: str,
    paid_on: date,
    paid: Money,
    returned: tuple[Returned, ...],
    by: Actor,
    form: str,
    at: datetime | None = None,
) -> Done:
    """Hold a list against what the bank says. `returned` names applications by their public numbers or ids."""
    numbers = {
        row.number: row.key for row in now(Application).filter(number__in=[each.application for each in returned])
    }
    told = tuple(Returned(numbers.get(each.application, each.application), each.reason) for each in returned)
    order = ReconcilePayment(payment=key, paid_on=paid_on, paid=paid, returned=told)
    return handle_built(lambda _run: [Order(f"payment/{key}", order)], by, form, repr(order), at)


def discard(key: str, reason: str, by: Actor, form: str, at: datetime | None = None) -> Done:
    """Put a list away that nobody has signed."""
    order = DiscardPayment(payment=key, reason=reason)
    return handle_built(lambda _run: [Order(f"payment/{key}", order)], by, form, repr(order), at)


def for_bank(key: str) -> Iterator[BankRow]:
    """The lines of a list with names and accounts. Whoever hands it out writes the viewings down first."""
    numbers = dict(now(Application).filter(key__in=applications_of(key)).values_list("key", "number"))
    for row in now(PaymentLine).filter(payment=key).order_by("application"):
        told: AccountGiven | None = opened(row.application).latest(AccountGiven)
        holder, bank, account = (told.holder, told.bank, told.account) if told else ("", "", "")
        yield BankRow(numbers[row.application], holder, bank, account, money(row.fen))


def applications_of(key: str) -> list[str]:
    """The applications on a list."""
    return list(now(PaymentLine).filter(payment=key).order_by("application").values_list("application", flat=True))


def lines_of(key: str) -> list[PaymentLine]:
    """The lines of a list, by application."""
    return list(now(PaymentLine).filter(payment=key).order_by("application"))
