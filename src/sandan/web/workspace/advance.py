"""Advances (基金垫付): what a fund paid a hospital ahead, set off against settled shares, given back, and reconciled at zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandan.desk.advance import enter
from sandan.desk.handle import Order
from sandan.domain.advance import (
    AdvanceStatus,
    AdvanceUsed,
    GiveBack,
    GrantAdvance,
    ReconcileAdvance,
    WithdrawAdvance,
)
from sandan.domain.money import Money
from sandan.domain.values import Tier
from sandan.domain.wire import decode
from sandan.ledger import read
from sandan.projections.advance import Advance
from sandan.projections.settlement import Settlement
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, register
from sandan.web.column import Column, Names
from sandan.web.entry import DateInput, EntryForm, UnitField
from sandan.web.form import KeyedForm, NoteForm, ReasonForm
from sandan.web.label import Label
from sandan.web.money import MoneyField, of_cents, yuan
from sandan.web.story import Line
from sandan.web.workspace.admission import HOME, seen_by
from sandan.web.workspace.book import urls

STATUS: Mapping[AdvanceStatus, Label] = {
    AdvanceStatus.GRANTED: pgettext_lazy("advance", "Being worked off"),
    AdvanceStatus.RECONCILED: pgettext_lazy("advance", "Reconciled at zero"),
    AdvanceStatus.WITHDRAWN: pgettext_lazy("record", "Withdrawn"),
}


class AdvanceForm(EntryForm):
    """An advance, and the decision that it rests on."""

    mends: ClassVar[Mapping[str, str]] = {"advance_to_oneself": "unit", "amount_negative": "amount"}
    unit = UnitField(label=_("To which hospital"), tiers=(Tier.SYSTEM, Tier.TOWN))
    fund = forms.CharField(label=_("Out of which fund"), max_length=100)
    amount = MoneyField(label=_("Amount (yuan)"))
    granted_on = forms.DateField(label=pgettext_lazy("medical", "Paid on"), widget=DateInput)
    basis = forms.CharField(label=_("By which decision"), max_length=200)
    field_order = ("unit", "fund", "amount", "granted_on", "basis")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("programmes", None)
        if not self.is_bound:
            self.fields["unit"].initial = ""
            self.fields["granted_on"].initial = timezone.localdate()


class BackForm(KeyedForm):
    """What was given back."""

    amount = MoneyField(label=_("Amount (yuan)"))
    paid_on = forms.DateField(label=pgettext_lazy("medical", "Paid on"), widget=DateInput)

    def about(self, row: Advance) -> None:
        """All that is left, today, unless said otherwise."""
        self.fields["amount"].initial = f"{row.left / 100:.2f}" if row.left else ""
        self.fields["paid_on"].initial = timezone.localdate()


def _more(_request: ActedRequest, row: Advance, _names: Names) -> dict[str, Any]:
    """Against which settled shares it was set off."""
    events = [decode(each.kind, each.public, each.internal) for each in read.stream(f"advance/{row.key}")]
    used = [each for each in events if isinstance(each, AdvanceUsed)]
    numbers = dict(now(Settlement).filter(key__in=[each.settlement for each in used]).values_list("key", "number"))
    return {
        "uses": [
            {
                "number": numbers.get(each.settlement, each.settlement),
                "key": each.settlement,
                "amount": yuan(each.amount),
                "on": each.happened_on,
            }
            for each in used
        ]
    }


def _ordered(row: Advance, command: Any) -> list[Order]:
    return [Order(f"advance/{row.key}", command)]


BOOK = register(
    Book(
        name="advance",
        plural="advances",
        title=_("Advances by funds"),
        new=_("Grant an advance"),
        lead=_(
            "What a fund pays a hospital ahead, so that it can treat first. Worked off by settled shares, the rest given back."
        ),
        table=Advance,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(_("Fund"), lambda row, _names: row.title, 22),
            Column(_("Hospital"), lambda row, names: names.unit(row.unit), 20),
            Column(pgettext_lazy("medical", "Paid on"), lambda row, _names: row.granted_on, kind="date"),
            Column(_("Amount (yuan)"), lambda row, _names: of_cents(row.amount), 14, kind="quantity"),
            Column(_("Left (yuan)"), lambda row, _names: of_cents(row.left), 14, kind="quantity"),
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(STATUS[AdvanceStatus(row.status)]), 18),
        ),
        facts=(
            Column(_("Set off against shares (yuan)"), lambda row, _names: of_cents(row.used), 14, kind="quantity"),
            Column(_("Given back (yuan)"), lambda row, _names: of_cents(row.given_back), 14, kind="quantity"),
            Column(_("By which decision"), lambda row, _names: row.basis, 24),
            Column(_("Granted by"), lambda row, names: names.unit(row.bureau), 18),
        ),
        status=STATUS,
        status_of=AdvanceStatus,
        command=GrantAdvance.name,
        form=AdvanceForm,
        enter=enter,
        text="",
        page="workspace/medical/advance.html",
        visible=seen_by,
        opens=lambda _row, _by: False,
        more=_more,
        serves=False,
        active="medical",
        home=HOME,
        sheets=False,
        steps={
            "give_back": Step(
                _("The hospital gave something back"),
                _("Entered."),
                BackForm,
                lambda row, today: GiveBack(advance=row.key, amount=Money.of("0.01"), paid_on=today),
                lambda row, data, _by, _key: _ordered(
                    row, GiveBack(advance=row.key, amount=data["amount"], paid_on=data["paid_on"])
                ),
            ),
            "reconcile": Step(
                _("Nothing is left of it"),
                _("Reconciled."),
                NoteForm,
                lambda row, _today: ReconcileAdvance(advance=row.key),
                lambda row, data, _by, _key: _ordered(row, ReconcileAdvance(advance=row.key, note=data["note"])),
            ),
            "withdraw": Step(
                _("Entered by mistake"),
                _("Taken back. It stays readable and counts nowhere."),
                ReasonForm,
                lambda row, _today: WithdrawAdvance(advance=row.key, reason="·"),
                lambda row, data, _by, _key: _ordered(row, WithdrawAdvance(advance=row.key, reason=data["reason"])),
                grave=True,
            ),
        },
        lines={
            "advance.granted/1": Line(_("%(fund)s advanced %(amount)s yuan to %(unit)s"), "basis"),
            "advance.used/1": Line(_("%(amount)s yuan were set off against a settled share")),
            "advance.given_back/1": Line(_("%(amount)s yuan were given back on %(paid_on)s"), "", "good"),
            "advance.reconciled/1": Line(_("Reconciled at zero by %(checker)s"), "note", "good"),
            "advance.withdrawn/1": Line(_("Taken back as entered by mistake"), "reason", "grave"),
        },
    )
)

urlpatterns = urls(BOOK)
