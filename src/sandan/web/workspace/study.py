"""Study sessions (学): planned and held by mode, with who was there, named once for all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.desk import study as desk
from sandan.desk.handle import Order
from sandan.domain.authority import Actor
from sandan.domain.study import (
    AttachStudy,
    CancelStudy,
    ConfirmStudy,
    HoldStudy,
    Mode,
    PlanStudy,
    StudyStatus,
)
from sandan.projections.material import titles
from sandan.projections.presence import people_of
from sandan.projections.study import Study, last_present
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, grade_cell, place_cell, quantity_cell, register, withdrawing
from sandan.web.column import Column, Names
from sandan.web.entry import DateInput, DoneField, EntryForm, EvidenceForm, UnitField, WordField
from sandan.web.form import KeyedForm, NoteForm, ReasonForm
from sandan.web.label import MODE, Label
from sandan.web.people import PresentForm
from sandan.web.story import Line
from sandan.web.workspace.book import urls

STATUS: Mapping[StudyStatus, Label] = {
    StudyStatus.PLANNED: pgettext_lazy("study", "Planned"),
    StudyStatus.HELD: pgettext_lazy("study", "Held"),
    StudyStatus.CANCELLED: pgettext_lazy("study", "Called off"),
    StudyStatus.WITHDRAWN: pgettext_lazy("record", "Withdrawn"),
}
MOST_OFFERED = 40
"""Materials that the form offers; older ones are named in a sheet, or in the subject."""


class MaterialsField(forms.MultipleChoiceField):
    """Materials of the list: ticked on screen, named by title in a sheet (《…》、《…》)."""

    def __init__(self, **kwargs: Any) -> None:
        self.by_title: dict[str, str] = {}
        super().__init__(widget=forms.CheckboxSelectMultiple, **kwargs)

    def offer(self) -> None:
        """Take what is on the list today."""
        listed = titles()
        self.by_title = {title: key for key, title in listed.items()}
        self.choices = list(listed.items())[:MOST_OFFERED]

    def to_python(self, value: Any) -> list[str]:
        """Their ids."""
        if not isinstance(value, str):
            return super().to_python(value)
        said = [each.strip().strip("《》〈〉") for each in re.split(r"[、；;\n]+|》\s*《", value)]
        missing = [each for each in said if each and each not in self.by_title]
        if missing:
            raise forms.ValidationError(
                gettext("Not on the list of materials: %(titles)s. List it first, or leave the cell empty.")
                % {"titles": pgettext("between names", ", ").join(missing)}
            )
        return [self.by_title[each] for each in said if each]

    def valid_value(self, value: Any) -> bool:
        """Whether it is on the list."""
        return value in self.by_title.values()


class StudyForm(EntryForm, PresentForm, EvidenceForm):
    """A session: held, or on a day to come, planned. Who was there at the unit's last one is there already."""

    folded: ClassVar[frozenset[str]] = EntryForm.folded | {"held", "materials", "site", "tutor", "unit", "names"}
    headings: ClassVar[Mapping[str, str]] = {
        "title": "学习内容 内容 主题 题目 学习主题",
        "mode": "学习形式 形式 方式 学习方式",
        "on": "学习时间 时间 日期",
        "present": "参加人员 参学人员 学习人员 参会人员 姓名",
        "others": "其他人数 其他参加人数",
        "held": "是否已开展 已开展 完成情况",
        "outcome": "学习成果 成果 备注",
        "site": "地点 学习地点 现场教学点",
        "tutor": "辅导人 授课人 主讲人",
        "materials": "学习材料 材料 学习书目",
        "unit": "单位 学习单位 组织单位 支部",
    }
    title = forms.CharField(label=_("What is studied"), max_length=200)
    mode = WordField(label=pgettext_lazy("study", "How"), words=MODE, initial=Mode.COLLECTIVE.value)
    on = forms.DateField(
        label=pgettext_lazy("study", "Day"),
        widget=DateInput,
        initial=timezone.localdate,
        help_text=_("A day to come makes it a plan."),
    )
    held = DoneField(
        label=pgettext_lazy("study", "It has been held"), yes=_("yes"), no=pgettext_lazy("study", "not yet")
    )
    outcome = forms.CharField(
        label=pgettext_lazy("study", "What came of it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )
    materials = MaterialsField(label=_("Materials"), required=False)
    site = forms.CharField(label=_("Where"), required=False, max_length=200)
    tutor = forms.CharField(label=_("Invited speaker"), required=False, max_length=200)
    unit = UnitField(label=_("Held by"), required=False)
    field_order = (
        "title", "mode", "on", "present", "others", "outcome", "proof", "held", "names", "materials", "site", "tutor", "unit",
        "dated_on", "caption", "programmes",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        materials = self.fields["materials"]
        assert isinstance(materials, MaterialsField)
        materials.offer()
        if self.is_bound:
            return
        if not materials.choices:
            del self.fields["materials"]
        unit = self.initial.get("unit") or (self.actor.unit if self.actor else "")
        carry_over(self.fields["present"], unit)

    def clean(self) -> dict[str, Any]:
        """Who was there is asked only of a session that was held: where nobody says whether, its day does, if anybody was there."""
        said = self.cleaned_data
        held = said.get("held")
        if held is None:
            come = said.get("on") is not None and said["on"] <= timezone.localdate()
            named = said.get("present")
            held = come and bool(said.get("others") or said.get("names") or (named and (named.people or named.unknown)))
        if not held:
            return {**said, "held": False, "present": (), "others": None}
        return {**super().clean(), "held": True}


class HoldForm(EntryForm, PresentForm, EvidenceForm):
    """How it was."""

    programmes = None  # type: ignore[assignment]  # that is said already
    folded: ClassVar[frozenset[str]] = frozenset()
    held_on = forms.DateField(label=pgettext_lazy("study", "Day"), widget=DateInput)
    outcome = forms.CharField(
        label=pgettext_lazy("study", "What came of it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )
    field_order = ("held_on", "present", "others", "names", "outcome", "proof", "dated_on", "caption")


class AttachForm(KeyedForm, EvidenceForm):
    """A document or outcome, once for all."""

    outcome = forms.CharField(
        label=pgettext_lazy("study", "What came of it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )
    field_order = ("proof", "outcome", "dated_on", "caption")


def carry_over(field: forms.Field, unit: str) -> None:
    """Let the field hold who was at the unit's last session, and say so."""
    last = last_present(unit)
    if last:
        field.initial = last
        field.help_text = _("As at the last session. Take out who was not there, add who was.")


def _hold_sample(row: Study, today: date) -> HoldStudy:
    return HoldStudy(study=row.key, held_on=today, present=("·",))


def _attach(row: Study, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    command = AttachStudy(study=row.key, outcome=data["outcome"], evidence=data["evidence"])
    return [Order(f"study/{row.key}", command)]


def _confirm(row: Study, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    return [Order(f"study/{row.key}", ConfirmStudy(study=row.key, note=data["note"]))]


def _cancel(row: Study, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    return [Order(f"study/{row.key}", CancelStudy(study=row.key, reason=data["reason"]))]


def _materials(row: Study, _names: Names) -> str:
    listed = titles()
    return pgettext("between names", ", ").join(listed[each] for each in row.materials.split() if each in listed)


def _more(_request: ActedRequest, row: Study, names: Names) -> dict[str, Any]:
    """Who was there, and the way to the next one like it."""
    again = {"unit": row.unit, "title": row.title, "mode": row.mode}
    return {
        "people": [names.person(each) for each in people_of(row.key)],
        "again_url": reverse("workspace:study_new", query=again) if row.status == StudyStatus.HELD.value else "",
    }


BOOK = register(
    Book(
        name="study",
        plural="studies",
        title=_("Study sessions"),
        new=_("Enter a study session"),
        lead=_(
            "What was studied, how, and who was there: named once by who held it. Nobody checks in, nothing is marked."
        ),
        table=Study,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(_("What is studied"), lambda row, _names: row.title, 36, kind="long"),
            Column(pgettext_lazy("study", "How"), lambda row, _names: str(MODE[Mode(row.mode)])),
            Column(_("Held by"), lambda row, names: names.unit(row.unit), 18),
            Column(pgettext_lazy("study", "Day"), lambda row, _names: row.held_on or row.planned_on, kind="date"),
            Column(
                pgettext_lazy("study", "Named"),
                lambda row, _names: str(row.present) if row.held_on else None,
                kind="quantity",
            ),
            Column(pgettext_lazy("study", "Others"), lambda row, _names: quantity_cell(row, "others")),
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(STATUS[StudyStatus(row.status)])),
            Column(_("What stands behind it"), grade_cell, 16),
        ),
        facts=(
            Column(_("Where"), lambda row, _names: row.site),
            Column(_("Invited speaker"), lambda row, _names: row.tutor),
            Column(_("Materials"), _materials, 30),
            Column(pgettext_lazy("column", "Town and village"), place_cell, 16),
        ),
        status=STATUS,
        status_of=StudyStatus,
        command=PlanStudy.name,
        form=StudyForm,
        enter=desk.enter,
        steps={
            "hold": Step(
                pgettext_lazy("study", "It has been held"),
                _("Entered."),
                HoldForm,
                _hold_sample,
                lambda row, data, _by, _key: desk.hold(row.key, data),
                initial=lambda row: {"present": last_present(row.unit), "held_on": row.planned_on},
            ),
            "attach": Step(
                _("Attach a document or an outcome"),
                _("Attached."),
                AttachForm,
                lambda row, _today: AttachStudy(study=row.key, outcome="·"),
                _attach,
                initial=lambda _row: {"outcome": ""},
            ),
            "confirm": Step(
                _("Confirm it: I was there"),
                _("Confirmed."),
                NoteForm,
                lambda row, _today: ConfirmStudy(study=row.key),
                _confirm,
            ),
            "cancel": Step(
                _("Call it off"),
                _("Called off."),
                ReasonForm,
                lambda row, _today: CancelStudy(study=row.key, reason="·"),
                _cancel,
                grave=True,
            ),
            "withdraw": withdrawing("study"),
        },
        lines={
            "study.planned/1": Line(_("Planned for %(planned_on)s: %(title)s")),
            "study.held/1": Line(_("Held on %(held_on)s, %(count)s named as present"), "outcome", "good"),
            "study.attached/1": Line(_("A document or outcome was attached"), "outcome"),
            "study.confirmed/1": Line(_("Confirmed by %(witness)s, who was there"), "note", "good"),
            "study.cancelled/1": Line(_("Called off"), "reason", "grave"),
            "study.withdrawn/1": Line(_("Taken back as entered by mistake"), "reason", "grave"),
        },
        text="outcome",
        page="workspace/study.html",
        more=_more,
    )
)

urlpatterns = urls(BOOK)
