"""Circuit visits (巡回检查): the register, its entry and steps. What was looked at stands on a page of its own (`circuit_item`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandan.desk import circuit
from sandan.desk import circuit_visit as desk
from sandan.desk.handle import Order
from sandan.domain.authority import Actor
from sandan.domain.circuit import Method
from sandan.domain.circuit_visit import (
    AnswerVisit,
    CancelVisit,
    HoldVisit,
    MoveVisit,
    PlanVisit,
    TakeSample,
    VisitStatus,
)
from sandan.domain.values import Refusal, Tier
from sandan.domain.wire import Command
from sandan.projections.circuit_group import CircuitGroup
from sandan.projections.circuit_visit import CircuitVisit, visible
from sandan.web.book import Book, Step, grade_cell, register, withdrawing
from sandan.web.circuit import VISIT, GroupField, NamesField, several
from sandan.web.column import Column, Names, listed
from sandan.web.entry import DateInput, EntryForm, EvidenceForm, UnitField, YesField
from sandan.web.form import KeyedForm, ReasonForm
from sandan.web.label import METHOD
from sandan.web.story import Line
from sandan.web.workspace.book import urls

_REASON = _("Needed where the unit is visited by others at the time, or was shortly before (政府督查工作条例 art. 15).")
_TEAM = _("Nobody named: all of the group who may. Who stands back cannot be named.")


class MethodsField(forms.MultipleChoiceField):
    """How it was looked at: ticked on screen, words with commas between them in a sheet."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=several(METHOD), **kwargs)

    def to_python(self, value: Any) -> list[str]:
        """The codes."""
        if not isinstance(value, str):
            return list(super().to_python(value))
        words = {str(label): code.value for code, label in METHOD.items()}
        return [words.get(each.strip(), each.strip()) for each in value.replace("，", "、").split("、") if each.strip()]


class VisitForm(EntryForm, EvidenceForm):
    """A visit: planned, or entered at once as held."""

    headings: ClassVar[Mapping[str, str]] = {
        "group": "巡回组 组别 指导组",
        "place": "被检查单位 受检单位 单位 地点",
        "on": "时间 日期 检查时间",
        "held": "是否完成 完成情况",
        "methods": "方式 检查方式",
        "note": "检查情况 主要情况 备注",
    }
    folded: ClassVar[frozenset[str]] = EntryForm.folded | {"team", "reason", "title"}
    group = GroupField(label=_("Circuit group"))
    place = UnitField(label=_("Unit to visit"), tiers=(Tier.SYSTEM, Tier.TOWN, Tier.BRANCH))
    on = forms.DateField(label=pgettext_lazy("circuit visit", "Day"), widget=DateInput)
    unannounced = YesField(label=_("Unannounced: the unit learns of it when it has been held"), required=False)
    held = YesField(label=_("It has been held"), required=False)
    methods = MethodsField(label=pgettext_lazy("circuit", "How it was looked at"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))
    title = forms.CharField(label=_("Subject, if any"), required=False, max_length=200)
    team = NamesField(label=pgettext_lazy("circuit", "Who goes"), required=False, help_text=_TEAM)
    reason = forms.CharField(label=_("Why in spite of other visits"), required=False, max_length=500, help_text=_REASON)
    field_order = (
        "group", "place", "on", "unannounced", "held", "methods", "note", "proof", "dated_on", "caption", "team", "reason",
        "title", "programmes",
    )  # fmt: skip


class MoveForm(EntryForm):
    """Another day, or others who go."""

    programmes = None  # type: ignore[assignment]  # Django's way of leaving a field of the parent out
    on = forms.DateField(label=pgettext_lazy("circuit visit", "Day"), widget=DateInput)
    team = NamesField(label=pgettext_lazy("circuit", "Who goes"), required=False, help_text=_TEAM)
    reason = forms.CharField(label=_("Why in spite of other visits"), required=False, max_length=500, help_text=_REASON)


class HoldForm(KeyedForm, EvidenceForm):
    """How it was."""

    held_on = forms.DateField(label=pgettext_lazy("circuit visit", "Day"), widget=DateInput)
    methods = MethodsField(label=pgettext_lazy("circuit", "How it was looked at"))
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))
    field_order = ("held_on", "methods", "note", "proof", "dated_on", "caption")


class FeedBackForm(KeyedForm):
    """What the unit is told."""

    words = forms.CharField(label=_("What the unit is told"), max_length=4000, widget=forms.Textarea({"rows": 4}))


class AnswerForm(KeyedForm, EvidenceForm):
    """What the unit makes of it."""

    words = forms.CharField(label=_("Answer of the unit"), max_length=4000, widget=forms.Textarea({"rows": 4}))
    field_order = ("words", "proof", "dated_on", "caption")


def _order(row: CircuitVisit, command: Command) -> list[Order]:
    return [Order(f"circuit_visit/{row.key}", command)]


