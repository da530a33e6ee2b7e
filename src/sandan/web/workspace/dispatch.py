"""Dispatching problems, one or many at once: to whom and by when, then a look at what that means, then each for itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sandan.desk.problem import Dispatch, terms_of
from sandan.desk.problem import dispatch as send
from sandan.desk.rule import Sight
from sandan.domain.authority import MAY, Actor, Role
from sandan.domain.problem_command import SignFor
from sandan.domain.procedure import Procedure
from sandan.domain.shield import marked
from sandan.domain.values import Refusal, Status, Tier, Topic
from sandan.projections.appointment import Appointment
from sandan.projections.duty import off_list
from sandan.projections.listing import MOST_CHOSEN, Filter, load, problems
from sandan.projections.problem import Problem
from sandan.projections.shield import may_know
from sandan.projections.unit import Unit
from sandan.projections.version import now, under_shield
from sandan.web import bulk
from sandan.web.access import ActedRequest
from sandan.web.column import Names
from sandan.web.due import SOON
from sandan.web.form import DateInput, KeyedForm
from sandan.web.label import PROCEDURE, STATUS, TOPIC, Label, choices
from sandan.web.message import told
from sandan.web.workspace.filter import unit_groups

_SATURDAY = 5


class DispatchForm(KeyedForm):
    """To whom and by when."""

    unit = forms.ChoiceField(label=_("Handling unit"))
    due_on = forms.DateField(
        label=_("Deadline"), widget=DateInput, help_text=_("The clock starts today, not when the unit signs.")
    )
    procedure = forms.ChoiceField(
        label=_("Rules that apply"), required=False, choices=choices(PROCEDURE, empty=_("Those of the channel"))
    )
    cooperating = forms.MultipleChoiceField(
        label=_("Cooperating units"),
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
        help_text=_("Hold Ctrl to choose several."),
    )
    note = forms.CharField(
        label=_("Note to the unit"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = unit_groups(Tier.SYSTEM, Tier.TOWN, Tier.BRANCH, ended=False)
        _choose(self.fields["unit"], [("", _("Choose a unit")), *groups])
        _choose(self.fields["cooperating"], groups)

    def clean(self) -> dict[str, Any]:
        """The lead unit is not among those that help it."""
        given = super().clean() or {}
        if given.get("unit") in given.get("cooperating", ()):
            self.add_error("cooperating", told(Refusal("lead_unit_cooperates")))
        return given


class AnswerableForm(DispatchForm):
    """The second look: who answers for it by name. Only people of the chosen unit, and the county's leaders."""

    leader = forms.ChoiceField(label=_("Leader responsible"), required=False)
    supervising_leader = forms.ChoiceField(label=_("County leader in charge"), required=False)

    def __init__(self, *args: Any, unit: str, names: Names, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = Q(until_on__isnull=True) | Q(until_on__gte=today)
        held = now(Appointment).filter(running, from_on__lte=today).order_by("position")
        heads = _people(held.filter(unit=unit), names, Role.UNIT_HEAD, Role.LEADER)
        leaders = _people(held.filter(roles__contains=Role.LEADER.value), names, Role.LEADER)
        _choose(self.fields["leader"], [("", _("Not named yet")), *heads])
        _choose(self.fields["supervising_leader"], [("", _("Not named yet")), *leaders])
        if len(heads) == 1:
            self.fields["leader"].initial = heads[0][0]


def _choose(field: forms.Field, choices: Sequence[Any]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _people(held: Iterable[Appointment], names: Names, *roles: Role) -> list[tuple[str, Label]]:
    """People who hold one of these roles in these posts, each once, with the post."""
    wanted = {each.value for each in roles}
    found: dict[str, Label] = {}
    for each in held:
        if wanted & set(each.roles.split()):
            found.setdefault(each.person, f"{names.person(each.person)} · {each.post}")
    return list(found.items())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def dispatch(request: ActedRequest) -> HttpResponse:
    """GET with `keys` or POST from the list shows the form; step "preview" what it means; step "do" carries it out a slice at a time.

    A deadline that would be refused for every one of the problems goes no further than the form. Step "change" shows it again as filled in.
    """
    given = request.POST if request.method == "POST" else request.GET
    words = QueryDict(given.get("query", "")).dict()
    back = reverse("workspace:problems", query=Filter.from_query(words).query())
    if any(marked(each) for each in bulk.chosen(given)):
        back = reverse("workspace:shield")
    step = request.POST.get("step", "")
    items = _everything(words) if given.get("everything") and not step else bulk.chosen(given)
    if not items and step != "do":
        messages.warning(request, gettext("Tick at least one accepted problem first."))
        return redirect(back)
    names, today = Names.load(), timezone.localdate()
    context: dict[str, Any] = {"active": "problems", "back": back, "query": given.get("query", "")}
    if step == "do":
        second = AnswerableForm(request.POST, unit=request.POST.get("unit", ""), names=names, today=today)
        if second.is_valid():
            return _do(request, second, context)
        first: DispatchForm = second
    else:
        first = DispatchForm(request.POST) if step else DispatchForm()
    rows = _rows(items, request.actor)
    context["lines"] = _lines(rows, names)
    if not step:
        _say_latest(first, rows, today)
    against = _judged(first, rows, today) if step == "preview" and first.is_valid() else {}
    if step == "preview" and first.is_valid():
        said = first.cleaned_data
        again = {name: said[name] for name in ("unit", "due_on", "procedure", "cooperating", "note")}
        context["form"] = AnswerableForm(initial=again, unit=said["unit"], names=names, today=today)
        context["said"] = {
            **said,
            "unit": names.unit(said["unit"]),
            "cooperating": [names.unit(each) for each in said["cooperating"]],
            "rules": PROCEDURE[Procedure(said["procedure"])] if said["procedure"] else gettext("Those of the channel"),
        }
        context["raw"] = said
        context["warnings"] = _warnings(rows, said, names, today)
        context["against"] = list(against)
        return render(request, "workspace/dispatch_preview.html", context)
    context["form"] = first
    return render(request, "workspace/dispatch.html", context, status=422 if step in ("preview", "do") else 200)


def _everything(words: dict[str, str]) -> list[str]:
    found = problems(Filter.from_query({**words, "status": Status.ACCEPTED.value}), timezone.localdate())
    return list(found.order_by("-position").values_list("key", flat=True)[:MOST_CHOSEN])


def _do(request: ActedRequest, form: AnswerableForm, context: dict[str, Any]) -> HttpResponse:
    given = form.cleaned_data
    to = Dispatch(
        unit=given["unit"],
        due_on=given["due_on"],
        leader=given["leader"],
        supervising_leader=given["supervising_leader"],
        cooperating=tuple(given["cooperating"]),
        note=given["note"],
        procedure=Procedure(given["procedure"]) if given["procedure"] else None,
    )
    sight = Sight()

    def act(item: str, key: str) -> object:
        return send(item, to, request.actor, key, sight=sight)

    run = bulk.carry_on(request.POST, act, f"dispatch:{given['key']}")
    if not run.rest:
        if run.done:
            sent = ngettext("%(count)s problem dispatched.", "%(count)s problems dispatched.", run.done)
            messages.success(request, sent % {"count": run.done})
        if not run.refused:
            return redirect(context["back"])
    of = {each.key: each.number for each in _rows([item for item, _ in run.refused], request.actor)}
    context |= {
        "run": run,
        "refused": [
            {"number": of.get(item, item), "url": reverse("workspace:problem", args=[item]), "why": why}
            for item, why in run.refused
        ],
        "hidden": bulk.kept(request.POST, run, ("step", "query", *form.fields)),
        "action": reverse("workspace:dispatch"),
        "title": gettext("Dispatching problems"),
    }
    return render(request, "workspace/inbox_run.html", context)


def _rows(items: Sequence[str], actor: Actor) -> list[Problem]:
    """The chosen problems, in the order of the choice; those under the shield only where the actor is cleared for them."""
    hidden = [each for each in items if marked(each)]
    found = list(now(Problem).filter(key__in=items))
    found += [each for each in under_shield(Problem).filter(key__in=hidden) if may_know(each, actor)]
    return sorted(found, key=lambda each: items.index(each.key))


def _lines(rows: Sequence[Problem], names: Names) -> list[dict[str, Any]]:
    return [
        {
            "key": each.key,
            "number": each.number,
            "title": each.title,
            "topic": TOPIC[Topic(each.topic)],
            "place": names.place(each.town, each.village),
            "status": each.status,
            "label": STATUS[Status(each.status)],
            "ready": each.status == Status.ACCEPTED,
            "returns": each.returns,
        }
        for each in rows
    ]


def _warnings(rows: Sequence[Problem], said: Mapping[str, Any], names: Names, today: date) -> list[str]:
    """What the dispatcher may want to know before going on. None of it stops anything here: the decider decides."""
    unit, due_on = said["unit"], said["due_on"]
    held = load(unit, today)
    found = [
        gettext("%(unit)s has %(open)s problems open, %(overdue)s of them overdue.")
        % {"unit": names.unit(unit), "open": held.open, "overdue": held.overdue}
    ]
    left = (due_on - today).days
    day = {"weekday": date_format(due_on, "l"), "date": due_on.isoformat(), "days": left}
    if not _someone_there(unit, today):
        nobody = gettext("Nobody at %(unit)s can sign for it: it has neither a head nor a handler yet.")
        found.append(nobody % {"unit": names.unit(unit)})
    if due_on.weekday() >= _SATURDAY:
        found.append(gettext("The deadline %(date)s is a %(weekday)s.") % day)
    if 0 <= left < SOON:
        found.append(ngettext("Only %(days)s day is left.", "Only %(days)s days are left.", left) % day)
    beyond = _beyond(unit, rows, today)
    if beyond:
        found.append(
            gettext(
                "Not on the duty list of %(unit)s: %(topics)s. What is not a town's or village's duty may be beyond its power; "
                "consider the department instead."
            )
            % {"unit": names.unit(unit), "topics": pgettext("between names", ", ").join(beyond)}
        )
    late = sum(each.status != Status.ACCEPTED for each in rows)
    if late:
        idle = ngettext(
            "%(count)s of them is not waiting to be dispatched and will be refused.",
            "%(count)s of them are not waiting to be dispatched and will be refused.",
            late,
        )
        found.append(idle % {"count": late})
    if any(each.topic == Topic.CONDUCT for each in rows):
        found.append(
            gettext(
                "Some are about the conduct of officials. They may not go to the unit or person that they are about."
            )
        )
    return found


def _judged(form: DispatchForm, rows: Sequence[Problem], today: date) -> dict[str, int]:
    """What speaks against the deadline, each thing with how many problems it stops. What would stop them all is the form's own error."""
    said, found = form.cleaned_data, dict[str, int]()
    if said["due_on"] < today:
        found[told(Refusal("due_before_dispatch", due_on=said["due_on"]))] = len(rows)
    procedure = Procedure(said["procedure"]) if said["procedure"] else None
    sight = Sight()
    for alike in _alike(rows):
        why = _against_rules(alike[0].key, said["due_on"], procedure, today, sight)
        if why:
            found[why] = found.get(why, 0) + len(alike)
    if found and sum(found.values()) >= len(rows):
        for why in found:
            form.add_error("due_on", why)
    return found


def _alike(rows: Sequence[Problem]) -> list[list[Problem]]:
    """The problems by what decides on their rules: door and days."""
    found: dict[tuple[str, date | None, date | None], list[Problem]] = {}
    for each in rows:
        found.setdefault((each.channel, each.registered_on, each.taken_on), []).append(each)
    return list(found.values())


def _against_rules(key: str, due_on: date, procedure: Procedure | None, today: date, sight: Sight) -> str:
    """What the rules of its day say against the deadline of a problem, "" where they say nothing."""
    try:
        terms = terms_of(key, today, due_on, procedure, sight)
    except Refusal as no:
        return str(told(no))
    limit_on = terms.limit_on if terms else None
    if limit_on is None or limit_on < today or due_on <= limit_on:
        return ""
    return str(told(Refusal("due_after_limit", limit_on=limit_on)))


def _say_latest(form: DispatchForm, rows: Sequence[Problem], today: date) -> None:
    """Say what the rules of their doors allow, the earliest of the latest days, and fill it in: it can be set nearer."""
    found, sight = [], Sight()
    for alike in _alike(rows):
        try:
            terms = terms_of(alike[0].key, today, sight=sight)
        except Refusal:
            continue
        if terms is not None and terms.limit_on is not None:
            found.append(terms.limit_on)
    if found:
        passed = gettext(
            "By the rules of its day it should have been concluded by %(date)s. Set the nearest possible deadline."
        )
        coming = [each for each in found if each >= today]
        latest = told(Refusal("due_after_limit", limit_on=min(coming))) if coming else passed % {"date": min(found)}
        if coming:
            form.fields["due_on"].initial = min(coming)
        form.fields["due_on"].help_text = f"{form.fields['due_on'].help_text} {latest}"


def _beyond(unit: str, chosen: Sequence[Problem], today: date) -> list[str]:
    """The subjects of these problems that stand on no duty list of the unit, if it is a town or village (北京条例 art. 17)."""
    if not now(Unit).filter(key=unit, tier__in=(Tier.TOWN.value, Tier.BRANCH.value)).exists():
        return []
    topics = off_list(unit, {each.topic for each in chosen}, today)
    return [str(TOPIC[each]) for each in Topic if each in topics]


def _someone_there(unit: str, today: date) -> bool:
    """Whether anybody in the unit or below it holds a post today that may sign for a problem."""
    inside = now(Unit).filter(Q(key=unit) | Q(path__contains=unit)).values("key")
    running = Q(until_on__isnull=True) | Q(until_on__gte=today)
    held = now(Appointment).filter(running, from_on__lte=today, unit__in=inside).values_list("roles", flat=True)
    return any(MAY[SignFor.name].keys() & {Role(each) for each in roles.split()} for roles in held)
