"""Deeds (为民办实事): the register, its entry and steps. Nobody is ranked by how many."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.desk.deed import enter
from sandan.desk.handle import Order
from sandan.domain.authority import Actor, Role
from sandan.domain.deed import (
    DeedKind,
    DeedStatus,
    EnterDeed,
    EnterHours,
    JoinDeed,
    LeaveDeed,
    Need,
    SayDuty,
    TakeWord,
    VerifyDeed,
    VolunteerJoined,
    VolunteerLeft,
    Word,
)
from sandan.domain.quantity import Measure, Quantity
from sandan.domain.values import Evidence, Tier, Topic
from sandan.domain.wire import Command, Event
from sandan.projections.deed import Deed, Volunteer
from sandan.projections.need import find, is_number
from sandan.projections.number import MEETING, OPINION, PROBLEM, VISIT
from sandan.projections.version import now
from sandan.web.book import Book, Step, grade_cell, place_cell, quantity_cell, register, withdrawing
from sandan.web.column import UNKNOWN, Column, Names
from sandan.web.entry import DateInput, EntryForm, EvidenceForm, Known, QuantityField, UnitField, WordField, YesField
from sandan.web.form import KeyedForm, ReasonForm
from sandan.web.label import DEED_KIND, NEED, TOPIC, WORD, Label
from sandan.web.story import Line
from sandan.web.workspace.book import urls

STATUS: Mapping[DeedStatus, Label] = {
    DeedStatus.DONE: pgettext_lazy("deed", "Done"),
    DeedStatus.DENIED: pgettext_lazy("deed", "Denied by the served"),
    DeedStatus.WITHDRAWN: pgettext_lazy("record", "Withdrawn"),
}
_HOLDS = [("yes", _("Yes, it is so")), ("no", _("No, it is not so"))]


class DeedForm(EntryForm, EvidenceForm):
    """A deed that was done."""

    headings: ClassVar[Mapping[str, str]] = {
        "title": "实事名称 办实事事项 实事内容 事项 项目 项目名称 服务内容 主要内容 办实事内容",
        "need": "群众需求 需求 诉求 来源 对应问题 对应编号 问题编号 意见编号 需求来源 需求编号",
        "changed": "办理成效 成效 取得成效 完成情况 办理结果 效果 变化",
        "place": "地点 服务地点 镇村 实施地点 受益村",
        "done_on": "时间 日期 完成时间 办结时间 服务时间",
        "beneficiaries": "受益人数 受益群众 惠及群众 受益户数 受益对象数 惠及人数",
        "kind": "类型 类别 实事类别",
        "unit": "责任单位 承办单位 单位 牵头单位 实施单位",
        "duty_reason": "是否本职工作 本职工作说明 本职说明",
        "health_checked": "已核不涉个人健康",
    }
    folded: ClassVar[frozenset[str]] = EntryForm.folded | {
        "proof", "kind", "unit", "topic", "duty_reason", "health_checked",
    }  # fmt: skip
    mends: ClassVar[Mapping[str, str]] = {"names_health": "health_checked", "need_unknown": "need"}
    title = forms.CharField(label=pgettext_lazy("deed", "What was done"), max_length=200)
    need = forms.CharField(
        label=_("Which need it answers"),
        max_length=1000,
        help_text=_(
            "The number of the opinion (Y…), problem (W…) or visit (ZF…). If nothing is recorded: the need in words."
        ),
    )
    changed = forms.CharField(
        label=_("What changed, and for whom"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Everybody can read this. No names, no illness, no telephone or identity numbers."),
    )
    place = UnitField(
        label=pgettext_lazy("deed", "Where"), required=False, help_text=_("Empty: where the need is that it answers.")
    )
    done_on = forms.DateField(label=pgettext_lazy("deed", "Day"), widget=DateInput, initial=timezone.localdate)
    beneficiaries = QuantityField(
        label=_("How many it serves"),
        measures=(Measure.PERSON, Measure.HOUSEHOLD, Measure.ATTENDANCE),
        required=False,
        help_text=_("70, over 70, 12 households, about 300 attendances. Empty where nobody counted."),
    )
    kind = WordField(label=pgettext_lazy("deed", "Kind"), words=DEED_KIND, required=False)
    unit = UnitField(label=_("Done by"), required=False)
    topic = WordField(
        label=_("Topic"),
        words=TOPIC,
        empty=_("As the need has it"),
        required=False,
        help_text=_("Only where the need has none: by it the unit's duty list is asked."),
    )
    duty_reason = forms.CharField(
        label=_("It is our ordinary duty, because"),
        required=False,
        max_length=500,
        help_text=_("What the duty list of the unit has is flagged by itself. Duty work is counted apart."),
    )
    health_checked = YesField(label=_("Nobody's health is meant"), required=False)
    field_order = (
        "title", "need", "changed", "place", "done_on", "beneficiaries", "kind", "unit", "topic", "duty_reason",
        "health_checked", "proof", "dated_on", "caption", "programmes",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        local = {Tier.TOWN.value, Tier.BRANCH.value}
        known = kwargs.get("known")
        if self.actor is not None and isinstance(known, Known):
            mine = [each.key for each in known.units if each.key == self.actor.unit and each.tier in local]
            self.fields["place"].initial = None if self.initial.get("need") else next(iter(mine), None)

    def clean(self) -> dict[str, Any]:
        """Where, if nothing that is recorded says it."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        said = data.get("need", "")
        if "place" not in self.errors and not data.get("place") and said:
            recorded = find(said)
            if recorded is None and not is_number(said):
                self.add_error("place", gettext("Say where: the need is on no record."))
            elif recorded is not None and not recorded.place:
                self.add_error("place", gettext("Say where: no place is recorded with the need."))
        return data


