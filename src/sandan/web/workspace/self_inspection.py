"""Self-inspections (检视问题、自查): findings, the lists of standards that they are held against, and self-found beside found by others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sandan.desk.handle import handle
from sandan.desk.self_inspection import adopt, enter, put_on_lists
from sandan.domain.authority import Actor, may
from sandan.domain.self_inspection import FindingStatus, FindOneself, ListFinding
from sandan.domain.standard import AdoptStandard
from sandan.domain.values import Refusal, Topic
from sandan.projections import figure, standard, unit
from sandan.projections.problem import Problem
from sandan.projections.self_inspection import SelfInspection
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, register, withdrawing
from sandan.web.column import UNKNOWN, Column, Names
from sandan.web.entry import DateInput, EntryForm, EvidenceForm, SuggestInput, UnitField, WordField
from sandan.web.figure import asked, records_url
from sandan.web.form import KeyedForm
from sandan.web.label import STATUS as RUNG
from sandan.web.label import TOPIC, Label
from sandan.web.message import told
from sandan.web.story import Line
from sandan.web.workspace.book import urls

STATUS: Mapping[FindingStatus, Label] = {
    FindingStatus.FOUND: pgettext_lazy("finding", "On no list"),
    FindingStatus.LISTED: pgettext_lazy("finding", "On the problem list"),
    FindingStatus.WITHDRAWN: pgettext_lazy("record", "Withdrawn"),
}
COMPARED = (
    "self_inspections.findings self_inspections.listed self_inspections.struck_off problems.found_by_others "
    "problems.found_by_others_struck_off"
).split()
"""What the comparison shows of each unit. How many of them a unit should have is nobody's to say."""


