"""Spot checks (县级抽查) on the staff side: frozen, drawn by a public draw, given out, found at home, answered, concluded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandan.desk import spot_check as desk
from sandan.desk.handle import Order
from sandan.desk.viewing import write_down
from sandan.domain.authority import Actor
from sandan.domain.spot_check import (
    AbandonCheck,
    AnswerCheck,
    AssignCheck,
    Checked,
    CheckOf,
    ConcludeCheck,
    DrawCheck,
    FindInCheck,
    FreezeCheck,
    SpotCheckStatus,
)
from sandan.domain.wire import Command
from sandan.ledger import read
from sandan.projections import person
from sandan.projections.spot_check import SpotCheck, SpotCheckItem, items, tallies
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, register
from sandan.web.case import WORKS, CaseForm
from sandan.web.column import Column, Names
from sandan.web.entry import DateInput, EvidenceForm
from sandan.web.form import KeyedForm, ReasonForm
from sandan.web.label import CHECK_OF, CHECKED, SPOT_CHECK_STATUS, choices
from sandan.web.story import Line
from sandan.web.workspace.book import urls

_SEALED = _("Sealed: only those who check and the unit that decided see this.")
_OPEN_TO_ALL = _("Everyone can read it: name nobody.")


class FreezeForm(CaseForm):
    """What is drawn from, what share of it, and by which public draw."""

    of = forms.ChoiceField(label=_("What is checked"), choices=choices(CHECK_OF))
    from_on = forms.DateField(label=_("Decided from"), widget=DateInput)
    to_on = forms.DateField(label=_("Decided to"), widget=DateInput)
    percent = forms.IntegerField(
        label=_("Percent of each town"),
        min_value=1,
        max_value=100,
        initial=desk.LEAST,
        help_text=_(
            "At least as the item says. Applications of registered relatives are looked at without a lot, all of them."
        ),
    )
    source = forms.CharField(
        label=_("Public draw"),
        max_length=200,
        help_text=_(
            "A draw of at least four digits that nobody here can bend and everyone can read, such as a state lottery."
        ),
    )
    issue = forms.CharField(label=_("Issue of the public draw"), max_length=100)
    seed_on = forms.DateField(
        label=_("Day of the public draw"),
        widget=DateInput,
        help_text=_("After today: what is drawn from is set down before the draw is known."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        if not self.is_bound:
            self.fields["from_on"].initial = today.replace(day=1)
            self.fields["to_on"].initial = today
            self.fields["seed_on"].initial = today + timedelta(1)
            if self.actor is not None:
                self.fields["percent"].initial = desk.least(self.actor.unit, today)


class DrawForm(KeyedForm):
    """What the public draw gave."""

    numbers = forms.CharField(
        label=_("Digits of the public draw"),
        max_length=300,
        help_text=_(
            "All of them, at least four, in the order in which they were published. Spaces and signs between them do not count."
        ),
    )
    read_at = forms.CharField(label=_("Where it can be read"), max_length=300)


class CasesForm(KeyedForm):
    """Cases to be given to somebody."""

    checker = forms.ChoiceField(label=_("To whom"), choices=())
    subjects = forms.MultipleChoiceField(label=_("Cases"), widget=forms.CheckboxSelectMultiple, choices=())

    def about(self, row: SpotCheck) -> None:
        """Those without a finding, and the people of the supervising unit."""
        names = person.names()
        people = desk.checkers(row.unit, timezone.localdate())
        _choose(self, "checker", [(each, names.get(each, each)) for each in people])
        _choose(self, "subjects", [(each.subject, _called(each)) for each in items(row.key).filter(verdict="")])


class FindForm(KeyedForm, EvidenceForm):
    """What was found of a case."""

    subject = forms.ChoiceField(label=_("Case"), choices=())
    verdict = forms.ChoiceField(label=_("Does it hold?"), choices=choices(CHECKED), widget=forms.RadioSelect)
    on_site = forms.BooleanField(label=_("Seen at the household's home"), required=False, initial=True)
    finding = forms.CharField(
        label=_("What was found"), max_length=4000, widget=forms.Textarea({"rows": 3}), help_text=_SEALED
    )
    field_order = ("subject", "verdict", "on_site", "finding", "proof", "dated_on", "caption")

    def about(self, row: SpotCheck) -> None:
        """Those that were given out and have no finding."""
        given = items(row.key).filter(verdict="").exclude(checker="")
        _choose(self, "subject", [(each.subject, _called(each)) for each in given])


class AnswerForm(KeyedForm):
    """What the unit did about a case."""

    subject = forms.ChoiceField(label=_("Case"), choices=())
    words = forms.CharField(
        label=_("What was done about it"), max_length=2000, widget=forms.Textarea({"rows": 3}), help_text=_SEALED
    )

    def about(self, row: SpotCheck) -> None:
        """Those that were overturned and have no answer."""
        _choose(self, "subject", [(each.subject, _called(each)) for each in _owed(row)])


class EndForm(KeyedForm):
    """What the bureau concludes."""

    words = forms.CharField(
        label=_("In words"), max_length=4000, widget=forms.Textarea({"rows": 3}), help_text=_OPEN_TO_ALL
    )


def _choose(form: forms.Form, name: str, listed: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = listed


def _called(item: SpotCheckItem) -> str:
    return item.number


def _owed(row: SpotCheck) -> Any:
    return items(row.key).filter(verdict=Checked.OVERTURNED.value, answered_on__isnull=True)


def _order(row: SpotCheck, command: Command) -> list[Order]:
    return [Order(f"spot_check/{row.key}", command)]


def _draw_sample(row: SpotCheck, _today: date) -> Command:
    return DrawCheck(spot_check=row.key, digits="0000", where="·", position=row.position, root="·")


def _assign_sample(row: SpotCheck, today: date) -> Command:
    first = items(row.key).filter(verdict="").first()
    able = desk.checkers(row.unit, today)
    nobody = Actor(frozenset(), unit=row.unit)
    checker = next(iter(able.values()), nobody)
    return AssignCheck(spot_check=row.key, subject=first.subject if first else "", checker=checker)


def _find_sample(row: SpotCheck, _today: date, by: Actor) -> Command:
    mine = items(row.key).filter(verdict="", checker=by.person).first()
    subject = mine.subject if mine else ""
    return FindInCheck(spot_check=row.key, subject=subject, verdict=Checked.HOLDS, on_site=True, finding="·")


def _answer_sample(row: SpotCheck, _today: date, by: Actor) -> Command:
    mine = _owed(row).filter(unit=by.unit).first()
    return AnswerCheck(spot_check=row.key, subject=mine.subject if mine else "", words="·")


def _assign(row: SpotCheck, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    return desk.assign(row.key, data["subjects"], data["checker"], timezone.localdate())


def _find(row: SpotCheck, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    what = desk.Finding(Checked(data["verdict"]), data["on_site"], data["finding"], tuple(data["evidence"]))
    return desk.find(row.key, data["subject"], what)


def visible(rows: Any, by: Actor) -> Any:
    """Those of the actor's own unit, as supervising or as looked at."""
    if not by.roles & WORKS:
        return rows.none()
    looked_at = now(SpotCheckItem).filter(unit=by.unit).values("spot_check")
    return rows.filter(Q(unit=by.unit) | Q(key__in=looked_at))


