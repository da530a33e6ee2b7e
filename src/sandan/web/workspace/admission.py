"""Admissions (住院): in with a deposit or without, out with a bill, and the settlement that a person signs. Who it is stays sealed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.desk import admission as desk
from sandan.desk import insured as persons
from sandan.desk import scheme as schemes
from sandan.desk.handle import Done, Order
from sandan.desk.viewing import write_down
from sandan.domain.admission import (
    AdmissionStatus,
    AdmitPatient,
    Discharge,
    IdentifyPatient,
    SettleAdmission,
    WithdrawAdmission,
)
from sandan.domain.authority import Actor
from sandan.domain.money import ZERO, Money
from sandan.domain.payer import Bill, HospitalLevel
from sandan.domain.values import Refusal, Tier
from sandan.ledger import read
from sandan.projections.admission import Admission
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.web import mask
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, register
from sandan.web.column import Column, Names
from sandan.web.entry import DateInput, EntryForm, UnitField, WordField
from sandan.web.form import KeyedForm, ReasonForm
from sandan.web.label import CATEGORY, HOSPITAL_LEVEL, Label
from sandan.web.message import told
from sandan.web.money import MoneyField, of_cents, yuan
from sandan.web.statement import shown
from sandan.web.story import Line
from sandan.web.workspace.book import urls

HOME = _("Medical settlement")
STATUS: Mapping[AdmissionStatus, Label] = {
    AdmissionStatus.ADMITTED: pgettext_lazy("admission", "In hospital"),
    AdmissionStatus.DISCHARGED: pgettext_lazy("admission", "Discharged, to be settled"),
    AdmissionStatus.SETTLED: pgettext_lazy("admission", "Settled"),
    AdmissionStatus.WITHDRAWN: pgettext_lazy("record", "Withdrawn"),
}
_SEALED = _("Sealed: only those who settle the bill see it, and that they saw it is written down.")
_RECEIPT = "admission_receipt"
_PLACES = [("yes", _("In the county")), ("no", _("Outside the county"))]


def seen_by(rows: Any, by: Actor) -> Any:
    """Of medical records: those of the very unit that the reader sits in, as hospital or as bureau."""
    mine = {by.unit, *by.absorbed} - {""}
    return rows.filter(Q(unit__in=mine) | Q(bureau__in=mine))


class PersonForm(EntryForm):
    """Who a patient is, as papers show it."""

    person_name = forms.CharField(label=_("Name"), max_length=50, help_text=_SEALED)
    id_number = forms.CharField(
        label=_("Identity number"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    category = WordField(label=_("Category by papers"), words=CATEGORY)
    basis = forms.CharField(label=_("Which paper shows it"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("programmes", None)

    def person(self) -> dict[str, Any]:
        """What the desk asks for."""
        said = self.cleaned_data
        return {name: said.get(name) for name in ("id_number", "category", "basis")} | {"name": said["person_name"]}


class AdmissionForm(PersonForm):
    """An admission. What it does not need is not asked: no illness, no ward, no telephone."""

    folded: ClassVar[frozenset[str]] = frozenset({"basis"})
    mends: ClassVar[Mapping[str, str]] = {
        "guarantee_not_open": "guaranteed",
        "guarantee_defaulted": "guaranteed",
        "agreement_missing": "agreed_on",
        "deposit_not_zero": "deposit",
        "patient_missing": "id_number",
        "name_differs": "person_name",
    }
    unit = UnitField(label=_("Hospital of the county, or the bureau for one elsewhere"), tiers=(Tier.SYSTEM, Tier.TOWN))
    hospital = forms.CharField(
        label=_("Hospital"), max_length=100, required=False, help_text=_("Empty: the unit above.")
    )
    level = WordField(
        label=_("Level of the hospital"), words=HOSPITAL_LEVEL, empty=pgettext_lazy("hospital", "Choose its level")
    )
    inside = forms.ChoiceField(label=pgettext_lazy("hospital", "Where"), choices=_PLACES, widget=forms.RadioSelect)
    admitted_on = forms.DateField(label=_("Admitted on"), widget=DateInput)
    guaranteed = forms.BooleanField(label=_("Treated first, paid later: no deposit"), required=False)
    agreed_on = forms.DateField(
        label=_("Agreement signed on"),
        required=False,
        widget=DateInput,
        help_text=_("Needed for treatment without deposit."),
    )
    deposit = MoneyField(label=_("Deposit (yuan)"), required=False)
    emergency = forms.BooleanField(
        label=_("Emergency: admitted without a deposit, even if nobody knows who it is"), required=False
    )
    field_order = (
        "person_name", "id_number", "category", "basis", "unit", "hospital", "level", "inside", "admitted_on", "guaranteed", "agreed_on",
        "deposit", "emergency",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person_name", "id_number", "category"):
            self.fields[name].required = False
        self.fields["admitted_on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """A name without a number, or a number without a name, finds nobody again."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        named = [data.get("person_name"), data.get("id_number")]
        if any(named) and not all(named):
            self.add_error("id_number", gettext("Give name and identity number both, or (in an emergency) neither."))
        if any(named) and not data.get("category"):
            self.add_error("category", gettext("Say which category the papers show."))
        if data.get("unit") and not data.get("hospital"):
            unit = now(Unit).filter(key=data["unit"]).first()
            data["hospital"] = unit.name if unit else ""
        data["inside"] = data.get("inside") == "yes"
        data["name"] = data.get("person_name") or ""
        return data


