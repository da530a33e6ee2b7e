"""Disputes (矛盾纠纷): the register, its entry and its rungs. Who quarrels about what is shown to those who handle it alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.desk.dispute import enter
from sandan.desk.handle import Order
from sandan.desk.viewing import write_down
from sandan.domain.authority import Actor
from sandan.domain.dispute import (
    AgreeDispute,
    ConfirmDispute,
    DescribeDispute,
    DisputeKind,
    DisputeStatus,
    EraseDispute,
    FailDispute,
    FollowUp,
    Mediate,
    NoteConfirmation,
    PerformDispute,
    ReferDispute,
    RegisterDispute,
)
from sandan.domain.register import handles
from sandan.domain.values import StatutoryChannel, Tier
from sandan.domain.wire import decode
from sandan.ledger import read
from sandan.projections.dispute import Dispute
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.projections.visit import Visit
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, grade_cell, place_cell, register, withdrawing
from sandan.web.column import Column, Names
from sandan.web.entry import DateInput, EntryForm, EvidenceForm, PersonField, UnitField, WordField, YesField
from sandan.web.form import KeyedForm, NoteForm, ReasonForm
from sandan.web.label import DISPUTE, STATUTORY, Label, choices
from sandan.web.story import Line
from sandan.web.workspace.book import urls

STATUS: Mapping[DisputeStatus, Label] = {
    DisputeStatus.REGISTERED: pgettext_lazy("dispute", "Registered"),
    DisputeStatus.MEDIATED: pgettext_lazy("dispute", "Being mediated"),
    DisputeStatus.AGREED: pgettext_lazy("dispute", "Agreed, not performed yet"),
    DisputeStatus.PERFORMED: pgettext_lazy("dispute", "Performed"),
    DisputeStatus.FAILED: pgettext_lazy("dispute", "Failed"),
    DisputeStatus.REFERRED: pgettext_lazy("dispute", "Referred"),
    DisputeStatus.WITHDRAWN: pgettext_lazy("record", "Withdrawn"),
}
_SEALED = _("Sealed: only those who handle it see this, and that they saw it is written down.")
_TEXT = forms.Textarea({"rows": 3})


class DisputeForm(EntryForm, EvidenceForm):
    """A dispute, and how far it has come."""

    headings: ClassVar[Mapping[str, str]] = {
        "kind": "纠纷类型 纠纷类别 类型 类别",
        "place": "发生地点 地点 镇村 所属镇村 村(社区)",
        "parties": "当事人 纠纷当事人 双方当事人 当事人姓名",
        "matter": "纠纷简要情况 简要情况 纠纷内容 主要内容 案由",
        "mediators": "调解员 调解人 人民调解员 参与调解人员",
        "on": "登记时间 受理时间 排查时间 登记日期 日期",
        "held_on": "调解时间 调解日期",
        "agreed_on": "协议时间 协议日期 达成协议时间",
        "terms": "协议内容 调解协议 调解结果",
        "due_on": "履行期限 约定履行日期",
        "oral": "口头协议",
        "performed_on": "履行时间 履行日期 兑现时间",
        "said_so": "当事人确认履行 当事人确认",
    }
    folded = frozenset(
        {*EntryForm.folded, "mediator", "mediators", "held_on", "agreed_on", "terms", "due_on", "oral", "performed_on", "said_so", "proof",
         "on"}
    )  # fmt: skip
    kind = WordField(label=_("Kind of dispute"), words=DISPUTE, empty=_("Not sure"), required=False)
    place = UnitField(label=pgettext_lazy("dispute", "Where"), tiers=(Tier.TOWN, Tier.BRANCH))
    matter = forms.CharField(
        label=_("What they quarrel about"), required=False, max_length=4000, widget=_TEXT, help_text=_SEALED
    )
    parties = forms.CharField(label=_("Who quarrels"), required=False, max_length=500, help_text=_SEALED)
    on = forms.DateField(label=_("Came up on"), required=False, widget=DateInput, help_text=_("Empty means today."))
    mediator = PersonField(label=_("Official who mediates"), required=False)
    mediators = forms.CharField(label=_("Mediators"), required=False, max_length=200)
    held_on = forms.DateField(label=_("Mediated on"), required=False, widget=DateInput)
    agreed_on = forms.DateField(label=_("Agreed on"), required=False, widget=DateInput)
    terms = forms.CharField(
        label=_("What was agreed"), required=False, max_length=4000, widget=_TEXT, help_text=_SEALED
    )
    due_on = forms.DateField(label=_("To be performed by"), required=False, widget=DateInput)
    oral = YesField(label=_("Agreed orally"), required=False)
    performed_on = forms.DateField(label=_("Performed on"), required=False, widget=DateInput)
    said_so = YesField(label=_("The parties say so"), required=False)
    field_order = (
        "place", "kind", "matter", "parties", "on", "mediator", "mediators", "held_on", "agreed_on", "terms", "due_on", "oral",
        "performed_on", "said_so", "proof", "dated_on", "caption", "programmes",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.actor.unit if self.actor is not None else ""
        if (
            not self.is_bound
            and own
            and now(Unit).filter(key=own, tier__in=(Tier.TOWN.value, Tier.BRANCH.value)).exists()
        ):
            self.fields["place"].initial = own

    def clean(self) -> dict[str, Any]:
        """An agreement says what was agreed; what was performed was agreed."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("agreed_on") and not data.get("terms"):
            self.add_error("terms", gettext("Say what was agreed."))
        if data.get("performed_on") and not data.get("agreed_on"):
            self.add_error("agreed_on", gettext("Say when it was agreed, too."))
        return data