def _more(request: ActedRequest, row: SpotCheck, names: Names) -> dict[str, Any]:
    """The cases: all for the supervising unit, its own for the unit that decided. What was found is opened for them, and written down."""
    by = request.actor
    listed = items(row.key) if by.unit == row.unit else items(row.key).filter(unit=by.unit)
    rows = list(listed)
    told: dict[int, Any] = read.opened(each.found_at for each in rows if each.found_at)
    if told:
        write_down([row.key], "spot_check", by)
    noun = "application" if row.of == CheckOf.DECISION.value else "commitment"
    cases = [
        {
            "item": each,
            "unit": names.unit(each.unit),
            "checker": names.person(each.checker) if each.checker else "",
            "verdict": CHECKED[Checked(each.verdict)] if each.verdict else "",
            "finding": (told[each.found_at].personal or {}).get("finding", "") if each.found_at in told else "",
            "mine": each.checker == by.person and not each.verdict,
            "noun": noun,
        }
        for each in rows
    ]
    counted = [{"tally": each, "unit": names.unit(each.unit)} for each in tallies(listed)]
    return {"cases": cases, "tallies": counted, "supervises": by.unit == row.unit}


def _of(row: SpotCheck, _names: Names) -> str:
    return str(CHECK_OF[CheckOf(row.of)])


