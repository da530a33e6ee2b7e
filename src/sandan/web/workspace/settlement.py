"""Settlements (一站式结算): the statement for patient, hospital and each fund on one page, shares paid, objections, reversal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.desk import admission as desk
from sandan.desk import advance as advances
from sandan.desk import insured as persons
from sandan.desk import scheme as schemes
from sandan.desk.handle import Order, fold
from sandan.desk.viewing import write_down
from sandan.domain.advance import AdvanceStatus
from sandan.domain.authority import Actor
from sandan.domain.money import ZERO, Money
from sandan.domain.payer import Category, HospitalLevel
from sandan.domain.settlement import (
    SUSPENDED_LEAST,
    SUSPENDED_MOST,
    AnswerObjection,
    FindMisuse,
    LiftMisuse,
    MisuseFound,
    ObjectSettlement,
    PayShare,
    RecoverMisuse,
    ReturnShare,
    ReverseSettlement,
    SettlementSigned,
    SettlementStatus,
    SignSettlement,
)
from sandan.domain.settlement import Settlement as Folded
from sandan.domain.values import Fault, Refusal
from sandan.domain.wire import decode
from sandan.ledger import read
from sandan.projections.admission import Admission
from sandan.projections.advance import Advance
from sandan.projections.arrears import Arrears
from sandan.projections.settlement import Settlement
from sandan.projections.version import now
from sandan.web import mask
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, register
from sandan.web.column import Column, Names
from sandan.web.entry import DateInput, EntryForm
from sandan.web.form import KeyedForm, ReasonForm
from sandan.web.label import CATEGORY, HOSPITAL_LEVEL, Label
from sandan.web.message import told
from sandan.web.money import MoneyField, of_cents, yuan
from sandan.web.statement import shown, signed
from sandan.web.story import Line
from sandan.web.workspace.admission import HOME, seen_by
from sandan.web.workspace.book import urls

STATUS: Mapping[SettlementStatus, Label] = {
    SettlementStatus.SIGNED: pgettext_lazy("settlement", "Signed, payers owe"),
    SettlementStatus.PAID: pgettext_lazy("settlement", "No payer owes anything"),
    SettlementStatus.REVERSED: pgettext_lazy("settlement", "Reversed"),
}
_SEALED = _("Sealed: only those who settle the bill see it, and that they saw it is written down.")
_WORDS: Mapping[str, Label] = {
    "settlement.objected/1": _("The patient's objection"),
    "settlement.answered/1": _("The answer to it"),
}


class ShareForm(KeyedForm):
    """What a payer paid the hospital."""

    payer = forms.ChoiceField(label=_("Payer"), choices=())
    amount = MoneyField(label=_("Amount (yuan)"), help_text=_("At most what the payer still owes."))
    paid_on = forms.DateField(label=pgettext_lazy("medical", "Paid on"), widget=DateInput)
    advance = forms.ChoiceField(label=_("Out of an advance"), choices=(), required=False)

    def about(self, row: Settlement) -> None:
        """Offer the payers that owe something, and the hospital's advances with something left."""
        state: Folded = fold(f"settlement/{row.key}")[0]
        owing = [(each, state.left(each.payer)) for each in state.shares]
        payers, advance = self.fields["payer"], self.fields["advance"]
        assert isinstance(payers, forms.ChoiceField)
        assert isinstance(advance, forms.ChoiceField)
        payers.choices = [(each.payer, f"{each.name} {left.amount:,.2f}") for each, left in owing if left > ZERO]
        open_ones = now(Advance).filter(unit=row.unit, status=AdvanceStatus.GRANTED.value, left__gt=0)
        told_of = [
            (each.key, f"{each.number} {each.title} {of_cents(each.left)}") for each in open_ones.order_by("position")
        ]
        advance.choices = [("", gettext("No, directly")), *told_of[:100]]
        self.fields["paid_on"].initial = timezone.localdate()


class ReturnForm(KeyedForm):
    """What the hospital gave back to a payer."""

    payer = forms.ChoiceField(label=_("Payer"), choices=())
    amount = MoneyField(label=_("Amount (yuan)"), help_text=_("At most what the payer has paid."))
    returned_on = forms.DateField(label=_("Given back on"), widget=DateInput)

    def about(self, row: Settlement) -> None:
        """Offer the payers that have paid something."""
        state: Folded = fold(f"settlement/{row.key}")[0]
        payers = self.fields["payer"]
        assert isinstance(payers, forms.ChoiceField)
        had = [(each, state.paid.get(each.payer, ZERO)) for each in state.shares]
        payers.choices = [(each.payer, f"{each.name} {paid.amount:,.2f}") for each, paid in had if paid > ZERO]
        self.fields["returned_on"].initial = timezone.localdate()