class WordForm(KeyedForm, EvidenceForm):
    """What the served say, written down by somebody outside the doing unit."""

    way = forms.ChoiceField(label=_("How"), choices=[(code.value, word) for code, word in WORD.items()])
    holds = forms.ChoiceField(label=_("Is it so?"), choices=_HOLDS, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What was said"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("No names and no telephone numbers. A paper needs its scan."),
    )
    field_order = ("way", "holds", "note", "proof", "dated_on", "caption")


class FindingForm(KeyedForm):
    """What one found."""

    finding = forms.CharField(label=_("Finding"), max_length=1000, widget=forms.Textarea({"rows": 2}))


class JoinForm(KeyedForm):
    """A volunteer's own word."""

    voluntary = YesField(label=_("I took part of my own will; nobody assigned me"))
    hours = QuantityField(
        label=_("Hours"), measures=(Measure.HOUR,), required=False, help_text=_("Whole hours: 3, about 3.")
    )


class HoursForm(KeyedForm, EvidenceForm):
    """A sheet that volunteers signed."""

    volunteers = QuantityField(label=_("Volunteers on the sheet"), measures=(Measure.PERSON,))
    hours = QuantityField(label=_("Their hours, added up"), measures=(Measure.HOUR,))
    field_order = ("volunteers", "hours", "proof", "dated_on", "caption")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proof"].label = _("The signed sheet")
        self.need_proof()


class SureForm(KeyedForm):
    """Nothing more to say."""


def need_cell(row: Deed, _names: Names) -> str:
    """What the deed answers: a number, or the need in words, said to be on no record."""
    if row.need != Need.WORDS.value:
        return str(row.need_number)
    return gettext("%(need)s (no record)") % {"need": row.need_words}


def duty_cell(row: Deed, _names: Names) -> str:
    """Whether it is duty work, and who says so."""
    if row.duty_on is None:
        return gettext("No: %(reason)s") % {"reason": row.duty_reason} if row.duty_reason else gettext("No")
    if row.duty_reason:
        return gettext("Yes: %(reason)s") % {"reason": row.duty_reason}
    return gettext("Yes, by the unit's duty list")


