"""Public notices for everyone: those that stand today, what each says, and a way to say that something of it is not so.

What is shown comes from the notice's own entry alone, whose type is the whitelist; a notice that is over or taken down is shown to nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
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
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from sandan.desk.handle import handle
from sandan.desk.publicity import object_to, told
from sandan.domain.authority import RESIDENT
from sandan.domain.publicity import Stage
from sandan.domain.values import Refusal
from sandan.projections import delegation, service_item, unit
from sandan.projections.publicity import Publicity, standing
from sandan.web import limit
from sandan.web.access import ActedRequest
from sandan.web.form import KeyedForm
from sandan.web.label import NOTICE_STAGE
from sandan.web.message import told as refusal_words
from sandan.web.page import keyset


class ObjectForm(KeyedForm):
    """What is not so. Nobody asks who says it."""

    words = forms.CharField(
        label=_("What is not so?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Nobody asks who you are. It is read by those who work on the application and by nobody else."),
    )


def _unlisted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """No search engine keeps whom a notice names: it would tell for years what the law has told for some days."""

    @wraps(view)
    def answer(request: ActedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        made = view(request, *args, **kwargs)
        made["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return made

    return answer


@never_cache
@_unlisted
@require_safe
def publicity(request: ActedRequest) -> HttpResponse:
    """The notices that stand today, newest first."""
    page = keyset(standing(timezone.localdate()), request)
    context = {"active": "", "rows": _shown(page.rows), "page": page}
    return render(request, "portal/publicity.html", context)


@never_cache
@_unlisted
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def publicity_one(request: ActedRequest, key: str) -> HttpResponse:
    """One notice while it stands, and an objection to it. Whoever objects acts as a resident, also where staff is signed in."""
    row = standing(timezone.localdate()).filter(key=key).first()
    if row is None:
        raise Http404
    form, refused = ObjectForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        place = limit.source(request)
        if limit.REPORT_BY_SOURCE.reached(place):
            refused = gettext(
                "Many reports came from here within the last hour. Wait a little, then send this one again."
            )
        else:
            given = f"publicity.object:{form.cleaned_data['key']}"
            try:
                handle(object_to(key, form.cleaned_data["words"], given), RESIDENT, given)
            except Refusal as refusal:
                refused = refusal_words(refusal)
            else:
                limit.REPORT_BY_SOURCE.count(place)
                messages.success(request, gettext("Thank you. It is answered before anything is decided."))
                return redirect("portal:publicity_one", key)
    (shown,) = _shown([row])
    context = {"active": "", "one": shown, "form": form, "refused": refused}
    failed = bool(refused or form.errors)
    return render(request, "portal/publicity_one.html", context, status=422 if failed else 200)


@never_cache
@require_safe
def delegations(request: ActedRequest) -> HttpResponse:
    """Which town decides on what in whose name: what is entrusted is announced (行政许可法 art. 24 by analogy)."""
    units, today = unit.names(), timezone.localdate()
    rows = [
        {
            "row": each,
            "town": units.get(each.unit, ""),
            "principal": units.get(each.principal, ""),
            "services": each.called,
            "suspended": each.suspended_from is not None
            and each.suspended_from <= today
            and (each.resumed_from is None or today < each.resumed_from),
            "to_come": each.from_on > today,
        }
        for each in delegation.in_force(today)
    ]
    return render(request, "portal/delegations.html", {"active": "", "rows": rows})


def _shown(rows: list[Publicity]) -> list[dict[str, Any]]:
    """What notices that stand say, opened in one read."""
    units, called, said = unit.names(), service_item.titles(), told([each.position for each in rows])
    return [
        {
            "row": each,
            "said": said[each.position],
            "town": units.get(each.town, ""),
            "village": units.get(each.village, ""),
            "service": called.get(each.title, each.title),
            "stage": NOTICE_STAGE[Stage(each.stage)],
            "unit": units.get(each.unit, ""),
        }
        for each in rows
    ]


urlpatterns = [
    path("publicity/", publicity, name="publicity"),
    path("publicity/<str:key>/", publicity_one, name="publicity_one"),
    path("delegations/", delegations, name="delegations"),
]