class MisuseForm(KeyedForm):
    """What was found of a misuse of the funds (医疗保障基金使用监督管理条例 art. 41)."""

    intent = forms.ChoiceField(
        label=_("Was it to defraud the funds?"),
        choices=[("yes", _("Yes: there is a fine of two to five times of it")), ("no", _("No: without a fine"))],
        widget=forms.RadioSelect,
    )
    lost = MoneyField(label=_("What the funds lost (yuan)"))
    fine = MoneyField(label=_("Fine (yuan)"), required=False)
    months = forms.IntegerField(
        label=_("Months for which one-stop settlement is suspended"),
        min_value=SUSPENDED_LEAST,
        max_value=SUSPENDED_MOST,
        initial=SUSPENDED_LEAST,
    )
    heard = forms.BooleanField(label=_("The patient was heard"))
    reasons = forms.CharField(
        label=_("Why, in words for the patient"), max_length=2000, widget=forms.Textarea({"rows": 3}), help_text=_SEALED
    )


class RecoverForm(KeyedForm):
    """What came in."""

    amount = MoneyField(label=_("Amount (yuan)"))
    received_on = forms.DateField(label=_("Received on"), widget=DateInput)

    def about(self, row: Settlement) -> None:
        """All that is left, today."""
        self.fields["amount"].initial = of_cents(row.misuse_left)
        self.fields["received_on"].initial = timezone.localdate()


class LiftForm(KeyedForm):
    """By which paper."""

    basis = forms.CharField(label=_("By which paper"), max_length=500)


class ObjectForm(KeyedForm):
    """What the patient does not agree to."""

    words = forms.CharField(
        label=_("What the patient says"), max_length=2000, widget=forms.Textarea({"rows": 3}), help_text=_SEALED
    )


