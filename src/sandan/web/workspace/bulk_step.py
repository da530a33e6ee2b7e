"""One step for several items of a list at once: what is needed, a look at what will happen to which, then each for itself.

What would be refused, and why, is asked of the decider itself with the very command; nothing is decided here. What is refused is not sent
along. A thing that changed since the look is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sandan.desk import problem as desk
from sandan.desk.handle import Order, Transaction, handle_built, identify
from sandan.domain import case as cases
from sandan.domain import chase, problem_command, task
from sandan.domain.authority import Actor, may
from sandan.domain.case import Case
from sandan.domain.shield import marked
from sandan.domain.task import TaskStatus
from sandan.domain.values import Refusal, Status
from sandan.domain.wire import Command, decode
from sandan.ledger import read
from sandan.projections.listing import MOST_CHOSEN, Filter, Which, rows
from sandan.projections.problem import Problem
from sandan.projections.shield import may_know
from sandan.projections.task import Task
from sandan.projections.version import now, under_shield
from sandan.web import bulk
from sandan.web.access import ActedRequest
from sandan.web.column import Names
from sandan.web.due import due, due_of
from sandan.web.form import KeyedForm, fresh_key
from sandan.web.label import OUTCOME, STATUS, TASK, Label
from sandan.web.message import told
from sandan.web.workspace.clock_form import ChaseFields

Item = Problem | Task
Said = Mapping[str, Any]


class SeveralChasedForm(ChaseFields, KeyedForm):
    """One demand, level and date for all of them."""


class SeveralStruckOffForm(KeyedForm):
    """What is noted with each. Where a reporter is not content, the explanation is given on the problem's own page."""

    note = forms.CharField(label=_("Note"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3}))


