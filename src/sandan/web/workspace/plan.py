"""Units' implementation plans (实施方案): asked for by the office, adopted by the unit, with who answers at each of the four tiers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandan.desk import plan as desk
from sandan.desk.handle import Order
from sandan.domain.authority import Actor
from sandan.domain.plan import AdoptPlan, AmendPlan, AskPlan, PlanStatus, Responsible, WithdrawPlan
from sandan.domain.values import Tier
from sandan.projections.plan import Plan
from sandan.projections.programme import names as programme_names
from sandan.projections.programme import open_ones
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, grade_cell, place_cell, register
from sandan.web.column import Column, Names
from sandan.web.entry import DateInput, EntryForm, EvidenceForm, WordField
from sandan.web.form import ReasonForm
from sandan.web.label import TIER, Label
from sandan.web.people import PeopleField
from sandan.web.story import Line
from sandan.web.workspace.book import urls
from sandan.web.workspace.filter import unit_groups

STATUS: Mapping[PlanStatus, Label] = {
    PlanStatus.ASKED: pgettext_lazy("plan", "Asked for"),
    PlanStatus.ADOPTED: pgettext_lazy("plan", "Adopted"),
    PlanStatus.WITHDRAWN: pgettext_lazy("plan", "No longer asked for"),
}


class UnitsField(forms.MultipleChoiceField):
    """Several units: ticked on screen, one named in a row of a sheet."""

    def __init__(self, **kwargs: Any) -> None:
        self.by_name: dict[str, str] = {}
        super().__init__(widget=forms.CheckboxSelectMultiple, **kwargs)

    def offer(self, *tiers: Tier) -> None:
        """Take the units of these tiers that stand today."""
        groups = unit_groups(*tiers, ended=False)
        self.by_name = {str(name): key for _label, group in groups for key, name in group}
        self.choices = [(str(label), list(group)) for label, group in groups]

    def to_python(self, value: Any) -> list[str]:
        """Their ids."""
        if isinstance(value, str):
            return [self.by_name.get(value.strip(), value.strip())] if value.strip() else []
        return super().to_python(value)


class ProgrammeField(WordField):
    """A programme that has not ended, by its id or its title."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(words={}, **kwargs)

    def offer(self) -> None:
        """Take those that there are."""
        listed = [(each.key, each.title) for each in open_ones()]
        self.by_word = {title: key for key, title in listed}
        self.labels = tuple(title for _key, title in listed)
        self.choices = listed


class AskForm(EntryForm):
    """Ask units for their plans."""

    programmes = None  # type: ignore[assignment]  # a plan counts in the programme that it is for
    headings: ClassVar[Mapping[str, str]] = {
        "programme": "专项工作 活动 主题",
        "units": "单位 责任单位 承办单位",
        "due_on": "截止时间 报送时限 时限",
    }
    programme = ProgrammeField(label=_("Programme"))
    due_on = forms.DateField(label=_("Due on"), widget=DateInput)
    units = UnitsField(label=_("Unit"))
    field_order = ("programme", "due_on", "units")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme, units = self.fields["programme"], self.fields["units"]
        assert isinstance(programme, ProgrammeField)
        assert isinstance(units, UnitsField)
        programme.offer()
        units.offer(Tier.SYSTEM, Tier.TOWN)


class PlanForm(EntryForm, EvidenceForm):
    """A unit's plan. Who answers is there already where posts and assignments say it."""

    programmes = None  # type: ignore[assignment]  # a plan counts in the programme that it is for
    folded: ClassVar[frozenset[str]] = frozenset()
    content = forms.CharField(
        label=_("What the unit will do"), max_length=4000, widget=forms.Textarea({"rows": 5}),
        help_text=_("In short. The paper itself may be attached."),
    )  # fmt: skip
    county = PeopleField(label=TIER[Tier.COUNTY], required=False, rows=1, help_text=_("Who answers at this tier."))
    system = PeopleField(label=TIER[Tier.SYSTEM], required=False, rows=1, help_text=_("Who answers at this tier."))
    town = PeopleField(label=TIER[Tier.TOWN], required=False, rows=1, help_text=_("Who answers at this tier."))
    branch = PeopleField(label=TIER[Tier.BRANCH], required=False, rows=2, help_text=_("Who answers at this tier."))

    def clean(self) -> dict[str, Any]:
        """The people of each tier by id."""
        said = {**self.cleaned_data}
        for tier in Tier:
            if tier.value in said:
                said[tier.value] = said[tier.value].people
        return said