def _hours_cell(row: Deed, _names: Names) -> str | None:
    parts = []
    if row.volunteers_exact or row.volunteers_approximate:
        parts.append(_both(row.volunteers_exact, row.volunteers_approximate, gettext("volunteers")))
    if row.hours_exact or row.hours_approximate:
        parts.append(_both(row.hours_exact, row.hours_approximate, gettext("hours")))
    return " · ".join(parts) or None


def _both(exact: int, vague: int, words: str) -> str:
    if not vague:
        return f"{exact} {words}"
    return gettext("%(exact)s and about %(vague)s %(what)s") % {"exact": exact, "vague": vague, "what": words}


def _one(make: Any) -> Any:
    """A step's order from the record's id and what the form says."""
    return lambda row, data, _by, _key: [Order(f"deed/{row.key}", make(row.key, data))]


def _enter_hours(key: str, data: Mapping[str, Any]) -> Command:
    return EnterHours(deed=key, volunteers=data["volunteers"], hours=data["hours"], evidence=data["evidence"])


def _hours_sample(row: Deed, today: date) -> Command:
    hours, sheet = Quantity(1, Measure.HOUR), (Evidence("0" * 64, today),)
    return EnterHours(deed=row.key, volunteers=Quantity(1, Measure.PERSON), hours=hours, evidence=sheet)


def _take_word(key: str, data: Mapping[str, Any]) -> Command:
    return TakeWord(
        deed=key, way=Word(data["way"]), holds=data["holds"] == "yes", note=data["note"], evidence=data["evidence"]
    )


