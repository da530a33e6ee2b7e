"""Outgoing messages, for the operator: whether anything leaves the house, by which channels, what failed, what may have been sent twice.

Addresses and secrets go in and never come out: a page shows a channel's host and nothing more of it.
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sandan.desk.handle import identify
from sandan.outbox import run
from sandan.outbox.carrier import Result, carry
from sandan.outbox.models import PERSONAL, Channel, Means, Message, Preference, State
from sandan.outbox.reader import office
from sandan.outbox.secret import opened, opened_fields
from sandan.outbox.target import Barred, target
from sandan.outbox.wording import explained, trial, why
from sandan.projections import person, unit
from sandan.web.access import ActedRequest
from sandan.web.label import MEANS, MESSAGE
from sandan.web.workspace.channel_form import FORMS, ChannelForm, OfficeForm

_security = logging.getLogger("sandan.security")

SHOWN = 50
"""Messages that want attention, on the page."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def outbox(request: ActedRequest) -> HttpResponse:
    """The state of the outbox, its channels, and what wants attention."""
    held = office()
    initial = {"sending": held.sending, "site": held.site, "resend": held.resend}
    form = OfficeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        held.sending, held.resend = form.cleaned_data["sending"], form.cleaned_data["resend"]
        held.site = form.cleaned_data["site"].rstrip("/")
        held.save(update_fields=["sending", "resend", "site"])
        _security.info("outgoing messages %s by person %s", "on" if held.sending else "off", request.actor.person)
        messages.success(request, gettext("Saved."))
        return redirect("workspace:outbox")
    units, people = unit.names(), person.names()
    counts = Counter(dict(Message.objects.values_list("state").annotate(count=Count("key"))))
    wanting = Message.objects.filter(state__in=(State.FAILED.value, State.UNCERTAIN.value)).select_related("channel")
    twice = Message.objects.filter(perhaps_twice=True, state=State.SENT.value).count()
    context = {
        "active": "outbox",
        "form": form,
        "sending": held.sending,
        "channels": [_channel(each, units) for each in Channel.objects.order_by("means", "name")],
        "states": [(MESSAGE[each], counts[each.value]) for each in State if counts[each.value]],
        "twice": twice,
        "wanting": [_message(each, units, people) for each in wanting.order_by("-made_at", "key")[:SHOWN]],
        "means": [(each.value, MEANS[each]) for each in Means if each not in PERSONAL or not _taken(each)],
    }
    return render(request, "workspace/outbox/outbox.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def channel_new(request: ActedRequest) -> HttpResponse:
    """Add a channel of the kind that the address names."""
    text = request.GET.get("means", "")
    if text not in {each.value for each in Means}:
        return redirect("workspace:outbox")
    means = Means(text)
    if means in PERSONAL and _taken(means):
        messages.info(request, gettext("There is one already: everybody's messages go by it."))
        return redirect("workspace:outbox")
    form = FORMS[means](
        means, None, request.POST or None, initial={"name": MEANS[means], "language": settings.LANGUAGE_CODE}
    )
    if request.method == "POST" and form.is_valid():
        key = identify(form.cleaned_data["key"], "channel")
        _keep(Channel(key=key, means=means.value), form)
        _security.info("channel %s added by person %s", key, request.actor.person)
        messages.success(request, gettext("Added. Send a test message before you rely on it."))
        return redirect("workspace:channel", key)
    context = {"active": "outbox", "form": form, "kind": MEANS[means], "channel": None, "means": means.value}
    return render(request, "workspace/outbox/channel.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: ActedRequest, key: str) -> HttpResponse:
    """Change a channel."""
    held = _found(key)
    means, fields = Means(held.means), opened_fields(held.sealed)
    shown = {name: value for name, value in fields.items() if name not in FORMS[means].SECRETS}
    shown |= {"name": held.name, "unit": held.unit, "language": held.language, "idempotent": held.idempotent}  # type: ignore[dict-item]  # shown as they are
    form = FORMS[means](means, fields, request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        _keep(held, form)
        _security.info("channel %s changed by person %s", key, request.actor.person)
        messages.success(request, gettext("Saved."))
        return redirect("workspace:channel", key)
    context = {
        "active": "outbox",
        "form": form,
        "kind": MEANS[means],
        "channel": _channel(held, unit.names()),
        "unreadable": not fields,
        "means": means.value,
    }
    return render(request, "workspace/outbox/channel.html", context, status=422 if form.errors else 200)


@require_POST
def channel_act(request: ActedRequest, key: str, act: str) -> HttpResponse:
    """Pause a channel, let it go on, try it, or remove it with its messages."""
    held = _found(key)
    match act:
        case "pause" | "resume":
            held.enabled = act == "resume"
            held.save(update_fields=["enabled"])
            messages.success(request, gettext("Saved."))
        case "test":
            _try(request, held)
            return redirect("workspace:channel", key)
        case "remove":
            held.delete()
            messages.success(request, gettext("Removed."))
        case _:
            raise Http404
    _security.info("channel %s: %s by person %s", key, act, request.actor.person)
    return redirect("workspace:outbox")


@require_POST
def message_act(_request: ActedRequest, key: str, act: str) -> HttpResponse:
    """Let a message wait anew, or give it up."""
    if not Message.objects.filter(key=key).exists():
        raise Http404
    match act:
        case "again":
            run.try_again(key, timezone.now())
        case "drop":
            run.drop(key)
        case _:
            raise Http404
    return redirect("workspace:outbox")


def _try(request: ActedRequest, held: Channel) -> None:
    """Send a message that tells of nothing, to one's own address or to the group. Also while sending is off: that is what one tries."""
    means, to, language = Means(held.means), "", held.language
    if means in PERSONAL:
        wish = Preference.objects.filter(person=request.actor.person).first()
        to = opened(wish.email if means is Means.EMAIL else wish.phone) if wish else ""
        language = wish.language if wish else language
        if not to:
            messages.error(
                request, gettext("Enter your own address under “My notifications” first: the test goes there.")
            )
            return
    fields = opened_fields(held.sealed)
    if not fields:
        messages.error(request, explained("unreadable"))
        return
    outcome = carry(means, fields, trial(held, to, language, uuid4().hex))
    if outcome.result is Result.SENT:
        messages.success(request, gettext("Sent. Look whether it has arrived."))
    else:
        messages.error(request, explained(outcome.reason, outcome.detail))


def _keep(held: Channel, form: ChannelForm) -> None:
    given = form.cleaned_data
    held.name, held.unit = given["name"], given.get("unit", "")
    held.language = given.get("language", held.language)
    held.idempotent = given.get("idempotent", False)
    held.sealed = form.sealed()
    held.save()


def _found(key: str) -> Channel:
    held = Channel.objects.filter(key=key).first()
    if held is None:
        raise Http404
    return held


def _taken(means: Means) -> bool:
    return Channel.objects.filter(means=means.value).exists()


def _channel(held: Channel, units: dict[str, str]) -> dict[str, Any]:
    return {
        "key": held.key,
        "name": held.name,
        "kind": MEANS[Means(held.means)],
        "unit": units.get(held.unit, ""),
        "host": _host(opened_fields(held.sealed)),
        "enabled": held.enabled,
    }


def _host(fields: dict[str, str]) -> str:
    """Where a channel goes, without the part of its address that is a secret."""
    try:
        return fields.get("host") or (target(fields["url"]).host if "url" in fields else "")
    except Barred:
        return ""


def _message(message: Message, units: dict[str, str], people: dict[str, str]) -> dict[str, Any]:
    kind, _slash, who = message.recipient.partition("/")
    return {
        "key": message.key,
        "made_at": message.made_at,
        "channel": message.channel.name,
        "to": (people if kind == "person" else units).get(who, ""),
        "state": MESSAGE[State(message.state)],
        "uncertain": message.state == State.UNCERTAIN,
        "twice": message.perhaps_twice,
        "tries": message.tries,
        "why": why(message),
    }


urlpatterns = [
    path("outbox/", outbox, name="outbox"),
    path("outbox/channels/new/", channel_new, name="channel_new"),
    path("outbox/channels/<str:key>/", channel, name="channel"),
    path("outbox/channels/<str:key>/<str:act>/", channel_act, name="channel_act"),
    path("outbox/messages/<str:key>/<str:act>/", message_act, name="message_act"),
]
