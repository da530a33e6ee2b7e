"""The rulebook: all rules by procedure, adopting new ones with a look at what they change, ending them, and setting the doors."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.desk import rule as desk
from sandan.domain.authority import Role
from sandan.domain.calendar import DayType, Roll
from sandan.domain.procedure import Procedure
from sandan.domain.rulebook import (
    STARTS,
    Alarm,
    Colour,
    Deadline,
    OfficeDays,
    Origin,
    Rulebook,
    Start,
    Step,
    WarningLevel,
)
from sandan.domain.turn import DAYS
from sandan.domain.values import Channel, Refusal, Status
from sandan.projections import rule
from sandan.web.access import PAGES, ActedRequest
from sandan.web.form import DateInput, KeyedForm
from sandan.web.label import ALARM, CHANNEL, COLOUR, DAY_TYPE, PROCEDURE, ROLE, ROLL, START, STATUS, STEP, choices
from sandan.web.message import told
from sandan.web.rule import last_day, sections, shown, steps
from sandan.web.workspace.organisation import day_of

_MOST = 3650
_FIRST = ("title", "basis", "from_on", "until_on", "text")
_APPROVERS = {each: ROLE[each] for each in (Role.UNIT_HEAD, Role.DISPATCHER, Role.LEADER)}


class RulesForm(KeyedForm):
    """A whole rulebook. A step without a number has no deadline, a level without one is never raised."""

    title = forms.CharField(label=_("Title"), max_length=100)
    basis = forms.CharField(
        label=_("Legal basis"), help_text=_("The paper as it is cited, with its number."), max_length=300
    )
    from_on = forms.DateField(
        label=_("Holds from"), widget=DateInput(), help_text=_("Tomorrow at the earliest: rules never reach backwards.")
    )
    until_on = forms.DateField(label=_("Last day"), widget=DateInput(), required=False)
    text = forms.CharField(
        label=_("What else to know"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    approvers = forms.MultipleChoiceField(
        label=_("Who must agree to an extension"),
        help_text=_(
            "One after the other, in this order. The head of the unit agrees by asking; ticked alone, the head decides."
        ),
        choices=choices(_APPROVERS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    adjudicate_at = forms.IntegerField(label=_("At which return a binding decision falls"), min_value=1, max_value=99)
    standard_first = forms.BooleanField(
        label=_("A task's acceptance standard must be agreed before work is reported"), required=False
    )
    closing = forms.CharField(
        label=_("Closing standards"),
        help_text=_("One on each line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    repeat_months = forms.IntegerField(
        label=_("A repeat within so many months reopens the old number"),
        help_text=_("0: no rule."),
        min_value=0,
        max_value=1200,
    )
    retention_years = forms.IntegerField(
        label=_("Records are kept for so many years"), help_text=_("0: no rule."), min_value=0, max_value=1200
    )
    retention_basis = forms.CharField(label=_("Basis of the retention"), max_length=300, required=False)

    def __init__(self, *args: Any, rules: Rulebook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        for step in Step:
            self._offer_step(step, rules.deadline(step))
        for status in DAYS:
            self._offer_office(status, next((each for each in rules.office_days if each.status is status), None))
        for level in Alarm:
            self._offer_level(level, next((each for each in rules.warnings if each.alarm is level), None))

    def _offer_step(self, step: Step, held: Deadline | None) -> None:
        name = step.value
        fields: dict[str, forms.Field] = {
            "days": forms.IntegerField(label=_("Days"), min_value=1, max_value=_MOST, required=False),
            "type": forms.ChoiceField(label=_("Counted in"), choices=choices(DAY_TYPE)),
            "start": forms.ChoiceField(
                label=_("Counted from"), choices=choices({each: START[each] for each in STARTS[step]})
            ),
            "roll": forms.ChoiceField(label=_("Last day off"), choices=choices(ROLL)),
            "article": forms.CharField(label=_("Article"), max_length=100, required=False),
        }
        given: dict[str, Any] = {"start": STARTS[step][0].value}
        if held is not None:
            given = {
                "days": held.days,
                "type": held.day_type.value,
                "start": held.start.value,
                "roll": held.roll.value,
                "article": held.article,
            }
        self._offer(name, str(STEP[step]), fields, given)

    def _offer_office(self, status: Status, held: OfficeDays | None) -> None:
        fields: dict[str, forms.Field] = {
            "days": forms.IntegerField(label=_("Days"), min_value=1, max_value=_MOST, required=False),
            "article": forms.CharField(label=_("Article"), max_length=100, required=False),
        }
        fields["days"].widget.attrs["placeholder"] = str(DAYS[status])
        given = {"days": held.days, "article": held.article} if held is not None else {}
        self._offer(f"office_{status.value}", str(STATUS[status]), fields, given)

    def _offer_level(self, level: Alarm, held: WarningLevel | None) -> None:
        fields: dict[str, forms.Field] = {
            "days": forms.IntegerField(
                label=_("Days after the deadline; before it with a minus"),
                min_value=-_MOST,
                max_value=_MOST,
                required=False,
            ),
            "type": forms.ChoiceField(label=_("Counted in"), choices=choices(DAY_TYPE)),
            "colour": forms.ChoiceField(label=_("Colour"), choices=choices(COLOUR)),
        }
        given = {}
        if held is not None:
            given = {"days": held.days, "type": held.day_type.value, "colour": held.colour.value}
        self._offer(level.value, str(ALARM[level]), fields, given)

    def _offer(self, name: str, of: str, fields: dict[str, forms.Field], given: dict[str, Any]) -> None:
        for part, field in fields.items():
            # The table's heads say it for the eye; a reader that hears one field at a time needs the whole of it.
            field.label = f"{of}: {field.label}"
            field.widget.attrs["aria-label"] = field.label
            field.initial = given.get(part)
            self.fields[f"{name}_{part}"] = field

    def step_rows(self) -> list[dict[str, Any]]:
        """The deadlines as rows of a table of fields."""
        return [
            {
                "label": STEP[each],
                **{part: self[f"{each.value}_{part}"] for part in ("days", "type", "start", "roll", "article")},
            }
            for each in Step
        ]

    def office_rows(self) -> list[dict[str, Any]]:
        """The office's own steps as rows of a table of fields."""
        return [
            {
                "label": STATUS[each],
                "default": DAYS[each],
                **{part: self[f"office_{each.value}_{part}"] for part in ("days", "article")},
            }
            for each in DAYS
        ]

    def level_rows(self) -> list[dict[str, Any]]:
        """The levels as rows of a table of fields."""
        return [
            {"label": ALARM[each], **{part: self[f"{each.value}_{part}"] for part in ("days", "type", "colour")}}
            for each in Alarm
        ]

    def first(self) -> list[forms.BoundField]:
        """The fields before the tables."""
        return [self[name] for name in _FIRST]

    def rest(self) -> list[forms.BoundField]:
        """The fields after the tables."""
        return [self[name] for name in self.base_fields if name not in ("key", *_FIRST)]

    def rulebook(self) -> Rulebook:
        """The rules that the valid form describes."""
        said = self.cleaned_data
        deadlines = [
            Deadline(
                each,
                said[f"{each.value}_days"],
                DayType(said[f"{each.value}_type"]),
                Start(said[f"{each.value}_start"]),
                Roll(said[f"{each.value}_roll"]),
                said[f"{each.value}_article"].strip(),
            )
            for each in Step
            if said[f"{each.value}_days"] is not None
        ]
        levels = [
            WarningLevel(
                each,
                said[f"{each.value}_days"],
                DayType(said[f"{each.value}_type"]),
                Colour(said[f"{each.value}_colour"]),
            )
            for each in Alarm
            if said[f"{each.value}_days"] is not None
        ]
        office = [
            OfficeDays(each, said[f"office_{each.value}_days"], said[f"office_{each.value}_article"].strip())
            for each in DAYS
            if said[f"office_{each.value}_days"] is not None
        ]
        return replace(
            self.rules,
            id="",
            origin=Origin.OFFICE,
            title=said["title"],
            basis=said["basis"],
            from_on=said["from_on"],
            until_on=said["until_on"],
            text=said["text"],
            deadlines=tuple(deadlines),
            warnings=tuple(levels),
            approvers=tuple(Role(each) for each in said["approvers"]),
            adjudicate_at=said["adjudicate_at"],
            standard_first=said["standard_first"],
            closing=tuple(each.strip() for each in said["closing"].splitlines() if each.strip()),
            repeat_months=said["repeat_months"],
            retention_years=said["retention_years"],
            retention_basis=said["retention_basis"],
            office_days=tuple(office),
        )


