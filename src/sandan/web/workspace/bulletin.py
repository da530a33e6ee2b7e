"""Bulletins for the staff: drafted with figure references, looked at, handed in, approved by somebody else, published, corrected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sandan.bulletins.document import typed_numerals
from sandan.bulletins.reconcile import doubts, judge
from sandan.desk import bulletin as desk
from sandan.domain import bulletin as domain
from sandan.domain.authority import Role, may
from sandan.domain.bulletin import BODY_LIMIT, REASON_LIMIT, BulletinStatus, Doubt, Layout
from sandan.domain.bulletin_template import Template, in_force, last_period
from sandan.domain.values import Refusal, Tier
from sandan.domain.wire import decode
from sandan.ledger import read
from sandan.projections import person
from sandan.projections.bulletin import Bulletin
from sandan.projections.figure import FIGURES
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.web.access import ActedRequest
from sandan.web.bulletin import around, composed, corrected, files_of, rendered, sent
from sandan.web.form import DateInput, KeyedForm, ReasonForm
from sandan.web.label import BULLETIN_STATUS, BULLETIN_TEMPLATE, FLAW, LAYOUT, TOPIC
from sandan.web.message import told
from sandan.web.page import keyset

_FOUND = 12
"""Figures that a search shows."""


class DraftForm(KeyedForm):
    """Title, layout and text. `seen` is the version that the editor looked at."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    template = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    corrects = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=200)
    layout = forms.ChoiceField(
        label=_("Layout"), choices=[(each.value, LAYOUT[each]) for each in Layout], initial=Layout.BULLETIN.value
    )
    reason = forms.CharField(
        label=_("Why it corrects"),
        required=False,
        max_length=REASON_LIMIT,
        help_text=_("Published with the correction, beside the old and the new numbers."),
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=BODY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 18, "data-write": "", "translate": "no"}),
        help_text=_(
            "Write no number yourself: write its reference, such as [[problems.collected]]. Dates and numbering may be typed."
        ),
    )


