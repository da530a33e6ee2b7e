"""Lectures (讲党课): the register, its entry and steps, and which leader has spoken at which of their places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.desk.handle import Order
from sandan.desk.lecture import enter
from sandan.domain.authority import Actor, Role, may
from sandan.domain.lecture import (
    CancelLecture,
    ConfirmLecture,
    HoldLecture,
    LectureStatus,
    PlanLecture,
)
from sandan.domain.quantity import Measure
from sandan.projections.lecture import Lecture
from sandan.projections.visit import lectured, pairs_at
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, grade_cell, place_cell, quantity_cell, register, withdrawing
from sandan.web.column import Column, Names
from sandan.web.entry import (
    DateInput,
    DoneField,
    EntryForm,
    EvidenceForm,
    Known,
    PersonField,
    QuantityField,
    UnitField,
    YesField,
)
from sandan.web.form import KeyedForm, NoteForm, ReasonForm
from sandan.web.label import Label
from sandan.web.story import Line
from sandan.web.workspace.book import urls

STATUS: Mapping[LectureStatus, Label] = {
    LectureStatus.PLANNED: pgettext_lazy("lecture", "Planned"),
    LectureStatus.HELD: pgettext_lazy("lecture", "Held"),
    LectureStatus.CANCELLED: pgettext_lazy("lecture", "Called off"),
    LectureStatus.WITHDRAWN: pgettext_lazy("record", "Withdrawn"),
}
OFFICE = frozenset({Role.DISPATCHER, Role.CLERK})
"""Who enters for others: their own unit is no likely place."""
_AUDIENCE = _("Over 70 stays over 70: 70, over 70, about 300 attendances. Persons unless you say attendances.")


class LectureForm(EntryForm, EvidenceForm):
    """A lecture: held, or on a day to come, planned. Where and when are known mostly, and by whom where one leader has the place."""

    headings: ClassVar[Mapping[str, str]] = {
        "title": "题目 主题 党课题目 课题 党课主题",
        "lecturer": "讲课人 授课人 主讲人 领导 县级领导",
        "place": "讲课地点 授课地点 单位 镇村 包抓镇村 地点",
        "on": "讲课时间 授课时间 时间 日期 计划时间",
        "audience": "参加人数 人数 听课人数 受众",
        "held": "是否已讲 已讲 完成情况",
        "note": "备注 主要内容",
    }
    folded: ClassVar[frozenset[str]] = EntryForm.folded | {"held", "note", "proof"}
    title = forms.CharField(label=pgettext_lazy("lecture", "Subject"), max_length=200)
    lecturer = PersonField(label=_("Given by"))
    place = UnitField(label=_("Given at"))
    on = forms.DateField(
        label=pgettext_lazy("lecture", "Day"),
        widget=DateInput,
        initial=timezone.localdate,
        help_text=_("A day to come makes it a plan."),
    )
    held = DoneField(label=_("It has been held"), yes=_("yes"), no=pgettext_lazy("lecture", "not yet"))
    audience = QuantityField(
        label=pgettext_lazy("lecture", "Audience"),
        measures=(Measure.PERSON, Measure.ATTENDANCE),
        required=False,
        help_text=_AUDIENCE,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))
    open_to_all = YesField(label=_("Announce it on the public pages"), required=False)
    field_order = (
        "title", "lecturer", "place", "on", "audience", "held", "note", "proof", "dated_on", "caption",
        "open_to_all", "programmes",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is not None and not self.is_bound and not self.actor.roles & OFFICE:
            self.fields["place"].initial = self.actor.unit
            leaders = {each.leader for each in pairs_at(self.actor.unit, timezone.localdate())}
            if len(leaders) == 1:
                self.fields["lecturer"].initial = self.known.name_of(leaders.pop())

    def clean(self) -> dict[str, Any]:
        """Held or planned, by its day where nobody says it."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("held") is None and data.get("on"):
            data["held"] = data["on"] <= timezone.localdate() and not data.get("open_to_all")
        return data


class HoldForm(KeyedForm, EvidenceForm):
    """How it was."""

    held_on = forms.DateField(label=pgettext_lazy("lecture", "Day"), widget=DateInput)
    audience = QuantityField(
        label=pgettext_lazy("lecture", "Audience"),
        measures=(Measure.PERSON, Measure.ATTENDANCE),
        required=False,
        help_text=_AUDIENCE,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))
    field_order = ("held_on", "audience", "note", "proof", "dated_on", "caption")


