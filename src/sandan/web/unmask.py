"""Who said it and how to reach them: masked on every page, opened for a reason, and for ten minutes at most."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sandan.web import mask
from sandan.web.form import KeyedForm

SHOWN = 10 * 60
"""For how many seconds after the reason was given the session shows it in full."""
_KEPT = 20


class UnmaskForm(KeyedForm):
    """Why someone has to know who it was. The reporter reads it."""

    reason = forms.CharField(
        label=_("Why do you need to know who it was?"),
        help_text=_("The reporter reads this reason on their own page, with your unit and the day."),
        max_length=200,
    )


def remember(request: HttpRequest, opinion: str) -> None:
    """Show the reporter of `opinion` in full in this session for a while. The event must have been recorded before."""
    seen = {key: at for key, at in request.session.get("unmasked", {}).items() if time.time() - at < SHOWN}
    request.session["unmasked"] = dict(list({**seen, opinion: int(time.time())}.items())[-_KEPT:])


def open_now(request: HttpRequest, opinion: str) -> bool:
    """Whether this session may show the reporter of `opinion` in full."""
    at: int = request.session.get("unmasked", {}).get(opinion, 0)
    return time.time() - at < SHOWN


def identity(request: HttpRequest, opinion: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Who said it, as a page shows it: masked, or in full where this session gave its reason."""
    reporter, contact = str(said.get("reporter", "")), str(said.get("contact", ""))
    shown = open_now(request, opinion)
    return {
        "reporter": reporter if shown else mask.name(reporter),
        "contact": contact if shown else mask.contact(contact),
        "masked": not shown and bool(reporter or contact),
    }
