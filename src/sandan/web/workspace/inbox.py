"""The inbox: what was heard and waits to be sorted, and the form by which staff enter an opinion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from sandan.desk.opinion import Heard, register
from sandan.desk.viewing import write_down
from sandan.domain.authority import Role
from sandan.domain.opinion import TEXT_LIMIT, OpinionStatus
from sandan.domain.shield import marked
from sandan.domain.values import Channel, Refusal, Tier, Topic
from sandan.ledger import read
from sandan.projections.batch import Batch
from sandan.projections.listing import MOST_CHOSEN, Inbox, inbox
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.version import now, of_matter, under_shield
from sandan.web import saved_view
from sandan.web.about import AboutFields, behind
from sandan.web.access import ActedRequest
from sandan.web.column import Names
from sandan.web.form import DateInput, KeyedForm
from sandan.web.label import CHANNEL, OPINION, TOPIC, choices
from sandan.web.message import told
from sandan.web.page import keyset
from sandan.web.place import place_choices, placed
from sandan.web.workspace import sorting
from sandan.web.workspace.filter import Control, select, unit_groups

_OFFICE = frozenset({Role.CLERK, Role.DISPATCHER})


def line(
    one: Opinion, names: Names, words: dict[str, Any] | None, of: dict[str, Problem], first: dict[str, Opinion]
) -> dict[str, Any]:
    """One opinion as the templates show it; `words` is None where the reader may not see them or they were erased."""
    earlier = first.get(one.repeat_of)
    return {
        "key": one.key,
        "number": one.number,
        "shielded": one.shielded,
        "registered_on": one.registered_on,
        "channel": CHANNEL[Channel(one.channel)],
        "topic": TOPIC[Topic(one.topic)],
        "place": names.place(one.town, one.village),
        "status": one.status,
        "status_label": OPINION[OpinionStatus(one.status)],
        "title": (words or {}).get("title", ""),
        "text": (words or {}).get("text", ""),
        "erased": one.erased,
        "problem": of.get(one.problem),
        "earlier": earlier,
        "earlier_problem": of.get(earlier.problem) if earlier else None,
    }


def lines(rows: Sequence[Opinion], *, words: bool) -> list[dict[str, Any]]:
    """Opinions with their words, their problems and the earlier opinions that they repeat, by a fixed number of queries."""
    names = Names.load(people=False)
    first = {
        each.key: each for each in now(Opinion).filter(key__in={each.repeat_of for each in rows if each.repeat_of})
    }
    problems = {each.problem for each in (*rows, *first.values()) if each.problem}
    of = {each.key: each for each in now(Problem).filter(key__in=problems)}
    of |= {each.key: each for each in under_shield(Problem).filter(key__in={each for each in problems if marked(each)})}
    said = read.opened([each.position for each in rows]) if words else {}
    return [
        line(each, names, said[each.position].personal if each.position in said else None, of, first) for each in rows
    ]


@never_cache
@require_safe
def waiting(request: ActedRequest) -> HttpResponse:
    """The inbox. What was said is opened for the office that sorts, and for nobody else."""
    wanted = Inbox.from_query(request.GET.dict())
    rows = inbox(wanted)
    page = keyset(rows, request)
    reads = bool(request.actor.roles & _OFFICE)
    if reads:
        write_down([each.key for each in page.rows], "inbox", request.actor)
    sorts = Role.DISPATCHER in request.actor.roles and wanted.status == OpinionStatus.WAITING
    matching = rows[: MOST_CHOSEN + 1].count() if sorts and (page.next_url or page.previous_url) else len(page.rows)
    context = {
        "active": "inbox",
        "lines": lines(page.rows, words=reads),
        "reads": reads,
        "page": page,
        "controls": controls(wanted),
        "filtered": bool(wanted.query()),
        "sorts": sorts,
        "matching": min(matching, MOST_CHOSEN),
        "more_than": MOST_CHOSEN if matching > MOST_CHOSEN else None,
        "query": request.GET.urlencode(),
        "enters": Role.CLERK in request.actor.roles or Role.DISPATCHER in request.actor.roles,
        "waits": wanted.status == OpinionStatus.WAITING,
        **saved_view.bar(request, "inbox"),
    }
    return render(request, "workspace/inbox.html", context)


def controls(wanted: Inbox) -> list[Control]:
    """The filters of the inbox, as they are set."""
    towns = [choice for _label, group in unit_groups(Tier.TOWN) for choice in group]
    found = [
        Control(
            "status",
            _("Status"),
            "select",
            wanted.status,
            (("", [(code.value, text) for code, text in OPINION.items()]),),
        ),
        select("channel", _("Channel"), wanted.channel, choices(CHANNEL)),
        select("topic", _("Subject"), wanted.topic, choices(TOPIC)),
        select("town", _("Town"), wanted.town, towns),
    ]
    batches = list(now(Batch).order_by("-position").values_list("key", "file_name")[:20])
    if batches or wanted.batch:
        if wanted.batch and wanted.batch not in dict(batches):
            batches.append((wanted.batch, wanted.batch))
        found.append(select("batch", _("Import"), wanted.batch, batches))
    return [*found, Control("repeats", _("Only repeats"), "check", wanted.repeats)]


class OpinionForm(AboutFields, KeyedForm):
    """What someone said, entered by staff. Only the words are needed (law 11)."""

    text = forms.CharField(
        label=_("What was said"),
        help_text=_("In the reporter's own words."),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=TEXT_LIMIT,
    )
    title = forms.CharField(label=_("In one line"), max_length=200, required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=choices(CHANNEL), initial=Channel.COUNTER.value)
    topic = forms.ChoiceField(label=_("Subject"), choices=choices(TOPIC, empty=_("Not sure")), required=False)
    place = forms.ChoiceField(label=_("Town or village"), required=False)
    reporter = forms.CharField(label=_("Who said it"), max_length=80, required=False)
    contact = forms.CharField(
        label=_("How to reach them"),
        help_text=_("Only who can be reached is asked about the result. Sealed, and never shown to the handling unit."),
        max_length=120,
        required=False,
    )
    happened_on = forms.DateField(
        label=_("Heard on"), required=False, widget=DateInput, help_text=_("Empty means today.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = place_choices(_("Not sure"))


@never_cache
@sensitive_post_parameters()
def opinion_new(request: ActedRequest) -> HttpResponse:
    """Enter an opinion. The page that follows shows the receipt, once, over the form for the next one."""
    if request.method == "POST":
        form = OpinionForm(request.POST)
        refused = ""
        if form.is_valid():
            try:
                receipt = register(_heard(form.cleaned_data), request.actor, f"opinion:{form.cleaned_data['key']}")
            except Refusal as refusal:
                refused = told(refusal)
            else:
                request.session["entered"] = receipt.opinion
                again = {name: form.cleaned_data[name] for name in ("channel", "place") if form.cleaned_data[name]}
                return redirect(reverse("workspace:opinion_new", query=again))
        context = {"active": "inbox", "form": form, "rest": _rest(form), "refused": refused}
        return render(request, "workspace/opinion_new.html", context, status=422)
    known = {name: request.GET[name] for name in ("channel", "place") if name in request.GET}
    form = OpinionForm(initial=known)
    context = {"active": "inbox", "form": form, "rest": _rest(form), "receipt": _receipt(request)}
    return render(request, "workspace/opinion_new.html", context)


def _rest(form: OpinionForm) -> list[forms.BoundField]:
    """What is asked after the words and whom they are about: a clerk who enters thirty calls begins with what was said."""
    first = {"key", "text", "title", *AboutFields.base_fields}
    return [each for each in form if each.name not in first]


def _receipt(request: ActedRequest) -> dict[str, str] | None:
    """Number and code of what was just entered in this session; the second look finds nothing."""
    entered = request.session.pop("entered", "")
    row = of_matter(Opinion, entered).filter(key=entered).first() if entered else None
    if row is None:
        return None
    sealed = read.opened([row.position])[row.position].personal or {}
    return {"key": row.key, "number": row.number, "code": sealed.get("receipt", "")}


def _heard(said: dict[str, Any]) -> Heard:
    town, village = placed(said["place"])
    return Heard(
        text=said["text"].replace("\r\n", "\n"),
        title=said["title"],
        channel=Channel(said["channel"]),
        topic=Topic(said["topic"] or Topic.OTHER),
        town=town,
        village=village,
        reporter=said["reporter"],
        contact=said["contact"],
        happened_on=said["happened_on"],
        shield=behind(said),
        against_words=said["against_words"],
    )


urlpatterns = [
    path("inbox/", waiting, name="inbox"),
    path("inbox/sort/", sorting.sort, name="sort"),
    path("opinions/new/", opinion_new, name="opinion_new"),
]
