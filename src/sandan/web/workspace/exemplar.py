"""Exemplars (先进典型): nominations, objections, review by others, and publication while the person consents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.desk.exemplar import enter, nominee_name, objection_words
from sandan.desk.handle import NOUNS, Order, fold, identify
from sandan.domain.authority import Actor, may
from sandan.domain.exemplar import (
    AnswerObjection,
    ConsentToExemplar,
    EndConsent,
    ExemplarStatus,
    NominateExemplar,
    ObjectToExemplar,
    PostExemplar,
    PublishExemplar,
    ReviewExemplar,
    TakeDownExemplar,
)
from sandan.domain.values import Evidence, Refusal
from sandan.domain.wire import Command
from sandan.projections.exemplar import Exemplar, Objection
from sandan.projections.version import now
from sandan.web.book import Book, Step, grade_cell, register, withdrawing
from sandan.web.column import UNKNOWN, Column, Names
from sandan.web.entry import EntryForm, EvidenceForm, PersonField, UnitField, YesField
from sandan.web.form import KeyedForm, ReasonForm
from sandan.web.label import Label
from sandan.web.story import Line
from sandan.web.workspace.book import urls

STATUS: Mapping[ExemplarStatus, Label] = {
    ExemplarStatus.NOMINATED: pgettext_lazy("exemplar", "Nominated"),
    ExemplarStatus.POSTED: pgettext_lazy("exemplar", "Open to objections"),
    ExemplarStatus.APPROVED: pgettext_lazy("exemplar", "Approved by others"),
    ExemplarStatus.REFUSED: pgettext_lazy("exemplar", "Not approved"),
    ExemplarStatus.PUBLISHED: pgettext_lazy("exemplar", "Published"),
    ExemplarStatus.TAKEN_DOWN: pgettext_lazy("exemplar", "Taken down"),
    ExemplarStatus.WITHDRAWN: pgettext_lazy("record", "Withdrawn"),
}
USUAL_DAYS = 5
"""What the form proposes; the office says its own."""


class Unposted(str):
    """The name of somebody who holds no post."""

    __slots__ = ()


class SomebodyField(PersonField):
    """A person, by name: one who holds a post, or anybody else, whose name is then sealed."""

    def clean(self, value: Any) -> str:
        """The person's id, or an `Unposted` name."""
        text = forms.CharField.clean(self, value)
        if text and text not in self.whole and len(self.by_name.get(text, [])) == 0 and "（" not in text:
            return Unposted(text)
        return super().clean(value)


