"""Delegations (委托下放) on the staff side: the bureau entrusts a town by an instrument, suspends it, lets it hold again, ends it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandan.desk.delegation import enter
from sandan.desk.handle import Order
from sandan.domain.authority import Actor
from sandan.domain.delegation import (
    DelegationStatus,
    EndDelegation,
    GiveDelegation,
    ResumeDelegation,
    SuspendDelegation,
)
from sandan.domain.values import Tier
from sandan.domain.wire import Command
from sandan.projections.delegation import Delegation
from sandan.projections.service_item import bureau_of, titles
from sandan.web.book import Book, Step, register
from sandan.web.case import CaseForm
from sandan.web.column import Column, Names
from sandan.web.entry import DateInput, UnitField
from sandan.web.form import KeyedForm
from sandan.web.label import DELEGATION_STATUS
from sandan.web.story import Line
from sandan.web.workspace.book import urls

_INSTRUMENT = _("The number of the paper that says so, such as 云民发〔2026〕12号.")


class DelegationForm(CaseForm):
    """Which town, with what, by which instrument, from when to when, announced where."""

    agent = UnitField(label=_("Town"), tiers=(Tier.TOWN,))
    services = forms.MultipleChoiceField(label=_("Items"), widget=forms.CheckboxSelectMultiple, choices=())
    instrument = forms.CharField(label=_("Number of the instrument"), max_length=60, help_text=_INSTRUMENT)
    from_on = forms.DateField(label=_("From"), widget=DateInput)
    to_on = forms.DateField(label=_("To"), widget=DateInput, help_text=_("Every entrustment has an end."))
    announced_on = forms.DateField(
        label=_("Announced on"), widget=DateInput, help_text=_("It holds from then at the earliest.")
    )
    where = forms.CharField(label=_("Where it was announced"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["services"]
        assert isinstance(field, forms.MultipleChoiceField)
        own = self.actor.unit if self.actor is not None else ""
        field.choices = [(code, title) for code, title in titles().items() if bureau_of(code) == own]


class SuspendForm(KeyedForm):
    """From when, by which instrument, and why."""

    instrument = forms.CharField(label=_("Number of the instrument"), max_length=60, help_text=_INSTRUMENT)
    starts_on = forms.DateField(label=_("From"), widget=DateInput)
    why = forms.CharField(label=_("Reason"), max_length=500, help_text=_("Everyone can read it: name nobody."))


class ResumeForm(KeyedForm):
    """From when, and by which instrument."""

    instrument = forms.CharField(label=_("Number of the instrument"), max_length=60, help_text=_INSTRUMENT)
    starts_on = forms.DateField(label=_("From"), widget=DateInput)


class EndForm(KeyedForm):
    """Its last day, by which instrument, and why."""

    instrument = forms.CharField(label=_("Number of the instrument"), max_length=60, help_text=_INSTRUMENT)
    last_on = forms.DateField(label=_("Last day"), widget=DateInput)
    why = forms.CharField(label=_("Reason"), max_length=500, help_text=_("Everyone can read it: name nobody."))


def _order(row: Delegation, command: Command) -> list[Order]:
    return [Order(f"delegation/{row.key}", command)]


def _suspend(row: Delegation, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    told = {"instrument": data["instrument"], "from_on": data["starts_on"], "reason": data["why"]}
    return _order(row, SuspendDelegation(delegation=row.key, **told))


def _resume(row: Delegation, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    return _order(row, ResumeDelegation(delegation=row.key, instrument=data["instrument"], from_on=data["starts_on"]))


def _end(row: Delegation, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    told = {"instrument": data["instrument"], "last_on": data["last_on"], "reason": data["why"]}
    return _order(row, EndDelegation(delegation=row.key, **told))


def _ahead(row: Delegation, today: date) -> date:
    """A day from which it could be suspended or hold again, for asking the decider whether it would be taken."""
    return max(today, row.from_on) + timedelta(1)


def services_cell(row: Delegation, _names: Names) -> str:
    """The items that it is for, by their titles."""
    return row.called


def status_cell(row: Delegation, _names: Names) -> str:
    """Whether it holds today, in words."""
    return str(DELEGATION_STATUS[DelegationStatus(row.status)])


BOOK = register(
    Book(
        name="delegation",
        plural="delegations",
        active="applications",
        title=_("Delegations to towns"),
        new=_("Entrust a town"),
        lead=_(
            "An entrusted town decides in the bureau's name, by an instrument that was announced, for a time, and hands it on to nobody."
        ),
        table=Delegation,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(_("Instrument"), lambda row, _names: row.instrument, 20),
            Column(_("Town"), lambda row, names: names.unit(row.unit), 16),
            Column(_("Items"), services_cell, 24, kind="long"),
            Column(_("From"), lambda row, _names: row.from_on, kind="date"),
            Column(_("To"), lambda row, _names: row.to_on, kind="date"),
            Column(pgettext_lazy("column", "Status"), status_cell),
        ),
        facts=(
            Column(_("In whose name"), lambda row, names: names.unit(row.principal)),
            Column(_("Announced on"), lambda row, _names: row.announced_on, kind="date"),
            Column(_("Where it was announced"), lambda row, _names: row.where),
            Column(_("Suspended from"), lambda row, _names: row.suspended_from, kind="date"),
            Column(_("Suspended by"), lambda row, _names: row.suspended_by),
            Column(_("Holds again from"), lambda row, _names: row.resumed_from, kind="date"),
            Column(_("Ended by"), lambda row, _names: row.ended_by),
        ),
        status=DELEGATION_STATUS,
        status_of=DelegationStatus,
        command=GiveDelegation.name,
        form=DelegationForm,
        enter=enter,
        text="reason",
        serves=False,
        steps={
            "suspend": Step(
                _("Suspend it"), _("Suspended. From that day on the bureau decides itself."), SuspendForm,
                lambda row, today: SuspendDelegation(
                    delegation=row.key, instrument="·", from_on=_ahead(row, today), reason="·"
                ),
                _suspend, grave=True, initial=lambda _row: {"instrument": "", "starts_on": timezone.localdate()},
            ),
            "resume": Step(
                _("Let it hold again"), _("Entered. From that day on the town decides again."), ResumeForm,
                lambda row, today: ResumeDelegation(
                    delegation=row.key, instrument="·", from_on=max(_ahead(row, today), (row.suspended_from or today) + timedelta(1))
                ),
                _resume, initial=lambda _row: {"instrument": ""},
            ),
            "end": Step(
                _("End it before its day"), _("Entered."), EndForm,
                lambda row, today: EndDelegation(delegation=row.key, instrument="·", last_on=today, reason="·"),
                _end, grave=True, initial=lambda _row: {"instrument": ""},
            ),
        },
        lines={
            "delegation.given/1": Line(_("%(instrument)s entrusts the town from %(from_on)s to %(to_on)s")),
            "delegation.suspended/1": Line(_("Suspended by %(instrument)s from %(from_on)s"), "reason", "grave"),
            "delegation.resumed/1": Line(_("Holds again by %(instrument)s from %(from_on)s"), tone="good"),
            "delegation.ended/1": Line(_("Ended by %(instrument)s with %(last_on)s"), "reason", "grave"),
        },
    )
)  # fmt: skip

urlpatterns = urls(BOOK)
