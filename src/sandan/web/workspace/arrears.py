"""Arrears (欠费台账): what patients still owe a hospital, paid off at once or by instalments, and who let it be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandan.desk import insured as persons
from sandan.desk.handle import Order, fold
from sandan.desk.viewing import write_down
from sandan.domain.arrears import Arrears as Folded
from sandan.domain.arrears import (
    ArrearsStatus,
    EndDefault,
    ListDefault,
    OpenArrears,
    PayArrears,
    PlanInstalments,
    Source,
    WaiveArrears,
    even,
)
from sandan.domain.authority import Actor
from sandan.domain.money import Money
from sandan.domain.values import Fault, Refusal
from sandan.projections.arrears import Arrears
from sandan.projections.settlement import Settlement
from sandan.projections.version import now
from sandan.web import mask
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, register
from sandan.web.column import Column, Names
from sandan.web.entry import DateInput, EntryForm
from sandan.web.form import KeyedForm, ReasonForm
from sandan.web.label import SOURCE, Label, choices
from sandan.web.message import told
from sandan.web.money import MoneyField, of_cents, yuan
from sandan.web.story import Line
from sandan.web.workspace.admission import HOME, seen_by
from sandan.web.workspace.book import urls

STATUS: Mapping[ArrearsStatus, Label] = {
    ArrearsStatus.OPEN: pgettext_lazy("arrears", "Owed"),
    ArrearsStatus.PLANNED: pgettext_lazy("arrears", "Paid by instalments"),
    ArrearsStatus.DEFAULTED: pgettext_lazy("arrears", "Left unpaid on purpose"),
    ArrearsStatus.CLEARED: pgettext_lazy("arrears", "Paid off"),
    ArrearsStatus.WAIVED: pgettext_lazy("arrears", "Let go"),
    ArrearsStatus.CANCELLED: pgettext_lazy("arrears", "Ended with its settlement"),
}


class InstalmentForm(KeyedForm):
    """Equal parts, a month apart."""

    count = forms.IntegerField(label=_("In how many parts"), min_value=1, max_value=120)
    first = forms.DateField(label=_("First part by"), widget=DateInput)


class PaymentForm(KeyedForm):
    """A payment."""

    amount = MoneyField(label=_("Amount (yuan)"))
    paid_on = forms.DateField(label=pgettext_lazy("medical", "Paid on"), widget=DateInput)
    source = forms.ChoiceField(label=_("Paid by"), choices=choices(SOURCE))
    basis = forms.CharField(
        label=_("By which decision"),
        required=False,
        max_length=200,
        help_text=_("Needed where the emergency fund pays."),
    )

    def about(self, _row: Arrears) -> None:
        """Today, unless said otherwise."""
        self.fields["paid_on"].initial = timezone.localdate()


class DefaultForm(ReasonForm):
    """Why it is held to be on purpose, and when the patient was told."""

    told_on = forms.DateField(
        label=_("Told in writing on"), widget=DateInput, help_text=_("Nobody is listed who was not told before.")
    )
    field_order = ("told_on", "reason")


class WaiverForm(ReasonForm):
    """By which decision it is let go."""

    basis = forms.CharField(label=_("By which decision"), max_length=200)
    field_order = ("basis", "reason")


def _more(request: ActedRequest, row: Arrears, _names: Names) -> dict[str, Any]:
    state: Folded = fold(f"arrears/{row.key}")[0]
    today = timezone.localdate()
    context: dict[str, Any] = {
        "settlement": now(Settlement).filter(key=row.key).first(),
        "left": yuan(state.left),
        "parts": [{"due_on": each.due_on, "amount": yuan(each.amount)} for each in state.parts],
        "overdue": yuan(state.overdue(today)) if state.overdue(today).amount else "",
        "person": None,
    }
    if row.insured:
        write_down([row.key], "arrears", request.actor)
        try:
            person = persons.opened(row.insured)
        except Refusal as refusal:
            context["person"] = {"name": told(refusal), "id": ""}
        else:
            context["person"] = {"name": person.name, "id": mask.contact(person.id_number)}
    return context


def _never(_data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    raise Fault("an arrear comes about by signing a settlement")


def _ordered(row: Arrears, command: Any) -> list[Order]:
    return [Order(f"arrears/{row.key}", command)]


def _state(row: Arrears) -> Folded:
    found: Folded = fold(f"arrears/{row.key}")[0]
    return found


def _sample_plan(row: Arrears, today: date) -> PlanInstalments:
    left = _state(row).left
    return PlanInstalments(arrears=row.key, parts=even(left, 1, today) if left.amount else ())


def _plan(row: Arrears, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    parts = even(_state(row).left, data["count"], data["first"])
    return _ordered(row, PlanInstalments(arrears=row.key, parts=parts))


def _pay(row: Arrears, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    told_of = {name: data[name] for name in ("amount", "paid_on", "basis")}
    return _ordered(row, PayArrears(arrears=row.key, source=Source(data["source"]), **told_of))


BOOK = register(
    Book(
        name="arrears",
        plural="arrears_list",
        title=_("Arrears"),
        new=_("Enter an arrear"),
        lead=_(
            "What patients still owe their hospital after settlement. It is the hospital's claim and never a fund's."
        ),
        table=Arrears,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(_("Hospital"), lambda row, _names: row.title, 22),
            Column(pgettext_lazy("arrears", "Since"), lambda row, _names: row.entered_on, kind="date"),
            Column(
                pgettext_lazy("arrears", "Owed at first (yuan)"),
                lambda row, _names: of_cents(row.amount),
                14,
                kind="quantity",
            ),
            Column(_("Still owed (yuan)"), lambda row, _names: of_cents(row.left), 14, kind="quantity"),
            Column(_("Last instalment by"), lambda row, _names: row.last_due_on, kind="date"),
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(STATUS[ArrearsStatus(row.status)]), 18),
        ),
        facts=(Column(_("Kept by"), lambda row, names: names.unit(row.unit), 18),),
        status=STATUS,
        status_of=ArrearsStatus,
        command=OpenArrears.name,
        form=EntryForm,
        enter=_never,
        text="",
        page="workspace/medical/arrears.html",
        visible=seen_by,
        opens=lambda _row, _by: False,
        more=_more,
        serves=False,
        active="medical",
        home=HOME,
        entries=False,
        sheets=False,
        steps={
            "plan": Step(_("Agree on instalments"), _("Agreed on."), InstalmentForm, _sample_plan, _plan),
            "pay": Step(
                _("Something was paid"),
                _("Entered."),
                PaymentForm,
                lambda row, today: PayArrears(arrears=row.key, amount=Money.of("0.01"), paid_on=today),
                _pay,
            ),
            "list_default": Step(
                _("It is left unpaid on purpose"),
                _("Listed. Until it is paid, no treatment without deposit."),
                DefaultForm,
                lambda row, _today: ListDefault(arrears=row.key, told_on=date.min, reason="·"),
                lambda row, data, _by, _key: _ordered(
                    row, ListDefault(arrears=row.key, told_on=data["told_on"], reason=data["reason"])
                ),
                grave=True,
            ),
            "delist": Step(
                _("Take it off that list"),
                _("Taken off."),
                ReasonForm,
                lambda row, _today: EndDefault(arrears=row.key, reason="·"),
                lambda row, data, _by, _key: _ordered(row, EndDefault(arrears=row.key, reason=data["reason"])),
            ),
            "waive": Step(
                _("Let it go"),
                _("Let go."),
                WaiverForm,
                lambda row, _today: WaiveArrears(arrears=row.key, basis="·", reason="·"),
                lambda row, data, _by, _key: _ordered(
                    row, WaiveArrears(arrears=row.key, basis=data["basis"], reason=data["reason"])
                ),
                grave=True,
            ),
        },
        lines={
            "arrears.opened/1": Line(_("Owed to %(hospital)s: %(amount)s yuan")),
            "arrears.planned/1": Line(_("Instalments were agreed on")),
            "arrears.paid/1": Line(
                _("%(source)s paid %(amount)s yuan on %(paid_on)s; %(left)s yuan are left"), "basis", "good"
            ),
            "arrears.default_listed/1": Line(_("Listed as left unpaid on purpose; told on %(told_on)s"), "", "grave"),
            "arrears.default_ended/1": Line(_("Taken off the list of what is left unpaid on purpose")),
            "arrears.waived/1": Line(_("%(amount)s yuan were let go"), "basis"),
            "arrears.cancelled/1": Line(
                _("Ended with its settlement; %(back)s yuan go back to whoever paid"), "reason", "grave"
            ),
        },
    )
)

urlpatterns = urls(BOOK)