@dataclass(frozen=True, slots=True)
class BulkStep:
    """One step. `statuses` are those on which it makes sense to choose it; `make(said, item, key)` the command for one item."""

    label: Label
    title: Label
    done: Callable[[int], str]
    which: Which
    command: type[Command]
    statuses: tuple[str, ...]
    make: Callable[[Said, Item, str], Command]
    form: type[KeyedForm] = KeyedForm
    detail: Callable[[Item, Case], Label] = lambda _item, _case: ""
    """What one should read of an item before saying yes, and what that is."""
    detail_label: Label = ""
    own: bool = False
    """Whether it is a step on what one's own unit has, and on nothing else."""

    def fits(self, item: Item, actor: Actor) -> bool:
        """Whether an item is one to choose for this step. The decider may still refuse it."""
        if self.own and not actor.within(item.unit):
            return False
        return item.status in self.statuses and not (isinstance(item, Task) and item.agreed_on)

    def fitting(self, found: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The rows of a list that `fits`."""
        found = found.filter(status__in=self.statuses)
        if self.own:
            found = found.filter(unit__in=[each for each in (*actor.lineage, *actor.absorbed) if actor.within(each)])
        return found.filter(agreed_on__isnull=True) if self.which is Which.TASKS else found


def _outcome(_item: Item, case: Case) -> Label:
    one = case.problem
    return OUTCOME[one.outcome] if one is not None and one.outcome is not None else ""


def _chase(said: Said, _item: Item, key: str) -> Command:
    return chase.IssueChase(
        chase=identify(key, "chase"), level=said["level"], demand=said["demand"], answer_by=said["answer_by"]
    )


BULK_STEPS: dict[str, BulkStep] = {
    "accept": BulkStep(
        _("Accept …"),
        _("Accept problems"),
        lambda count: ngettext("%(count)s problem accepted.", "%(count)s problems accepted.", count) % {"count": count},
        Which.PROBLEMS,
        problem_command.AcceptProblem,
        (Status.REGISTERED.value,),
        lambda _said, _item, _key: problem_command.AcceptProblem(),
    ),
    "sign_for": BulkStep(
        _("Sign for …"),
        _("Sign for problems"),
        lambda count: (
            ngettext("%(count)s problem signed for.", "%(count)s problems signed for.", count) % {"count": count}
        ),
        Which.PROBLEMS,
        problem_command.SignFor,
        (Status.DISPATCHED.value,),
        lambda _said, _item, _key: problem_command.SignFor(),
        own=True,
    ),
    "chase": BulkStep(
        _("Send chase orders …"),
        _("Send chase orders"),
        lambda count: ngettext("%(count)s chase order sent.", "%(count)s chase orders sent.", count) % {"count": count},
        Which.PROBLEMS,
        chase.IssueChase,
        tuple(sorted(each.value for each in chase.CHASEABLE)),
        _chase,
        SeveralChasedForm,
    ),
    "strike_off": BulkStep(
        _("Strike off …"),
        _("Strike problems off"),
        lambda count: (
            ngettext("%(count)s problem struck off.", "%(count)s problems struck off.", count) % {"count": count}
        ),
        Which.PROBLEMS,
        problem_command.StrikeOff,
        (Status.VERIFIED.value,),
        lambda said, _item, _key: problem_command.StrikeOff(note=said["note"].replace("\r\n", "\n")),
        SeveralStruckOffForm,
        _outcome,
        _("Outcome"),
    ),
    "agree": BulkStep(
        _("Agree to the standards …"),
        _("Agree to acceptance standards"),
        lambda count: (
            ngettext("%(count)s acceptance standard agreed to.", "%(count)s acceptance standards agreed to.", count)
            % {"count": count}
        ),
        Which.TASKS,
        task.AgreeStandard,
        tuple(sorted(each.value for each in task.OPEN)),
        lambda _said, item, _key: task.AgreeStandard(task=item.key),
        detail=lambda item, _case: item.standard if isinstance(item, Task) else "",
        detail_label=_("Acceptance standard"),
    ),
}
"""The steps in the order of their buttons."""


def offered(actor: Actor, which: Which, *, shielded: bool = False) -> dict[str, BulkStep]:
    """The steps that the actor's post takes on a list of what stands in the open, or under the shield."""
    steps = ((name, each) for name, each in BULK_STEPS.items() if each.which is which)
    return {name: each for name, each in steps if may(each.command.name, actor, shielded=shielded)}


@never_cache
@require_POST
def bulk_step(request: ActedRequest) -> HttpResponse:
    """From a list: what the step needs, if anything; then step "preview", what it means; step "do" carries it out a slice at a time."""
    name, step = request.POST.get("act", ""), request.POST.get("step", "")
    what = BULK_STEPS.get(name)
    if what is None:
        return redirect("workspace:problems")
    words = Filter.from_query(QueryDict(request.POST.get("query", "")).dict())
    back = reverse(f"workspace:{what.which}", query=words.query())
    if any(marked(each) for each in bulk.chosen(request.POST)):
        back = reverse("workspace:shield")
    form = what.form(request.POST) if step else what.form()
    context: dict[str, Any] = {
        "active": what.which.value,
        "act": name,
        "title": what.title,
        "detail_label": what.detail_label,
        "back": back,
        "query": request.POST.get("query", ""),
        "form": form,
    }
    if step == "do" and form.is_valid():
        return _do(request, what, form, context)
    every = request.POST.get("everything") and not step
    items = _items(_everything(what, words, request.actor) if every else bulk.chosen(request.POST), what, request.actor)
    if not items:
        messages.warning(request, gettext("Tick at least one item for which this step comes next."))
        return redirect(back)
    asks = bool(form.visible_fields())
    if asks and not (step and form.is_valid()):
        names, at = Names.load(people=False), timezone.localtime()
        context["lines"] = [_line(each, "", names, at) for each in items]
        return render(request, "workspace/bulk_step.html", context, status=422 if step else 200)
    said = form.cleaned_data if asks else {}
    context |= _looked(what, said, items, request.actor)
    context["said"] = [(each.label, _shown(each)) for each in form.visible_fields() if each.data]
    context["raw"] = [(each.html_name, each.data or "") for each in form.visible_fields()]
    context["key"] = fresh_key()
    return render(request, "workspace/bulk_preview.html", context)


def _everything(what: BulkStep, words: Filter, actor: Actor) -> list[str]:
    found = what.fitting(rows(what.which, words, timezone.localdate()), actor)
    return list(found.order_by("-position").values_list("key", flat=True)[:MOST_CHOSEN])


def _items(keys: Sequence[str], what: BulkStep, actor: Actor) -> list[Item]:
    """The chosen items in the order of the choice; those under the shield only where the actor is cleared for them."""
    model: type[Item] = Task if what.which is Which.TASKS else Problem
    found: list[Item] = list(now(model).filter(key__in=keys))
    here = {each.key for each in found}
    hidden = list(under_shield(model).filter(key__in=[each for each in keys if each not in here]))
    matters = {each.key: each for each in under_shield(Problem).filter(key__in={_of(each) for each in hidden})}
    found += [each for each in hidden if _of(each) in matters and may_know(matters[_of(each)], actor)]
    place = {key: at for at, key in enumerate(keys)}
    return sorted(found, key=lambda each: place[each.key])


def _of(item: Item) -> str:
    return item.problem if isinstance(item, Task) else item.key


def _looked(what: BulkStep, said: Said, items: Sequence[Item], actor: Actor) -> dict[str, Any]:
    """The items that the step will be taken on, those that would be refused and why, and how each stood when it was looked at."""
    names, at = Names.load(people=False), timezone.localtime()
    streams = read.streams({f"problem/{_of(each)}" for each in items})
    folded = {
        stream: (cases.fold(decode(each.kind, each.public, each.internal) for each in entries), len(entries))
        for stream, entries in streams.items()
    }
    lines, stays, seen = [], [], []
    for each in items:
        case, version = folded[f"problem/{_of(each)}"]
        line = _line(each, what.detail(each, case), names, at)
        try:
            cases.decide(what.make(said, each, fresh_key()), case, actor, at)
        except Refusal as refusal:
            stays.append({**line, "why": told(refusal)})
        else:
            lines.append(line)
            seen.append(f"{each.key}:{each.since if isinstance(each, Task) else version}")
    return {"lines": lines, "stays": stays, "seen": " ".join(seen)}


def _line(item: Item, detail: Label, names: Names, at: datetime) -> dict[str, Any]:
    line = {
        "key": item.key,
        "number": item.number,
        "url": reverse("workspace:problem", args=[_of(item)]),
        "unit": names.unit(item.unit),
        "detail": detail,
        "status": item.status,
    }
    if isinstance(item, Task):
        chip = due(item.to_on, at.date(), item.done_on)
        return {**line, "title": item.measure, "label": TASK[TaskStatus(item.status)], "due": chip}
    return {**line, "title": item.title, "label": STATUS[Status(item.status)], "due": due_of(item, at.date())}


def _shown(field: forms.BoundField) -> str:
    """What was filled in, a choice by its name."""
    if isinstance(field.field, forms.ChoiceField):
        return str(dict(field.field.choices).get(field.data, field.data))  # type: ignore[arg-type]  # no groups here
    return str(field.data)


def _do(request: ActedRequest, what: BulkStep, form: KeyedForm, context: dict[str, Any]) -> HttpResponse:
    given = bulk.chosen(request.POST)
    items = {each.key: each for each in _items(given, what, request.actor)}
    seen = _seen(request.POST.get("seen", ""))

    def act(item: str, key: str) -> object:
        row = items.get(item)
        if row is None:
            raise Refusal("unknown_task" if what.which is Which.TASKS else "unknown_problem")
        order = what.make(form.cleaned_data, row, key)
        if isinstance(row, Problem):
            return desk.give(row.key, order, request.actor, key, seen.get(item))
        return _on_task(row, order, request.actor, key, seen.get(item))

    run = bulk.carry_on(request.POST, act, f"{context['act']}:{form.cleaned_data['key']}")
    if not run.rest:
        if run.done:
            messages.success(request, what.done(run.done))
        if not run.refused:
            return redirect(context["back"])
    of = {each.key: each for each in _items([item for item, _ in run.refused], what, request.actor)}
    context |= {
        "run": run,
        "refused": [
            {
                "number": of[item].number if item in of else item,
                "url": reverse("workspace:problem", args=[_of(of[item]) if item in of else item]),
                "why": why,
            }
            for item, why in run.refused
        ],
        "hidden": bulk.kept(request.POST, run, ("act", "step", "query", "seen", *form.fields)),
        "action": reverse("workspace:bulk_step"),
    }
    return render(request, "workspace/inbox_run.html", context)


def _on_task(row: Task, order: Command, by: Actor, key: str, seen: int | None) -> object:
    """A step on one task, refused where that task changed since it was looked at. Its problem may have: the next task is on it too."""

    def build(_run: Transaction) -> list[Order]:
        model = under_shield(Task) if marked(row.problem) else now(Task)
        if seen is not None and not model.filter(key=row.key, since=seen).exists():
            raise Refusal("changed_meanwhile")
        return [Order(f"problem/{row.problem}", order)]

    return handle_built(build, by, key, repr((row.problem, order)))


def _seen(text: str) -> dict[str, int]:
    """How each item stood when it was looked at: a problem's version, or the entry since which a task stands so."""
    pairs = (each.partition(":")[::2] for each in text.split())
    return {key: int(number) for key, number in pairs if number.isascii() and number.isdigit() and len(number) < 16}


urlpatterns = [
    path("several/", bulk_step, name="bulk_step"),
]
