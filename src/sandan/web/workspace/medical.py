"""Medical settlement at a glance: what waits for whom, the registers, and what each payer owes each hospital for a month."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.desk import scheme as schemes
from sandan.desk.handle import fold
from sandan.domain.admission import AdmissionStatus
from sandan.domain.advance import AdvanceStatus
from sandan.domain.authority import Actor, Role, may
from sandan.domain.money import ZERO, Money, total
from sandan.domain.settlement import Settlement as Folded
from sandan.domain.settlement import SettlementStatus
from sandan.ledger import read
from sandan.projections.admission import Admission
from sandan.projections.advance import Advance
from sandan.projections.arrears import Arrears
from sandan.projections.settlement import Settlement
from sandan.projections.version import now
from sandan.web import limit
from sandan.web.access import ActedRequest
from sandan.web.case import pile
from sandan.web.column import Names
from sandan.web.context import county_name
from sandan.web.money import yuan
from sandan.web.scheme import shown
from sandan.web.workbook import write_table
from sandan.web.workspace import admission, advance, arrears, settlement
from sandan.web.workspace.admission import seen_by
from sandan.web.workspace.book import XLSX

_BOOKS = (admission.BOOK, settlement.BOOK, arrears.BOOK, advance.BOOK)
_MOST = 2000
"""Settlements of one month that a statement of funds goes over."""


@never_cache
@require_safe
def medical(request: ActedRequest) -> HttpResponse:
    """What waits, and the registers."""
    by, today = request.actor, timezone.localdate()
    held = schemes.on(today)
    books = [
        {
            "book": each,
            "count": seen_by(now(each.table), by).filter(withdrawn_on__isnull=True).count(),
            "url": reverse(f"workspace:{each.plural}"),
            "new_url": reverse(f"workspace:{each.name}_new") if each.entries and may(each.command, by) else "",
        }
        for each in _BOOKS
    ]
    context = {
        "active": "medical",
        "books": books,
        "waits": waiting(by, today),
        "scheme": shown(held.content, held) if held else None,
    }
    return render(request, "workspace/medical/home.html", context)


def waiting(by: Actor, today: date) -> list[dict[str, Any]]:
    """What waits for who settles in the reader's unit: what it is called, how many, and the way there. Nothing for anybody else."""
    if Role.SETTLEMENT not in by.roles:
        return []
    return [each for each in _piles(by, today) if each["count"]]


def _piles(by: Actor, today: date) -> Iterator[dict[str, Any]]:
    discharged = seen_by(now(Admission), by).filter(status=AdmissionStatus.DISCHARGED.value)
    yield pile(_("Bills to be settled"), discharged.count(), "admissions", status=AdmissionStatus.DISCHARGED.value)
    objected = seen_by(now(Settlement), by).filter(objected_on__isnull=False, withdrawn_on__isnull=True)
    yield pile(_("Objections to be decided"), objected.count(), "settlements")
    signed = seen_by(now(Settlement), by).filter(status=SettlementStatus.SIGNED.value)
    yield pile(_("Settlements of which payers still owe something"), signed.count(), "settlements", status="signed")
    late = seen_by(now(Arrears), by).filter(last_due_on__lt=today, left__gt=0)
    yield pile(_("Arrears whose last instalment is overdue"), late.count(), "arrears_list")
    granted = seen_by(now(Advance), by).filter(status=AdvanceStatus.GRANTED.value)
    yield pile(_("Advances not reconciled yet"), granted.count(), "advances", status=AdvanceStatus.GRANTED.value)


@dataclass(frozen=True, slots=True)
class Owing:
    """What one payer has to pay one hospital for a month."""

    payer: str
    hospital: str
    count: int
    share: Money
    paid: Money

    @property
    def left(self) -> Money:
        """What is still owed."""
        return self.share - self.paid


def _month(request: ActedRequest) -> date:
    """The first day of the month asked for, else of this one."""
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')[:7]}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _owed(rows: Iterable[Settlement]) -> list[Owing]:
    """Payer by payer and hospital by hospital, in the order of the law."""
    found: dict[tuple[int, str, str], list[tuple[Money, Money]]] = {}
    for row in rows:
        state: Folded = fold(f"settlement/{row.key}")[0]
        for place, each in enumerate(state.shares):
            if each.paid > ZERO:
                pair = each.paid, state.paid.get(each.payer, ZERO)
                found.setdefault((place, each.name, row.title), []).append(pair)
    return [
        Owing(payer, hospital, len(pairs), total(one for one, _paid in pairs), total(paid for _one, paid in pairs))
        for (_place, payer, hospital), pairs in sorted(found.items())
    ]


def _of_month(request: ActedRequest, month: date) -> Any:
    rows = seen_by(now(Settlement), request.actor).filter(withdrawn_on__isnull=True)
    return rows.filter(entered_on__gte=month, entered_on__lt=_next(month)).order_by("position")[:_MOST]


@never_cache
@require_safe
def medical_funds(request: ActedRequest) -> HttpResponse:
    """What each payer owes each hospital for a month's settlements."""
    month = _month(request)
    owed = _owed(_of_month(request, month))
    context = {
        "active": "medical",
        "month": month,
        "earlier": _before(month),
        "later": _next(month),
        "rows": [
            {"one": each, "share": yuan(each.share), "paid": yuan(each.paid), "left": yuan(each.left)} for each in owed
        ],
        "sum": {
            "share": yuan(total(each.share for each in owed)),
            "paid": yuan(total(each.paid for each in owed)),
            "left": yuan(total(each.left for each in owed)),
        },
    }
    return render(request, "workspace/medical/funds.html", context)


@never_cache
@require_safe
def medical_funds_export(request: ActedRequest) -> HttpResponseBase:
    """The same with each settlement, as a workbook for the funds: by number, nobody named."""
    if limit.EXPORT.reached(request.actor.person):
        return limit.wait(request, limit.EXPORT)
    limit.EXPORT.count(request.actor.person)
    month, names = _month(request), Names.load()
    heads = [
        (gettext("Settlement"), 16), (gettext("Hospital"), 22), (gettext("Kept by"), 18), (gettext("Discharged on"), 12),
        (gettext("Payer"), 22), (gettext("Share (yuan)"), 14), (gettext("Paid (yuan)"), 14), (gettext("Left (yuan)"), 14),
    ]  # fmt: skip

    def rows() -> Iterator[list[Any]]:
        for row in _of_month(request, month):
            state: Folded = fold(f"settlement/{row.key}")[0]
            for each in state.shares:
                amounts = (each.paid, state.paid.get(each.payer, ZERO), state.left(each.payer))
                unit = names.unit(row.unit)
                yield [row.number, row.title, unit, row.discharged_on, each.name, *(str(one) for one in amounts)]

    out = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  # the response closes it when the last byte is sent
    title = gettext("Statement of funds %(month)s") % {"month": f"{month:%Y-%m}"}
    write_table(out, title, heads, rows(), timezone.localdate(), read.head().size)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{county_name()}{title}.xlsx", content_type=XLSX)


urlpatterns = [
    path("medical/", medical, name="medical"),
    path("medical/funds/", medical_funds, name="medical_funds"),
    path("medical/funds.xlsx", medical_funds_export, name="medical_funds_export"),
]
