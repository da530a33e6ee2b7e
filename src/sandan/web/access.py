"""Who may open which address. The one matrix of the screens: an address that is missing from it fails the build and is refused.

What a command may do is decided in `sandan.domain.authority`; this matrix only says which pages a role sees at all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.models import Session
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from sandan.domain.authority import RESIDENT, SECOND_FACTOR, Actor, Role
from sandan.projections import appointment
from sandan.web import limit, session
from sandan.web.account import Account
from sandan.web.session import SignedIn

_security = logging.getLogger("sandan.security")

ANYONE: frozenset[Role] = frozenset(Role) - {Role.TIMER}
STAFF: frozenset[Role] = ANYONE - {Role.RESIDENT}
_KEEPS = frozenset({Role.OPERATOR})
_OFFICE = frozenset({Role.DISPATCHER})
_ENTRY = frozenset({Role.CLERK, Role.DISPATCHER})
_UNDER_SHIELD = frozenset({Role.DISPATCHER, Role.VERIFIER, Role.DISCIPLINE, Role.HANDLER, Role.UNIT_HEAD})
"""Who may be cleared for something under the shield. What each then sees there is `shield.cleared`."""
_READ = frozenset({Role.AUDITOR, Role.LEADER, Role.EDITOR})

PAGES: dict[str, frozenset[Role]] = {
    "set_language": ANYONE,
    "login": ANYONE,
    "logout": ANYONE,
    "demo_sign_in": ANYONE,
    "setup": ANYONE,
    "passkey": ANYONE,
    "openid_connect_login": ANYONE,
    "openid_connect_callback": ANYONE,
    "factor": STAFF,
    "account": STAFF,
    "acting": STAFF,
    "confirm": STAFF,
    "factors": STAFF,
    "factor_app": STAFF,
    "factor_passkey": STAFF,
    "factor_codes": STAFF,
    "factor_remove": STAFF,
    "sessions_end": STAFF,
    "sign_on_end": STAFF,
    "portal:home": ANYONE,
    "portal:report": ANYONE,
    "portal:receipt": ANYONE,
    "portal:follow": ANYONE,
    "portal:opinion": ANYONE,
    "portal:answer": ANYONE,
    "portal:reopen": ANYONE,
    "portal:write": ANYONE,
    "portal:ask": ANYONE,
    "portal:satisfaction": ANYONE,
    "portal:figures": ANYONE,
    "portal:records": ANYONE,
    "portal:bulletins": ANYONE,
    "portal:bulletin": ANYONE,
    "portal:problem": ANYONE,
    "portal:rules": ANYONE,
    "portal:look_backs": ANYONE,
    "portal:look_back": ANYONE,
    "portal:look_back_population": ANYONE,
    "portal:security": ANYONE,
    "security_txt": ANYONE,
    "security_txt_moved": ANYONE,
    "workspace:desk": STAFF,
    "workspace:notices": STAFF,
    "workspace:notice_settings": STAFF,
    "workspace:outbox": _KEEPS,
    "workspace:channel_new": _KEEPS,
    "workspace:channel": _KEEPS,
    "workspace:channel_act": _KEEPS,
    "workspace:message_act": _KEEPS,
    "workspace:inbox": STAFF,
    "workspace:sort": _OFFICE,
    "workspace:opinion": STAFF,
    "workspace:opinion_new": STAFF - {Role.OPERATOR, Role.AUDITOR, Role.EDITOR},
    "workspace:unmask": frozenset({Role.CLERK, Role.DISPATCHER, Role.VERIFIER, Role.DISCIPLINE}),
    "workspace:shield": _UNDER_SHIELD,
    "workspace:shield_act": frozenset({Role.DISPATCHER, Role.DISCIPLINE}),
    "workspace:shield_opinion": _ENTRY | {Role.DISCIPLINE},
    "workspace:relay": frozenset({Role.HANDLER, Role.UNIT_HEAD, Role.DISPATCHER, Role.DISCIPLINE}),
    "workspace:problems": STAFF,
    "workspace:problem": STAFF,
    "workspace:problem_act": STAFF,
    "workspace:papers": STAFF,
    "workspace:paper": STAFF,
    "workspace:paper_docx": STAFF,
    "workspace:dossier": STAFF,
    "workspace:dossier_docx": STAFF,
    "workspace:story_export": STAFF,
    "workspace:correction": STAFF - {Role.OPERATOR, Role.AUDITOR, Role.EDITOR},
    "workspace:problem_new": frozenset({Role.HANDLER, Role.UNIT_HEAD}),
    "workspace:dispatch": _OFFICE | {Role.DISCIPLINE},
    "workspace:bulk_step": _OFFICE | {Role.VERIFIER, Role.LEADER, Role.DISCIPLINE},
    "workspace:views": STAFF,
    "workspace:view": STAFF,
    "workspace:tasks": STAFF,
    "workspace:responsibilities": STAFF,
    "workspace:surveys": frozenset({Role.CLERK, Role.DISPATCHER, Role.VERIFIER}),
    "workspace:survey_links": frozenset({Role.CLERK, Role.DISPATCHER, Role.VERIFIER, Role.DISCIPLINE}),
    "workspace:survey_sheets": frozenset({Role.CLERK, Role.DISPATCHER, Role.VERIFIER, Role.DISCIPLINE}),
    "workspace:patterns": frozenset({Role.DISPATCHER, Role.AUDITOR, Role.DISCIPLINE}),
    "workspace:satisfaction": STAFF,
    "workspace:formula": _OFFICE | _READ,
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
    "workspace:look_backs": STAFF,
    "workspace:look_back": STAFF,
    "workspace:look_back_new": _OFFICE,
    "workspace:look_back_draw": _OFFICE,
    "workspace:look_back_checkers": _OFFICE,
    "workspace:look_back_item": frozenset({Role.VERIFIER}),
    "workspace:look_back_end": _OFFICE,
    "workspace:look_back_evidence": STAFF,
    "workspace:bulletins": STAFF,
    "workspace:bulletin": STAFF,
    "workspace:bulletin_edit_new": frozenset({Role.EDITOR}),
    "workspace:bulletin_edit": frozenset({Role.EDITOR}),
    "workspace:bulletin_publish": frozenset({Role.EDITOR}),
    "workspace:bulletin_docx": STAFF,
    "workspace:organisation": STAFF,
    "workspace:unit_new": _KEEPS,
    "workspace:unit_change": _KEEPS,
    "workspace:post_new": _KEEPS,
    "workspace:post_end": _KEEPS,
    "workspace:assignment_new": _KEEPS,
    "workspace:assignment_end": _KEEPS,
    "workspace:duty_new": _KEEPS | _OFFICE,
    "workspace:duty_drop": _KEEPS | _OFFICE,
    "workspace:coverage": STAFF,
    "workspace:coverage_export": STAFF,
    "workspace:handover_new": _KEEPS | _OFFICE | {Role.UNIT_HEAD},
    "workspace:handover": STAFF,
    "workspace:handover_act": STAFF,
    "workspace:person_new": frozenset({Role.OPERATOR}),
    "workspace:person_link": frozenset({Role.OPERATOR}),
    "workspace:person_factor_reset": _KEEPS,
    "workspace:appointment_end": _KEEPS,
    "workspace:appointment_withdraw": _KEEPS,
    "workspace:rosters": _KEEPS | {Role.AUDITOR},
    "workspace:roster_new": _KEEPS,
    "workspace:roster_template": _KEEPS,
    "workspace:roster_export": _KEEPS,
    "workspace:roster": _KEEPS | {Role.AUDITOR},
    "workspace:roster_plan": _KEEPS,
    "workspace:roster_returned": _KEEPS,
    "workspace:roster_undo": _KEEPS,
    "workspace:rules": STAFF,
    "workspace:rule_new": _OFFICE,
    "workspace:rule_end": _OFFICE,
    "workspace:rule_channels": _OFFICE,
    "workspace:calendar": STAFF,
    "workspace:calendar_year": _KEEPS | _OFFICE,
    "workspace:authority": STAFF,
    "workspace:viewings": frozenset({Role.AUDITOR, Role.DISCIPLINE}),
    "workspace:recusal": STAFF,
}


BEFORE: dict[str, frozenset[str]] = {
    "factor": frozenset({"factor"}),
    "factors": frozenset({"factors", "factor_app", "factor_passkey", "confirm", "acting"}),
}
"""The page to which someone is led who still owes a second factor (to give the one they have, or to take one on), and all that they may
open of the workspace until then."""


class ActedRequest(HttpRequest):
    """A request on which the middleware has put by whom it is made, and (of somebody signed in) the session.

    `owed` names the page at which a second factor has yet to be given or taken on.
    """

    actor: Actor
    signed_in: SignedIn | None
    owed: str


class BodyMiddleware:
    """Refuses requests that nobody has a use for, before anything of them is read. Must stand in front of whatever reads forms."""

    METHODS = ("GET", "HEAD", "POST")

    STAFF_MOST = 250_000_000
    """Ten pieces of evidence, or one file to import, with room for the form around them."""
    PUBLIC_MOST = 3_000_000

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or answer 405, 400 (a NUL, which no name, word or number has), or 413 with the limit."""
        if request.method not in self.METHODS:
            return HttpResponseNotAllowed(self.METHODS)
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
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
        """Let the request through, send it to the sign-in page or to the second factor, or refuse it."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        allowed = PAGES.get(name)
        row = session.current(request) if request.user.is_authenticated else None
        actor = actor_of(request) if row is not None else RESIDENT
        if request.user.is_authenticated and not actor.person:
            _end(request, row)
            row = None
        owed = _owed(request, row, actor)
        request.signed_in, request.owed = row, owed  # type: ignore[attr-defined]  # views see it as ActedRequest
        # Half signed in is not signed in: until the second factor is given, nothing is done or shown under the person's name.
        request.actor = actor if not owed or name in BEFORE[owed] else RESIDENT  # type: ignore[attr-defined]
        if allowed is None:
            raise PermissionDenied(f"{name} stands in no permission matrix")
        if allowed is ANYONE:
            return _flood(request, name)
        if row is None:
            return redirect_to_login(request.get_full_path())
        if owed and name not in BEFORE[owed]:
            return redirect_to_login(request.get_full_path(), reverse(owed))
        if actor.roles & allowed:
            return None
        _security.warning("%s refused to person %s acting as %s", name, actor.person or "-", actor.appointment or "-")
        raise PermissionDenied


def _flood(request: HttpRequest, name: str) -> HttpResponseBase | None:
    """What a visitor sends to the public pages is counted by address, on top of what a page counts itself."""
    if request.method != "POST" or request.user.is_authenticated or not name.startswith(("portal:", "set_language")):
        return None
    place = limit.source(request)
    if limit.PUBLIC_POST.reached(place):
        return limit.wait(request, limit.PUBLIC_POST)
    limit.PUBLIC_POST.count(place)
    return None


def _owed(request: HttpRequest, row: SignedIn | None, actor: Actor) -> str:
    """The page at which a second factor is to be given or taken on; "" where nothing is owed."""
    if row is None or row.second_factor:
        return ""
    if session.has_factor(request.user):
        return "factor"
    return "factors" if actor.roles & SECOND_FACTOR else ""


def _end(request: HttpRequest, row: SignedIn | None) -> None:
    """Sign out whoever comes with a session that is over, or (with one that is not) holds no post any more: then everywhere."""
    if row is not None:
        session.end(row.user)
    logout(request)
    messages.info(request, gettext("You have been signed out. Sign in again to go on."))


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person in the acting post, or a resident. The post must be held today; else the first one held is taken.

    Asks nothing about the session: that is the middleware's part.
    """
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
    return reporter_of(request, opinion)


def reporter_of(request: HttpRequest, opinion: str) -> Actor:
    """The reporter of `opinion`, as whoever proved it by a receipt code or a one-time link is for that one matter."""
    by = actor_of(request)
    units = by.everywhere | frozenset(by.lineage)
    return Actor(frozenset({Role.RESIDENT}), by.person, everywhere=units, left=by.left, opinion=opinion)


def show_code(request: HttpRequest, opinion: str) -> None:
    """Remember in this session that the receipt code of `opinion` was shown.

    A visitor's session gets a new name as it comes to know more, so that nobody who left the old one on a shared device sees along. What
    expired sessions knew is forgotten on the way.
    """
    shown = [each for each in request.session.get("opinions", []) if each != opinion]
    request.session["opinions"] = [*shown, opinion][-20:]
    if not request.user.is_authenticated:
        request.session.cycle_key()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
