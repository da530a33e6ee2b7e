"""Service items on the staff side: what holds, a new version with a look at what it changes, standards, and which unit answers for what.

An office adds an item, such as temporary assistance, by the same form: it starts from a draft and needs no code.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sandan.desk import service_item as desk
from sandan.desk.handle import identify
from sandan.domain.allowance import Area, Category, Method, Standard, TopUp
from sandan.domain.authority import Role
from sandan.domain.calendar import DayType
from sandan.domain.item import Anchor, AuthorityBasis, Hand, Item, NoticeField, Paper, Publicity, Stage, StageRule
from sandan.domain.item_profile import profiles
from sandan.domain.money import Money
from sandan.domain.rulebook import Origin
from sandan.domain.values import Refusal, Tier
from sandan.projections import service_item as rows
from sandan.projections.application import measured
from sandan.projections.unit import Unit
from sandan.projections.unit import names as unit_names
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.allowance import ANCHOR, AREA, AUTHORITY, CATEGORY, HAND, METHOD, NOTICE_FIELD, STAGE
from sandan.web.form import DateInput, KeyedForm
from sandan.web.item import shown, standards_shown
from sandan.web.label import DAY_TYPE, choices
from sandan.web.message import told

_PAPERS = 10
_AREA = {"rows": 3}
_NOTICES = (Stage.NOTICE, Stage.NOTICE_AGAIN)
_PARTS: dict[str, Any] = {
    "basis": _("Legal basis"),
    "authority": _("Who decides"),
    "conditions": _("Conditions"),
    "publicity": _("What a public notice shows"),
    "checks": _("Visits, quorum and checks"),
    "remedies": _("Where one can turn"),
    "rules": _("How the amount is worked out"),
    "recheck_months": _("The regular look"),
    "recheck_varying_months": _("The regular look where income varies"),
    "report_days": _("Days in which a change is to be reported"),
    "forms": _("Forms"),
}


class ItemForm(KeyedForm):
    """A whole version. A step without a number of days is none; a paper without a name is none."""

    title = forms.CharField(label=_("Title"), max_length=100)
    basis = forms.CharField(label=_("Legal basis"), max_length=500, widget=forms.Textarea(_AREA))
    from_on = forms.DateField(
        label=_("Holds from"), widget=DateInput(), help_text=_("Tomorrow at the earliest: rules never reach backwards.")
    )
    text = forms.CharField(label=_("What else to know"), max_length=2000, required=False, widget=forms.Textarea(_AREA))
    authority = forms.ChoiceField(label=_("Who decides"), choices=choices(AUTHORITY))
    conditions = forms.CharField(
        label=_("Conditions"), required=False, widget=forms.Textarea(_AREA), help_text=_("One on each line.")
    )
    notice_fields = forms.MultipleChoiceField(
        label=_("What a public notice shows"),
        choices=choices(NOTICE_FIELD),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing else can ever stand on it."),
    )
    method = forms.ChoiceField(label=_("How the amount is worked out"), choices=choices(METHOD))
    most_months = forms.IntegerField(label=_("Paid once: months of the standard at most"), min_value=1, max_value=24)
    income_percent = forms.IntegerField(
        label=_("Paid once: income per head below so many percent of the standard"), min_value=100, max_value=1000
    )
    near_percent = forms.IntegerField(
        label=_("Near poverty: percent of the standard"), min_value=0, max_value=500, help_text=_("0: no rule.")
    )
    near_inclusive = forms.BooleanField(label=_("Exactly that is still near"), required=False)
    visitors = forms.IntegerField(label=_("How many visit the home"), min_value=0, max_value=10)
    spot_percent = forms.IntegerField(label=_("Percent that the county checks again"), min_value=0, max_value=100)
    recheck_months = forms.IntegerField(
        label=_("Looked at again after so many months"), min_value=0, max_value=120, help_text=_("0: no rule.")
    )
    recheck_varying_months = forms.IntegerField(
        label=_("The same where somebody can work and income varies"), min_value=0, max_value=120
    )
    report_days = forms.IntegerField(label=_("A change is reported within so many days"), min_value=1, max_value=365)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        for stage in Stage:
            self._offer_stage(stage, item.rule(stage))
        for category in Category:
            held = next((each.percent for each in item.rules.topups if each.category is category), None)
            field = forms.IntegerField(
                label=_("Percent of the standard more for: %(category)s") % {"category": CATEGORY[category]},
                min_value=0,
                max_value=300,
                required=False,
            )
            field.initial = held
            self.fields[f"more_{category.value}"] = field
        for number in range(1, _PAPERS + 1):
            self._offer_paper(number, item.papers[number - 1] if number <= len(item.papers) else None)

    def _offer_stage(self, stage: Stage, held: StageRule | None) -> None:
        fields: dict[str, forms.Field] = {
            "days": forms.IntegerField(label=_("Days"), min_value=1, max_value=365, required=False),
            "type": forms.ChoiceField(label=_("Counted in"), choices=choices(DAY_TYPE)),
            "hand": forms.ChoiceField(label=_("Whose"), choices=choices(HAND)),
            "anchor": forms.ChoiceField(label=_("Counted from"), choices=choices(ANCHOR)),
            "article": forms.CharField(label=_("What is done"), max_length=100, required=False),
        }
        calendar = DayType.CALENDAR if stage in _NOTICES else DayType.WORKING
        hand = Hand.VILLAGE if stage in _NOTICES else Hand.TOWN
        given: dict[str, Any] = {"type": calendar.value, "hand": hand.value, "anchor": Anchor.BEFORE.value}
        if held is not None:
            given = {
                "days": held.days,
                "type": held.day_type.value,
                "hand": held.hand.value,
                "anchor": held.anchor.value,
                "article": held.article,
            }
        self._offer(stage.value, str(STAGE[stage]), fields, given)

    def _offer_paper(self, number: int, held: Paper | None) -> None:
        fields: dict[str, forms.Field] = {
            "title": forms.CharField(label=_("Paper"), max_length=100, required=False),
            "replaceable": forms.BooleanField(label=_("A commitment may stand for it"), required=False),
            "known": forms.CharField(label=_("The office finds it out from"), max_length=60, required=False),
            "basis": forms.CharField(label=_("Legal basis"), max_length=100, required=False),
        }
        given: dict[str, Any] = {}
        if held is not None:
            given = {each: getattr(held, each) for each in fields}
        self._offer(f"paper_{number}", gettext("Paper %(number)s") % {"number": number}, fields, given)

    def _offer(self, name: str, of: str, fields: dict[str, forms.Field], given: dict[str, Any]) -> None:
        for part, field in fields.items():
            # The table's heads say it for the eye; a reader that hears one field at a time needs the whole of it.
            field.label = f"{of}: {field.label}"
            field.widget.attrs["aria-label"] = field.label
            field.initial = given.get(part)
            self.fields[f"{name}_{part}"] = field

    def stage_rows(self) -> list[dict[str, Any]]:
        """The steps as rows of a table of fields."""
        parts = ("days", "type", "hand", "anchor", "article")
        return [{"label": STAGE[each], **{part: self[f"{each.value}_{part}"] for part in parts}} for each in Stage]

    def paper_rows(self) -> list[dict[str, Any]]:
        """The papers as rows of a table of fields."""
        parts = ("title", "replaceable", "known", "basis")
        return [{part: self[f"paper_{number}_{part}"] for part in parts} for number in range(1, _PAPERS + 1)]

    def first(self) -> list[forms.BoundField]:
        """The fields before the tables."""
        return [self[name] for name in ("title", "basis", "from_on", "text", "authority", "conditions")]

    def rest(self) -> list[forms.BoundField]:
        """The fields after the tables."""
        before = {"key", "title", "basis", "from_on", "text", "authority", "conditions"}
        more = [f"more_{each.value}" for each in Category]
        return [self[name] for name in (*self.base_fields, *more) if name not in before]

    def version(self) -> Item:
        """The version that the valid form describes. What the form does not ask for stays as in the one it started from."""
        said = self.cleaned_data
        stages = tuple(
            StageRule(
                each,
                Hand(said[f"{each.value}_hand"]),
                said[f"{each.value}_days"],
                DayType(said[f"{each.value}_type"]),
                each not in _NOTICES,
                Anchor(said[f"{each.value}_anchor"]),
                said[f"{each.value}_article"].strip(),
            )
            for each in Stage
            if said[f"{each.value}_days"] is not None
        )
        notice = said[f"{Stage.NOTICE.value}_days"]
        shown_fields = tuple(NoticeField(each) for each in said["notice_fields"])
        after = tuple(each for each in shown_fields if each is not NoticeField.INCOME)
        reviewed = any(each.stage is Stage.PEER_REVIEW for each in stages)
        two_thirds = profiles()["dibao-two-level"].checks
        held = self.item.checks if self.item.checks.attend else two_thirds
        return replace(
            self.item,
            origin=Origin.OFFICE,
            title=said["title"],
            basis=said["basis"],
            from_on=said["from_on"],
            until_on=None,
            text=said["text"],
            authority=AuthorityBasis(said["authority"]),
            conditions=tuple(each.strip() for each in said["conditions"].splitlines() if each.strip()),
            papers=tuple(self._papers()),
            stages=stages,
            publicity=Publicity(shown_fields, notice or 0, after, self.item.publicity.after_days),
            checks=replace(
                self.item.checks,
                visitors=said["visitors"],
                spot_percent=said["spot_percent"],
                attend=held.attend if reviewed else two_thirds.attend * 0,
                consent=held.consent if reviewed else two_thirds.consent * 0,
            ),
            rules=replace(
                self.item.rules,
                method=Method(said["method"]),
                most_months=said["most_months"],
                income_percent=said["income_percent"],
                near_percent=said["near_percent"],
                near_inclusive=said["near_inclusive"],
                topups=tuple(
                    TopUp(each, said[f"more_{each.value}"]) for each in Category if said[f"more_{each.value}"]
                ),
            ),
            recheck_months=said["recheck_months"],
            recheck_varying_months=said["recheck_varying_months"],
            report_days=said["report_days"],
        )

    def _papers(self) -> list[Paper]:
        known = {each.title: each.code for each in self.item.papers}
        found = []
        for number in range(1, _PAPERS + 1):
            said = {
                part: self.cleaned_data[f"paper_{number}_{part}"] for part in ("title", "replaceable", "known", "basis")
            }
            title = said["title"].strip()
            if title:
                code = known.get(title) or f"p{identify(title)[:8]}"
                found.append(Paper(code, title, said["basis"].strip(), said["replaceable"], said["known"].strip()))
        return found


class StandardForm(KeyedForm):
    """A standard of the province or prefecture."""

    area = forms.ChoiceField(label=_("Area"), choices=choices(AREA))
    amount = forms.DecimalField(label=_("Yuan for a person"), min_value=Decimal("0.01"), max_digits=9, decimal_places=2)
    months = forms.ChoiceField(label=_("Over"), choices=[("1", _("a month")), ("12", _("a year"))])
    from_on = forms.DateField(label=_("Holds from"), widget=DateInput)
    basis = forms.CharField(
        label=_("Paper of the province or prefecture"), max_length=300, help_text=_("As it is cited, with its number.")
    )


class PlaceForm(KeyedForm):
    """Which unit of the county answers for the item."""

    bureau = forms.ChoiceField(label=_("Unit"), choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = now(Unit).filter(tier=Tier.SYSTEM.value, abolished_on__isnull=True).order_by("position")
        field = self.fields["bureau"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(units.values_list("key", "name"))


class EndForm(KeyedForm):
    """A last day."""

    until_on = forms.DateField(
        label=_("Last day"),
        widget=DateInput(),
        help_text=_("Today at the earliest. The day before the first means that they never take effect."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=500)


def _may_define(request: ActedRequest, code: str) -> bool:
    bureau = rows.bureau_of(code)
    return Role.DISPATCHER in request.actor.roles or (
        Role.APPROVER in request.actor.roles and bool(bureau) and request.actor.within(bureau)
    )


@require_safe
def service_items(request: ActedRequest) -> HttpResponse:
    """Every item that may be applied for, and the drafts that stand ready."""
    today = timezone.localdate()
    names = unit_names()
    context = {
        "active": "applications",
        "items": [
            {"item": each, "bureau": names.get(rows.bureau_of(each.code), ""), "limit": each.limit}
            for each in rows.items(today)
        ],
        "drafts": [{"name": name, "item": each} for name, each in profiles().items()],
        "may_add": Role.DISPATCHER in request.actor.roles,
    }
    return render(request, "workspace/service_item/list.html", context)


@require_safe
def service_item(request: ActedRequest, code: str) -> HttpResponse:
    """One item: the version of today, the others, its standards, and the unit that answers for it."""
    return _page(request, code)


def _page(
    request: ActedRequest, code: str, tried: tuple[str, KeyedForm] | None = None, refused: str = ""
) -> HttpResponse:
    today = timezone.localdate()
    if code not in rows.codes():
        raise Http404
    try:
        held = rows.in_force(code, today)
    except Refusal:
        held = None
    may_define = _may_define(request, code)
    kept = dict([tried] if tried else [])
    context = {
        "active": "applications",
        "code": code,
        "held": shown(held) if held else None,
        "versions": [
            {"item": each, "reason": reason, "coming": each.from_on > today}
            for each, reason in rows.versions_of(code)
            if each.until_on is None or each.until_on >= each.from_on
        ],
        "measured": _measured(code),
        "standards": standards_shown(rows.standards(code)),
        "bureau": unit_names().get(rows.bureau_of(code), ""),
        "may_define": may_define,
        "standard_form": kept.get("standard") or StandardForm(auto_id="id_standard_%s") if may_define else None,
        "place_form": kept.get("place") or PlaceForm(auto_id="id_place_%s")
        if Role.DISPATCHER in request.actor.roles
        else None,
        "end_form": kept.get("end") or EndForm(auto_id="id_end_%s", initial={"until_on": today})
        if may_define
        else None,
        "refused": refused,
        "profiles": [{"name": name, "item": each} for name, each in profiles().items() if each.code == code],
    }
    failed = refused or (tried is not None and tried[1].errors)
    return render(request, "workspace/service_item/item.html", context, status=422 if failed else 200)


def _measured(code: str) -> list[dict[str, Any]]:
    """What each version came to by its cases, beside what it asks for: the before and after of a reform."""
    found = []
    for version, told_ in measured(code).items():
        item = rows.found(version)
        if item is not None:
            found.append({"item": item, "papers": len(item.asked), "steps": len(item.stages), "of": told_})
    return sorted(found, key=lambda each: each["item"].from_on)


@never_cache
def service_item_new(request: ActedRequest, start: str) -> HttpResponse:
    """Adopt a version: a form filled with `start` (a version or a draft), then what it would change, then it is so.

    What is adopted is what was previewed: where the form was changed in between, the preview comes again. With `?as=new` it becomes an
    item of its own.
    """
    base = profiles().get(start) or rows.found(start)
    if base is None:
        raise Http404
    own = "as" in request.GET or request.POST.get("own") == "1"
    posted = request.method == "POST"
    form = ItemForm(request.POST or None, item=base, initial=_initial(base))
    refused, preview = "", None
    if posted and form.is_valid():
        wanted = form.version()
        if own:
            wanted = replace(wanted, code=desk.new_code(form.cleaned_data["key"]))
        digest = hashlib.sha256(repr(wanted).encode()).hexdigest()
        try:
            desk.check(wanted, request.actor)
            if request.POST.get("step") == "do" and request.POST.get("previewed") == digest:
                desk.adopt(wanted, request.actor, f"service_item:{form.cleaned_data['key']}")
                messages.success(request, gettext("Adopted. Until its first day nothing changes."))
                return redirect("workspace:service_item", wanted.code)
            preview = _previewed(wanted) | {"digest": digest}
        except Refusal as refusal:
            refused = told(refusal)
    context = {"active": "applications", "form": form, "base": base, "own": own, "refused": refused, "preview": preview}
    return render(request, "workspace/service_item/new.html", context, status=422 if refused or form.errors else 200)


def _initial(base: Item) -> dict[str, Any]:
    return {
        "title": base.title,
        "basis": base.basis,
        "text": base.text if base.origin is Origin.OFFICE else "",
        "from_on": timezone.localdate() + timedelta(1),
        "authority": base.authority.value,
        "conditions": "\n".join(base.conditions),
        "notice_fields": [each.value for each in base.publicity.fields],
        "method": base.rules.method.value,
        "most_months": base.rules.most_months,
        "income_percent": base.rules.income_percent,
        "near_percent": base.rules.near_percent,
        "near_inclusive": base.rules.near_inclusive,
        "visitors": base.checks.visitors,
        "spot_percent": base.checks.spot_percent,
        "recheck_months": base.recheck_months,
        "recheck_varying_months": base.recheck_varying_months,
        "report_days": base.report_days,
    }


def _previewed(wanted: Item) -> dict[str, Any]:
    found = desk.preview(wanted)
    before, after = found.days
    return {
        "replaced": found.replaced,
        "item": wanted,
        "compared": [
            {
                "stage": STAGE[each.stage],
                "before": each.before.last_on if each.before else None,
                "after": each.after.last_on if each.after else None,
                "changed": each.changed,
            }
            for each in found.compared
        ],
        "days_before": before,
        "days_after": after,
        "papers_added": found.papers_added,
        "papers_dropped": found.papers_dropped,
        "changed": [_PARTS[each] for each in found.changed],
        "open_count": found.open_count,
    }


@never_cache
@require_POST
def service_item_act(request: ActedRequest, code: str, act: str) -> HttpResponse:
    """Enter a standard, name the unit that answers, or give a version a last day."""
    kinds: dict[str, type[KeyedForm]] = {"standard": StandardForm, "place": PlaceForm, "end": EndForm}
    if act not in kinds or code not in rows.codes():
        raise Http404
    form = kinds[act](request.POST, auto_id=f"id_{act}_%s")
    if not form.is_valid():
        return _page(request, code, (act, form))
    said = form.cleaned_data
    key = f"service_item.{act}:{said['key']}"
    try:
        if act == "standard":
            standard = Standard(
                Area(said["area"]), Money(said["amount"]), int(said["months"]), said["from_on"], said["basis"]
            )
            desk.set_standard(code, standard, request.actor, key)
        elif act == "place":
            desk.place(code, said["bureau"], request.actor, key)
        else:
            version = rows.found(request.POST.get("version", ""))
            if version is None or version.code != code:
                raise Http404
            desk.end(version, said["until_on"], said["reason"], request.actor, key)
    except Refusal as refusal:
        return _page(request, code, (act, form), told(refusal))
    messages.success(request, gettext("Entered."))
    return redirect("workspace:service_item", code)


urlpatterns = [
    path("service-items/", service_items, name="service_items"),
    path("service-items/new/<str:start>/", service_item_new, name="service_item_new"),
    path("service-items/<str:code>/", service_item, name="service_item"),
    path("service-items/<str:code>/<str:act>/", service_item_act, name="service_item_act"),
]