class FindingForm(EntryForm, EvidenceForm):
    """What a unit found wrong with itself."""

    headings: ClassVar[Mapping[str, str]] = {
        "title": "检视问题 问题 存在问题 查摆问题 问题表现 主要问题",
        "of_standard": "对照标准 对照内容 标准 检视内容 对照条目",
        "cause": "问题根源 根源 原因 原因分析 根源剖析",
        "direction": "整改方向 整改措施 努力方向 措施 改进方向",
        "found_on": "检视时间 时间 日期 查摆时间",
        "statement": "具体表现 详细情况 说明",
        "unit": "单位 责任单位 检视单位 领导班子",
        "apart": "不列入清单原因 不列清单理由",
    }
    folded: ClassVar[frozenset[str]] = EntryForm.folded | {"proof", "statement", "unit", "topic", "apart"}
    title = forms.CharField(label=_("What is wrong with us"), max_length=200)
    of_standard = forms.CharField(
        label=_("Held against"), max_length=300, required=False, widget=SuggestInput, help_text=_("From the list.")
    )
    cause = forms.CharField(label=_("Root cause"), max_length=1000, widget=forms.Textarea({"rows": 2}))
    direction = forms.CharField(label=_("Direction"), max_length=1000, widget=forms.Textarea({"rows": 2}))
    found_on = forms.DateField(label=pgettext_lazy("finding", "Day"), widget=DateInput, initial=timezone.localdate)
    statement = forms.CharField(
        label=_("More of what is wrong"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    unit = UnitField(label=pgettext_lazy("finding", "Unit"), required=False)
    topic = WordField(label=_("Topic"), words=TOPIC, required=False, initial=Topic.SERVICE.value)
    apart = forms.CharField(
        label=_("Not for the three lists, because"),
        max_length=500,
        required=False,
        help_text=_("Left empty, it becomes a problem like any other and is verified by others."),
    )
    field_order = (
        "title", "of_standard", "cause", "direction", "found_on", "statement", "unit", "topic", "apart", "proof",
        "dated_on", "caption", "programmes",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = self.fields["of_standard"].widget
        assert isinstance(widget, SuggestInput)
        widget.suggestions = [item.text for each in standard.on(timezone.localdate()) for item in each.items]


class SureForm(KeyedForm):
    """Nothing more to say."""


class StandardForm(KeyedForm):
    """A version of a list, in force from a day on."""

    standard = forms.ChoiceField(label=_("Which list"), required=False)
    title = forms.CharField(label=_("Title of the list"), max_length=100)
    from_on = forms.DateField(label=_("In force from"), widget=DateInput)
    items = forms.CharField(
        label=_("What is asked"),
        widget=forms.Textarea({"rows": 12}),
        help_text=_("One a line; where it comes from after a bar: Is it answered in time? | Article 22"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["standard"]
        assert isinstance(field, forms.ChoiceField)
        held = [each for each in standard.on(timezone.localdate().replace(year=9999)) if each.standard]
        field.choices = [("", _("A new list")), *((each.standard, each.title) for each in held)]


def _problem_cell(row: SelfInspection, _names: Names) -> str:
    """The problem that it became, with a link."""
    return _shown_problem(row) or (gettext("None: %(reason)s") % {"reason": row.apart} if row.apart else UNKNOWN)


def _shown_problem(row: SelfInspection) -> str:
    one = now(Problem).filter(key=row.problem).first() if row.problem else None
    if one is None:
        return ""
    return format_html('<a href="{}">{}</a> · {}', reverse("workspace:problem", args=[one.key]), one.number, _rung(one))


def _rung(one: Problem) -> Label:
    return next(words for code, words in RUNG.items() if code.value == one.status)


def private(row: SelfInspection, _by: Actor) -> list[tuple[Label, str]]:
    """The problem that it became: a link for the page, no column of the workbook."""
    return [(_("Became problem"), _problem_cell(row, Names({}, {})))]


BOOK = register(
    Book(
        name="self_inspection",
        plural="self_inspections",
        title=_("Self-inspections"),
        new=_("Enter a finding about ourselves"),
        lead=_(
            "What units found wrong with themselves, with root cause and direction. It is worked off on the same three lists."
        ),
        table=SelfInspection,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(_("What is wrong with us"), lambda row, _names: row.title, 36, kind="long"),
            Column(pgettext_lazy("finding", "Unit"), lambda row, names: names.unit(row.unit), 18),
            Column(_("Held against"), lambda row, _names: row.of_standard or None, 30, kind="long"),
            Column(pgettext_lazy("finding", "Day"), lambda row, _names: row.found_on, kind="date"),
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(STATUS[FindingStatus(row.status)])),
        ),
        facts=(
            Column(_("Root cause"), lambda row, _names: row.cause, 36, kind="long"),
            Column(_("Direction"), lambda row, _names: row.direction, 36, kind="long"),
            Column(_("Topic"), lambda row, _names: str(TOPIC[Topic(row.topic)])),
            Column(_("Not for the three lists, because"), lambda row, _names: row.apart or None, 24),
        ),
        status=STATUS,
        status_of=FindingStatus,
        command=FindOneself.name,
        form=FindingForm,
        enter=enter,
        text="statement",
        private=private,
        links=(
            ("workspace:self_inspection_comparison", _("Self-found and found by others")),
            ("workspace:standards", _("Lists of standards")),
        ),
        steps={
            "list": Step(
                _("Put it on the problem list"), _("It is on the problem list."), SureForm,
                lambda row, _today: ListFinding(finding=row.key, problem="·"),
                lambda row, _data, _by, key: put_on_lists(row, key),
            ),
            "withdraw": withdrawing("self_inspection"),
        },
        lines={
            "self_inspection.found/1": Line(_("Found by %(unit)s in itself, held against: %(of_standard)s"), "apart"),
            "self_inspection.listed/1": Line(_("Put on the problem list")),
            "self_inspection.withdrawn/1": Line(_("Taken back as entered by mistake"), "reason", "grave"),
        },
    )
)  # fmt: skip


@never_cache
@require_safe
def comparison(request: ActedRequest) -> HttpResponse:
    """Of each unit, what it found in itself beside what others found: numbers that open, in the order of the units and in no other."""
    want = asked(request)
    groups = figure.grouped("unit", COMPARED, position=want.position, on=want.on)
    names = unit.names()
    rows = [
        {"unit": names.get(key, key), "cells": [_cell(each) for each in groups[key]]} for key in names if key in groups
    ]
    context = {
        "active": "campaign",
        "heads": [(figure.FIGURES[id].name, figure.FIGURES[id].definition) for id in COMPARED],
        "rows": rows,
        "total": [_cell(each) for each in figure.compute(COMPARED, position=want.position, on=want.on)],
        "as_of": {"date": want.on, "position": want.position},
        "list_url": reverse("workspace:self_inspections"),
        "title": BOOK.title,
    }
    return render(request, "workspace/self_inspection/comparison.html", context)


def _cell(value: figure.Value) -> dict[str, Any]:
    return {"count": value.numerator, "url": records_url("workspace", value), "name": value.figure.name}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def standards(request: ActedRequest) -> HttpResponse:
    """The lists of standards, version by version; the office adopts the next one."""
    allowed = may(AdoptStandard.name, request.actor)
    form = StandardForm(request.POST if request.method == "POST" else None) if allowed else None
    refused = ""
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            orders = adopt(form.cleaned_data, f"standard:{form.cleaned_data['key']}")
            handle(orders, request.actor, f"standard:{form.cleaned_data['key']}")
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("Adopted."))
            return redirect("workspace:standards")
    context = {
        "active": "campaign",
        "versions": standard.versions(),
        "shipped": standard.SHIPPED,
        "form": form,
        "refused": refused,
        "list_url": reverse("workspace:self_inspections"),
        "title": BOOK.title,
    }
    status = 422 if refused or (form is not None and form.errors) else 200
    return render(request, "workspace/self_inspection/standards.html", context, status=status)


urlpatterns = [
    path("self_inspections/comparison/", comparison, name="self_inspection_comparison"),
    path("self_inspections/standards/", standards, name="standards"),
    *urls(BOOK),
]