class AdoptForm(PlanForm):
    """A plan as it is adopted."""

    field_order = ("content", "county", "system", "town", "branch", "proof", "dated_on", "caption")


class AmendForm(PlanForm):
    """A plan set anew."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
    field_order = ("content", "county", "system", "town", "branch", "reason", "proof", "dated_on", "caption")


def _known(row: Plan) -> dict[str, Any]:
    """Who is known to answer for the unit today: nobody types it again (law 11)."""
    known = desk.known(row.unit, timezone.localdate())
    return {tier.value: [each.person for each in people] for tier, people in known.items()}


def _held(row: Plan) -> dict[str, Any]:
    """What the plan says so far."""
    said: dict[str, Any] = {"content": row.content, "reason": ""}
    for each in row.answers():
        said.setdefault(each.tier.value, []).append(each.person)
    return said


_SAMPLE = (Responsible(Tier.COUNTY, "·"),)


def _amend_sample(row: Plan, _today: date) -> AmendPlan:
    return AmendPlan(plan=row.key, content="·", responsible=_SAMPLE, reason="·")


def _withdraw(row: Plan, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    return [Order(f"plan/{row.key}", WithdrawPlan(plan=row.key, reason=data["reason"]))]


def _more(_request: ActedRequest, row: Plan, names: Names) -> dict[str, Any]:
    """Who answers at each tier, and the way back to the programme."""
    answers = row.answers()
    tiers = [(TIER[tier], [_answer(each, names) for each in answers if each.tier is tier]) for tier in Tier]
    return {
        "tiers": [(label, people) for label, people in tiers if people],
        "programme_url": reverse("workspace:programme", args=[row.programme]),
        "unit_name": names.unit(row.unit),
        "programme_title": programme_names().get(row.programme, row.title),
    }


def _answer(one: Responsible, names: Names) -> dict[str, str]:
    return {
        "person": names.person(one.person),
        "post": " ".join(filter(None, (names.units.get(one.unit, ""), one.post))),
    }


BOOK = register(
    Book(
        name="plan",
        plural="plans",
        title=_("Implementation plans"),
        new=_("Ask units for plans"),
        lead=_("Which units were asked how they carry a programme out, what they adopted, and who answers for it."),
        table=Plan,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(_("Programme"), lambda row, _names: row.title, 36, kind="long"),
            Column(_("Unit"), lambda row, names: names.unit(row.unit), 18),
            Column(_("Due on"), lambda row, _names: row.due_on, kind="date"),
            Column(_("Adopted on"), lambda row, _names: row.adopted_on, kind="date"),
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(STATUS[PlanStatus(row.status)])),
            Column(_("What stands behind it"), grade_cell, 16),
        ),
        facts=(Column(pgettext_lazy("column", "Town and village"), place_cell, 16),),
        status=STATUS,
        status_of=PlanStatus,
        command=AskPlan.name,
        form=AskForm,
        enter=desk.enter,
        steps={
            "adopt": Step(
                _("The unit adopted its plan"),
                _("Entered."),
                AdoptForm,
                lambda row, _today: AdoptPlan(plan=row.key, content="·", responsible=_SAMPLE),
                lambda row, data, _by, _key: desk.adopt(row.key, data, timezone.localdate()),
                initial=_known,
            ),
            "amend": Step(
                _("Set the plan anew"),
                _("Set down."),
                AmendForm,
                _amend_sample,
                lambda row, data, _by, _key: desk.amend(row.key, data, timezone.localdate()),
                initial=_held,
            ),
            "withdraw": Step(
                _("No plan is wanted"),
                _("Taken back. It stays readable and counts nowhere."),
                ReasonForm,
                lambda row, _today: WithdrawPlan(plan=row.key, reason="·"),
                _withdraw,
                grave=True,
            ),
        },
        lines={
            "plan.asked/1": Line(_("A plan was asked for, due on %(due_on)s")),
            "plan.adopted/1": Line(_("The plan was adopted"), "content", "good"),
            "plan.amended/1": Line(_("The plan was set anew: %(reason)s"), "content"),
            "plan.withdrawn/1": Line(_("No plan is wanted of this unit"), "reason", "grave"),
        },
        text="content",
        page="workspace/plan.html",
        more=_more,
        serves=False,
    )
)

urlpatterns = urls(BOOK)