class FindForm(forms.Form):
    """Which figure to refer to, and of what part."""

    q = forms.CharField(label=_("Name of a figure"), required=False, max_length=60)
    town = forms.ChoiceField(label=_("Town"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    since = forms.DateField(label=_("Only what was added from this day on"), required=False, widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns = now(Unit).filter(tier=Tier.TOWN.value).order_by("position").values_list("name", flat=True)
        _choices(self, "town", [(each, each) for each in towns])
        _choices(self, "topic", [(each.value, word) for each, word in TOPIC.items()])

    def filters(self) -> str:
        """The filters as a reference has them."""
        given = self.cleaned_data
        parts = [
            f"town={given['town']}" if given.get("town") else "",
            f"topic={given['topic']}" if given.get("topic") else "",
        ]
        parts.append(f"since={given['since'].isoformat()}" if given.get("since") else "")
        return "".join(f" {each}" for each in parts if each)


class SubmitForm(KeyedForm):
    """Hand a draft in, as of a day."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    as_of = forms.DateField(label=_("Of what had happened by"), widget=DateInput)


class ApproveForm(KeyedForm):
    """Approve what was read."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


@require_safe
def bulletins(request: ActedRequest) -> HttpResponse:
    """Drafts, what waits for approval, and published bulletins, newest first; and the templates that a draft may begin with."""
    page = keyset(now(Bulletin).exclude(status=BulletinStatus.DISCARDED.value), request)
    rows = [{"row": each, "status": BULLETIN_STATUS[BulletinStatus(each.status)]} for each in page.rows]
    edits = Role.EDITOR in request.actor.roles
    context = {"active": "bulletins", "rows": rows, "page": page, "edits": edits}
    if edits:
        context["templates"] = [_template_told(each) for each in in_force(timezone.localdate())]
    return render(request, "workspace/bulletins.html", context)


@require_safe
def bulletin(request: ActedRequest, key: str) -> HttpResponse:
    """One bulletin, composed; a draft as of now, with what keeps it from being handed in."""
    return _page(request, _row(key))


@require_http_methods(["GET", "POST"])
def edit(request: ActedRequest, key: str = "") -> HttpResponse:
    """Begin or change a draft; look at it and find figures without saving. What is refused is shown with what was typed kept."""
    row = _row(key) if key else None
    if row is not None and row.status in {BulletinStatus.PUBLISHED.value, BulletinStatus.DISCARDED.value}:
        raise Http404
    if request.method == "GET":
        form = DraftForm(initial=_start(request, row))
        return _editor(request, row, form, FindForm(request.GET))
    do = request.POST.get("do", "save")
    if do != "save":
        return _looked(request, row, do)
    form = DraftForm(request.POST)
    if form.is_valid():
        try:
            key = _saved(request, row, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, told(refusal))
        else:
            messages.success(request, gettext("The draft is saved."))
            return redirect("workspace:bulletin", key=key)
    return _editor(request, row, form, FindForm(request.POST), status=422)


@require_safe
def versions(request: ActedRequest, key: str) -> HttpResponse:
    """Every text that a bulletin had, newest first, each with what is different from the one before, and every step between."""
    row = _row(key)
    names, told_of, before = person.names(), [], ""
    for entry in read.stream(f"bulletin/{key}"):
        event = decode(entry.kind, entry.public, entry.internal)
        one: dict[str, Any] = {
            "position": entry.position,
            "at": timezone.localtime(entry.recorded_at),
            "who": names.get(entry.by.get("person", ""), "") or gettext("The calendar"),
            "step": _STEPS.get(entry.kind.partition("/")[0], entry.kind),
            "reason": getattr(event, "reason", ""),
        }
        if isinstance(event, domain.BulletinDrafted | domain.BulletinRevised):
            text = f"{event.title}\n{event.body}"
            one["lines"] = list(_difference(before, text)) if before else []
            one["same"] = before == text
            before = text
        told_of.append(one)
    return render(
        request, "workspace/bulletin_versions.html", {"active": "bulletins", "row": row, "told": told_of[::-1]}
    )


@require_POST
def submit(request: ActedRequest, key: str) -> HttpResponse:
    """Hand a draft in for approval, frozen."""

    def act(said: dict[str, Any]) -> None:
        desk.submit(key, request.actor, said["key"], said["as_of"], judge, seen=said["seen"])

    form = SubmitForm(request.POST, auto_id="submit-%s")
    return _step(request, key, "submit", form, act, gettext("Handed in. Somebody who wrote none of it approves it."))


@require_POST
def approve(request: ActedRequest, key: str) -> HttpResponse:
    """Approve what was handed in, as it was read."""

    def act(said: dict[str, Any]) -> None:
        desk.approve(key, request.actor, said["key"], said["digest"])

    form = ApproveForm(request.POST, auto_id="approve-%s")
    return _step(request, key, "approve", form, act, gettext("Approved. An editor can publish it now."))


@require_POST
def send_back(request: ActedRequest, key: str) -> HttpResponse:
    """Give what was handed in back to the editor."""

    def act(said: dict[str, Any]) -> None:
        desk.send_back(key, request.actor, said["key"], said["reason"])

    form = ReasonForm(request.POST, auto_id="back-%s")
    return _step(request, key, "send_back", form, act, gettext("Given back to the editor."))


@require_POST
def publish(request: ActedRequest, key: str) -> HttpResponse:
    """Publish what was approved, under the next number of the year."""

    def act(said: dict[str, Any]) -> None:
        desk.publish(key, request.actor, said["key"])

    done = gettext("The bulletin is published and can no longer change.")
    return _step(request, key, "publish", KeyedForm(request.POST), act, done)


@require_POST
def discard(request: ActedRequest, key: str) -> HttpResponse:
    """Put a draft away for good."""

    def act(said: dict[str, Any]) -> None:
        desk.discard(key, request.actor, said["key"])

    done = gettext("The draft is put away. Its entries stay in the ledger.")
    return _step(request, key, "discard", KeyedForm(request.POST), act, done)


def _step(
    request: ActedRequest, key: str, name: str, form: forms.Form, act: Callable[[dict[str, Any]], None], done: str
) -> HttpResponse:
    """Take a step, and back to the bulletin, or to the list where it is put away; a refusal shows the page with its form again."""
    row = _row(key)
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, told(refusal))
        else:
            messages.success(request, done)
            return redirect("workspace:bulletins") if name == "discard" else redirect("workspace:bulletin", key=key)
    return _page(request, row, {name: form}, status=422)


@require_safe
def as_file(request: ActedRequest, key: str, kind: str) -> HttpResponse:
    """The bulletin as a Word document, PDF, workbook or web page; `?layout=` takes the other layout."""
    row = _row(key)
    try:
        return sent(request, row, kind)
    except Refusal as refusal:
        messages.error(request, told(refusal))
        return redirect("workspace:bulletin", key=key)


# ---------------------------------------------------------------------------------------------------------------- one bulletin


def _page(
    request: ActedRequest, row: Bulletin, forms_given: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    stands, by = BulletinStatus(row.status), request.actor
    edits = Role.EDITOR in by.roles
    context: dict[str, Any] = {
        "active": "bulletins",
        "base": "workspace/base.html",
        "row": row,
        "status": BULLETIN_STATUS[stands],
        "draft": stands is not BulletinStatus.PUBLISHED,
        "edits": edits and stands in {BulletinStatus.DRAFT, BulletinStatus.SUBMITTED, BulletinStatus.APPROVED},
        "corrects_it": edits and stands is BulletinStatus.PUBLISHED,
        "author": _authored(row.key, by.person),
        "people": {name: person.names().get(getattr(row, name), "") for name in ("submitter", "approver")},
        "files": files_of(row, "workspace"),
        "staff": True,
        **around(row),
    }
    try:
        found = composed(row)
    except Refusal as refusal:
        context["refused"] = told(refusal)
        context["typed"] = _typed(row)
        context["forms"] = _forms(request, row, forms_given or {}, timezone.localdate())
    else:
        context["forms"] = _forms(request, row, forms_given or {}, found.on)
        context |= {**rendered(found, "workspace"), "same": not row.digest or found.digest == row.digest}
        context["changes"] = corrected(row, found)
        if stands is BulletinStatus.DRAFT:
            context["doubts"] = [_doubt_told(each) for each in doubts(found)]
    return render(request, "bulletin/bulletin.html", context, status=status)


def _forms(request: ActedRequest, row: Bulletin, given: dict[str, forms.Form], on: date) -> dict[str, forms.Form]:
    """What the actor may do next with a bulletin as it stands, by step. `on` is the day that it is composed of."""
    stands, by = BulletinStatus(row.status), request.actor
    found: dict[str, forms.Form] = {}
    if stands is BulletinStatus.DRAFT and may("bulletin.submit", by):
        found["submit"] = SubmitForm(auto_id="submit-%s", initial={"as_of": on, "seen": _version(row.key)})
    if stands is BulletinStatus.SUBMITTED and may("bulletin.approve", by) and not _authored(row.key, by.person):
        found["approve"] = ApproveForm(auto_id="approve-%s", initial={"digest": row.digest})
        found["send_back"] = ReasonForm(auto_id="back-%s")
    if stands is BulletinStatus.APPROVED and may("bulletin.publish", by):
        found["publish"] = KeyedForm(auto_id="publish-%s")
    if stands not in {BulletinStatus.PUBLISHED, BulletinStatus.DISCARDED} and Role.EDITOR in by.roles:
        found["discard"] = KeyedForm(auto_id="discard-%s")
    return {**found, **given}


_STEPS = {
    "bulletin.drafted": _("Begun"),
    "bulletin.revised": _("Changed"),
    "bulletin.submitted": _("Handed in"),
    "bulletin.approved": _("Approved"),
    "bulletin.sent_back": _("Given back"),
    "bulletin.published": _("Published"),
    "bulletin.discarded": _("Put away"),
}


def _authored(key: str, who: str) -> bool:
    """Whether a person wrote any of it or handed it in, and so may not approve it."""
    entries = read.stream(f"bulletin/{key}")
    written = ("bulletin.drafted", "bulletin.revised", "bulletin.submitted")
    return any(each.by.get("person") == who for each in entries if each.kind.startswith(written))


def _typed(row: Bulletin) -> list[dict[str, Any]]:
    """Every number typed by hand, with its line, where that is what keeps a draft from being composed."""
    try:
        found = typed_numerals(row.title, row.body, read.head().size)
    except Refusal:
        return []
    return [{"line": line, "column": one.column, "found": one.found} for line, one in found]


def _doubt_told(doubt: Doubt) -> dict[str, Any]:
    return {"line": doubt.line, "kind": FLAW[doubt.kind], "found": doubt.found, "expected": doubt.expected}


# ------------------------------------------------------------------------------------------------------------------ the editor


def _start(request: ActedRequest, row: Bulletin | None) -> dict[str, Any]:
    """What the editor begins with: the draft, a template's text, or what is to be corrected."""
    if row is not None:
        start = {name: getattr(row, name) for name in ("title", "body", "layout", "corrects", "reason", "template")}
        return start | {"seen": _version(row.key)}
    today = timezone.localdate()
    wanted = request.GET.get("template", "")
    if template := next((each for each in in_force(today) if each.id == wanted), None):
        title, body = template.filled(today)
        return {"title": title, "body": body, "layout": template.layout.value, "template": template.code}
    old = now(Bulletin).filter(key=request.GET.get("corrects", ""), status=BulletinStatus.PUBLISHED.value).first()
    if old is not None:
        title = gettext("%(title)s (correction)") % {"title": old.title}
        return {"title": title, "body": old.body, "layout": old.layout, "corrects": old.key}
    return {}


def _saved(request: ActedRequest, row: Bulletin | None, given: dict[str, Any]) -> str:
    layout = Layout(given["layout"])
    if row is not None:
        desk.revise(row.key, given["title"], given["body"], request.actor, given["key"], layout=layout, seen=given["seen"])  # fmt: skip
        return row.key
    start = desk.Start(layout, given["template"], given["corrects"], given["reason"])
    return desk.draft(given["title"], given["body"], request.actor, given["key"], start=start)


def _looked(request: ActedRequest, row: Bulletin | None, do: str) -> HttpResponse:
    """Look at a text or find a figure without saving anything. `insert:…` puts a reference at the end of the text."""
    given = request.POST.copy()
    if do.startswith("insert:"):
        given["body"] = f"{given.get('body', '')}{do.removeprefix('insert:')}"
    form, find = DraftForm(initial={name: given.get(name, "") for name in DraftForm.base_fields}), FindForm(given)
    context = _looks(given.get("title", ""), given.get("body", "")) | _finds(find)
    if request.headers.get("X-Sandan-Part"):
        return render(request, "workspace/bulletin_look.html", context)
    return _editor(request, row, form, find, context)


def _editor(
    request: ActedRequest, row: Bulletin | None, form: DraftForm, find: FindForm,
    context: dict[str, Any] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    corrects = str(form["corrects"].value() or "")
    if not corrects or row is not None:
        form.fields["reason"].widget = forms.HiddenInput()
    shown = {
        "active": "bulletins",
        "form": form,
        "find": find,
        "row": row,
        "old": now(Bulletin).filter(key=corrects).first() if corrects else None,
        **(context or _finds(find)),
    }
    return render(request, "workspace/bulletin_edit.html", shown, status=status)


def _looks(title: str, body: str) -> dict[str, Any]:
    """A text as it would stand today, or why it would not, and what in it does not reconcile."""
    looked = Bulletin(title=title or "—", body=body, status=BulletinStatus.DRAFT.value)
    try:
        found = composed(looked)
    except Refusal as refusal:
        return {"looked": True, "refused": told(refusal), "typed": _typed(looked)}
    return {
        "looked": True,
        "title": title,
        **rendered(found, "workspace"),
        "doubts": [_doubt_told(each) for each in doubts(found)],
    }


def _finds(find: FindForm) -> dict[str, Any]:
    """The figures whose name, id or definition has what was asked for; without words, the first ones."""
    find.is_valid()
    asked = str(find.cleaned_data.get("q") or "").strip().casefold()
    filters = find.filters()
    found = [
        {"id": one.id, "name": one.name, "definition": one.definition, "reference": f"[[{one.id}{filters}]]"}
        for one in FIGURES.values()
        if all(word in f"{one.id} {one.name} {one.definition}".casefold() for word in asked.split())
    ]
    return {"found": found[:_FOUND], "more": max(len(found) - _FOUND, 0)}


def _template_told(template: Template) -> dict[str, Any]:
    period = last_period(template.every, timezone.localdate())
    return {
        "id": template.id,
        "name": BULLETIN_TEMPLATE[template.id],
        "layout": LAYOUT[template.layout],
        "period": period,
    }


def _choices(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", gettext("All")), *choices]


def _difference(before: str, text: str) -> list[dict[str, str]]:
    """Lines taken out and put in, and two lines around each change."""
    old, new = before.splitlines(), text.splitlines()
    lines: list[dict[str, str]] = []
    for group in SequenceMatcher(a=old, b=new, autojunk=False).get_grouped_opcodes(1):
        for tag, a, b, c, d in group:
            if tag == "equal":
                lines += [{"kind": "same", "text": each} for each in old[a:b]]
            else:
                lines += [{"kind": "gone", "text": each} for each in old[a:b]]
                lines += [{"kind": "new", "text": each} for each in new[c:d]]
    return lines


def _row(key: str) -> Bulletin:
    row = now(Bulletin).filter(key=key).first()
    if row is None:
        raise Http404
    return row


def _version(key: str) -> int:
    entries = read.stream(f"bulletin/{key}")
    return entries[-1].version if entries else 0


urlpatterns = [
    path("bulletins/", bulletins, name="bulletins"),
    path("bulletins/new/", edit, name="bulletin_edit_new"),
    path("bulletins/<str:key>.<str:kind>", as_file, name="bulletin_file"),
    path("bulletins/<str:key>/", bulletin, name="bulletin"),
    path("bulletins/<str:key>/edit/", edit, name="bulletin_edit"),
    path("bulletins/<str:key>/versions/", versions, name="bulletin_versions"),
    path("bulletins/<str:key>/submit/", submit, name="bulletin_submit"),
    path("bulletins/<str:key>/approve/", approve, name="bulletin_approve"),
    path("bulletins/<str:key>/send-back/", send_back, name="bulletin_send_back"),
    path("bulletins/<str:key>/publish/", publish, name="bulletin_publish"),
    path("bulletins/<str:key>/discard/", discard, name="bulletin_discard"),
]