class ExemplarForm(EntryForm, EvidenceForm):
    """A nomination."""

    headings: ClassVar[Mapping[str, str]] = {
        "who": "姓名 典型姓名 推荐对象 先进个人",
        "title": "推荐类别 典型类别 荣誉 事迹名称 称号",
        "unit": "单位 所在单位 推荐单位 镇村",
        "grounds": "主要事迹 事迹 推荐理由 简要事迹",
        "health_checked": "已核不涉个人健康",
    }
    folded: ClassVar[frozenset[str]] = EntryForm.folded | {"proof", "health_checked"}
    mends: ClassVar[Mapping[str, str]] = {"names_health": "health_checked"}
    who = SomebodyField(label=_("Who"), help_text=_("Anybody but yourself. Who holds no post is kept sealed."))
    title = forms.CharField(
        label=_("What for"), max_length=200, help_text=_("In a few words and without the name: it stands in lists.")
    )
    unit = UnitField(label=_("Unit or village"))
    grounds = forms.CharField(label=_("Grounds"), max_length=2000, widget=forms.Textarea({"rows": 4}))
    health_checked = YesField(label=_("Nobody's health is meant"), required=False)
    field_order = (
        "who", "title", "unit", "grounds", "health_checked", "proof", "dated_on", "caption", "programmes",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """`nominee` is a person's id, `nominee_name` a name."""
        data = super().clean() or {}
        who = data.get("who", "")
        unposted = isinstance(who, Unposted)
        return {**data, "nominee": "" if unposted else who, "nominee_name": str(who) if unposted else ""}


class DaysForm(KeyedForm):
    """How long objections are taken."""

    days = forms.IntegerField(
        label=_("Calendar days"), min_value=1, max_value=60, initial=USUAL_DAYS, help_text=_("Today is not counted.")
    )


class ObjectionForm(KeyedForm):
    """An objection that the office heard."""

    words = forms.CharField(
        label=_("What is said against it"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Not by whom. It is sealed, and read only by those who may answer it."),
    )


class JudgeForm(KeyedForm):
    """Whether it holds, and what was found."""

    holds = forms.ChoiceField(
        label=_("Does it hold?"), choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect
    )
    finding = forms.CharField(label=_("Finding"), max_length=1000, widget=forms.Textarea({"rows": 2}))


class PaperForm(KeyedForm, EvidenceForm):
    """The person's consent: their own, or a signed paper."""


class SureForm(KeyedForm):
    """Nothing more to say."""


def _one(make: Any) -> Any:
    """A step's order from the record's id and what the form says."""
    return lambda row, data, _by, _key: [Order(f"exemplar/{row.key}", make(row.key, data))]


def _waiting(row: Exemplar) -> Objection | None:
    """The oldest objection without an answer."""
    return now(Objection).filter(exemplar=row.key, answered_on__isnull=True).order_by("position", "key").first()


def _object(row: Exemplar, data: Mapping[str, Any], _by: Actor, key: str) -> list[Order]:
    order = ObjectToExemplar(exemplar=row.key, objection=identify(key, "objection"), words=data["words"])
    return [Order(f"exemplar/{row.key}", order)]


def _answer(row: Exemplar, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    waits = _waiting(row)
    order = AnswerObjection(
        exemplar=row.key,
        objection=waits.key if waits is not None else "",
        stands=data["holds"] == "yes",
        finding=data["finding"],
    )
    return [Order(f"exemplar/{row.key}", order)]


def _answer_sample(row: Exemplar, _today: date) -> Command:
    waits = _waiting(row)
    return AnswerObjection(
        exemplar=row.key, objection=waits.key if waits is not None else "", stands=False, finding="·"
    )


def _consent_sample(row: Exemplar, today: date) -> Command:
    return ConsentToExemplar(exemplar=row.key, evidence=(Evidence("0" * 64, today),))


def nominee_cell(row: Exemplar, names: Names) -> str:
    """Who it is; of somebody without a post not even a name."""
    return names.person(row.nominee) if row.nominee else gettext("(sealed)")


def _works(row: Exemplar, by: Actor) -> bool:
    """Whether somebody works on the nomination, and so may see who it is and the papers that they signed."""
    return may(ReviewExemplar.name, by) or by.person == row.nominator or by.within(row.unit)


def private(row: Exemplar, by: Actor) -> list[tuple[Label, str]]:
    """The name of somebody without a post, for those who work on the nomination; an open objection, for those who may answer it."""
    told: list[tuple[Label, str]] = []
    if not row.nominee and _works(row, by):
        told.append((_("Who"), nominee_name(row)))
    waits = _waiting(row)
    if waits is not None and _may_answer(row, by):
        told.append((_("Objection without an answer"), objection_words(waits.position)))
    return told


def _may_answer(row: Exemplar, by: Actor) -> bool:
    at = timezone.localtime()
    try:
        NOUNS["exemplar"].decide(_answer_sample(row, at.date()), fold(f"exemplar/{row.key}")[0], by, at)
    except Refusal:
        return False
    return True


BOOK = register(
    Book(
        name="exemplar",
        plural="exemplars",
        title=_("Exemplars"),
        new=_("Nominate somebody"),
        lead=_(
            "Nominated by someone else, open to objections, reviewed by others, and published only while the person agrees."
        ),
        table=Exemplar,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(_("What for"), lambda row, _names: row.title, 30, kind="long"),
            Column(_("Who"), nominee_cell),
            Column(_("Unit or village"), lambda row, names: names.unit(row.unit), 18),
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(STATUS[ExemplarStatus(row.status)])),
            Column(_("Objections until"), lambda row, _names: row.until_on, kind="date"),
            Column(_("Agrees to be published"), lambda row, _names: gettext("Yes") if row.consented_on else UNKNOWN),
        ),
        facts=(
            Column(_("Nominated by"), lambda row, names: names.person(row.nominator)),
            Column(_("Objections"), lambda row, _names: str(row.objections)),
            Column(_("Published on"), lambda row, _names: row.published_on, kind="date"),
            Column(_("What stands behind it"), grade_cell, 16),
        ),
        status=STATUS,
        status_of=ExemplarStatus,
        command=NominateExemplar.name,
        form=ExemplarForm,
        enter=enter,
        text="grounds",
        private=private,
        opens=_works,
        steps={
            "post": Step(
                _("Open it to objections"), _("Objections are taken from now on."), DaysForm,
                lambda row, _today: PostExemplar(exemplar=row.key, days=1),
                _one(lambda key, data: PostExemplar(exemplar=key, days=data["days"])),
            ),
            "consent": Step(
                _("The person agrees to be published"), _("Entered."), PaperForm, _consent_sample,
                _one(lambda key, data: ConsentToExemplar(exemplar=key, evidence=data["evidence"])),
            ),
            "object": Step(
                _("Enter an objection"), _("Entered."), ObjectionForm,
                lambda row, _today: ObjectToExemplar(exemplar=row.key, objection="·", words="·"), _object,
            ),
            "answer": Step(_("Answer the objection: does it hold?"), _("Entered."), JudgeForm, _answer_sample, _answer),
            "review": Step(
                _("Review the nomination: does it hold?"), _("Entered."), JudgeForm,
                lambda row, _today: ReviewExemplar(exemplar=row.key, holds=True, finding="·"),
                _one(lambda key, data: ReviewExemplar(
                    exemplar=key, holds=data["holds"] == "yes", finding=data["finding"]
                )),
            ),
            "publish": Step(
                _("Publish"), _("It stands on the public page."), SureForm,
                lambda row, _today: PublishExemplar(exemplar=row.key),
                _one(lambda key, _data: PublishExemplar(exemplar=key)),
            ),
            "end_consent": Step(
                _("The person agrees no longer"), _("It stands nowhere in public any more."), SureForm,
                lambda row, _today: EndConsent(exemplar=row.key),
                _one(lambda key, _data: EndConsent(exemplar=key)),
                grave=True,
            ),
            "take_down": Step(
                _("Take it down"), _("Taken down."), ReasonForm,
                lambda row, _today: TakeDownExemplar(exemplar=row.key, reason="·"),
                _one(lambda key, data: TakeDownExemplar(exemplar=key, reason=data["reason"])),
                grave=True,
            ),
            "withdraw": withdrawing("exemplar"),
        },
        lines={
            "exemplar.nominated/1": Line(_("Nominated")),
            "exemplar.posted/1": Line(_("Open to objections until %(until_on)s")),
            "exemplar.objected/1": Line(_("An objection came in"), tone="grave"),
            "exemplar.answered/1": Line(_("An objection was answered"), "finding"),
            "exemplar.reviewed/1": Line(_("Reviewed by %(witness)s"), "finding"),
            "exemplar.consented/1": Line(_("The person agrees to be published (%(way)s)"), tone="good"),
            "exemplar.consent_ended/1": Line(_("The person agrees no longer"), tone="grave"),
            "exemplar.published/1": Line(_("Published"), tone="good"),
            "exemplar.taken_down/1": Line(_("Taken down"), "reason", "grave"),
            "exemplar.withdrawn/1": Line(_("Taken back as entered by mistake"), "reason", "grave"),
        },
    )
)  # fmt: skip

urlpatterns = urls(BOOK)