class BillForm(KeyedForm):
    """A hospital's bill, in the four figures that payers ask for."""

    discharged_on = forms.DateField(label=_("Discharged on"), widget=DateInput)
    invoice = forms.CharField(
        label=_("Invoice number"), max_length=60, help_text=_("The same invoice is settled once.")
    )
    total = MoneyField(label=_("Whole bill (yuan)"))
    non_catalogue = MoneyField(label=_("Of it outside the catalogue (yuan)"), required=False)
    self_first = MoneyField(label=_("Of it to be borne first by the patient (yuan)"), required=False)


class SettleForm(KeyedForm):
    """What is signed: the patient's share that stands on the page, and what is paid of it at once."""

    seen = forms.DecimalField(widget=forms.HiddenInput)
    paid_now = MoneyField(
        label=_("Paid at discharge (yuan)"),
        required=False,
        help_text=_("What stays open goes into the hospital's list of arrears."),
    )

    def about(self, row: Admission) -> None:
        """Carry the amount that the page shows."""
        try:
            self.fields["seen"].initial = desk.proposal(row.key).statement.patient.amount
        except Refusal:
            self.fields["seen"].initial = 0


def _remember(request: ActedRequest, done: Done) -> None:
    stream = done.events[0][0].stream
    if done.events[0][0].kind.startswith("admission.admitted/"):
        request.session[_RECEIPT] = stream.partition("/")[2]


def _receipt(request: ActedRequest, row: Admission) -> str:
    """The receipt code to hand to the patient, on the first page after the entry and never again."""
    if request.session.get(_RECEIPT) != row.key or request.method != "GET":
        return ""
    del request.session[_RECEIPT]
    return str((read.opened([row.position])[row.position].personal or {}).get("receipt", ""))


def _more(request: ActedRequest, row: Admission, _names: Names) -> dict[str, Any]:
    """Who it is, and what the engine proposes; that somebody saw it is written down first."""
    context: dict[str, Any] = {"receipt": _receipt(request, row), "person": None, "proposal": None}
    held = schemes.on(row.discharged_on or row.admitted_on)
    context["scheme"] = held.content if held else None
    if row.insured:
        write_down([row.key], "admission", request.actor)
        try:
            person = persons.opened(row.insured)
        except Refusal as refusal:
            context["gone"] = told(refusal)
        else:
            category = CATEGORY[person.category(row.admitted_on)]
            context["person"] = {"name": person.name, "id": mask.contact(person.id_number), "category": category}
    if row.status == AdmissionStatus.DISCHARGED.value:
        try:
            found = desk.proposal(row.key)
        except Refusal as refusal:
            context["no_proposal"] = told(refusal)
        else:
            context["proposal"] = shown(found.statement)
            context["deposit"] = yuan(found.order.deposit) if found.order.deposit > ZERO else ""
    return context


def _proposable(row: Admission, _by: Actor) -> bool:
    try:
        desk.proposal(row.key)
    except Refusal:
        return False
    return True


