"""On-site meetings (现场办公): the register, its entry with decisions, how they become work, and the minutes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.bulletins import minutes, sheet_docx
from sandan.bulletins.sheet import Sheet
from sandan.desk.handle import Order
from sandan.desk.meeting import carry_out, enter
from sandan.desk.sheet import Trial
from sandan.domain.authority import Actor, Role
from sandan.domain.meeting import (
    CarryOut,
    ConfirmMeeting,
    Decision,
    DecisionStatus,
    DropDecision,
    HoldMeeting,
    MeetingStatus,
)
from sandan.domain.values import Status, Topic
from sandan.projections.meeting import Meeting, MeetingDecision, decisions_of
from sandan.projections.problem import Problem
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, grade_cell, place_cell, register, withdrawing
from sandan.web.bulletin import KINDS
from sandan.web.column import Column, Names, listed
from sandan.web.entry import DateInput, EvidenceForm, LinesForm, PersonField, UnitField, UnitsField, WordField
from sandan.web.form import KeyedForm, NoteForm
from sandan.web.label import STATUS, TOPIC, Label
from sandan.web.story import Line
from sandan.web.workspace.book import found, urls
from sandan.web.workspace.paper import drawn

MEETING: Mapping[MeetingStatus, Label] = {
    MeetingStatus.HELD: pgettext_lazy("meeting", "Held"),
    MeetingStatus.WITHDRAWN: pgettext_lazy("record", "Withdrawn"),
}
DECISION: Mapping[DecisionStatus, Label] = {
    DecisionStatus.WAITING: pgettext_lazy("decision", "Waits to become work"),
    DecisionStatus.TASK: pgettext_lazy("decision", "A task on the list"),
    DecisionStatus.DISPATCHED: pgettext_lazy("decision", "Dispatched"),
    DecisionStatus.STANDS: pgettext_lazy("decision", "In the minutes"),
    DecisionStatus.DROPPED: pgettext_lazy("decision", "Given up"),
}
_NUMBERS = re.compile(r"[\s、,，;；]+")


class MeetingForm(LinesForm, EvidenceForm):
    """An on-site meeting with its decisions."""

    line_name = pgettext_lazy("meeting", "Decision")
    line_more = _("On which problem, and who does it")
    line_folded = frozenset({"problem_of", "unit_of", "person_of"})
    folded = frozenset({*LinesForm.folded, "topic", "note", "proof"})
    headings: ClassVar[Mapping[str, str]] = {
        "leader": "主持人 主持领导 带队领导 领导",
        "place": "地点 办公地点 现场办公地点 镇村",
        "held_on": "时间 日期 办公时间",
        "units": "参加单位 参会单位 参加部门",
        "problems": "问题编号 涉及问题",
        "note": "会议内容 主要内容 备注",
        "decided_1": "议定事项 决定事项 解决措施",
        "due_on_1": "完成时限 完成时间 时限",
        "unit_of_1": "责任单位 牵头单位",
        "person_of_1": "责任人",
    }
    leader = PersonField(label=_("Led by"))
    place = UnitField(label=pgettext_lazy("meeting", "Where"))
    held_on = forms.DateField(label=pgettext_lazy("meeting", "Day"), widget=DateInput, required=False)
    units = UnitsField(label=_("Took part"), required=False, help_text=_("Units by name, with 、 between them."))
    problems = forms.CharField(
        label=_("Problems on the table"),
        required=False,
        max_length=600,
        help_text=_("By number, with 、 between them."),
    )
    topic = WordField(label=_("Subject"), words=TOPIC, empty=_("No particular one"), required=False)
    note = forms.CharField(
        label=pgettext_lazy("meeting", "What was said"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )
    field_order = (
        "leader", "place", "held_on", "units", "problems", "count", "topic", "note", "proof", "dated_on", "caption", "programmes",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].initial = timezone.localdate()
        if self.actor is not None and Role.LEADER in self.actor.roles and not self.is_bound:
            self.fields["leader"].initial = self.known.name_of(self.actor.person)

    def line(self) -> dict[str, forms.Field]:
        """One decision."""
        return {
            "decided": forms.CharField(
                label=_("What is to be done"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
            ),
            "due_on": forms.DateField(label=_("Until"), required=False, widget=DateInput),
            "problem_of": forms.CharField(
                label=_("On problem"),
                required=False,
                max_length=20,
                help_text=_("Its number. Empty means the one on the table, where there is one alone."),
            ),
            "unit_of": UnitField(
                label=_("Unit that does it"), required=False, help_text=_("Empty means the unit that has the problem.")
            ),
            "person_of": PersonField(label=_("Person in charge"), required=False),
        }

    def clean(self) -> dict[str, Any]:
        """Numbers as problems, lines as decisions."""
        data = super().clean()
        data["held_on"] = data.get("held_on") or timezone.localdate()
        lines = data["lines"]
        numbers = [each for each in _NUMBERS.split(str(data.get("problems") or "").upper()) if each]
        wanted = {*numbers, *(str(each["problem_of"]).strip().upper() for each in lines if each["problem_of"])}
        known = {each.number: each for each in now(Problem).filter(number__in=wanted)}
        for number in numbers:
            if number not in known:
                self.add_error("problems", gettext("There is no problem %(number)s.") % {"number": number})
        data["problems"] = tuple(known[each].key for each in numbers if each in known)
        table = [known[each] for each in numbers if each in known]
        decisions = [self._decision(each, known, table) for each in lines]
        data["decisions"] = tuple(each for each in decisions if each is not None)
        data["lines"] = ()
        return data

    def _decision(self, line: dict[str, Any], known: dict[str, Problem], table: list[Problem]) -> Decision | None:
        place = line["number"]
        number = str(line["problem_of"] or "").strip().upper()
        if number and number not in known:
            self.add_error(f"problem_of_{place}", gettext("There is no problem %(number)s.") % {"number": number})
            return None
        problem = known.get(number) or (table[0] if len(table) == 1 else None)
        unit, person = line["unit_of"] or "", line["person_of"] or ""
        if not unit and not person and problem is not None:
            unit = problem.unit
        if (
            not unit
            and not person
            and f"unit_of_{place}" not in self.errors
            and f"person_of_{place}" not in self.errors
        ):
            self.add_error(f"unit_of_{place}", gettext("Say which unit or person does it."))
        due_on: date | None = line["due_on"]
        if due_on is None:
            if f"due_on_{place}" not in self.errors:
                self.add_error(f"due_on_{place}", gettext("Say until when."))
            return None
        return Decision(line["decided"], due_on, unit, person, problem.key if problem else "")


class _OfDecision(KeyedForm):
    """One of the decisions that wait."""

    decision = forms.TypedChoiceField(label=pgettext_lazy("meeting", "Decision"), coerce=int)

    def about(self, row: Meeting) -> None:
        """Take the decisions to choose from."""
        field = self.fields["decision"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(each.line, f"{each.line + 1}. {each.text}") for each in _waiting(row)]


class CarryForm(_OfDecision):
    """Which decision becomes work."""


class DropForm(_OfDecision):
    """Which decision is given up, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
    field_order = ("decision", "reason")


