"""My saved views: save the filter of a list under a name, open it again, rename it, delete it. Each person for themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sandan.ledger import read
from sandan.projections.listing import USED, Filter, Inbox, Which
from sandan.projections.person import Person
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.account import Account
from sandan.web.column import TITLES
from sandan.web.label import Label
from sandan.web.saved_view import MOST_VIEWS, NAME_LIMIT, QUERY_LIMIT, SavedView, mine
from sandan.web.workspace import inbox, register
from sandan.web.workspace.filter import Control

INBOX = "inbox"
LISTS: dict[str, Label] = {INBOX: _("To be sorted"), **{each.value: title for each, title in TITLES.items()}}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: ActedRequest) -> HttpResponse:
    """GET shows all my views; POST saves the filter of a list under a name, in place of the one that has it."""
    refused = ""
    if request.method == "POST":
        of, name = request.POST.get("list", ""), _name(request)
        query = request.POST.get("query", "")
        refused = _why_not(request, of, name, query)
        if not refused:
            account = Account.objects.get(person=request.actor.person)
            SavedView.objects.update_or_create(account=account, list=of, name=name, defaults={"query": query})
            messages.success(request, gettext("Saved as “%(name)s”.") % {"name": name})
            return redirect(reverse(f"workspace:{of}", query=QueryDict(query).dict()))
    return _page(request, refused)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def view(request: ActedRequest, key: str) -> HttpResponse:
    """GET opens the list as the view has it, without filters that no longer exist; POST renames or deletes it."""
    one = mine(request).filter(key=key).first()
    if one is None:
        raise Http404
    if request.method == "POST":
        return _change(request, one)
    words, gone = current(one.list, QueryDict(one.query).dict())
    if gone:
        said = gettext("Of this view, some filters no longer exist and are left out: %(names)s.")
        messages.warning(request, said % {"names": pgettext("between names", ", ").join(gone)})
    return redirect(reverse(f"workspace:{one.list}", query=words))


def current(of: str, words: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """Of these words of a list's address those that still mean something there, and what the others are called."""
    known = {each.name: each for each in _controls(of, words)}
    kept: dict[str, str] = {}
    gone: list[str] = []
    for name, value in words.items():
        control = known.get(name)
        if _means(of, name, value, control):
            kept[name] = value
        else:
            gone.append(str(control.label) if control is not None else name)
    return kept, gone


def _controls(of: str, words: dict[str, str]) -> list[Control]:
    if of == INBOX:
        return inbox.controls(Inbox.from_query({**words, "batch": ""}))
    return register.controls(Which(of), Filter.from_query(words), words.get("day", ""))


def _means(of: str, name: str, value: str, control: Control | None) -> bool:
    if control is None:
        if name == "as_of":
            return of != INBOX and value.isascii() and value.isdigit() and int(value[:16]) <= read.head().size
        return of != INBOX and name == "person" in USED[Which(of)] and now(Person).filter(key=value).exists()
    if control.kind == "select":
        return any(value == code for _heading, choices in control.groups for code, _label in choices)
    if control.kind == "date":
        try:
            return parse_date(value) is not None
        except ValueError:
            return False
    return True


def _change(request: ActedRequest, one: SavedView) -> HttpResponse:
    step = request.POST.get("step", "")
    if step == "delete":
        one.delete()
        messages.success(request, gettext("“%(name)s” is deleted.") % {"name": one.name})
    elif step == "rename":
        name = _name(request)
        if not name:
            return _page(request, gettext("Give the view a name."))
        if SavedView.objects.filter(account=one.account, list=one.list, name=name).exclude(key=one.key).exists():
            return _page(request, gettext("Another of your views of this list has that name."))
        one.name = name
        one.save()
        messages.success(request, gettext("Now called “%(name)s”.") % {"name": name})
    return redirect("workspace:views")


def _name(request: ActedRequest) -> str:
    return " ".join(request.POST.get("name", "").split())[:NAME_LIMIT]


def _why_not(request: ActedRequest, of: str, name: str, query: str) -> str:
    """Why this cannot be saved; "" if it can."""
    if of not in LISTS or not query or len(query) > QUERY_LIMIT:
        return gettext("Set a filter on a list first, then save it there.")
    if not name:
        return gettext("Give the view a name.")
    held = list(mine(request))
    if len(held) >= MOST_VIEWS and (of, name) not in {(each.list, each.name) for each in held}:
        return gettext("You have %(count)s views. Delete one first.") % {"count": MOST_VIEWS}
    return ""


def _page(request: ActedRequest, refused: str) -> HttpResponse:
    held = mine(request)
    parts = [(title, [each for each in held if each.list == of]) for of, title in LISTS.items()]
    context = {"active": "desk", "parts": [each for each in parts if each[1]], "refused": refused, "limit": NAME_LIMIT}
    return render(request, "workspace/views.html", context, status=422 if refused else 200)


urlpatterns = [
    path("views/", views, name="views"),
    path("views/<str:key>/", view, name="view"),
]
