"""Who may open which address. The one matrix of the screens: an address that is missing from it fails the build and is refused.

What a command may do is decided in `sandan.domain.authority`; this matrix only says which pages a role sees at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext

from sandan.domain.authority import RESIDENT, Actor, Role
from sandan.projections import appointment
from sandan.web.account import Account

ANYONE: frozenset[Role] = frozenset(Role)
STAFF: frozenset[Role] = ANYONE - {Role.RESIDENT}
_OFFICE = frozenset({Role.DISPATCHER})
_ENTRY = frozenset({Role.CLERK, Role.DISPATCHER})
_READ = frozenset({Role.AUDITOR, Role.LEADER, Role.EDITOR})

PAGES: dict[str, frozenset[Role]] = {
    "set_language": ANYONE,
    "login": ANYONE,
    "logout": ANYONE,
    "demo_sign_in": ANYONE,
    "setup": ANYONE,
    "account": STAFF,
    "acting": STAFF,
    "portal:home": ANYONE,
    "portal:report": ANYONE,
    "portal:receipt": ANYONE,
    "portal:follow": ANYONE,
    "portal:opinion": ANYONE,
    "portal:answer": ANYONE,
    "portal:reopen": ANYONE,
    "portal:figures": ANYONE,
    "portal:records": ANYONE,
    "portal:bulletins": ANYONE,
    "portal:bulletin": ANYONE,
    "portal:problem": ANYONE,
    "workspace:desk": STAFF,
    "workspace:inbox": STAFF,
    "workspace:sort": _OFFICE,
    "workspace:opinion": STAFF,
    "workspace:opinion_new": STAFF - {Role.OPERATOR, Role.AUDITOR, Role.EDITOR},
    "workspace:problems": STAFF,
    "workspace:problem": STAFF,
    "workspace:problem_act": STAFF,
    "workspace:problem_new": frozenset({Role.HANDLER, Role.UNIT_HEAD}),
    "workspace:dispatch": _OFFICE,
    "workspace:tasks": STAFF,
    "workspace:responsibilities": STAFF,
    "workspace:surveys": frozenset({Role.CLERK, Role.DISPATCHER, Role.VERIFIER}),
    "workspace:export": STAFF,
    "workspace:evidence": STAFF,
    "workspace:imports": _ENTRY | _READ,
    "workspace:import_new": _ENTRY,
    "workspace:import": _ENTRY | _READ,
    "workspace:import_mapping": _ENTRY,
    "workspace:import_run": _ENTRY,
    "workspace:import_returned": _ENTRY,
    "workspace:import_undo": _ENTRY,
    "workspace:figures": STAFF,
    "workspace:records": STAFF,
    "workspace:bulletins": STAFF,
    "workspace:bulletin": STAFF,
    "workspace:bulletin_edit_new": frozenset({Role.EDITOR}),
    "workspace:bulletin_edit": frozenset({Role.EDITOR}),
    "workspace:bulletin_publish": frozenset({Role.EDITOR}),
    "workspace:bulletin_docx": STAFF,
    "workspace:organisation": STAFF,
    "workspace:unit_new": frozenset({Role.OPERATOR}),
    "workspace:person_new": frozenset({Role.OPERATOR}),
    "workspace:person_link": frozenset({Role.OPERATOR}),
    "workspace:appointment_end": frozenset({Role.OPERATOR}),
    "workspace:authority": STAFF,
    "workspace:viewings": frozenset({Role.AUDITOR, Role.DISCIPLINE}),
    "workspace:recusal": STAFF,
}


class ActedRequest(HttpRequest):
    """A request on which the middleware has put by whom it is made."""

    actor: Actor


class BodyMiddleware:
    """Refuses a request body that nobody has a use for, before anything of it is read. Must stand in front of whatever reads forms."""

    STAFF_MOST = 250_000_000
    """Ten pieces of evidence, or one file to import, with room for the form around them."""
    PUBLIC_MOST = 3_000_000

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or answer 413 with the limit."""
        most = self.STAFF_MOST if request.path.startswith("/work/") else self.PUBLIC_MOST
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isascii() or not length.isdigit() or int(length) > most:
            said = gettext("This is more than %(limit)s MB, which is the most that can be sent here.")
            return HttpResponse(
                said % {"limit": most // 1_000_000}, status=413, content_type="text/plain; charset=utf-8"
            )
        return self.get_response(request)


class AccessMiddleware:
    """Works out by whom a request is made and refuses the pages that are not theirs: deny by default."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the decision falls in `process_view`, once the address is resolved."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Let the request through, send it to the sign-in page, or refuse it."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        allowed = PAGES.get(name)
        actor = actor_of(request)
        request.actor = actor  # type: ignore[attr-defined]  # views see it as ActedRequest
        if allowed is None:
            raise PermissionDenied(f"{name} stands in no permission matrix")
        if allowed is ANYONE or actor.roles & allowed:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person in the acting post, or a resident. The post must be held today; else the first one held is taken."""
    if not request.user.is_authenticated:
        return RESIDENT
    account = Account.objects.filter(user_id=request.user.pk).first()
    if account is None:
        return RESIDENT
    today = timezone.localdate()
    actor = appointment.actor(account.person, account.acting, today)
    if actor is None:
        posts = appointment.held(account.person, today)
        actor = appointment.actor(account.person, posts[0].key, today) if posts else None
    return actor or RESIDENT


def resident_of(request: HttpRequest, opinion: str) -> Actor | None:
    """A resident who has shown the receipt code of `opinion` in this session; None otherwise.

    Where a member of staff is signed in, the decider knows who they are and where they work: no fixer answers as the reporter (law 4).
    """
    if opinion not in request.session.get("opinions", []):
        return None
    by = actor_of(request)
    units = by.everywhere | frozenset(by.lineage)
    return Actor(frozenset({Role.RESIDENT}), by.person, everywhere=units, left=by.left, opinion=opinion)


def show_code(request: HttpRequest, opinion: str) -> None:
    """Remember in this session that the receipt code of `opinion` was shown."""
    shown = [each for each in request.session.get("opinions", []) if each != opinion]
    request.session["opinions"] = [*shown, opinion][-20:]