def _waiting(row: Meeting) -> list[MeetingDecision]:
    return [each for each in decisions_of(row.key) if each.status == DecisionStatus.WAITING]


def _said(one: MeetingDecision) -> Decision:
    return Decision(one.text, one.due_on, one.unit, one.person, one.problem)


def _carry(row: Meeting, data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    (one,) = [each for each in decisions_of(row.key) if each.line == data["decision"]]
    return carry_out(row.key, one.line, _said(one), row.held_on, by, key, timezone.localtime())


def _may_carry(row: Meeting, by: Actor) -> bool:
    at = timezone.localtime()
    return any(
        Trial(by, at)(carry_out(row.key, each.line, _said(each), row.held_on, by, "look", at)) is None
        for each in _waiting(row)
    )


def _first(row: Meeting) -> tuple[int, str]:
    """The first decision that waits, and the unit that has its problem."""
    waiting = _waiting(row)
    if not waiting:
        return 0, ""
    problem = now(Problem).filter(key=waiting[0].problem).first()
    return waiting[0].line, problem.unit if problem else ""


def _carry_sample(row: Meeting, _today: date) -> CarryOut:
    line, handling = _first(row)
    return CarryOut(meeting=row.key, decision=line, handling=handling)


def _decided(row: Meeting, names: Names) -> list[dict[str, Any]]:
    """The decisions as a page shows them, each with its problem."""
    rows = decisions_of(row.key)
    problems = {each.key: each for each in now(Problem).filter(key__in=[one.problem for one in rows if one.problem])}
    return [
        {
            "text": each.text,
            "problem": problems.get(each.problem),
            "problem_status": STATUS[Status(problems[each.problem].status)] if each.problem in problems else "",
            "owner": " · ".join(filter(None, (names.units.get(each.unit, ""), names.people.get(each.person, "")))),
            "due_on": each.due_on,
            "status": DECISION[DecisionStatus(each.status)],
            "reason": each.reason,
        }
        for each in rows
    ]


def _more(_request: ActedRequest, row: Meeting, _names: Names) -> dict[str, Any]:
    names = Names.load()
    table = list(now(Problem).filter(key__in=row.problems.split()).order_by("position"))
    return {
        "decisions": _decided(row, names),
        "table": [{"row": each, "status": STATUS[Status(each.status)]} for each in table],
        "minutes_url": reverse("workspace:meeting_minutes", args=[row.key]),
    }


def _units(row: Meeting, names: Names) -> str:
    return listed(names.unit(each) for each in row.units.split())


BOOK = register(
    Book(
        name="meeting",
        plural="meetings",
        title=_("On-site meetings"),
        new=_("Enter an on-site meeting"),
        lead=_("Who led it, which problems were on the table, and what was decided: by whom and until when."),
        table=Meeting,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(pgettext_lazy("meeting", "Where"), lambda row, names: names.unit(row.place), 18),
            Column(_("Led by"), lambda row, names: names.person(row.leader)),
            Column(pgettext_lazy("meeting", "Day"), lambda row, _names: row.held_on, kind="date"),
            Column(_("Decisions"), lambda row, _names: str(row.decisions), 8),
            Column(_("Waiting"), lambda row, _names: str(row.waiting), 8),
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(MEETING[MeetingStatus(row.status)])),
            Column(_("What stands behind it"), grade_cell, 16),
        ),
        facts=(
            Column(_("Took part"), _units, 30),
            Column(_("Subject"), lambda row, _names: str(TOPIC[Topic(row.topic)])),
            Column(pgettext_lazy("column", "Town and village"), place_cell, 16),
            Column(_("Kept by"), lambda row, names: names.unit(row.unit), 18),
        ),
        status=MEETING,
        status_of=MeetingStatus,
        command=HoldMeeting.name,
        form=MeetingForm,
        enter=enter,
        page="workspace/book/meeting.html",
        more=_more,
        steps={
            "carry_out": Step(
                _("Make a decision a task, or dispatch its problem"),
                _("It is work now."),
                CarryForm,
                _carry_sample,
                _carry,
                ready=_may_carry,
            ),
            "drop": Step(
                _("Give a decision up"),
                _("Given up."),
                DropForm,
                lambda row, _today: DropDecision(meeting=row.key, decision=_first(row)[0], reason="·"),
                lambda row, data, _by, _key: [
                    Order(
                        f"meeting/{row.key}",
                        DropDecision(meeting=row.key, decision=data["decision"], reason=data["reason"]),
                    )
                ],
                grave=True,
            ),
            "confirm": Step(
                _("Confirm it as one who was there"),
                _("Confirmed."),
                NoteForm,
                lambda row, _today: ConfirmMeeting(meeting=row.key),
                lambda row, data, _by, _key: [
                    Order(f"meeting/{row.key}", ConfirmMeeting(meeting=row.key, note=data["note"]))
                ],
            ),
            "withdraw": withdrawing("meeting"),
        },
        lines={
            "meeting.held/1": Line(_("Held on %(held_on)s, led by %(leader)s"), "note", "good"),
            "meeting.carried_out/1": Line(_("A decision became work"), "", "good"),
            "meeting.dropped/1": Line(_("A decision was given up"), "reason", "grave"),
            "meeting.confirmed/1": Line(_("Confirmed by %(witness)s"), "note", "good"),
            "meeting.withdrawn/1": Line(_("Taken back as entered by mistake"), "reason", "grave"),
        },
    )
)