def _join(row: Deed, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    return [Order(f"deed/{row.key}", JoinDeed(deed=row.key, voluntary=data["voluntary"], hours=data["hours"]))]


_PAGES = {OPINION: "opinion", PROBLEM: "problem", VISIT: "visit", MEETING: "meeting"}


_READERS = frozenset({Role.DISPATCHER, Role.CLERK, Role.VERIFIER, Role.INSPECTOR, Role.LEADER, Role.AUDITOR})
"""Who opens the files of a deed beside the unit that did it: volunteers and the served have signed some of them."""


def private(row: Deed, _by: Actor) -> list[tuple[Label, str]]:
    """The way to the need that it answers: a link for the page, no column of the workbook."""
    if row.need == Need.WORDS.value:
        return []
    words = next(word for code, word in NEED.items() if code.value == row.need)
    url = reverse(f"workspace:{_PAGES[row.need_number.rstrip('0123456789-')]}", args=[row.need_id])
    return [(_("Open the need"), format_html('<a href="{}">{}</a> · {}', url, row.need_number, words))]


def untold(row: Deed, happened: Event) -> bool:
    """Leave out what a volunteer said who took their consent back."""
    if not isinstance(happened, VolunteerJoined | VolunteerLeft):
        return False
    return not now(Volunteer).filter(deed=row.key, person=happened.volunteer).exists()


BOOK = register(
    Book(
        name="deed",
        plural="deeds",
        title=_("Deeds for the people"),
        new=_("Enter a deed"),
        lead=_(
            "What was done for people, which need it answers, and whose word stands behind it. Duty work is counted apart."
        ),
        table=Deed,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(pgettext_lazy("deed", "What was done"), lambda row, _names: row.title, 30, kind="long"),
            Column(_("Which need it answers"), need_cell, 24, kind="long"),
            Column(pgettext_lazy("deed", "Where"), lambda row, names: names.unit(row.place), 14),
            Column(pgettext_lazy("deed", "Day"), lambda row, _names: row.done_on, kind="date"),
            Column(_("How many it serves"), lambda row, _names: quantity_cell(row, "beneficiaries")),
            Column(_("What stands behind it"), grade_cell, 16),
            Column(_("Duty work"), lambda row, _names: gettext("Yes") if row.duty_on else UNKNOWN),
        ),
        facts=(
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(STATUS[DeedStatus(row.status)])),
            Column(_("What changed, and for whom"), lambda row, _names: row.changed, 40, kind="long"),
            Column(_("Done by"), lambda row, names: names.unit(row.unit), 18),
            Column(pgettext_lazy("deed", "Kind"), lambda row, _names: str(DEED_KIND[DeedKind(row.kind)])),
            Column(_("Topic"), lambda row, _names: str(TOPIC[Topic(row.topic)]) if row.topic else None),
            Column(_("Counts as duty work"), duty_cell, 24),
            Column(_("Volunteers"), _hours_cell, 16),
            Column(pgettext_lazy("column", "Town and village"), place_cell, 16),
        ),
        status=STATUS,
        status_of=DeedStatus,
        command=EnterDeed.name,
        form=DeedForm,
        enter=enter,
        text="",
        private=private,
        opens=lambda row, by: bool(by.roles & _READERS) or by.person == row.entered_by or by.within(row.unit),
        untold=untold,
        steps={
            "take_word": Step(
                _("Write down what the served say"), _("Entered."), WordForm,
                lambda row, _today: TakeWord(deed=row.key, way=Word.VOICE, holds=True, note="·"),
                _one(_take_word),
            ),
            "verify": Step(
                _("Verify it, as a second person"), _("Entered."), FindingForm,
                lambda row, _today: VerifyDeed(deed=row.key, finding="·"),
                _one(lambda key, data: VerifyDeed(deed=key, finding=data["finding"])),
            ),
            "join": Step(
                _("I took part as a volunteer"), _("Thank you. It counts until you take it back."), JoinForm,
                lambda row, _today: JoinDeed(deed=row.key, voluntary=True), _join,
            ),
            "leave": Step(
                _("Take my consent back"), _("Your name and hours count no longer."), SureForm,
                lambda row, _today: LeaveDeed(deed=row.key),
                _one(lambda key, _data: LeaveDeed(deed=key)),
                grave=True,
            ),
            "enter_hours": Step(
                _("Enter a sheet that volunteers signed"), _("Entered."), HoursForm, _hours_sample, _one(_enter_hours)
            ),
            "duty": Step(
                _("Say that it is duty work"), _("Entered."), ReasonForm,
                lambda row, _today: SayDuty(deed=row.key, duty=True, reason="·"),
                _one(lambda key, data: SayDuty(deed=key, duty=True, reason=data["reason"])),
            ),
            "no_duty": Step(
                _("Say that it is more than duty work"), _("Entered."), ReasonForm,
                lambda row, _today: SayDuty(deed=row.key, duty=False, reason="·"),
                _one(lambda key, data: SayDuty(deed=key, duty=False, reason=data["reason"])),
            ),
            "withdraw": withdrawing("deed"),
        },
        lines={
            "deed.entered/1": Line(_("Entered: done on %(done_on)s by %(unit)s"), "changed"),
            "deed.duty_said/1": Line(_("Said whether it is duty work"), "reason"),
            "deed.confirmed/1": Line(_("The reporter of the need says: it is so"), tone="good"),
            "deed.denied/1": Line(_("The reporter of the need says: it is not so"), tone="grave"),
            "deed.word_taken/1": Line(_("What the served say, written down by %(witness)s (%(way)s)"), "note"),
            "deed.verified/1": Line(_("Verified by %(witness)s"), "finding", "good"),
            "deed.joined/1": Line(_("%(volunteer)s took part of their own will, hours: %(hours)s")),
            "deed.left/1": Line(_("A volunteer took their consent back")),
            "deed.hours_entered/1": Line(_("A signed sheet: volunteers %(volunteers)s, hours %(hours)s")),
            "deed.withdrawn/1": Line(_("Taken back as entered by mistake"), "reason", "grave"),
        },
    )
)  # fmt: skip

urlpatterns = urls(BOOK)