class EndRulesForm(KeyedForm):
    """A last day with its reason."""

    until_on = forms.DateField(
        label=_("Last day"),
        widget=DateInput(),
        help_text=_("Today at the earliest. The day before the first means that they never take effect."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=500)


class ChannelsForm(KeyedForm):
    """For each door the procedure to which it leads."""

    from_on = forms.DateField(
        label=_("Holds from"), widget=DateInput(), help_text=_("Tomorrow at the earliest: rules never reach backwards.")
    )
    basis = forms.CharField(label=_("Basis"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = rule.channels(timezone.localdate())
        for each in Channel:
            self.fields[each.value] = forms.ChoiceField(
                label=str(CHANNEL[each]), choices=choices(PROCEDURE), initial=held[each].value
            )

    def leading_to(self, procedure: Procedure) -> list[Channel]:
        """The doors that lead to a procedure."""
        return [each for each in Channel if self.cleaned_data[each.value] == procedure.value]


@require_safe
def rules(request: ActedRequest) -> HttpResponse:
    """All rules by procedure as they look from a day (`?on=`, default today): in force, coming, ended, each with its basis."""
    day = day_of(request)
    context = {
        "active": "rules",
        "day": day,
        "past": day != timezone.localdate(),
        "sections": sections(day),
        "may_change": Role.DISPATCHER in request.actor.roles,
        "sees_retention": bool(request.actor.roles & PAGES["workspace:retention"]),
        "doors": rule.channel_rules(),
    }
    return render(request, "workspace/rule/rules.html", context)


@never_cache
def rule_new(request: ActedRequest, procedure: str) -> HttpResponse:
    """Adopt rules: a form filled with what holds, then (step "preview") what would change, then (step "do") it is so.

    What is adopted is what was previewed: where the form was changed in between, the preview comes again.
    """
    if procedure not in set(Procedure):
        raise Http404
    tomorrow = timezone.localdate() + timedelta(1)
    held = rule.in_force(Procedure(procedure), tomorrow)
    form = RulesForm(request.POST or None, rules=held, initial=_initial(held, tomorrow))
    refused, preview = "", None
    if request.method == "POST" and form.is_valid():
        wanted = form.rulebook()
        digest = hashlib.sha256(repr(wanted).encode()).hexdigest()
        try:
            desk.check(wanted, request.actor)
            if request.POST.get("step") == "do" and request.POST.get("previewed") == digest:
                desk.adopt(wanted, request.actor, form.cleaned_data["key"])
                messages.success(request, gettext("The rules are adopted. Until their first day nothing changes."))
                return redirect("workspace:rules")
            preview = _previewed(wanted) | {"digest": digest}
        except Refusal as refusal:
            refused = told(refusal)
    context = {
        "active": "rules",
        "form": form,
        "procedure": PROCEDURE[Procedure(procedure)],
        "held": held,
        "refused": refused,
        "preview": preview,
    }
    return render(request, "workspace/rule/new.html", context, status=422 if refused or form.errors else 200)


def _initial(held: Rulebook, tomorrow: Any) -> dict[str, Any]:
    return {
        "title": held.title if held.origin is Origin.OFFICE else "",
        "basis": held.basis if held.origin is Origin.OFFICE else "",
        "text": held.text if held.origin is Origin.OFFICE else "",
        "from_on": tomorrow,
        "approvers": [each.value for each in held.approvers],
        "adjudicate_at": held.adjudicate_at,
        "standard_first": held.standard_first,
        "closing": "\n".join(held.closing),
        "repeat_months": held.repeat_months,
        "retention_years": held.retention_years,
        "retention_basis": held.retention_basis,
    }


def _previewed(wanted: Rulebook) -> dict[str, Any]:
    """What the preview shows."""
    found = desk.preview(wanted)
    return {
        "rules": shown(wanted, "coming", wanted.from_on, wanted.until_on),
        "replaced": found.replaced,
        "looser": steps(found.looser),
        "compared": [
            {
                "step": STEP[each.step],
                "before": last_day(each.before),
                "after": last_day(each.after),
                "changed": each.changed,
            }
            for each in found.compared
        ],
        "count": found.count,
        "touched": [
            {"row": each, "limit": last_day(each.limit), "other": last_day(each.other)} for each in found.listed
        ],
    }


def rule_end(request: ActedRequest, key: str) -> HttpResponse:
    """Give rules of the office a last day, or withdraw what has not begun."""
    held = rule.found(key)
    if held is None or held.origin is not Origin.OFFICE:
        raise Http404
    today = timezone.localdate()
    last = held.from_on - timedelta(1) if held.from_on > today else today
    form = EndRulesForm(request.POST or None, initial={"until_on": last})
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            desk.end(key, said["until_on"], said["reason"], request.actor, said["key"])
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("The rules have a last day. What was done by them stays as it is."))
            return redirect("workspace:rules")
    return _form(request, form, refused, _("End these rules"), f"{held.title} · {held.basis}")


def rule_channels(request: ActedRequest) -> HttpResponse:
    """Say which door leads to which procedure."""
    form = ChannelsForm(request.POST or None, initial={"from_on": timezone.localdate() + timedelta(1)})
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        hotline, petition = form.leading_to(Procedure.HOTLINE), form.leading_to(Procedure.PETITION)
        try:
            desk.assign_channels(said["from_on"], hotline, petition, said["basis"], request.actor, said["key"])
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("The doors are set. What came in before keeps its procedure."))
            return redirect("workspace:rules")
    return _form(request, form, refused, _("Set the doors"), "")


def _form(request: ActedRequest, form: forms.Form, refused: str, heading: Any, about: str) -> HttpResponse:
    context = {
        "active": "rules",
        "form": form,
        "refused": refused,
        "heading": heading,
        "about": about,
        "back": reverse("workspace:rules"),
    }
    return render(request, "workspace/rule/form.html", context, status=422 if refused or form.errors else 200)


urlpatterns = [
    path("rules/", rules, name="rules"),
    path("rules/channels/", rule_channels, name="rule_channels"),
    path("rules/<str:procedure>/new/", rule_new, name="rule_new"),
    path("rules/<str:key>/end/", rule_end, name="rule_end"),
]