@never_cache
@require_safe
def meeting_minutes(request: ActedRequest, key: str) -> HttpResponse:
    """The minutes as they are printed."""
    row = found(BOOK, key, request.actor)
    sheet = _minutes(row)
    context = {
        "active": "campaign",
        "row": row,
        "sheet": sheet,
        "parts": [drawn(each, row.key) for each in sheet.parts],
        "formal": f"{sheet.issuer}{sheet.title}" if sheet.language.startswith("zh") else sheet.title,
        "word": reverse("workspace:meeting_minutes_docx", args=[key]),
        "back": reverse("workspace:meeting", args=[key]),
    }
    return render(request, "workspace/paper.html", context)


@require_safe
def meeting_minutes_docx(request: ActedRequest, key: str) -> HttpResponse:
    """The minutes as a Word file."""
    row = found(BOOK, key, request.actor)
    headers = {"Content-Disposition": f'attachment; filename="{row.number}.docx"', "Cache-Control": "no-store"}
    return HttpResponse(sheet_docx.render(_minutes(row)), content_type=KINDS["docx"], headers=headers)


def _minutes(row: Meeting) -> Sheet:
    names = Names.load()
    table = now(Problem).filter(key__in=row.problems.split()).order_by("position")
    return minutes.compose(
        minutes.Held(
            number=row.number,
            issuer=names.unit(row.unit),
            place=names.place(row.town, row.village) if row.town else names.unit(row.place),
            held_on=row.held_on,
            leader=names.person(row.leader),
            keeper=names.person(row.entered_by),
            units=_units(row, names),
            problems=[f"{each.number} {each.title}" for each in table],
            decisions=[
                minutes.Decided(
                    each["text"],
                    each["problem"].number if each["problem"] else "",
                    each["owner"],
                    each["due_on"],
                    str(each["status"]),
                )
                for each in _decided(row, names)
            ],
            note=row.note,
            position=row.position,
            at=timezone.localtime(),
            language=translation.get_language() or "zh-hans",
        )
    )


urlpatterns = [
    *urls(BOOK),
    path("meetings/<str:key>/minutes/", meeting_minutes, name="meeting_minutes"),
    path("meetings/<str:key>/minutes.docx", meeting_minutes_docx, name="meeting_minutes_docx"),
]
