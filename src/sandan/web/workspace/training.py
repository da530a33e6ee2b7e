"""Training classes (培训班): planned or entered at once as over, with participants, sessions, and who completed them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.desk import training as desk
from sandan.desk.handle import Order
from sandan.domain.authority import Actor
from sandan.domain.training import (
    CancelTraining,
    ConcludeTraining,
    ConfirmTraining,
    EnrolTraining,
    HoldSession,
    PlanTraining,
    TrainingStatus,
)
from sandan.projections.presence import missing_of, people_of
from sandan.projections.training import Training, sessions_of
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, grade_cell, place_cell, quantity_cell, register, withdrawing
from sandan.web.column import Column, Names
from sandan.web.entry import DateInput, EntryForm, EvidenceForm, UnitField, YesField
from sandan.web.form import NoteForm, ReasonForm
from sandan.web.label import Label
from sandan.web.people import MissingField, PeopleField, PresentForm
from sandan.web.story import Line
from sandan.web.workspace.book import urls

STATUS: Mapping[TrainingStatus, Label] = {
    TrainingStatus.PLANNED: pgettext_lazy("training", "Planned or running"),
    TrainingStatus.CONCLUDED: pgettext_lazy("training", "Over"),
    TrainingStatus.CANCELLED: pgettext_lazy("training", "Called off"),
    TrainingStatus.WITHDRAWN: pgettext_lazy("record", "Withdrawn"),
}
_MISSING_HELP = _("One a line, the name and after it why: 张三 病假. Everybody else completed it.")


class TraineesForm(PresentForm):
    """Who takes part."""

    people_field = "participants"
    present = None  # type: ignore[assignment]  # `participants` stands for it
    participants = PeopleField(label=_("Who takes part"), strict=False, rows=3, required=False)


class TrainingForm(EntryForm, TraineesForm, EvidenceForm):
    """A class: planned, or entered at once as over."""

    folded: ClassVar[frozenset[str]] = EntryForm.folded | {"site", "unit", "names"}
    headings: ClassVar[Mapping[str, str]] = {
        "title": "班次 培训班 培训班名称 班次名称 培训内容",
        "from_on": "开班时间 开始时间 开班日期 时间",
        "to_on": "结业时间 结束时间 结业日期",
        "participants": "学员 参训人员 学员名单 姓名",
        "others": "其他人数 其他参训人数",
        "over": "是否结业 已结业 完成情况",
        "not_completed": "未结业人员 未完成人员 未结业人员及原因",
        "outcome": "培训成果 成果 备注",
        "site": "地点 培训地点",
        "unit": "主办单位 单位 承办单位",
    }
    title = forms.CharField(label=pgettext_lazy("training", "Class"), max_length=200)
    from_on = forms.DateField(label=pgettext_lazy("training", "First day"), widget=DateInput)
    to_on = forms.DateField(
        label=pgettext_lazy("training", "Last day"),
        widget=DateInput,
        required=False,
        help_text=_("Empty means that it is a single day."),
    )
    over = YesField(label=pgettext_lazy("training", "It is over"), required=False)
    not_completed = MissingField(label=_("Who did not complete it"), required=False, help_text=_MISSING_HELP)
    outcome = forms.CharField(
        label=pgettext_lazy("study", "What came of it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )
    site = forms.CharField(label=_("Where"), required=False, max_length=200)
    unit = UnitField(label=_("Held by"), required=False)
    field_order = (
        "title", "from_on", "to_on", "participants", "others", "over", "not_completed", "outcome", "proof", "names", "site", "unit",
        "dated_on", "caption", "programmes",
    )  # fmt: skip


class EnrolForm(EntryForm, TraineesForm):
    """Who takes part, instead of those said before."""

    programmes = None  # type: ignore[assignment]  # that is said already
    folded: ClassVar[frozenset[str]] = frozenset()
    field_order = ("participants", "others", "names")


class SessionForm(EntryForm):
    """A session that was held: what is asked is who was absent."""

    programmes = None  # type: ignore[assignment]  # that is said already
    title = forms.CharField(label=pgettext_lazy("training", "Subject"), max_length=200)
    held_on = forms.DateField(label=pgettext_lazy("training", "Day"), widget=DateInput)
    absent = PeopleField(label=_("Who was absent"), required=False)
    tutor = forms.CharField(label=_("Given by"), required=False, max_length=200)
    field_order = ("title", "held_on", "absent", "tutor")

    def clean_absent(self) -> tuple[str, ...]:
        """Their ids."""
        people: tuple[str, ...] = self.cleaned_data["absent"].people
        return people


class ConcludeForm(EntryForm, EvidenceForm):
    """The end of a class."""

    programmes = None  # type: ignore[assignment]  # that is said already
    folded: ClassVar[frozenset[str]] = frozenset()
    concluded_on = forms.DateField(label=pgettext_lazy("training", "Last day"), widget=DateInput)
    not_completed = MissingField(label=_("Who did not complete it"), required=False, help_text=_MISSING_HELP)
    outcome = forms.CharField(
        label=pgettext_lazy("study", "What came of it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )
    field_order = ("concluded_on", "not_completed", "outcome", "proof", "dated_on", "caption")


def _conclude_sample(row: Training, today: date) -> ConcludeTraining:
    return ConcludeTraining(training=row.key, concluded_on=max(today, row.from_on) if today >= row.from_on else today)


def _session_sample(row: Training, today: date) -> HoldSession:
    return HoldSession(training=row.key, session="·", title="·", held_on=today)


def _confirm(row: Training, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    return [Order(f"training/{row.key}", ConfirmTraining(training=row.key, note=data["note"]))]


def _cancel(row: Training, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    return [Order(f"training/{row.key}", CancelTraining(training=row.key, reason=data["reason"]))]


def _more(_request: ActedRequest, row: Training, names: Names) -> dict[str, Any]:
    """Who takes part, its sessions, and who did not complete it."""
    return {
        "people": [names.person(each) for each in people_of(row.key)],
        "missing": [(names.person(each), why) for each, why in missing_of(row.key)],
        "sessions": [
            {
                "row": each,
                "of": row.named,
                "absent": pgettext("between names", ", ").join(names.person(one) for one in each.absent.split()),
            }
            for each in sessions_of(row.key)
        ],
    }


def _completed(row: Training, _names: Names) -> str | None:
    if row.completed is None:
        return None
    return gettext("%(count)s of %(named)s named") % {"count": row.completed, "named": row.named}


BOOK = register(
    Book(
        name="training",
        plural="trainings",
        title=_("Training classes"),
        new=_("Enter a training class"),
        lead=_("Classes with their sessions and participants, and who completed them. No marks, no order of merit."),
        table=Training,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(pgettext_lazy("training", "Class"), lambda row, _names: row.title, 36, kind="long"),
            Column(_("Held by"), lambda row, names: names.unit(row.unit), 18),
            Column(pgettext_lazy("training", "First day"), lambda row, _names: row.from_on, kind="date"),
            Column(
                pgettext_lazy("training", "Last day"), lambda row, _names: row.concluded_on or row.to_on, kind="date"
            ),
            Column(pgettext_lazy("training", "Sessions"), lambda row, _names: str(row.sessions), kind="quantity"),
            Column(pgettext_lazy("study", "Named"), lambda row, _names: str(row.named), kind="quantity"),
            Column(pgettext_lazy("study", "Others"), lambda row, _names: quantity_cell(row, "others")),
            Column(_("Completed by"), _completed),
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(STATUS[TrainingStatus(row.status)])),
            Column(_("What stands behind it"), grade_cell, 16),
        ),
        facts=(
            Column(_("Where"), lambda row, _names: row.site),
            Column(pgettext_lazy("column", "Town and village"), place_cell, 16),
        ),
        status=STATUS,
        status_of=TrainingStatus,
        command=PlanTraining.name,
        form=TrainingForm,
        enter=desk.enter,
        steps={
            "session": Step(
                pgettext_lazy("training", "A session was held"),
                _("Entered."),
                SessionForm,
                _session_sample,
                lambda row, data, _by, key: desk.hold_session(row.key, data, key),
                initial=lambda _row: {"title": ""},
            ),
            "conclude": Step(
                _("The class is over"),
                _("Entered."),
                ConcludeForm,
                _conclude_sample,
                lambda row, data, _by, _key: desk.conclude(row.key, data),
                initial=lambda row: {"concluded_on": row.to_on},
            ),
            "enrol": Step(
                _("Change who takes part"),
                _("Set down."),
                EnrolForm,
                lambda row, _today: EnrolTraining(training=row.key, participants=("·",)),
                lambda row, data, _by, _key: desk.enrol(row.key, data),
                initial=lambda row: {"participants": people_of(row.key), "others": quantity_cell(row, "others")},
            ),
            "confirm": Step(
                _("Confirm it: I took part"),
                _("Confirmed."),
                NoteForm,
                lambda row, _today: ConfirmTraining(training=row.key),
                _confirm,
            ),
            "cancel": Step(
                _("Call it off"),
                _("Called off."),
                ReasonForm,
                lambda row, _today: CancelTraining(training=row.key, reason="·"),
                _cancel,
                grave=True,
            ),
            "withdraw": withdrawing("training"),
        },
        lines={
            "training.planned/1": Line(_("Planned for %(from_on)s to %(to_on)s: %(title)s")),
            "training.enrolled/1": Line(_("%(count)s named as participants")),
            "training.session_held/1": Line(_("Session on %(held_on)s: %(title)s, %(present)s present")),
            "training.concluded/1": Line(_("Over on %(concluded_on)s, completed by %(completed)s"), "outcome", "good"),
            "training.confirmed/1": Line(_("Confirmed by %(witness)s, who took part"), "note", "good"),
            "training.cancelled/1": Line(_("Called off"), "reason", "grave"),
            "training.withdrawn/1": Line(_("Taken back as entered by mistake"), "reason", "grave"),
        },
        text="outcome",
        page="workspace/training.html",
        more=_more,
    )
)

urlpatterns = urls(BOOK)