class DescribeForm(EntryForm):
    """Who quarrels about what, and who mediates."""

    kind_of = WordField(label=_("Kind of dispute"), words=DISPUTE, empty=_("As it is"), required=False)
    matter = forms.CharField(
        label=_("What they quarrel about"), required=False, max_length=4000, widget=_TEXT, help_text=_SEALED
    )
    parties = forms.CharField(label=_("Who quarrels"), required=False, max_length=500, help_text=_SEALED)
    mediator = PersonField(label=_("Official who mediates"), required=False)
    mediators = forms.CharField(label=_("Mediators"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {}  # what is left empty stays as it is
        super().__init__(*args, **kwargs)
        self.fields.pop("programmes", None)


class SessionForm(KeyedForm):
    """A session."""

    held_on = forms.DateField(label=_("Mediated on"), widget=DateInput)
    note = forms.CharField(label=_("How it went"), required=False, max_length=4000, widget=_TEXT, help_text=_SEALED)


class AgreeForm(KeyedForm, EvidenceForm):
    """An agreement (人民调解法 arts. 28, 29)."""

    agreed_on = forms.DateField(label=_("Agreed on"), widget=DateInput)
    terms = forms.CharField(label=_("What was agreed"), max_length=4000, widget=_TEXT, help_text=_SEALED)
    due_on = forms.DateField(label=_("To be performed by"), widget=DateInput)
    oral = forms.BooleanField(label=_("Agreed orally"), required=False)
    field_order = ("agreed_on", "terms", "due_on", "oral", "proof", "dated_on", "caption")


class CourtForm(KeyedForm):
    """What a court confirmed (art. 33)."""

    asked_on = forms.DateField(
        label=_("Asked for by both parties on"),
        widget=DateInput,
        help_text=_("Within 30 days of the agreement (People's Mediation Law, art. 33)."),
    )
    court = forms.CharField(label=_("Court"), max_length=100)


class FollowForm(KeyedForm):
    """How the performance goes."""

    note = forms.CharField(label=_("How it goes"), max_length=2000, widget=_TEXT, help_text=_SEALED)


class PerformForm(KeyedForm, EvidenceForm):
    """That it was performed."""

    performed_on = forms.DateField(label=_("Performed on"), widget=DateInput)
    said_so = forms.BooleanField(label=_("The parties say so"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, help_text=_SEALED)
    field_order = ("performed_on", "said_so", "note", "proof", "dated_on", "caption")


class ConfirmForm(NoteForm):
    """What someone else found."""

    said_so = forms.BooleanField(label=_("I asked the parties, and they say so"), required=False)
    field_order = ("said_so", "note")


class ReferForm(KeyedForm):
    """Where it goes on."""

    channel = forms.ChoiceField(label=_("Channel"), choices=choices(STATUTORY))
    where_to = forms.CharField(label=_("Which court or body"), max_length=200)


class BasisForm(KeyedForm):
    """On which legal ground something is erased."""

    basis = forms.CharField(label=_("Legal ground"), max_length=500)


_PARTS: Mapping[str, Label] = {
    "matter": _("What they quarrel about"),
    "parties": _("Who quarrels"),
    "terms": _("What was agreed"),
    "note": _("Note"),
    "reason": _("Reason"),
}


def _more(request: ActedRequest, row: Dispute, _names: Names) -> dict[str, Any]:
    """What is sealed, for those who handle it; and the visit on which it was heard of."""
    handled = handles(row.unit, frozenset(row.keepers.split()), request.actor)
    context: dict[str, Any] = {"handled": handled, "sealed": []}
    if row.visit:
        context["visit"] = now(Visit).filter(key=row.visit).first()
    if not handled:
        return context
    write_down([row.key], "dispute", request.actor)
    entries = list(read.stream(f"dispute/{row.key}"))
    opened = read.opened(each.position for each in entries)
    for entry in entries:
        personal = opened[entry.position].personal or {}
        told = [(label, personal[name]) for name, label in _PARTS.items() if personal.get(name)]
        if told:
            on = decode(entry.kind, entry.public, entry.internal).happened_on
            context["sealed"].append({"on": on, "parts": told})
    return context


def _ordered(row: Dispute, command: Any) -> list[Order]:
    return [Order(f"dispute/{row.key}", command)]


def _describe(row: Dispute, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    told = {name: data[name] for name in ("mediator", "mediators", "matter", "parties")}
    kind = DisputeKind(data["kind_of"]) if data["kind_of"] else None
    return _ordered(row, DescribeDispute(dispute=row.key, kind_of=kind, **told))


def _agree(row: Dispute, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    told = {name: data[name] for name in ("agreed_on", "due_on", "terms", "oral", "evidence")}
    return _ordered(row, AgreeDispute(dispute=row.key, **told))


def _perform(row: Dispute, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    told = {name: data[name] for name in ("performed_on", "said_so", "note", "evidence")}
    return _ordered(row, PerformDispute(dispute=row.key, **told))


def _due(row: Dispute, _names: Any) -> Any:
    return row.due_on


BOOK = register(
    Book(
        name="dispute",
        plural="disputes",
        title=_("Disputes"),
        new=_("Enter a dispute"),
        lead=_("From hearing of it to the agreement, and from there to its performance: only then is it solved."),
        table=Dispute,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(_("Kind of dispute"), lambda row, _names: str(DISPUTE[DisputeKind(row.kind)]), 14),
            Column(pgettext_lazy("dispute", "Where"), lambda row, names: names.unit(row.place), 18),
            Column(_("Came up on"), lambda row, _names: row.entered_on, kind="date"),
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(STATUS[DisputeStatus(row.status)]), 16),
            Column(_("To be performed by"), _due, kind="date"),
            Column(_("What stands behind it"), grade_cell, 16),
        ),
        facts=(
            Column(pgettext_lazy("column", "Town and village"), place_cell, 16),
            Column(_("Official who mediates"), lambda row, names: names.person(row.mediator)),
            Column(_("Mediators"), lambda row, _names: row.mediators, 18),
            Column(_("Mediated on"), lambda row, _names: row.mediated_on, kind="date"),
            Column(_("Agreed on"), lambda row, _names: row.agreed_on, kind="date"),
            Column(_("Performed on"), lambda row, _names: row.performed_on, kind="date"),
            Column(_("Court"), lambda row, _names: row.court, 18),
            Column(
                _("Referred to"),
                lambda row, _names: (
                    f"{STATUTORY[StatutoryChannel(row.referred_to)]} {row.where_to}" if row.referred_to else None
                ),
                24,
            ),
            Column(_("Kept by"), lambda row, names: names.unit(row.unit), 18),
        ),
        status=STATUS,
        status_of=DisputeStatus,
        command=RegisterDispute.name,
        form=DisputeForm,
        enter=enter,
        text="",
        page="workspace/book/dispute.html",
        opens=lambda row, by: handles(row.unit, frozenset(row.keepers.split()), by),
        more=_more,
        steps={
            "describe": Step(
                _("Say more of it"),
                _("Entered."),
                DescribeForm,
                lambda row, _today: DescribeDispute(dispute=row.key, matter="·"),
                _describe,
            ),
            "mediate": Step(
                _("A session was held"),
                _("Entered."),
                SessionForm,
                lambda row, today: Mediate(dispute=row.key, held_on=today),
                lambda row, data, _by, _key: _ordered(
                    row, Mediate(dispute=row.key, held_on=data["held_on"], note=data["note"])
                ),
            ),
            "agree": Step(
                _("They agreed"),
                _("Entered. It is solved once it is performed."),
                AgreeForm,
                lambda row, today: AgreeDispute(dispute=row.key, agreed_on=today, due_on=today, terms="·"),
                _agree,
            ),
            "note_confirmation": Step(
                _("A court confirmed it"),
                _("Entered. It is solved once it is performed."),
                CourtForm,
                lambda row, _today: NoteConfirmation(
                    dispute=row.key, asked_on=row.agreed_on or row.entered_on, court="·"
                ),
                lambda row, data, _by, _key: _ordered(
                    row, NoteConfirmation(dispute=row.key, asked_on=data["asked_on"], court=data["court"])
                ),
            ),
            "follow_up": Step(
                _("I looked how the performance goes"),
                _("Entered."),
                FollowForm,
                lambda row, _today: FollowUp(dispute=row.key, note="·"),
                lambda row, data, _by, _key: _ordered(row, FollowUp(dispute=row.key, note=data["note"])),
            ),
            "perform": Step(
                _("It was performed"),
                _("Entered as solved."),
                PerformForm,
                lambda row, today: PerformDispute(dispute=row.key, performed_on=today, said_so=True),
                _perform,
            ),
            "confirm": Step(
                _("Confirm that it is solved"),
                _("Confirmed."),
                ConfirmForm,
                lambda row, _today: ConfirmDispute(dispute=row.key, said_so=True),
                lambda row, data, _by, _key: _ordered(
                    row, ConfirmDispute(dispute=row.key, said_so=data["said_so"], note=data["note"])
                ),
            ),
            "fail": Step(
                _("It failed"),
                _("Entered. Tell both which ways the law leaves open to them."),
                ReasonForm,
                lambda row, _today: FailDispute(dispute=row.key, reason="·"),
                lambda row, data, _by, _key: _ordered(row, FailDispute(dispute=row.key, reason=data["reason"])),
                grave=True,
            ),
            "refer": Step(
                _("Refer it to court, arbitration or another channel"),
                _("Referred."),
                ReferForm,
                lambda row, _today: ReferDispute(dispute=row.key, channel=StatutoryChannel.COURT, where_to="·"),
                lambda row, data, _by, _key: _ordered(
                    row,
                    ReferDispute(dispute=row.key, channel=StatutoryChannel(data["channel"]), where_to=data["where_to"]),
                ),
            ),
            "withdraw": withdrawing("dispute"),
            "erase": Step(
                _("Erase what is sealed"),
                _("Erased. That there was a dispute stays recorded."),
                BasisForm,
                lambda row, _today: EraseDispute(dispute=row.key, basis="·"),
                lambda row, data, _by, _key: _ordered(row, EraseDispute(dispute=row.key, basis=data["basis"])),
                grave=True,
            ),
        },
        lines={
            "dispute.registered/1": Line(_("Registered: %(kind_of)s, at %(place)s")),
            "dispute.described/1": Line(_("More is known of it")),
            "dispute.mediated/1": Line(_("Mediated on %(held_on)s")),
            "dispute.agreed/1": Line(_("Agreed on %(agreed_on)s, to be performed by %(due_on)s")),
            "dispute.confirmation_noted/1": Line(_("Confirmed by a court, asked for on %(asked_on)s"), "court"),
            "dispute.followed_up/1": Line(_("Looked at how the performance goes")),
            "dispute.performed/1": Line(_("Performed on %(performed_on)s"), "", "good"),
            "dispute.confirmed/1": Line(_("Confirmed as solved by %(witness)s"), "note", "good"),
            "dispute.failed/1": Line(_("Failed"), "", "grave"),
            "dispute.referred/1": Line(_("Referred: %(channel)s"), "where_to"),
            "dispute.withdrawn/1": Line(_("Taken back as entered by mistake"), "reason", "grave"),
            "dispute.erased/1": Line(_("What is sealed was erased"), "basis", "grave"),
        },
    )
)

urlpatterns = urls(BOOK)
