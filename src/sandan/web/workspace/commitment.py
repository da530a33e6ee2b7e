"""Commitments (告知承诺) on the staff side: what is offered, the text that is shown, the signature, the check, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.desk import commitment as desk
from sandan.desk.application import related_to, waiting_for
from sandan.desk.handle import Order
from sandan.desk.viewing import write_down
from sandan.domain.application import ApplicationStatus
from sandan.domain.authority import Actor
from sandan.domain.commitment import (
    MOST_CORRECTION,
    AcceptCorrection,
    CheckCommitment,
    CommitmentStatus,
    DeclineCommitment,
    HearCommitment,
    JudgeFalse,
    OfferCommitment,
    OrderCorrection,
    SignCommitment,
    Signer,
)
from sandan.domain.item import Item, PaperCheck
from sandan.domain.values import Evidence, Fault
from sandan.domain.wire import Command, decode
from sandan.ledger import read
from sandan.projections import service_item, unit
from sandan.projections.application import Application
from sandan.projections.commitment import Commitment
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, register
from sandan.web.case import ApplicationField, CaseForm, of_the_line, works_on
from sandan.web.column import Column, Names
from sandan.web.entry import EvidenceForm
from sandan.web.form import KeyedForm
from sandan.web.label import COMMITMENT_STATUS, PAPER_CHECK, SIGNER, Label, choices
from sandan.web.message import REFUSALS
from sandan.web.story import Line
from sandan.web.workspace.book import urls

_SEALED = _("Sealed: only those who work on the application see this, and that they saw it is written down.")
_TEXT = forms.Textarea({"rows": 3})


class CommitmentForm(CaseForm):
    """To whom, and for which of the missing papers. Of an application that is named, only what may be offered can be chosen."""

    application = ApplicationField()
    papers = forms.MultipleChoiceField(
        label=_("Papers that the commitment stands for"), widget=forms.CheckboxSelectMultiple, choices=()
    )
    signer = forms.ChoiceField(label=_("Who will sign"), choices=choices(SIGNER), initial=Signer.SELF.value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, papers = self.fields["application"], self.fields["papers"]
        assert isinstance(field, ApplicationField)
        assert isinstance(papers, forms.MultipleChoiceField)
        field.choose(self.actor, status=ApplicationStatus.SUBMITTED.value)
        asked = str((self.data if self.is_bound else self.initial).get("application") or "")
        self.why = ""
        self.ordinary: tuple[str, ...] = ()
        papers.choices = self._of(asked) if field.valid_value(asked) and asked else _everything()

    def _of(self, asked: str) -> list[tuple[str, str]]:
        """What this applicant is offered; `why` not, and what is asked for in the ordinary way."""
        can = desk.offered(asked)
        row = now(Application).get(key=asked)
        self.why = REFUSALS[can.why] if can.why else ""
        self.ordinary = tuple(paper_title(row.item_version, code) for code in can.ordinary)
        return [(each.code, f"{each.title} · {PAPER_CHECK[each.check]}") for each in can.papers]

    def clean(self) -> dict[str, Any]:
        """The body whose text it is, by its name."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        row = now(Application).filter(key=data.get("application") or "").first()
        return {**data, "bureau": unit.names().get(row.bureau, "") if row else ""}