def _identify(row: Admission, data: Mapping[str, Any], _by: Actor, key: str) -> list[Order]:
    return desk.identified(row, {**data, "name": data["person_name"]}, key)


def _settle(row: Admission, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    return desk.settled(row, Money(data["seen"]), data.get("paid_now") or ZERO)


def _place(row: Any, _names: Names) -> str:
    return gettext("In the county") if row.inside else gettext("Outside the county")


def _way(row: Admission, _names: Names) -> str:
    if row.emergency:
        return gettext("Emergency")
    if row.guaranteed:
        return gettext("Treated first, paid later")
    return gettext("Deposit %(amount)s") % {"amount": of_cents(row.deposit)}


BOOK = register(
    Book(
        name="admission",
        plural="admissions",
        title=_("Admissions"),
        new=_("Admit somebody"),
        lead=_(
            "From the door of the hospital to its bill. Who qualifies is treated first and pays later, in the county or outside it."
        ),
        table=Admission,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(_("Hospital"), lambda row, _names: row.title, 22),
            Column(pgettext_lazy("hospital", "Where"), _place, 12),
            Column(_("Way of admission"), _way, 18),
            Column(_("Admitted on"), lambda row, _names: row.admitted_on, kind="date"),
            Column(_("Discharged on"), lambda row, _names: row.discharged_on, kind="date"),
            Column(_("Whole bill (yuan)"), lambda row, _names: of_cents(row.total), 14, kind="quantity"),
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(STATUS[AdmissionStatus(row.status)]), 18),
        ),
        facts=(
            Column(_("Level of the hospital"), lambda row, _names: str(HOSPITAL_LEVEL[HospitalLevel(row.level)]), 18),
            Column(_("Kept by"), lambda row, names: names.unit(row.unit), 18),
            Column(_("Settled by the scheme of"), lambda row, names: names.unit(row.bureau), 18),
        ),
        status=STATUS,
        status_of=AdmissionStatus,
        command=AdmitPatient.name,
        form=AdmissionForm,
        enter=desk.enter,
        text="",
        page="workspace/medical/admission.html",
        visible=seen_by,
        opens=lambda _row, _by: False,
        more=_more,
        entered=_remember,
        serves=False,
        active="medical",
        home=HOME,
        sheets=False,
        steps={
            "identify": Step(
                _("Say who it is"),
                _("Entered."),
                PersonForm,
                lambda row, _today: IdentifyPatient(admission=row.key, insured="·"),
                _identify,
            ),
            "discharge": Step(
                _("Enter the bill"),
                _("Entered. The settlement is proposed on this page."),
                BillForm,
                lambda row, today: Discharge(
                    admission=row.key, discharged_on=today, bill=Bill(ZERO), invoice="·", invoice_mark="·"
                ),
                lambda row, data, _by, _key: desk.discharged(row, data),
                initial=lambda row: {
                    "total": of_cents(row.total),
                    "non_catalogue": of_cents(row.non_catalogue),
                    "self_first": of_cents(row.self_first),
                },
            ),
            "settle": Step(
                _("Sign the settlement"),
                _("Signed."),
                SettleForm,
                lambda row, _today: SettleAdmission(admission=row.key, settlement="·"),
                _settle,
                ready=_proposable,
            ),
            "withdraw": Step(
                _("Entered by mistake"),
                _("Taken back. It stays readable and counts nowhere."),
                ReasonForm,
                lambda row, _today: WithdrawAdmission(admission=row.key, reason="·"),
                lambda row, data, _by, _key: [
                    Order(f"admission/{row.key}", WithdrawAdmission(admission=row.key, reason=data["reason"]))
                ],
                grave=True,
            ),
        },
        lines={
            "admission.admitted/1": Line(_("Admitted to %(hospital)s on %(admitted_on)s, deposit %(deposit)s yuan")),
            "admission.identified/1": Line(_("It is known who the patient is")),
            "admission.discharged/1": Line(_("Discharged on %(discharged_on)s; the bill is %(total)s yuan")),
            "admission.settled/1": Line(_("Settled"), "", "good"),
            "admission.unsettled/1": Line(_("The settlement was reversed; the bill waits again"), "", "grave"),
            "admission.withdrawn/1": Line(_("Taken back as entered by mistake"), "reason", "grave"),
        },
    )
)

urlpatterns = urls(BOOK)
