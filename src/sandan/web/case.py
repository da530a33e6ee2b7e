"""Case (办件): what the registers of the service share on screen: who may know of a record, and forms that name an application."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sandan.desk.application import waiting_for
from sandan.domain.application import ApplicationStatus
from sandan.domain.authority import Actor, Role, may
from sandan.domain.commitment import CommitmentStatus
from sandan.domain.payment import PaymentStatus
from sandan.domain.publicity import PostNotice
from sandan.domain.spot_check import Checked
from sandan.projections import unit
from sandan.projections.application import Application
from sandan.projections.commitment import of_application as commitments
from sandan.projections.payment import PaymentList
from sandan.projections.publicity import of_application as notices
from sandan.projections.publicity import standing_on
from sandan.projections.spot_check import of_subject as checks
from sandan.projections.version import now
from sandan.web.entry import EntryForm
from sandan.web.label import CHECKED, COMMITMENT_STATUS, NOTICE_STANDING, Label

_UNSEEN = _("Drawn, not looked at yet")
WORKS = frozenset({Role.ASSISTANCE, Role.APPROVER})


def of_the_line(rows: Any, by: Actor) -> Any:
    """Those of some rows whose application the reader works on: in the town that has it, or in the unit that answers for the item."""
    if not by.roles & WORKS:
        return rows.none()
    units = {by.unit, *by.absorbed}
    return rows.filter(Q(unit__in=units) | Q(bureau__in=units))


def works_on(row: Any, by: Actor) -> bool:
    """Whether the reader may open what is sealed in a record of an application."""
    return bool(by.roles & WORKS) and bool({by.unit, *by.absorbed} & {row.unit, row.bureau})


def waiting(by: Actor, today: date) -> list[dict[str, Any]]:
    """What waits for who works on assistance: what it is called, how many, and the way there. Nothing for anybody else."""
    return [each for each in _piles(by, today) if each["count"]]


def _piles(by: Actor, today: date) -> Iterator[dict[str, Any]]:
    rows = of_the_line(now(Application), by)
    steps = [
        (_("Applications to be accepted"), ApplicationStatus.SUBMITTED),
        (_("Households to be visited"), ApplicationStatus.ACCEPTED),
        (_("First opinions after a visit"), ApplicationStatus.INVESTIGATED),
        (_("First opinions after a peer review"), ApplicationStatus.PEER_REVIEWED),
    ]
    if Role.APPROVER in by.roles:
        steps.append((_("Applications to be decided"), ApplicationStatus.OPINION))
    for label, status in steps:
        yield pile(label, rows.filter(status=status.value).count(), "applications", status=status.value)
    objected = rows.filter(objected_on__isnull=False)
    yield pile(_("Objections to be answered"), objected.count(), "applications", status="objected")
    again = rows.filter(status=ApplicationStatus.GRANTED.value, recheck_on__lte=today)
    yield pile(_("Households to be looked at again"), again.count(), "applications", status="granted")
    if Role.APPROVER in by.roles:
        drawn = of_the_line(now(PaymentList), by).filter(status=PaymentStatus.DRAWN_UP.value)
        yield pile(_("Payment lists to be signed"), drawn.count(), "payments")


def pile(label: Label, count: int, page: str, **query: str) -> dict[str, Any]:
    """So many records that wait, and the list that shows them."""
    return {"label": label, "count": count, "url": reverse(f"workspace:{page}", query=query or None)}


def beside(row: Application, by: Actor) -> dict[str, Any]:
    """What lies beside an application: its notices, commitments and checks with their pages, and which of them may be begun now."""
    proposed = row.status == ApplicationStatus.OPINION.value and bool(row.favourable)
    today = timezone.localdate()
    lists = [
        (
            _("Commitments instead of papers"),
            [
                _line("commitment", each, COMMITMENT_STATUS[CommitmentStatus(each.status)])
                for each in commitments(row.key)
            ],
        ),
        (
            _("Public notices"),
            [_line("publicity", each, NOTICE_STANDING[standing_on(each, today)]) for each in notices(row.key)],
        ),
        (
            _("Spot checks"),
            [
                _line(
                    "spot_check",
                    each,
                    CHECKED[Checked(each.verdict)] if each.verdict else _UNSEEN,
                    each.spot_check,
                )
                for each in checks(row.key)
            ],
        ),
    ]
    return {
        "lists": [(label, lines) for label, lines in lists if lines],
        "offer_url": _begin("commitment_new", row)
        if row.status == ApplicationStatus.SUBMITTED.value and row.missing
        else "",
        "notice_url": _begin("publicity_new", row) if proposed and may(PostNotice.name, by) else "",
    }


def _begin(page: str, row: Application) -> str:
    return reverse(f"workspace:{page}", query={"application": row.key})


def _line(noun: str, row: Any, status: Label, of: str = "") -> dict[str, Any]:
    return {"number": row.number, "status": status, "url": reverse(f"workspace:{noun}", args=[of or row.key])}


class CaseForm(EntryForm):
    """An entry that counts in no programme."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("programmes", None)


class ApplicationField(forms.ChoiceField):
    """One of the applications that the actor works on and that stand at some step."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Application"), **kwargs)

    def choose(self, by: Actor | None, **standing: Any) -> None:
        """Take those that stand so, newest first; at most 200."""
        if by is None:
            return
        names = unit.names()
        rows = waiting_for(by).filter(**standing).order_by("-position")[:200]
        found = [(each.key, f"{each.number} · {names.get(each.village or each.unit, '')}") for each in rows]
        self.choices = [("", _("Choose an application")), *found]