def _hold(row: Lecture, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    order = HoldLecture(
        lecture=row.key,
        held_on=data["held_on"],
        audience=data["audience"],
        note=data["note"],
        evidence=data["evidence"],
    )
    return [Order(f"lecture/{row.key}", order)]


def _hold_sample(row: Lecture, today: date) -> HoldLecture:
    return HoldLecture(lecture=row.key, held_on=today)


BOOK = register(
    Book(
        name="lecture",
        plural="lectures",
        title=_("Lectures"),
        new=_("Enter a lecture"),
        lead=_(
            "By which leader, at which of their places, before how many. Planned first, or entered at once as held."
        ),
        table=Lecture,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(pgettext_lazy("lecture", "Subject"), lambda row, _names: row.title, 36, kind="long"),
            Column(_("Given by"), lambda row, names: names.person(row.lecturer)),
            Column(_("Given at"), lambda row, names: names.unit(row.place), 18),
            Column(pgettext_lazy("lecture", "Day"), lambda row, _names: row.held_on or row.planned_on, kind="date"),
            Column(pgettext_lazy("lecture", "Audience"), lambda row, _names: quantity_cell(row, "audience")),
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(STATUS[LectureStatus(row.status)])),
            Column(_("What stands behind it"), grade_cell, 16),
        ),
        facts=(
            Column(pgettext_lazy("column", "Town and village"), place_cell, 16),
            Column(_("Kept by"), lambda row, names: names.unit(row.unit), 18),
        ),
        status=STATUS,
        status_of=LectureStatus,
        command=PlanLecture.name,
        form=LectureForm,
        enter=enter,
        steps={
            "hold": Step(_("It has been held"), _("Entered."), HoldForm, _hold_sample, _hold),
            "confirm": Step(
                _("Confirm it for the place"),
                _("Confirmed."),
                NoteForm,
                lambda row, _today: ConfirmLecture(lecture=row.key),
                lambda row, data, _by, _key: [
                    Order(f"lecture/{row.key}", ConfirmLecture(lecture=row.key, note=data["note"]))
                ],
            ),
            "cancel": Step(
                _("Call it off"),
                _("Called off."),
                ReasonForm,
                lambda row, _today: CancelLecture(lecture=row.key, reason="·"),
                lambda row, data, _by, _key: [
                    Order(f"lecture/{row.key}", CancelLecture(lecture=row.key, reason=data["reason"]))
                ],
                grave=True,
            ),
            "withdraw": withdrawing("lecture"),
        },
        links=(("workspace:lecture_coverage", _("Leaders and their places")),),
        lines={
            "lecture.planned/1": Line(_("Planned for %(planned_on)s at %(place)s: %(title)s")),
            "lecture.held/1": Line(_("Held on %(held_on)s, audience %(audience)s"), "note", "good"),
            "lecture.confirmed/1": Line(_("Confirmed for the place by %(witness)s"), "note", "good"),
            "lecture.cancelled/1": Line(_("Called off"), "reason", "grave"),
            "lecture.withdrawn/1": Line(_("Taken back as entered by mistake"), "reason", "grave"),
        },
    )
)


@never_cache
@require_safe
def coverage_page(request: ActedRequest) -> HttpResponse:
    """Which leaders have spoken at which of their places, in the order of the places, and the way to plan what is missing."""
    names, known = Names.load(), Known()
    pairs = [
        {
            "leader": names.person(each.leader),
            "called": known.name_of(each.leader),
            "unit": each.place,
            "place": names.unit(each.place),
            "held": each.held,
            "planned": each.planned,
        }
        for each in lectured(timezone.localdate())
    ]
    context = {
        "active": "campaign",
        "pairs": pairs,
        "done": sum(each["held"] is not None for each in pairs),
        "may_enter": may(PlanLecture.name, request.actor),
    }
    return render(request, "workspace/lecture_coverage.html", context)


urlpatterns = [path("lectures/coverage/", coverage_page, name="lecture_coverage"), *urls(BOOK)]
