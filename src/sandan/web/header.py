"""What every answer says to the browser beside its content: what may be kept, what the page may use, who may load it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

OPEN = frozenset(
    {
        "portal:home",
        "portal:report",
        "portal:figures",
        "portal:dashboard",
        "portal:records",
        "portal:change",
        "portal:bulletins",
        "portal:bulletin",
        "portal:problem",
        "portal:security",
        "security_txt",
        "security_txt_moved",
    }
)
"""Pages on which a visitor sees nothing of their own. Their forms keep what was typed when one goes back, so they may be kept but must be
asked for again; every other page, and each of these for who is signed in, is kept nowhere."""

_UNUSED = (
    "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation gyroscope hid idle-detection "
    "local-fonts magnetometer microphone midi payment picture-in-picture screen-wake-lock serial usb xr-spatial-tracking"
).split()
"""What a browser can do and no page here asks for. A photo is chosen by a file field, which needs no camera permission."""
_PERMISSIONS = ", ".join(f"{each}=()" for each in _UNUSED)


class HeaderMiddleware:
    """Puts the headers on every answer, static files, redirects and errors among them. Must stand first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with its headers; what a page said itself stays."""
        answer = self.get_response(request)
        answer["Server"] = "sandan"
        answer.setdefault("Permissions-Policy", _PERMISSIONS)
        answer.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        answer.setdefault("X-Permitted-Cross-Domain-Policies", "none")
        answer.setdefault("Cache-Control", _kept(request))
        return answer


def _kept(request: HttpRequest) -> str:
    """How long a browser may keep the answer: not at all, or for going back."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    actor = getattr(request, "actor", None)
    visitor = actor is not None and not actor.person
    return "private, no-cache" if name in OPEN and visitor else "no-store"
