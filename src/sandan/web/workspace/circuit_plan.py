"""Circuit plans (巡回计划): the planner is asked, its proposal is looked at and changed line by line, and a named person accepts it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sandan.desk import circuit_plan as desk
from sandan.desk.handle import identify
from sandan.domain.circuit_plan import Line, PlanStatus
from sandan.domain.values import Refusal, Tier
from sandan.projections import unit
from sandan.projections.calendar import calendar
from sandan.projections.circuit_group import standing
from sandan.projections.circuit_plan import CircuitPlan, lines_of
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.triage.circuit import Impossible
from sandan.web.access import ActedRequest
from sandan.web.circuit import LACK, PLAN, WAY, GroupField, NamesField
from sandan.web.column import Names, listed
from sandan.web.entry import DateInput, EntryForm, Known, UnitField, YesField
from sandan.web.form import KeyedForm, ReasonForm
from sandan.web.message import told
from sandan.web.page import keyset

_UNIT, _WAY = "unit-", "way-"


class WishForm(KeyedForm):
    """What is to be planned. Under each unit: how often; under each town: the way there and back."""

    title = forms.CharField(label=pgettext_lazy("circuit plan", "Name"), max_length=80)
    from_on = forms.DateField(label=_("From"), widget=DateInput)
    to_on = forms.DateField(label=_("To"), widget=DateInput)
    groups = forms.MultipleChoiceField(label=_("Circuit groups"), widget=forms.CheckboxSelectMultiple, required=False)
    most_a_day = forms.IntegerField(
        label=_("Visits of a group on one day, at most"), min_value=1, max_value=4, initial=1
    )
    apart = forms.IntegerField(
        label=_("Working days between two visits of one unit, at least"), min_value=1, max_value=60, initial=5
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(each.key, each.title) for each in standing()]
        field = self.fields["groups"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices, field.initial = groups, [key for key, _title in groups]
        rows = list(now(Unit).filter(abolished_on__isnull=True).order_by("position"))
        self.by_tier: dict[Tier, list[str]] = {Tier.TOWN: [], Tier.SYSTEM: []}
        rows = [row for row in rows if Tier(row.tier) in self.by_tier]
        shut = desk.unreachable([row.key for row in rows], timezone.localdate()) if groups else frozenset()
        for row in rows:
            tier = Tier(row.tier)
            self.by_tier[tier].append(row.key)
            self.fields[_UNIT + row.key] = forms.IntegerField(
                label=row.name,
                min_value=0,
                max_value=9,
                required=False,
                initial=int(row.key not in shut),
                widget=_small(),
            )
            if tier is Tier.TOWN:
                self.fields[_WAY + row.key] = forms.IntegerField(
                    label=row.name, min_value=0, max_value=999, required=False, widget=_small()
                )

    def rows(self) -> list[dict[str, Any]]:
        """Units as the page lists them, towns first."""
        return [
            {"wanted": self[_UNIT + key], "way": self[_WAY + key] if tier is Tier.TOWN else None}
            for tier, keys in self.by_tier.items()
            for key in keys
        ]

    def plain(self) -> list[forms.BoundField]:
        """The fields that are no list."""
        return [self[name] for name in ("title", "from_on", "to_on", "groups", "most_a_day", "apart")]

    def wish(self) -> desk.Wish:
        """What is asked of the planner."""
        said = self.cleaned_data

        def numbers(prefix: str) -> dict[str, int]:
            return {name.removeprefix(prefix): n for name, n in said.items() if name.startswith(prefix) and n}

        return desk.Wish(
            title=said["title"],
            from_on=said["from_on"],
            to_on=said["to_on"],
            wanted=numbers(_UNIT),
            groups=tuple(said["groups"]),
            most_a_day=said["most_a_day"],
            apart=said["apart"],
            minutes=numbers(_WAY),
        )


def _small() -> forms.NumberInput:
    return forms.NumberInput(attrs={"class": "short"})


class LineForm(EntryForm):
    """One visit of the plan, changed or added."""

    programmes = None  # type: ignore[assignment]  # Django's way of leaving a field of the parent out
    line = forms.CharField(required=False, max_length=15, widget=forms.HiddenInput)
    unit = UnitField(label=_("Unit to visit"), tiers=(Tier.SYSTEM, Tier.TOWN, Tier.BRANCH))
    group = GroupField(label=_("Circuit group"))
    on = forms.DateField(label=pgettext_lazy("circuit visit", "Day"), widget=DateInput)
    team = NamesField(
        label=pgettext_lazy("circuit", "Who goes"),
        required=False,
        help_text=_("Nobody named: all of the group who may."),
    )
    field_order = ("line", "unit", "group", "on", "team")


class AcceptForm(KeyedForm):
    """The word of the one who accepts."""

    unannounced = YesField(label=_("Unannounced: the units learn of each visit when it has been held"), required=False)
    reason = forms.CharField(
        label=_("Why in spite of other visits"),
        required=False,
        max_length=500,
        help_text=_(
            "Needed where the unit is visited by others at the time, or was shortly before (政府督查工作条例 art. 15)."
        ),
    )


@never_cache
@require_safe
def plans(request: ActedRequest) -> HttpResponse:
    """All plans, newest first."""
    page = keyset(now(CircuitPlan), request)
    rows = [{"row": each, "status": PLAN[PlanStatus(each.status)]} for each in page.rows]
    context = {"active": "campaign", "rows": rows, "page": page}
    return render(request, "workspace/circuit/plans.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: ActedRequest) -> HttpResponse:
    """Ask the planner."""
    form = WishForm(request.POST) if request.method == "POST" else WishForm(initial=_next_month())
    refused, trouble = "", None
    if request.method == "POST" and form.is_valid():
        try:
            made = desk.propose(form.wish(), request.actor, f"circuit_plan:{form.cleaned_data['key']}")
        except Refusal as refusal:
            refused = told(refusal)
        else:
            if isinstance(made, str):
                messages.success(request, gettext("Proposed. Look at it, change what you know better, and accept it."))
                return redirect("workspace:circuit_plan", made)
            assert isinstance(made.answer, Impossible)
            trouble = _trouble(made.answer)
    context = {"active": "campaign", "form": form, "refused": refused, "trouble": trouble}
    status = 422 if refused or trouble or form.errors else 200
    return render(request, "workspace/circuit/plan_new.html", context, status=status)


def _next_month() -> dict[str, Any]:
    today = timezone.localdate()
    return {"from_on": today + timedelta(7), "to_on": today + timedelta(34)}


def _trouble(found: Impossible) -> dict[str, Any]:
    names = unit.names()
    return {
        "reasons": [
            {
                "words": str(LACK[each.lack]) % {"there": each.there, "needed": each.needed},
                "units": listed(names.get(key, key) for key in each.units)
                if str(LACK[each.lack]).endswith(("：", ":"))
                else "",
            }
            for each in found.troubles
        ],
        "ways": [WAY[each] for each in found.ways],
    }


@never_cache
@require_safe
def plan(request: ActedRequest, key: str) -> HttpResponse:
    """One plan: what the planner says of it, its lines, and what may be done."""
    return _page(request, _found(key))


@never_cache
@require_POST
def plan_line(request: ActedRequest, key: str) -> HttpResponse:
    """Change, add or leave out a line."""
    row = _found(key)
    if "drop" in request.POST:
        form = KeyedForm(request.POST)
        if not form.is_valid():
            raise Http404
        return _do(request, row, lambda given: desk.drop(key, request.POST["drop"], request.actor, given), form)
    changed = LineForm(request.POST, actor=request.actor, known=Known(), auto_id="line_%s")
    if not changed.is_valid():
        return _page(request, row, changed=changed)
    return _do(request, row, lambda given: desk.change(key, _line(changed.cleaned_data), request.actor, given), changed)


def _line(said: Mapping[str, Any]) -> Line:
    id_ = said["line"] or identify(said["key"], "line")[:12]
    team = said["team"] or desk.team_of(said["group"], said["unit"], said["on"])
    return Line(id_, said["group"], said["unit"], said["on"], team)


@never_cache
@require_POST
def plan_act(request: ActedRequest, key: str, act: str) -> HttpResponse:
    """Accept the plan, or discard it."""
    row = _found(key)
    if act == "accept":
        accepting = AcceptForm(request.POST, auto_id="accept_%s")
        if not accepting.is_valid():
            return _page(request, row, accepting=accepting)
        said = accepting.cleaned_data
        return _do(
            request,
            row,
            lambda given: desk.accept(
                key, request.actor, given, reason=said["reason"], unannounced=said["unannounced"]
            ),
            accepting,
        )
    if act != "discard":
        raise Http404
    form = ReasonForm(request.POST, auto_id="discard_%s")
    if not form.is_valid():
        return _page(request, row, discarding=form)
    return _do(request, row, lambda given: desk.discard(key, form.cleaned_data["reason"], request.actor, given), form)


def _do(request: ActedRequest, row: CircuitPlan, step: Any, form: KeyedForm) -> HttpResponse:
    try:
        step(f"circuit_plan:{form.cleaned_data['key']}")
    except Refusal as refusal:
        kept: dict[str, Any] = {}
        if isinstance(form, LineForm):
            kept = {"changed": form}
        elif isinstance(form, AcceptForm):
            kept = {"accepting": form}
        return _page(request, row, refused=told(refusal), **kept)
    messages.success(request, gettext("Entered."))
    return redirect("workspace:circuit_plan", row.key)


def _found(key: str) -> CircuitPlan:
    row = now(CircuitPlan).filter(key=key).first()
    if row is None:
        raise Http404
    return row


def _page(
    request: ActedRequest,
    row: CircuitPlan,
    refused: str = "",
    changed: LineForm | None = None,
    accepting: AcceptForm | None = None,
    discarding: ReasonForm | None = None,
) -> HttpResponse:
    names, open_ = Names.load(), row.status == PlanStatus.PROPOSED
    lines = lines_of(row.key)
    groups = {each.key: each.title for each in standing()}
    clashes = desk.meetings([each.as_line() for each in lines]) if open_ else {}
    asked = next((each for each in lines if each.line == request.GET.get("line")), None)
    if changed is None and open_:
        initial: dict[str, Any] = {}
        if asked is not None:
            team = "、".join(names.person(each) for each in asked.team.split())
            initial = {"line": asked.line, "unit": asked.unit, "group": asked.group, "on": asked.day, "team": team}
        changed = LineForm(initial=initial, actor=request.actor, known=Known(), auto_id="line_%s")
    loads: dict[str, int] = {}
    for each in lines:
        loads[each.group] = loads.get(each.group, 0) + 1
    context = {
        "active": "campaign",
        "row": row,
        "status": PLAN[PlanStatus(row.status)],
        "gap": f"{row.gap / 10:.1f}",
        "by": names.person(row.proposed_by),
        "settled_by": names.person(row.settled_by),
        "lines": [
            {
                "line": each,
                "unit": names.unit(each.unit),
                "group": groups.get(each.group, ""),
                "team": listed(names.person(one) for one in each.team.split()),
                "clashes": listed(clashes.get(each.line, ())),
                "url": reverse("workspace:circuit_visit", args=[each.visit]) if each.visit else "",
            }
            for each in lines
        ],
        "loads": [(title, loads[key]) for key, title in groups.items() if key in loads],
        "open": open_,
        "form": changed if open_ else None,
        "changing": asked is not None or bool(changed and changed.is_bound),
        "drop": KeyedForm(auto_id=False),
        "accept": (accepting or AcceptForm(auto_id="accept_%s")) if open_ else None,
        "discard": (discarding or ReasonForm(auto_id="discard_%s")) if open_ else None,
        "any_clash": any(clashes.values()),
        "refused": refused,
        "years": sorted(calendar().years)[-1:],
    }
    wrong = bool(refused) or any(each is not None and each.errors for each in (changed, accepting, discarding))
    return render(request, "workspace/circuit/plan.html", context, status=422 if wrong else 200)


urlpatterns = [
    path("circuit/plans/", plans, name="circuit_plans"),
    path("circuit/plans/new/", plan_new, name="circuit_plan_new"),
    path("circuit/plans/<str:key>/", plan, name="circuit_plan"),
    path("circuit/plans/<str:key>/line/", plan_line, name="circuit_plan_line"),
    path("circuit/plans/<str:key>/act/<str:act>/", plan_act, name="circuit_plan_act"),
]
