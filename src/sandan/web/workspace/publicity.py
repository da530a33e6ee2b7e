"""Public notices (公示) on the staff side: put up from an application, objected to, answered by others, taken down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandan.desk.application import related_to
from sandan.desk.handle import Order, identify
from sandan.desk.publicity import enter, objection_words, told
from sandan.desk.viewing import write_down
from sandan.domain.application import ApplicationStatus
from sandan.domain.authority import Actor
from sandan.domain.publicity import (
    AnswerNotice,
    ObjectToNotice,
    PostNotice,
    PublicityStatus,
    Shown,
    Stage,
    TakeDownNotice,
)
from sandan.domain.wire import Command
from sandan.projections.application import Application
from sandan.projections.publicity import Publicity, standing_on, waiting
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, register
from sandan.web.case import ApplicationField, CaseForm, of_the_line, works_on
from sandan.web.column import Column, Names
from sandan.web.form import KeyedForm, ReasonForm
from sandan.web.label import NOTICE_SHOWN, NOTICE_STAGE, NOTICE_STANDING, NOTICE_STATUS, Label, choices
from sandan.web.story import Line
from sandan.web.workspace.book import urls


class NoticeForm(CaseForm):
    """Of which application, at which step. What it says is taken from the opinion, and shown before it is put up."""

    application = ApplicationField()
    stage = forms.ChoiceField(label=_("Notice of"), choices=choices(NOTICE_STAGE), initial=Stage.PROPOSED.value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["application"]
        assert isinstance(field, ApplicationField)
        field.choose(self.actor, status=ApplicationStatus.OPINION.value)


class ObjectionForm(KeyedForm):
    """An objection that somebody heard."""

    words = forms.CharField(
        label=_("What is said against it"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Not by whom. It is sealed, and read only by those who work on the application."),
    )


class AnswerForm(KeyedForm):
    """Whether an objection is right, and what was found."""

    stands = forms.ChoiceField(
        label=_("Is it right?"), choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect
    )
    finding = forms.CharField(label=_("Finding"), max_length=1000, widget=forms.Textarea({"rows": 2}))


def _order(row: Publicity, command: Command) -> list[Order]:
    return [Order(f"publicity/{row.key}", command)]


def _object(row: Publicity, data: Mapping[str, Any], _by: Actor, key: str) -> list[Order]:
    return _order(row, ObjectToNotice(publicity=row.key, objection=identify(key, "objection"), words=data["words"]))


def _open(row: Publicity) -> str:
    waits = waiting(row.key)
    return waits.key if waits is not None else ""


def _answer(row: Publicity, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    stands, finding = data["stands"] == "yes", data["finding"]
    told_of = {"stands": stands, "finding": finding, "related": related_to(row.application)}
    return _order(row, AnswerNotice(publicity=row.key, objection=_open(row), **told_of))


def _answer_sample(row: Publicity, _today: date) -> Command:
    related = related_to(row.application)
    return AnswerNotice(publicity=row.key, objection=_open(row), stands=False, finding="·", related=related)


def standing_cell(row: Publicity, _names: Names) -> str:
    """What the notice is worth today, in words."""
    return str(NOTICE_STANDING[standing_on(row, timezone.localdate())])


def private(row: Publicity, by: Actor) -> list[tuple[Label, str]]:
    """What the notice shows, and an objection that waits, for those who work on the application. That they saw it is written down."""
    if not works_on(row, by):
        return []
    write_down([row.key], "publicity", by)
    said, shown = told([row.position])[row.position], row.shown.split()
    values = {
        Shown.HEAD: said.head,
        Shown.PERSONS: str(said.persons or ""),
        Shown.INCOME: str(said.income or ""),
        Shown.AMOUNT: str(said.amount or ""),
    }
    found: list[tuple[Label, str]] = [
        (NOTICE_SHOWN[each], text) for each, text in values.items() if each.value in shown
    ]
    waits = waiting(row.key)
    if waits is not None:
        found.append((_("Objection without an answer"), objection_words(waits.position)))
    return found


def _more(_request: ActedRequest, row: Publicity, _names: Names) -> dict[str, Any]:
    return {"application": now(Application).filter(key=row.application).first()}


def _title(row: Publicity, names: Names) -> str:
    return names.item(row.title)


BOOK = register(
    Book(
        name="publicity",
        plural="public_notices",
        active="applications",
        title=_("Public notices"),
        new=_("Put up a notice"),
        lead=_(
            "What the village is told before it is decided: a name, how many persons, how much. There is no field for anything else."
        ),
        table=Publicity,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(_("Notice of"), lambda row, _names: str(NOTICE_STAGE[Stage(row.stage)]), 18),
            Column(pgettext_lazy("column", "Town and village"), lambda row, names: names.place(row.town, row.village), 16),
            Column(_("Put up on"), lambda row, _names: row.entered_on, kind="date"),
            Column(_("Last day"), lambda row, _names: row.until_on, kind="date"),
            Column(pgettext_lazy("column", "Status"), standing_cell),
            Column(_("Objections"), lambda row, _names: str(row.objections)),
        ),
        facts=(
            Column(_("Item"), _title),
        ),
        status=NOTICE_STATUS,
        status_of=PublicityStatus,
        command=PostNotice.name,
        form=NoticeForm,
        enter=enter,
        text="",
        page="workspace/book/publicity.html",
        visible=of_the_line,
        private=private,
        opens=works_on,
        more=_more,
        serves=False,
        steps={
            "object": Step(
                _("Enter an objection"), _("Entered."), ObjectionForm,
                lambda row, _today: ObjectToNotice(publicity=row.key, objection="·", words="·"), _object,
            ),
            "answer": Step(_("Answer the objection"), _("Entered."), AnswerForm, _answer_sample, _answer),
            "take_down": Step(
                _("Take it down"), _("Taken down. Another one runs anew."), ReasonForm,
                lambda row, _today: TakeDownNotice(publicity=row.key, reason="·"),
                lambda row, data, _by, _key: _order(row, TakeDownNotice(publicity=row.key, reason=data["reason"])),
                grave=True,
            ),
        },
        lines={
            "publicity.posted/1": Line(_("Put up until %(until_on)s; it shows: %(shown)s")),
            "publicity.objected/1": Line(_("An objection came in"), tone="grave"),
            "publicity.answered/1": Line(_("An objection was answered")),
            "publicity.taken_down/1": Line(_("Taken down"), "reason", "grave"),
        },
    )
)  # fmt: skip

urlpatterns = urls(BOOK)
