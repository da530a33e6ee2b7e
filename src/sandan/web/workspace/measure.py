"""Measures (便民举措): the register, what a measure takes before and since, and its use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.desk.handle import Order
from sandan.desk.measure import count_use, effort, enter
from sandan.domain.authority import Actor
from sandan.domain.measure import (
    MEDICAL,
    MOST,
    AmendMeasure,
    Because,
    CountUse,
    Effort,
    GaugeMeasure,
    IntroduceMeasure,
    LinkProblem,
    MeasureStatus,
    PublishMeasure,
    RetireMeasure,
    TakeDownMeasure,
)
from sandan.domain.quantity import Measure as Word
from sandan.domain.quantity import Quantity
from sandan.projections import service_item
from sandan.projections.listing import by_number
from sandan.projections.measure import Branch, Measure, MeasureBranch, titles, used
from sandan.projections.problem import Problem
from sandan.web.book import Book, Step, grade_cell, register, withdrawing
from sandan.web.column import UNKNOWN, Column, Names
from sandan.web.entry import DateInput, EntryForm, EvidenceForm, QuantityField, SuggestInput, UnitField, WordField
from sandan.web.form import KeyedForm, ReasonForm
from sandan.web.label import BECAUSE, Label
from sandan.web.measure import change, shown_by_cases, use_of
from sandan.web.story import Line
from sandan.web.workspace.book import urls

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STATUS: Mapping[MeasureStatus, Label] = {
    MeasureStatus.IN_FORCE: pgettext_lazy("measure", "In force"),
    MeasureStatus.RETIRED: pgettext_lazy("measure", "Ended"),
    MeasureStatus.WITHDRAWN: pgettext_lazy("record", "Withdrawn"),
}


class ProblemField(forms.CharField):
    """A problem on the list, by its number."""

    def clean(self, value: Any) -> Problem | None:
        """The problem; None where no number is given."""
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        found = by_number(text, timezone.localdate())
        if found is None:
            raise forms.ValidationError(gettext("No problem has the number “%(number)s”.") % {"number": text})
        return found


def gauges() -> list[tuple[str, Any]]:
    """The services whose cases can be counted."""
    items = ((each.code, each.title) for each in service_item.items(timezone.localdate()))
    return [("", _("none")), *items, (MEDICAL, _("Medical bills, from discharge to settlement"))]


def _number(label: _StrPromise) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST)


class AfterForm(forms.Form):
    """What it takes since."""

    papers_after = _number(_("Papers to bring, since"))
    steps_after = _number(_("Steps, since"))
    days_after = _number(_("Days, since"))


class MeasureForm(EntryForm, AfterForm):
    """A measure. What it took before and takes since are numbers: without any, nobody can see that it helps."""

    headings: ClassVar[Mapping[str, str]] = {
        "category": "类 类别 大类 一级分类",
        "item": "项 项目 事项 二级分类",
        "title": "条 举措 便民举措 举措内容 承诺内容 具体举措",
        "for_whom": "受益对象 服务对象 对象",
        "unit": "责任单位 牵头单位 单位",
        "section": "责任科室 科室 股室",
        "basis": "依据 法律依据 政策依据",
        "papers_before": "原需材料 原材料数 改前材料",
        "papers_after": "现需材料 现材料数 改后材料",
        "steps_before": "原环节 改前环节",
        "steps_after": "现环节 改后环节",
        "days_before": "原时限 原办理时限 改前天数",
        "days_after": "现时限 现办理时限 改后天数",
        "start_on": "施行日期 实施时间 启用时间 开始日期",
        "review_on": "评估日期 复核日期",
    }
    folded: ClassVar[frozenset[str]] = frozenset({"programmes", "section", "basis", "review_on", "led_to"})
    category = forms.CharField(label=pgettext_lazy("measure", "Category"), max_length=60, widget=SuggestInput)
    item = forms.CharField(label=pgettext_lazy("measure", "Item"), max_length=60, widget=SuggestInput)
    title = forms.CharField(label=_("What is promised"), max_length=200)
    for_whom = forms.CharField(label=_("For whom"), max_length=200, required=False)
    unit = UnitField(label=_("Responsible unit"))
    start_on = forms.DateField(label=_("In force from"), widget=DateInput)
    papers_before = _number(_("Papers to bring, before"))
    steps_before = _number(_("Steps, before"))
    days_before = _number(_("Days, before"))
    section = forms.CharField(label=_("Responsible section"), max_length=100, required=False)
    basis = forms.CharField(label=_("Basis"), max_length=500, required=False)
    review_on = forms.DateField(label=_("To be reviewed by"), widget=DateInput, required=False)
    led_to = ProblemField(
        label=_("Problem that led to it"), required=False, help_text=_("Its number, such as W2026-00041.")
    )
    field_order = (
        "title", "category", "item", "for_whom", "unit", "start_on", "papers_before", "papers_after", "steps_before",
        "steps_after", "days_before", "days_after", "section", "basis", "review_on", "led_to", "programmes",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, level in (("category", Branch.CATEGORY), ("item", Branch.ITEM)):
            widget = self.fields[name].widget
            assert isinstance(widget, SuggestInput)
            widget.suggestions = titles(level)


class AmendForm(KeyedForm, AfterForm):
    """What it takes from now on, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
    review_on = forms.DateField(label=_("To be reviewed by"), widget=DateInput, required=False)