BOOK = register(
    Book(
        name="spot_check",
        plural="spot_checks",
        active="applications",
        title=_("Spot checks of assistance"),
        new=_("Begin a spot check"),
        lead=_(
            "A share of what towns decided, drawn by a public lot and visited at home; of registered relatives every one."
        ),
        table=SpotCheck,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(_("What is checked"), _of, 16),
            Column(_("Decided from"), lambda row, _names: row.from_on, kind="date"),
            Column(_("Decided to"), lambda row, _names: row.to_on, kind="date"),
            Column(
                pgettext_lazy("column", "Status"), lambda row, _names: str(SPOT_CHECK_STATUS[SpotCheckStatus(row.status)])
            ),
            Column(_("Drawn from"), lambda row, _names: str(row.listed)),
            Column(_("Looked at"), lambda row, _names: str(row.drawn) if row.drawn else None),
        ),
        facts=(
            Column(_("Supervising unit"), lambda row, names: names.unit(row.unit)),
            Column(_("Percent of each town"), lambda row, _names: str(row.percent)),
            Column(_("Public draw"), lambda row, _names: f"{row.source} {row.issue}"),
            Column(_("Day of the public draw"), lambda row, _names: row.seed_on, kind="date"),
            Column(_("Digits of the public draw"), lambda row, _names: row.digits),
            Column(_("Where it can be read"), lambda row, _names: row.where),
            Column(_("Digest of what is drawn from"), lambda row, _names: row.digest),
        ),
        status=SPOT_CHECK_STATUS,
        status_of=SpotCheckStatus,
        command=FreezeCheck.name,
        form=FreezeForm,
        enter=desk.freeze,
        text="conclusion",
        page="workspace/book/spot_check.html",
        visible=visible,
        opens=lambda row, by: by.unit == row.unit,
        more=_more,
        serves=False,
        steps={
            "draw": Step(
                _("Enter the public draw"), _("Drawn."), DrawForm, _draw_sample,
                lambda row, data, by, _key: desk.draw(row.key, data["numbers"], data["read_at"], by),
            ),
            "assign": Step(_("Give cases to somebody"), _("Given out."), CasesForm, _assign_sample, _assign),
            "find": Step(
                _("Enter what was found"), _("Entered."), FindForm, lambda row, _today: AbandonCheck(spot_check=row.key, reason=""),
                _find, sample_for=_find_sample,
            ),
            "answer": Step(
                _("Answer what was overturned"), _("Entered."), AnswerForm,
                lambda row, _today: AbandonCheck(spot_check=row.key, reason=""),
                lambda row, data, _by, _key: _order(
                    row, AnswerCheck(spot_check=row.key, subject=data["subject"], words=data["words"])
                ),
                sample_for=_answer_sample,
            ),
            "conclude": Step(
                _("Conclude it"), _("Concluded."), EndForm,
                lambda row, _today: ConcludeCheck(spot_check=row.key, conclusion="·"),
                lambda row, data, _by, _key: _order(row, ConcludeCheck(spot_check=row.key, conclusion=data["words"])),
            ),
            "abandon": Step(
                _("Give it up"), _("Given up. It stays listed."), ReasonForm,
                lambda row, _today: AbandonCheck(spot_check=row.key, reason="·"),
                lambda row, data, _by, _key: _order(row, AbandonCheck(spot_check=row.key, reason=data["reason"])),
                grave=True,
            ),
        },
        lines={
            "spot_check.frozen/1": Line(_("What is drawn from was set down")),
            "spot_check.drawn/1": Line(_("Drawn with %(digits)s")),
            "spot_check.assigned/1": Line(_("A case was given to %(checker)s")),
            "spot_check.found/1": Line(_("Found: %(verdict)s")),
            "spot_check.answered/1": Line(_("The unit answered what was overturned")),
            "spot_check.concluded/1": Line(_("Concluded"), "conclusion", "good"),
            "spot_check.abandoned/1": Line(_("Given up"), "reason", "grave"),
        },
    )
)  # fmt: skip

urlpatterns = urls(BOOK)
