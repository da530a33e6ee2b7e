"""Where a weakness of the program is told of: security.txt (RFC 9116), and the page that it points to."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sandan.web.access import ActedRequest

VALID_FOR = timedelta(days=180)
"""How long a copy of the file may be believed; RFC 9116 section 2.5.5 asks for less than a year."""


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The file itself. 404 where the office names no contact: a file without one would be invalid (RFC 9116 section 2.5.3).

    Addresses in it must be https (sections 2.5.2 and 2.5.7), so where the program is not reached so, its own are left out.
    """
    _named()
    expires = datetime.combine(timezone.now().astimezone(UTC) + VALID_FOR, time.min, UTC)
    policy = settings.SANDAN_SECURITY_POLICY or request.build_absolute_uri(reverse("portal:security"))
    lines = [
        *(f"Contact: {each}" for each in settings.SANDAN_SECURITY_CONTACT),
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: zh, en",
    ]
    for name, address in (("Canonical", request.build_absolute_uri()), ("Policy", policy)):
        if address.startswith("https://"):
            lines.append(f"{name}: {address}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def moved(_request: HttpRequest) -> HttpResponse:
    """The place where older tools look (RFC 9116 section 3)."""
    _named()
    return HttpResponsePermanentRedirect(reverse("security_txt"))


@require_safe
def security(request: ActedRequest) -> HttpResponse:
    """How to tell of a weakness, what then happens, and what must not be done. 404 where the office names no contact."""
    _named()
    shown = [(each, each.removeprefix("mailto:").removeprefix("tel:")) for each in settings.SANDAN_SECURITY_CONTACT]
    return render(request, "portal/security.html", {"contacts": shown})


def _named() -> None:
    if not settings.SANDAN_SECURITY_CONTACT:
        raise Http404


urlpatterns = [
    path("security/", security, name="security"),
]