def _move(row: CircuitVisit, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    return _order(row, desk.move(row, data))


def _hold(row: CircuitVisit, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    order = HoldVisit(
        visit=row.key,
        held_on=data["held_on"],
        methods=tuple(Method(each) for each in data["methods"]),
        note=data["note"],
        evidence=data["evidence"],
    )
    return _order(row, order)


def _move_sample(row: CircuitVisit, today: date) -> MoveVisit:
    return desk.move(row, {"on": max(row.day, today), "reason": "·"})


def _sample_sample(row: CircuitVisit, today: date) -> TakeSample:
    """The last order of those that would be given; an empty one, which the decider refuses, where there is nothing to take along."""
    try:
        order = desk.sample_orders(row, today)[-1].command
    except Refusal:
        order = TakeSample(
            visit=row.key,
            look_back="",
            problems=(),
            numbers=(),
            checkers=(),
            place=circuit.place(row.place, today),
            terms=circuit.terms(today),
        )
    assert isinstance(order, TakeSample)
    return order


def _feed_back(row: CircuitVisit, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    return _order(row, desk.feed_back(row, data["words"], timezone.localdate()))


def _methods(row: CircuitVisit, _names: Names) -> str:
    return listed(str(METHOD[Method(each)]) for each in row.methods.split())


def _told(row: CircuitVisit, _names: Names) -> str:
    return f"{row.told_on} · {row.object_by}" if row.told_on else ""


BOOK = register(
    Book(
        name="circuit_visit",
        plural="circuit_visits",
        title=_("Circuit visits"),
        new=_("Enter a circuit visit"),
        lead=_("Which unit was looked at by which group, and how. Planned first, or entered at once as held."),
        table=CircuitVisit,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(_("Unit visited"), lambda row, names: names.unit(row.place), 18),
            Column(pgettext_lazy("circuit visit", "Day"), lambda row, _names: row.day, kind="date"),
            Column(pgettext_lazy("circuit visit", "Subject"), lambda row, _names: row.title, 30, kind="long"),
            Column(
                pgettext_lazy("circuit", "Who goes"),
                lambda row, names: listed(names.person(each) for each in row.team.split()),
                24,
                kind="long",
            ),
            Column(pgettext_lazy("circuit", "How it was looked at"), _methods, 24),
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(VISIT[VisitStatus(row.status)])),
        ),
        facts=(
            Column(_("Circuit group"), lambda row, names: names.titled(CircuitGroup, row.group), 16),
            Column(_("Announced"), lambda row, _names: str(_("yes") if row.announced else _("no")), 8),
            Column(_("Other visits around that day"), lambda row, _names: row.clashes, 16),
            Column(_("Why in spite of them"), lambda row, _names: row.grounds, 24),
            Column(_("Told on · may object until"), _told, 24),
            Column(_("What stands behind it"), grade_cell, 16),
        ),
        status=VISIT,
        status_of=VisitStatus,
        command=PlanVisit.name,
        form=VisitForm,
        enter=desk.enter,
        page="workspace/circuit/visit.html",
        visible=visible,
        steps={
            "hold": Step(
                _("It has been held"),
                _("Entered."),
                HoldForm,
                lambda row, today: HoldVisit(visit=row.key, held_on=today, methods=(Method.ON_SITE,)),
                _hold,
            ),
            "sample": Step(
                _("Take along what was drawn by lot"),
                _("Given to those who go along; each finds their items on their desk."),
                KeyedForm,
                _sample_sample,
                lambda row, _data, _by, _key: desk.sample_orders(row, timezone.localdate()),
            ),
            "feed_back": Step(
                _("Tell the unit what was found"),
                _("Told. The unit may answer, and object within its term."),
                FeedBackForm,
                lambda row, today: desk.feed_back(row, "·", today),
                _feed_back,
            ),
            "answer": Step(
                _("Answer for the unit"),
                _("Entered."),
                AnswerForm,
                lambda row, _today: AnswerVisit(visit=row.key, said="·"),
                lambda row, data, _by, _key: _order(
                    row, AnswerVisit(visit=row.key, said=data["words"], evidence=data["evidence"])
                ),
            ),
            "move": Step(_("Another day, or others who go"), _("Moved."), MoveForm, _move_sample, _move),
            "cancel": Step(
                _("Call it off"),
                _("Called off."),
                ReasonForm,
                lambda row, _today: CancelVisit(visit=row.key, reason="·"),
                lambda row, data, _by, _key: _order(row, CancelVisit(visit=row.key, reason=data["reason"])),
                grave=True,
            ),
            "withdraw": withdrawing("circuit_visit"),
        },
        lines={
            "circuit_visit.planned/1": Line(_("Planned for %(on)s at %(place)s; %(team)s go"), "reason"),
            "circuit_visit.moved/1": Line(_("Moved to %(on)s; %(team)s go"), "reason"),
            "circuit_visit.held/1": Line(_("Held on %(held_on)s: %(methods)s"), "note", "good"),
            "circuit_visit.sample_taken/1": Line(_("Drawn by lot, taken along: %(numbers)s")),
            "circuit_visit.check_noted/1": Line(_("%(number)s: %(found)s")),
            "circuit_visit.found/1": Line(_("%(found)s"), "said"),
            "circuit_visit.fed_back/1": Line(_("The unit was told; it may object until %(object_by)s"), "said"),
            "circuit_visit.answered/1": Line(_("The unit answered"), "said", "good"),
            "circuit_visit.objected/1": Line(_("The unit objects; others decide by %(decide_by)s"), "said", "grave"),
            "circuit_visit.decided_again/1": Line(_("%(decider)s decided on the objection"), "said"),
            "circuit_visit.cancelled/1": Line(_("Called off"), "reason", "grave"),
            "circuit_visit.withdrawn/1": Line(_("Taken back as entered by mistake"), "reason", "grave"),
        },
        links=(
            ("workspace:circuit_calendar", _("Calendar of visits")),
            ("workspace:circuit_coverage", _("Who was visited")),
        ),
    )
)

urlpatterns = urls(BOOK)