class SignForm(KeyedForm, EvidenceForm):
    """The signed sheet, and who signed. `digest` is that of the text on this page."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    signer = forms.ChoiceField(
        label=_("Signed by"),
        choices=choices(SIGNER),
        help_text=_("A proxy may apply for another, and not commit for them."),
    )
    guardian = forms.CharField(label=_("Name of the guardian"), required=False, max_length=40, help_text=_SEALED)
    field_order = ("signer", "guardian", "proof", "dated_on", "caption")


class CheckForm(KeyedForm, EvidenceForm):
    """What the check found."""

    consistent = forms.ChoiceField(
        label=_("Is it as was committed?"), choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect
    )
    finding = forms.CharField(label=_("What was found"), max_length=2000, widget=_TEXT, help_text=_SEALED)
    cause = forms.CharField(
        label=_("What led to the check"),
        required=False,
        max_length=500,
        help_text=_("Needed where neither its class nor the lot did: an objection, a report."),
    )
    field_order = ("consistent", "finding", "cause", "proof", "dated_on", "caption")


class HearForm(KeyedForm):
    """What the applicant says to it."""

    words = forms.CharField(label=_("What the applicant says"), max_length=2000, widget=_TEXT, help_text=_SEALED)


class DaysForm(KeyedForm):
    """Within how many days."""

    days = forms.IntegerField(
        label=_("Calendar days"), min_value=1, max_value=MOST_CORRECTION, help_text=_("Today is not counted.")
    )


class RightForm(KeyedForm, EvidenceForm):
    """How it was put right."""

    note = forms.CharField(label=_("How it was put right"), max_length=1000, widget=_TEXT, help_text=_SEALED)
    field_order = ("note", "proof", "dated_on", "caption")


class FalseForm(KeyedForm):
    """Why it is false."""

    grounds = forms.CharField(label=_("Reason"), max_length=1000, widget=_TEXT, help_text=_SEALED)
    grave = forms.BooleanField(
        label=_("Serious: to be listed for bad credit"),
        required=False,
        help_text=_("By the local rule. It stands in the credit record in any case, until it is repaired."),
    )


class RepairForm(KeyedForm):
    """On what ground it counts no longer."""

    note = forms.CharField(label=_("On what ground"), max_length=1000, widget=_TEXT, help_text=_SEALED)


def _everything() -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for each in service_item.items(timezone.localdate()):
        found |= {one.code: one.title for one in desk.catalogue(each)}
    return sorted(found.items())


@lru_cache(maxsize=256)
def item_of(version: str) -> Item:
    """The version of the item that judges an application. It never changes once it was adopted, so it is read once. Faults on none."""
    item = service_item.found(version)
    if item is None:
        raise Fault(f"no such version: {version}")
    return item


def paper_title(version: str, code: str) -> str:
    """What a paper is called in a version of an item."""
    paper = item_of(version).paper(code)
    return paper.title if paper is not None else code


def papers_cell(row: Commitment, _names: Names) -> str:
    """The papers that it stands for, by their titles."""
    return "、".join(paper_title(row.version, code) for code in row.papers.split())


def _order(row: Commitment, command: Command) -> list[Order]:
    return [Order(f"commitment/{row.key}", command)]


def _sign(row: Commitment, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    said = {"seen": data["digest"], "signer": data["signer"], "guardian": data["guardian"]}
    return desk.signed(row, said, tuple(data["evidence"]))


def _sign_sample(row: Commitment, today: date) -> Command:
    return SignCommitment(
        commitment=row.key, seen=row.digest, signer=Signer.SELF, evidence=(Evidence("0" * 64, today),)
    )


def _check(row: Commitment, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    told = {"finding": data["finding"], "cause": data["cause"], "evidence": tuple(data["evidence"])}
    told |= {"related": related_to(row.application)}
    return _order(row, CheckCommitment(commitment=row.key, consistent=data["consistent"] == "yes", **told))


def _correct(row: Commitment, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    return _order(row, AcceptCorrection(commitment=row.key, note=data["note"], evidence=tuple(data["evidence"])))


def _judge(row: Commitment, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    months = item_of(row.version).checks.repair_months
    related = related_to(row.application)
    judged = JudgeFalse(
        commitment=row.key, reason=data["grounds"], serious=data["grave"], months=months, related=related
    )
    return _order(row, judged)


def _judge_sample(row: Commitment, _today: date) -> Command:
    return JudgeFalse(commitment=row.key, reason="·", serious=False, months=0, related=related_to(row.application))


def _check_sample(row: Commitment, _today: date) -> Command:
    related = related_to(row.application)
    return CheckCommitment(commitment=row.key, consistent=True, finding="·", cause="·", related=related)


def _repair_sample(row: Commitment, _today: date) -> Command:
    (order,) = desk.repaired(row, "·")
    return order.command


def _days(row: Commitment) -> Mapping[str, Any]:
    return {"days": item_of(row.version).checks.correction_days}


_PARTS: Mapping[str, Label] = {
    "guardian": _("Name of the guardian"),
    "finding": _("What was found"),
    "cause": _("What led to the check"),
    "words": _("What the applicant says"),
    "note": _("Note"),
    "reason": _("Reason"),
}


def _more(request: ActedRequest, row: Commitment, _names: Names) -> dict[str, Any]:
    """The text that was shown, the application, and what is sealed, which is written down before it is told."""
    context: dict[str, Any] = {
        "wording": desk.text(row),
        "application": now(Application).filter(key=row.application).first(),
        "sealed": [],
        "offered": row.status == CommitmentStatus.OFFERED.value,
    }
    if not works_on(row, request.actor):
        return context
    entries = read.stream(f"commitment/{row.key}")
    opened = read.opened(each.position for each in entries)
    for entry in entries:
        personal = opened[entry.position].personal or {}
        told = [(label, personal[name]) for name, label in _PARTS.items() if personal.get(name)]
        if told:
            on = decode(entry.kind, entry.public, entry.internal).happened_on
            context["sealed"].append({"on": on, "parts": told})
    if context["sealed"]:
        write_down([row.key], "commitment", request.actor)
    return context


def _title(row: Commitment, names: Names) -> str:
    return names.item(row.title)


def _signer(row: Commitment, _names: Names) -> str:
    return str(SIGNER[Signer(row.signer)]) if row.signer else ""


def _drawn(row: Commitment, _names: Names) -> str:
    return gettext("Yes") if row.spot_check else ""


def waiting_applications(by: Actor) -> Any:
    """Applications that lack papers for which a commitment may be offered."""
    return waiting_for(by).filter(status=ApplicationStatus.SUBMITTED.value).exclude(missing="")


BOOK = register(
    Book(
        name="commitment",
        plural="commitments",
        active="applications",
        title=_("Commitments instead of papers"),
        new=_("Offer a commitment"),
        lead=_(
            "Told once and in writing, signed of one's own will, checked by class. Whoever declines brings the papers, no more."
        ),
        table=Commitment,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(_("Papers"), papers_cell, 24, kind="long"),
            Column(_("Town"), lambda row, names: names.unit(row.unit), 16),
            Column(pgettext_lazy("commitment", "Check"), lambda row, _names: str(PAPER_CHECK[PaperCheck(row.check_by)])),
            Column(
                pgettext_lazy("column", "Status"), lambda row, _names: str(COMMITMENT_STATUS[CommitmentStatus(row.status)])
            ),
            Column(_("Signed on"), lambda row, _names: row.signed_on, kind="date"),
            Column(_("To be put right by"), lambda row, _names: row.due_on, kind="date"),
        ),
        facts=(
            Column(_("Item"), _title),
            Column(_("Signed by"), _signer),
            Column(_("Drawn for a check"), _drawn),
            Column(_("Checked on"), lambda row, _names: row.checked_on, kind="date"),
            Column(_("Judged false on"), lambda row, _names: row.false_on, kind="date"),
            Column(_("Can be repaired from"), lambda row, _names: row.repair_on, kind="date"),
            Column(_("Repaired on"), lambda row, _names: row.repaired_on, kind="date"),
            Column(_("Digest of the text"), lambda row, _names: row.digest),
        ),
        status=COMMITMENT_STATUS,
        status_of=CommitmentStatus,
        command=OfferCommitment.name,
        form=CommitmentForm,
        enter=desk.enter,
        text="",
        page="workspace/book/commitment.html",
        entry_page="workspace/book/commitment_new.html",
        visible=of_the_line,
        opens=works_on,
        more=_more,
        serves=False,
        steps={
            "sign": Step(
                _("It was signed"), _("Entered. The application lacks these papers no longer."), SignForm, _sign_sample, _sign,
                initial=lambda _row: {"signer": Signer.SELF.value, "guardian": ""},
            ),
            "decline": Step(
                _("The applicant would rather bring the papers"), _("Entered. Nothing else follows from it."), KeyedForm,
                lambda row, _today: DeclineCommitment(commitment=row.key),
                lambda row, _data, _by, _key: _order(row, DeclineCommitment(commitment=row.key)),
            ),
            "check": Step(
                _("It was checked"), _("Entered."), CheckForm,
                _check_sample, _check,
            ),
            "hear": Step(
                _("The applicant was heard"), _("Entered."), HearForm,
                lambda row, _today: HearCommitment(commitment=row.key, words="·"),
                lambda row, data, _by, _key: _order(row, HearCommitment(commitment=row.key, words=data["words"])),
            ),
            "order_correction": Step(
                _("Have it put right"), _("Entered."), DaysForm,
                lambda row, _today: OrderCorrection(commitment=row.key, days=1),
                lambda row, data, _by, _key: _order(row, OrderCorrection(commitment=row.key, days=data["days"])),
                initial=_days,
            ),
            "accept_correction": Step(
                _("It was put right"), _("Entered."), RightForm,
                lambda row, _today: AcceptCorrection(commitment=row.key, note="·"), _correct,
            ),
            "judge_false": Step(
                _("Judge it false"), _("Entered. What was granted on it is to be revoked on the page of the application."), FalseForm,
                _judge_sample, _judge, grave=True,
            ),
            "repair": Step(
                _("Let it count no longer"), _("Entered. The applicant may commit again."), RepairForm,
                _repair_sample, lambda row, data, _by, _key: desk.repaired(row, data["note"]),
            ),
        },
        lines={
            "commitment.offered/1": Line(_("The text was shown")),
            "commitment.declined/1": Line(_("The applicant brings the papers instead")),
            "commitment.signed/1": Line(_("Signed: %(signer)s"), tone="good"),
            "commitment.rested_on/1": Line(_("The application was decided on it")),
            "commitment.lapsed/1": Line(_("The application was refused or given up: nothing rests on it")),
            "commitment.drawn/1": Line(_("Drawn by lot for a check")),
            "commitment.checked/1": Line(_("Checked")),
            "commitment.heard/1": Line(_("The applicant was heard")),
            "commitment.correction_ordered/1": Line(_("To be put right by %(due_on)s")),
            "commitment.corrected/1": Line(_("Put right"), tone="good"),
            "commitment.judged_false/1": Line(_("Judged false; it can be repaired from %(repair_on)s"), tone="grave"),
            "commitment.repaired/1": Line(_("It counts no longer"), tone="good"),
        },
    )
)  # fmt: skip

urlpatterns = urls(BOOK)
