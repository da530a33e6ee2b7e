"""Sorting opinions, one or hundreds at once: look at what will be done, then do it and see what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sandan.desk.opinion import accept, attach, decline
from sandan.desk.viewing import write_down
from sandan.domain.authority import Actor
from sandan.domain.opinion import OpinionStatus
from sandan.domain.values import DeclineReason, Nature, Status, Topic
from sandan.ledger import read
from sandan.projections.listing import MOST_CHOSEN, Inbox, by_number, inbox, likely
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.version import now
from sandan.web import bulk
from sandan.web.access import ActedRequest
from sandan.web.column import Names
from sandan.web.form import KeyedForm
from sandan.web.label import CHANNEL, DECLINE, NATURE, STATUS, TOPIC, choices

TITLE = 60
"""Characters of the words that stand in for a title where the reporter gave none."""


class AcceptForm(KeyedForm):
    """What opinions become when they are taken up. Empty keeps what the reporter said."""

    topic = forms.ChoiceField(label=_("Subject"), choices=choices(TOPIC, empty=_("As entered")), required=False)
    nature = forms.ChoiceField(
        label=_("Nature"), choices=choices({each: NATURE[each] for each in (Nature.DEADLINE, Nature.IMMEDIATE)})
    )


class AcceptOneForm(AcceptForm):
    """One opinion taken up: the office may put it in its own words."""

    statement = forms.CharField(
        label=_("What is wrong"),
        help_text=_("For the handling unit to read. Take out who said it and how to reach them."),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=20_000,
    )


class DeclineForm(KeyedForm):
    """Why opinions are not taken up, and where to go instead: the reporter reads both."""

    reason = forms.ChoiceField(label=_("Reason"), choices=choices(DECLINE, empty=_("Choose")))
    where_to = forms.CharField(
        label=_("Where to go instead"),
        help_text=_("The reporter reads this: which office, by what way, or why nothing more can be done."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )


class AttachForm(KeyedForm):
    """Which problem opinions join: one of the likely ones, or any by its number."""

    to = forms.CharField(required=False, max_length=20)
    number = forms.CharField(
        label=_("Number of the problem"),
        help_text=_("Such as W2026-00012, or 12 alone."),
        required=False,
        max_length=20,
    )
    found: Problem | None = None

    def clean(self) -> dict[str, Any]:
        """The typed number counts before a ticked one; one of them must name a problem."""
        given = super().clean() or {}
        text = given.get("number") or given.get("to") or ""
        self.found = by_number(text, timezone.localdate()) if text else None
        if self.found is None:
            self.add_error("number", _("Choose a problem, or type the number of one that is on the list."))
        return given


FORMS: dict[str, type[KeyedForm]] = {"accept": AcceptForm, "attach": AttachForm, "decline": DeclineForm}


@never_cache
@require_POST
def sort(request: ActedRequest) -> HttpResponse:
    """Step "preview" (the default) shows what would become of the chosen opinions, step "do" carries it out a slice at a time."""
    act = request.POST.get("act", "")
    back = Inbox.from_query(QueryDict(request.POST.get("query", "")).dict())
    home = reverse("workspace:inbox", query=back.query())
    if act not in FORMS:
        return redirect(home)
    doing = request.POST.get("step") == "do"
    items = _everything(back) if request.POST.get("everything") and not doing else bulk.chosen(request.POST)
    if not items and not doing:
        messages.warning(request, gettext("Tick at least one opinion first."))
        return redirect(home)
    kind = AcceptOneForm if act == "accept" and len(items) == 1 and "done" not in request.POST else FORMS[act]
    form = kind(request.POST) if doing else kind(initial=_initial(kind, items))
    if doing and form.is_valid():
        return _do(request, act, form, home)
    found = _likely(items) if act == "attach" else []
    if act == "attach" and not found:
        form.fields["number"].required = True
    write_down(now(Opinion).filter(key__in=items).values_list("key", flat=True), "sorting", request.actor)
    context = {
        "active": "inbox",
        "act": act,
        "form": form,
        "lines": _lines(items, request.POST),
        "likely": found,
        "back": home,
        "query": request.POST.get("query", ""),
    }
    return render(request, f"workspace/inbox_{act}.html", context, status=422 if doing else 200)


def _everything(wanted: Inbox) -> list[str]:
    return list(inbox(wanted).order_by("-position").values_list("key", flat=True)[:MOST_CHOSEN])


def _do(request: ActedRequest, act: str, form: KeyedForm, home: str) -> HttpResponse:
    run = bulk.carry_on(request.POST, _step(act, form, request.POST, request.actor), f"sort:{form.cleaned_data['key']}")
    if not run.rest:
        told = _told(act, run.done)
        if run.done and act == "accept":
            on_the_list = reverse("workspace:problems", query={"status": Status.ACCEPTED.value})
            link = format_html(
                '<a href="{}">{}</a>', on_the_list, gettext("To the problems that wait to be dispatched")
            )
            messages.success(request, format_html("{} {}", told, link))
        elif run.done:
            messages.success(request, told)
        if not run.refused:
            return redirect(home)
    titles = [(f"title:{item}", request.POST.get(f"title:{item}", "")) for item in run.rest] if act == "accept" else []
    fields = ("act", "step", "query", *form.fields)
    context = {
        "active": "inbox",
        "run": run,
        "refused": _named(run.refused),
        "hidden": [*bulk.kept(request.POST, run, fields), *titles],
        "action": reverse("workspace:sort"),
        "back": home,
        "title": gettext("Sorting opinions"),
    }
    return render(request, "workspace/inbox_run.html", context)


def _told(act: str, done: int) -> str:
    if act == "accept":
        return ngettext("%(count)s opinion taken up.", "%(count)s opinions taken up.", done) % {"count": done}
    if act == "attach":
        return ngettext("%(count)s opinion joined.", "%(count)s opinions joined.", done) % {"count": done}
    return ngettext("%(count)s opinion not taken up.", "%(count)s opinions not taken up.", done) % {"count": done}


def _step(act: str, form: KeyedForm, posted: QueryDict, by: Actor) -> Callable[[str, str], object]:
    """What is done with one opinion."""
    given = form.cleaned_data
    if act == "accept":
        topic = Topic(given["topic"]) if given["topic"] else None

        def taken(item: str, key: str) -> object:
            title = posted.get(f"title:{item}", "")[:200]
            statement = given.get("statement", "").replace("\r\n", "\n")
            return accept(item, by, key, title=title, statement=statement, topic=topic, nature=Nature(given["nature"]))

        return taken
    if act == "attach":
        assert isinstance(form, AttachForm)
        assert form.found is not None
        to = form.found.key
        return lambda item, key: attach(item, to, by, key)
    reason = DeclineReason(given["reason"])
    return lambda item, key: decline(item, reason, given["where_to"], by, key)


def _named(refused: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    of = dict(now(Opinion).filter(key__in=[item for item, _ in refused]).values_list("key", "number"))
    return [
        {"number": of.get(item, item), "url": reverse("workspace:opinion", args=[item]), "why": why}
        for item, why in refused
    ]


def _initial(kind: type[KeyedForm], items: Sequence[str]) -> dict[str, str]:
    if kind is not AcceptOneForm:
        return {}
    row = now(Opinion).filter(key=items[0]).first()
    said = read.opened([row.position])[row.position].personal if row else None
    return {"statement": str((said or {}).get("text", ""))}


def _lines(items: Sequence[str], posted: QueryDict) -> list[dict[str, Any]]:
    """The chosen opinions with their words, and where the same words already belong."""
    rows = sorted(now(Opinion).filter(key__in=items), key=lambda each: items.index(each.key))
    said = read.opened([each.position for each in rows])
    names = Names.load(people=False)
    marks = {each.mark for each in rows if each.mark}
    same = now(Opinion).filter(mark__in=marks).exclude(problem="").order_by("-position")
    held = dict(same.values_list("mark", "problem"))
    numbers = dict(now(Problem).filter(key__in=set(held.values())).values_list("key", "number"))
    seen: dict[str, str] = {}
    found = []
    for each in rows:
        words = said[each.position].personal or {}
        text = str(words.get("text", ""))
        said_title = str(words.get("title", ""))
        plain = said_title or Truncator(" ".join(text.split())).chars(TITLE)
        found.append(
            {
                "key": each.key,
                "number": each.number,
                "title": posted.get(f"title:{each.key}", plain),
                "said_title": said_title,
                "text": text,
                "place": names.place(each.town, each.village),
                "topic": TOPIC[Topic(each.topic)],
                "channel": CHANNEL[each.channel],  # type: ignore[index]  # a code equals its member
                "sorted": each.status != OpinionStatus.WAITING,
                "held": numbers.get(held.get(each.mark, "")),
                "held_key": held.get(each.mark),
                "same": seen.get(each.mark) if each.mark else None,
            }
        )
        seen.setdefault(each.mark, each.number)
    return found


def _likely(items: Sequence[str]) -> list[dict[str, Any]]:
    names = Names.load(people=False)
    rows = list(now(Opinion).filter(key__in=items[:50]))
    return [
        {
            "number": one.number,
            "key": one.key,
            "title": one.title,
            "place": names.place(one.town, one.village),
            "status": one.status,
            "label": STATUS[one.status],  # type: ignore[index]  # a code equals its member
            "same": same,
        }
        for one, same in likely(rows, timezone.localdate())
    ]