class UseForm(KeyedForm, EvidenceForm):
    """How often it was used."""

    from_on = forms.DateField(label=_("Used from"), widget=DateInput)
    to_on = forms.DateField(label=_("Used to"), widget=DateInput)
    count = QuantityField(
        label=_("How often"),
        measures=(Word.TIME, Word.ATTENDANCE),
        help_text=_("Times, not persons: 120, over 120, about 300."),
    )


class LinkForm(KeyedForm):
    """A problem, and how it belongs to the measure."""

    problem = ProblemField(label=_("Number of the problem"))
    because = WordField(label=_("How it belongs to the measure"), words=BECAUSE)


class GaugeForm(KeyedForm):
    """The service whose cases show what it takes."""

    gauge = forms.ChoiceField(
        label=_("Service"),
        required=False,
        choices=gauges,
        help_text=_("Whole months are told, and no fewer than five cases."),
    )


class RetireForm(KeyedForm):
    """Its last day, and why."""

    last_on = forms.DateField(label=_("Last day"), widget=DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=500)


def _order(row: Measure, command: Any) -> list[Order]:
    return [Order(f"measure/{row.key}", command)]


def _amend(row: Measure, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    after = effort(data, "after")
    return _order(row, AmendMeasure(measure=row.key, after=after, reason=data["reason"], review_on=data["review_on"]))


def _link(row: Measure, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    one = data["problem"]
    because = Because(data["because"])
    return _order(row, LinkProblem(measure=row.key, problem=one.key, number=one.number, because=because))


def _use_sample(row: Measure, today: date) -> CountUse:
    first = max(row.start_on, row.used_until or row.start_on)
    first = date.fromordinal(first.toordinal() + 1) if row.used_until else first
    return CountUse(measure=row.key, from_on=first, to_on=max(first, today), count=Quantity(1, Word.TIME))


_EFFORTS = (
    ("papers_before", _("Papers to bring, before")),
    ("papers_after", _("Papers to bring, since")),
    ("steps_before", _("Steps, before")),
    ("steps_after", _("Steps, since")),
    ("days_before", _("Days, before")),
    ("days_after", _("Days, since")),
)


def _effort(name: str, label: Label) -> Column:
    """One of the numbers by which it is measured, as the entry asks for it."""

    def cell(row: Any, _names: Names) -> str | None:
        count = getattr(row, name)
        return None if count is None else str(count)

    return Column(label, cell, 10)


def _used_cell(row: Any, _names: Names) -> str:
    return use_of(used([row.key]).get(row.key, [])) or UNKNOWN


BOOK = register(
    Book(
        name="measure",
        plural="measures",
        title=_("Convenience measures"),
        new=_("Enter a measure"),
        lead=_(
            "What was made easier for whom, with numbers before and since. Categories and items are counted from what hangs in them."
        ),
        table=Measure,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(_("What is promised"), lambda row, _names: row.title, 40, kind="long"),
            Column(_("For whom"), lambda row, _names: row.for_whom, 16),
            Column(
                _("Before and since"),
                lambda row, _names: change(row) or gettext("nothing to measure it by"),
                30,
                kind="long",
            ),
            Column(_("Responsible unit"), lambda row, names: names.unit(row.unit), 18),
            Column(_("In force from"), lambda row, _names: row.start_on, kind="date"),
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(STATUS[MeasureStatus(row.status)])),
        ),
        facts=(
            Column(
                pgettext_lazy("measure", "Category"), lambda row, names: names.titled(MeasureBranch, row.category), 16
            ),
            Column(pgettext_lazy("measure", "Item"), lambda row, names: names.titled(MeasureBranch, row.item), 16),
            Column(_("Responsible section"), lambda row, _names: row.section),
            Column(_("Basis"), lambda row, _names: row.basis, 30),
            Column(_("What the cases show"), lambda row, _names: shown_by_cases(row, timezone.localdate()), 30),
            Column(_("Used"), _used_cell, 16),
            Column(_("To be reviewed by"), lambda row, _names: row.review_on),
            Column(_("Problems that led to it"), lambda row, _names: row.led_to),
            Column(_("Complaints since"), lambda row, _names: row.complaints),
            Column(_("On the public page since"), lambda row, _names: row.published_on),
            Column(_("What stands behind it"), grade_cell, 16),
        ),
        apart=tuple(_effort(name, label) for name, label in _EFFORTS),
        status=STATUS,
        status_of=MeasureStatus,
        command=IntroduceMeasure.name,
        form=MeasureForm,
        enter=enter,
        text="",
        steps={
            "count": Step(
                _("Count its use"),
                _("Entered."),
                UseForm,
                _use_sample,
                lambda row, data, _by, _key: [count_use(row.key, data)],
            ),
            "publish": Step(
                _("Put it on the public page"),
                _("It stands on the public page."),
                KeyedForm,
                lambda row, _today: PublishMeasure(measure=row.key),
                lambda row, _data, _by, _key: _order(row, PublishMeasure(measure=row.key)),
            ),
            "amend": Step(
                _("It takes something else now"),
                _("Entered."),
                AmendForm,
                lambda row, _today: AmendMeasure(measure=row.key, after=Effort(), reason="·"),
                _amend,
            ),
            "link": Step(
                _("Name a problem that belongs to it"),
                _("Entered."),
                LinkForm,
                lambda row, _today: LinkProblem(measure=row.key, problem="·", number="·", because=Because.LED_TO),
                _link,
            ),
            "gauge": Step(
                _("Name the service whose cases show it"),
                _("Entered."),
                GaugeForm,
                lambda row, _today: GaugeMeasure(measure=row.key, gauge="·"),
                lambda row, data, _by, _key: _order(row, GaugeMeasure(measure=row.key, gauge=data["gauge"])),
            ),
            "take_down": Step(
                _("Take it off the public page"),
                _("It is off the public page."),
                ReasonForm,
                lambda row, _today: TakeDownMeasure(measure=row.key, reason="·"),
                lambda row, data, _by, _key: _order(row, TakeDownMeasure(measure=row.key, reason=data["reason"])),
                grave=True,
            ),
            "retire": Step(
                _("End it"),
                _("Ended. It stays on the public page as ended."),
                RetireForm,
                lambda row, today: RetireMeasure(measure=row.key, last_on=max(row.start_on, today), reason="·"),
                lambda row, data, _by, _key: _order(
                    row, RetireMeasure(measure=row.key, last_on=data["last_on"], reason=data["reason"])
                ),
                grave=True,
            ),
            "withdraw": withdrawing("measure"),
        },
        lines={
            "measure.introduced/1": Line(_("In force from %(start_on)s, under %(category)s, %(item)s")),
            "measure.amended/1": Line(_("It takes something else now: %(after)s"), "reason"),
            "measure.use_counted/1": Line(_("Used %(count)s from %(from_on)s to %(to_on)s")),
            "measure.linked/1": Line(_("Problem %(number)s: %(because)s")),
            "measure.gauged/1": Line(_("The cases of a service show what it takes")),
            "measure.published/1": Line(_("Put on the public page"), tone="good"),
            "measure.taken_down/1": Line(_("Taken off the public page"), "reason", "grave"),
            "measure.retired/1": Line(_("Ended on %(last_on)s"), "reason", "grave"),
            "measure.withdrawn/1": Line(_("Taken back as entered by mistake"), "reason", "grave"),
        },
        links=(("portal:measures", _("As the public sees it")),),
    )
)

urlpatterns = urls(BOOK)