class AnswerForm(KeyedForm):
    """How an objection is decided."""

    upheld = forms.ChoiceField(
        label=_("Is the objection right?"),
        choices=[("yes", _("Yes: to be reversed and settled anew")), ("no", _("No: the settlement stays"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Why, in words for the patient"), max_length=2000, widget=forms.Textarea({"rows": 3}), help_text=_SEALED
    )


def signing(key: str) -> SettlementSigned:
    """What was signed."""
    entry = read.stream(f"settlement/{key}")[0]
    event = decode(entry.kind, entry.public, entry.internal)
    if not isinstance(event, SettlementSigned):
        raise Fault(f"settlement/{key} does not begin with its signing")
    return event


def _more(request: ActedRequest, row: Settlement, names: Names) -> dict[str, Any]:
    """The statement, who it is for, the arrears, and what was objected to."""
    state: Folded = fold(f"settlement/{row.key}")[0]
    event = signing(row.key)
    statement = shown(signed(event), state.paid)
    scheme = schemes.schemes().one(row.scheme)
    write_down([row.key], "settlement", request.actor)
    return {
        "statement": statement,
        "scheme": scheme.content if scheme else None,
        "person": _person(row),
        "admission": now(Admission).filter(key=row.admission).first(),
        "arrears": now(Arrears).filter(key=row.key).first(),
        "arrears_left": of_cents(now(Arrears).filter(key=row.key).values_list("left", flat=True).first()),
        "deposit": of_cents(int(event.deposit.amount * 100)) if event.deposit > ZERO else "",
        "paid_now": of_cents(int(event.paid_now.amount * 100)) if event.paid_now > ZERO else "",
        "back": of_cents(int(event.paid_now.amount * 100)) if row.withdrawn_on and event.paid_now > ZERO else "",
        "refund": of_cents(int(event.refund.amount * 100)) if event.refund > ZERO else "",
        "reversed": row.withdrawn_on is not None,
        "due": of_cents(row.due),
        "signer": names.person(event.signer),
        "objections": _objections(row.key),
        "misuse": found(row),
    }


def _person(row: Settlement) -> dict[str, Any] | None:
    if not row.insured:
        return None
    try:
        person = persons.opened(row.insured)
    except Refusal as refusal:
        return {"name": told(refusal), "id": "", "category": ""}
    entry = read.stream(f"settlement/{row.key}", personal=("settlement.signed/",))[0]
    event = decode(entry.kind, entry.public, entry.internal, entry.personal)
    category = event.category if isinstance(event, SettlementSigned) else ""
    return {
        "name": person.name,
        "id": mask.contact(person.id_number),
        "category": CATEGORY[Category(category)] if category else "",
    }


def _objections(key: str) -> list[tuple[Label, Any, str]]:
    entries = read.stream(f"settlement/{key}", personal=("settlement.objected/", "settlement.answered/"))
    return [
        (_WORDS[each.kind], each.recorded_at, str((each.personal or {}).get("words", "")))
        for each in entries
        if each.kind in _WORDS
    ]


def _never(_data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    raise Fault("a settlement comes about by signing on the page of its admission")


def _ordered(row: Settlement, command: Any) -> list[Order]:
    return [Order(f"settlement/{row.key}", command)]


def _first_paid(row: Settlement) -> str:
    state: Folded = fold(f"settlement/{row.key}")[0]
    return next((each for each, paid in state.paid.items() if paid > ZERO), "")


def _misuse(row: Settlement, data: Mapping[str, Any]) -> list[Order]:
    amounts = {"lost": data["lost"], "fine": data["fine"] or ZERO}
    said = {"intent": data["intent"] == "yes", "months": data["months"], "reasons": data["reasons"]}
    return _ordered(row, FindMisuse(settlement=row.key, heard=data["heard"], **amounts, **said))


def found(row: Settlement) -> dict[str, Any] | None:
    """What was found of a misuse, with what is sealed of it; None where nothing stands. Whoever shows it has written the viewing down."""
    if row.misuse_on is None:
        return None
    state: Folded = fold(f"settlement/{row.key}")[0]
    entries = read.stream(f"settlement/{row.key}", personal=("settlement.misuse_found/",))
    last = [each for each in entries if each.kind == MisuseFound.kind][-1]
    assert state.misuse is not None
    return {
        "on": row.misuse_on,
        "lost": yuan(state.misuse.lost),
        "fine": yuan(state.misuse.fine),
        "left": yuan(state.misuse.left),
        "until": state.misuse.until,
        "reasons": str((last.personal or {}).get("reasons", "")),
    }


def _first_owing(row: Settlement) -> str:
    state: Folded = fold(f"settlement/{row.key}")[0]
    return next((each.payer for each in state.shares if state.left(each.payer) > ZERO), "")


BOOK = register(
    Book(
        name="settlement",
        plural="settlements",
        title=_("Settlements"),
        new=_("Sign a settlement"),
        lead=_(
            "Each bill settled among all payers at once, in the order of the law. Signed on the page of its admission."
        ),
        table=Settlement,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(_("Hospital"), lambda row, _names: row.title, 22),
            Column(_("Discharged on"), lambda row, _names: row.discharged_on, kind="date"),
            Column(_("Whole bill (yuan)"), lambda row, _names: of_cents(row.total), 14, kind="quantity"),
            Column(_("Payers (yuan)"), lambda row, _names: of_cents(row.funds), 14, kind="quantity"),
            Column(_("Patient (yuan)"), lambda row, _names: of_cents(row.patient), 14, kind="quantity"),
            Column(
                pgettext_lazy("column", "Status"), lambda row, _names: str(STATUS[SettlementStatus(row.status)]), 18
            ),
        ),
        facts=(
            Column(_("Level of the hospital"), lambda row, _names: str(HOSPITAL_LEVEL[HospitalLevel(row.level)]), 18),
            Column(_("Basic insurance"), lambda row, _names: of_cents(row.basic or None), 14, kind="quantity"),
            Column(
                _("Critical-illness insurance"), lambda row, _names: of_cents(row.critical or None), 14, kind="quantity"
            ),
            Column(
                _("Supplementary insurance"),
                lambda row, _names: of_cents(row.supplementary or None),
                14,
                kind="quantity",
            ),
            Column(_("Medical assistance"), lambda row, _names: of_cents(row.assistance or None), 14, kind="quantity"),
            Column(_("Top-up"), lambda row, _names: of_cents(row.top_up or None), 14, kind="quantity"),
            Column(_("Payers have paid the hospital"), lambda row, _names: of_cents(row.paid), 14, kind="quantity"),
            Column(_("Kept by"), lambda row, names: names.unit(row.unit), 18),
        ),
        status=STATUS,
        status_of=SettlementStatus,
        command=SignSettlement.name,
        form=EntryForm,
        enter=_never,
        text="",
        page="workspace/medical/settlement.html",
        visible=seen_by,
        opens=lambda _row, _by: False,
        more=_more,
        serves=False,
        active="medical",
        home=HOME,
        entries=False,
        sheets=False,
        steps={
            "pay_share": Step(
                _("A payer has paid the hospital"),
                _("Entered."),
                ShareForm,
                lambda row, today: PayShare(
                    settlement=row.key, payer=_first_owing(row), amount=Money.of("0.01"), paid_on=today
                ),
                lambda row, data, _by, _key: advances.paid(row, data),
            ),
            "return_share": Step(
                _("The hospital gave a payer its money back"),
                _("Entered."),
                ReturnForm,
                lambda row, today: ReturnShare(
                    settlement=row.key, payer=_first_paid(row), amount=Money.of("0.01"), returned_on=today
                ),
                lambda row, data, _by, _key: _ordered(
                    row,
                    ReturnShare(
                        settlement=row.key,
                        payer=data["payer"],
                        amount=data["amount"],
                        returned_on=data["returned_on"],
                    ),
                ),
                grave=True,
            ),
            "object": Step(
                _("The patient does not agree"),
                _("Entered. Somebody who did not sign decides on it."),
                ObjectForm,
                lambda row, _today: ObjectSettlement(settlement=row.key, words="·"),
                lambda row, data, _by, _key: _ordered(row, ObjectSettlement(settlement=row.key, words=data["words"])),
            ),
            "answer": Step(
                _("Decide on the objection"),
                _("Decided. The patient can read it."),
                AnswerForm,
                lambda row, _today: AnswerObjection(settlement=row.key, upheld=False, words="·"),
                lambda row, data, _by, _key: _ordered(
                    row, AnswerObjection(settlement=row.key, upheld=data["upheld"] == "yes", words=data["words"])
                ),
            ),
            "reverse": Step(
                _("Reverse it"),
                _("Reversed. It stays readable, and the bill waits again."),
                ReasonForm,
                lambda row, _today: ReverseSettlement(settlement=row.key, reason="·"),
                lambda row, data, _by, _key: desk.reversed_(row, data["reason"]),
                grave=True,
            ),
            "find_misuse": Step(
                _("The funds were misused"),
                _("Entered. The patient reads why, how much, and whom to turn to."),
                MisuseForm,
                lambda row, _today: FindMisuse(
                    settlement=row.key,
                    intent=False,
                    lost=Money.of("0.01"),
                    fine=ZERO,
                    months=SUSPENDED_LEAST,
                    heard=True,
                    reasons="·",
                ),
                lambda row, data, _by, _key: _misuse(row, data),
                grave=True,
            ),
            "recover": Step(
                _("Something of it came in"),
                _("Entered."),
                RecoverForm,
                lambda row, today: RecoverMisuse(settlement=row.key, amount=Money.of("0.01"), received_on=today),
                lambda row, data, _by, _key: _ordered(
                    row,
                    RecoverMisuse(settlement=row.key, amount=data["amount"], received_on=data["received_on"]),
                ),
            ),
            "lift_misuse": Step(
                _("Take back that the funds were misused"),
                _("Taken back."),
                LiftForm,
                lambda row, _today: LiftMisuse(settlement=row.key, basis="·"),
                lambda row, data, _by, _key: _ordered(row, LiftMisuse(settlement=row.key, basis=data["basis"])),
                grave=True,
            ),
        },
        lines={
            "settlement.signed/1": Line(
                _("Signed by %(signer)s: the bill is %(total)s yuan, the patient still owes %(due)s yuan")
            ),
            "settlement.share_paid/1": Line(_("A payer paid the hospital %(amount)s yuan on %(paid_on)s"), "", "good"),
            "settlement.share_returned/1": Line(
                _("The hospital gave a payer %(amount)s yuan back on %(returned_on)s"), "", "grave"
            ),
            "settlement.objected/1": Line(_("The patient does not agree"), "", "grave"),
            "settlement.answered/1": Line(_("%(decider)s decided on the objection")),
            "settlement.reversed/1": Line(_("Reversed"), "reason", "grave"),
            "settlement.misuse_found/1": Line(
                _("%(decider)s found that the funds were misused: %(lost)s yuan, a fine of %(fine)s yuan"), "", "grave"
            ),
            "settlement.misuse_recovered/1": Line(_("Of that, %(amount)s yuan came in on %(received_on)s"), "", "good"),
            "settlement.misuse_lifted/1": Line(_("Taken back that the funds were misused"), "basis"),
        },
    )
)

urlpatterns = urls(BOOK)
