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
_REGISTERS = frozenset({Role.CLERK, Role.DISPATCHER, Role.HANDLER, Role.UNIT_HEAD, Role.LEADER})
_CHECKERS = frozenset({Role.VERIFIER, Role.INSPECTOR})
_ASSISTS = frozenset({Role.ASSISTANCE, Role.APPROVER})
"""Who works on applications for assistance. Of them, each sees those of the own town, and the bureau all of its item's."""
_SETTLES = frozenset({Role.SETTLEMENT})
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
    "portal:dashboard": ANYONE,
    "portal:dashboard_chart": ANYONE,
    "portal:claim_check": ANYONE,
    "portal:records": ANYONE,
    "portal:change": ANYONE,
    "portal:bulletins": ANYONE,
    "portal:bulletin": ANYONE,
    "portal:bulletin_file": ANYONE,
    "portal:problem": ANYONE,
    "portal:rules": ANYONE,
    "portal:deeds": ANYONE,
    "portal:deed": ANYONE,
    "portal:exemplars": ANYONE,
    "portal:publicity": ANYONE,
    "portal:publicity_one": ANYONE,
    "portal:delegations": ANYONE,
    "portal:look_backs": ANYONE,
    "portal:look_back": ANYONE,
    "portal:look_back_population": ANYONE,
    "portal:security": ANYONE,
    "portal:walk_find": ANYONE,
    "portal:walk_number": ANYONE,
    "portal:walk": ANYONE,
    "portal:walk_file": ANYONE,
    "exchange:open_data": ANYONE,
    "exchange:dataset": ANYONE,
    "exchange:file": ANYONE,
    "exchange:package": ANYONE,
    "exchange:catalogue": ANYONE,
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
    "workspace:bulk_step": _OFFICE | {Role.HANDLER, Role.UNIT_HEAD, Role.VERIFIER, Role.LEADER, Role.DISCIPLINE},
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
    "workspace:dashboard": STAFF,
    "workspace:dashboard_chart": STAFF,
    "workspace:records": STAFF,
    "workspace:change": STAFF,
    "workspace:look_backs": STAFF,
    "workspace:look_back": STAFF,
    "workspace:look_back_new": _OFFICE,
    "workspace:look_back_draw": _OFFICE,
    "workspace:look_back_checkers": _OFFICE,
    "workspace:look_back_item": _CHECKERS,
    "workspace:look_back_end": _OFFICE,
    "workspace:look_back_evidence": STAFF,
    "workspace:bulletins": STAFF,
    "workspace:bulletin": STAFF,
    "workspace:bulletin_edit_new": frozenset({Role.EDITOR}),
    "workspace:bulletin_edit": frozenset({Role.EDITOR}),
    "workspace:bulletin_versions": STAFF,
    "workspace:bulletin_submit": frozenset({Role.EDITOR}),
    "workspace:bulletin_approve": frozenset({Role.LEADER, Role.DISPATCHER}),
    "workspace:bulletin_send_back": frozenset({Role.LEADER, Role.DISPATCHER}),
    "workspace:bulletin_publish": frozenset({Role.EDITOR}),
    "workspace:bulletin_discard": frozenset({Role.EDITOR}),
    "workspace:bulletin_file": STAFF,
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
    "workspace:people_links": frozenset({Role.OPERATOR}),
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
    "workspace:retention": _KEEPS | _OFFICE | {Role.AUDITOR},
    "workspace:rule_new": _OFFICE,
    "workspace:rule_end": _OFFICE,
    "workspace:rule_channels": _OFFICE,
    "workspace:boundaries": STAFF,
    "workspace:boundary_new": _KEEPS | _OFFICE,
    "workspace:boundary_export": STAFF,
    "workspace:boundary_end": _KEEPS | _OFFICE,
    "workspace:calendar": STAFF,
    "workspace:calendar_year": _KEEPS | _OFFICE,
    "workspace:authority": STAFF,
    "workspace:viewings": frozenset({Role.AUDITOR, Role.DISCIPLINE}),
    "workspace:recusal": STAFF,
    "workspace:campaign": STAFF,
    "workspace:record_serving": _REGISTERS,
    "workspace:record_evidence": STAFF,
    "workspace:sheet_new": _REGISTERS,
    "workspace:sheet_template": _REGISTERS,
    "workspace:sheet_plan": _REGISTERS,
    "workspace:sheet": STAFF,
    "workspace:sheet_undo": _REGISTERS,
    "workspace:sheet_returned": _REGISTERS,
    "workspace:programmes": STAFF,
    "workspace:programme": STAFF,
    "workspace:programme_new": _OFFICE,
    "workspace:programme_stage": STAFF,
    "workspace:programme_amend": _OFFICE,
    "workspace:programme_end": _OFFICE,
    "workspace:programme_link": _ENTRY,
    "workspace:programme_suggested": _ENTRY,
    "workspace:problem_serving": _REGISTERS,
    "workspace:plans": STAFF,
    "workspace:plan": STAFF,
    "workspace:plan_new": _OFFICE,
    "workspace:plan_act": STAFF,
    "workspace:plan_export": STAFF,
    "workspace:studies": STAFF,
    "workspace:study": STAFF,
    "workspace:study_new": _REGISTERS,
    "workspace:study_act": STAFF,
    "workspace:study_export": STAFF,
    "workspace:materials": STAFF,
    "workspace:material": STAFF,
    "workspace:material_new": _REGISTERS,
    "workspace:material_act": STAFF,
    "workspace:material_export": STAFF,
    "workspace:trainings": STAFF,
    "workspace:training": STAFF,
    "workspace:training_new": _REGISTERS,
    "workspace:training_act": STAFF,
    "workspace:training_export": STAFF,
    "portal:measures": ANYONE,
    "portal:lectures": ANYONE,
    "workspace:lecture_coverage": STAFF,
    "workspace:measures": STAFF,
    "workspace:measure": STAFF,
    "workspace:measure_new": _REGISTERS,
    "workspace:measure_act": STAFF,
    "workspace:measure_export": STAFF,
    "workspace:lectures": STAFF,
    "workspace:lecture": STAFF,
    "workspace:lecture_new": _REGISTERS,
    "workspace:lecture_act": STAFF,
    "workspace:lecture_export": STAFF,
    "workspace:circuit_groups": STAFF,
    "workspace:circuit_group": STAFF,
    "workspace:circuit_group_new": _OFFICE,
    "workspace:circuit_group_act": _OFFICE,
    "workspace:circuit_group_export": STAFF,
    "workspace:circuit_visits": STAFF,
    "workspace:circuit_visit": STAFF,
    "workspace:circuit_visit_new": _OFFICE | _CHECKERS,
    "workspace:circuit_visit_act": STAFF,
    "workspace:circuit_visit_export": STAFF,
    "workspace:circuit_visit_items": STAFF,
    "workspace:circuit_visit_find": _CHECKERS,
    "workspace:circuit_visit_finding": frozenset({Role.UNIT_HEAD, Role.DISPATCHER, Role.VERIFIER, Role.LEADER}),
    "workspace:circuit_plans": _OFFICE,
    "workspace:circuit_plan_new": _OFFICE,
    "workspace:circuit_plan": _OFFICE,
    "workspace:circuit_plan_line": _OFFICE,
    "workspace:circuit_plan_act": _OFFICE,
    "workspace:circuit_calendar": STAFF,
    "workspace:circuit_coverage": STAFF,
    "workspace:circuit_rule": STAFF,
    "workspace:deeds": STAFF,
    "workspace:deed": STAFF,
    "workspace:deed_new": _REGISTERS,
    "workspace:deed_act": STAFF,
    "workspace:deed_export": STAFF,
    "workspace:exemplars": STAFF,
    "workspace:exemplar": STAFF,
    "workspace:exemplar_new": _REGISTERS | {Role.VERIFIER, Role.INSPECTOR},
    "workspace:exemplar_act": STAFF,
    "workspace:exemplar_export": STAFF,
    "workspace:public_notices": _ASSISTS,
    "workspace:publicity": _ASSISTS,
    "workspace:publicity_new": _ASSISTS,
    "workspace:publicity_act": _ASSISTS,
    "workspace:publicity_export": _ASSISTS,
    "workspace:delegations": _ASSISTS,
    "workspace:delegation": _ASSISTS,
    "workspace:delegation_new": frozenset({Role.APPROVER}),
    "workspace:delegation_act": _ASSISTS,
    "workspace:delegation_export": _ASSISTS,
    "workspace:commitments": _ASSISTS,
    "workspace:commitment": _ASSISTS,
    "workspace:commitment_new": _ASSISTS,
    "workspace:commitment_act": _ASSISTS,
    "workspace:commitment_export": _ASSISTS,
    "workspace:spot_checks": _ASSISTS,
    "workspace:spot_check": _ASSISTS,
    "workspace:spot_check_new": _ASSISTS,
    "workspace:spot_check_act": _ASSISTS,
    "workspace:spot_check_export": _ASSISTS,
    "workspace:self_inspections": STAFF,
    "workspace:self_inspection": STAFF,
    "workspace:self_inspection_new": _ENTRY | {Role.HANDLER, Role.UNIT_HEAD},
    "workspace:self_inspection_act": STAFF,
    "workspace:self_inspection_export": STAFF,
    "workspace:self_inspection_comparison": STAFF,
    "workspace:standards": STAFF,
    "workspace:visits": STAFF,
    "workspace:visit": STAFF,
    "workspace:visit_new": _REGISTERS,
    "workspace:visit_act": STAFF,
    "workspace:visit_export": STAFF,
    "workspace:visit_plan": STAFF,
    "workspace:visit_coverage": STAFF,
    "workspace:visit_paper": STAFF,
    "workspace:meetings": STAFF,
    "workspace:meeting": STAFF,
    "workspace:meeting_new": _REGISTERS,
    "workspace:meeting_act": STAFF,
    "workspace:meeting_export": STAFF,
    "workspace:meeting_minutes": STAFF,
    "workspace:meeting_minutes_docx": STAFF,
    "portal:assistance": ANYONE,
    "portal:apply": ANYONE,
    "portal:benefit_find": ANYONE,
    "portal:benefit_leave": ANYONE,
    "portal:benefit_act": ANYONE,
    "portal:benefit_paper": ANYONE,
    "portal:benefit": ANYONE,
    "workspace:applications": _ASSISTS,
    "workspace:application_new": _ASSISTS,
    "workspace:application_sheet_new": _ASSISTS,
    "workspace:application_sheet_template": _ASSISTS,
    "workspace:application_sheet_plan": _ASSISTS,
    "workspace:application_sheet_plan_returned": _ASSISTS,
    "workspace:application_sheet": _ASSISTS,
    "workspace:application_sheet_undo": _ASSISTS,
    "workspace:application_sheet_returned": _ASSISTS,
    "workspace:application_sheet_receipts": _ASSISTS,
    "workspace:application": _ASSISTS,
    "workspace:application_act": _ASSISTS,
    "workspace:application_paper": _ASSISTS,
    "workspace:payments": _ASSISTS,
    "workspace:payment_new": _ASSISTS,
    "workspace:payment": _ASSISTS,
    "workspace:payment_bank": _ASSISTS,
    "workspace:payment_act": _ASSISTS,
    "workspace:service_items": STAFF,
    "workspace:service_item": STAFF,
    "workspace:service_item_new": _OFFICE | {Role.APPROVER},
    "workspace:service_item_act": _OFFICE | {Role.APPROVER},
    "workspace:disputes": STAFF,
    "workspace:dispute": STAFF,
    "workspace:dispute_new": _REGISTERS,
    "workspace:dispute_act": STAFF,
    "workspace:dispute_export": STAFF,
    "portal:medical": ANYONE,
    "portal:bill_object": ANYONE,
    "portal:bill": ANYONE,
    "workspace:medical": _SETTLES,
    "workspace:medical_funds": _SETTLES,
    "workspace:medical_funds_export": _SETTLES,
    "workspace:schemes": STAFF,
    "workspace:scheme_new": _OFFICE,
    "workspace:scheme_end": _OFFICE,
    "workspace:admissions": _SETTLES,
    "workspace:admission": _SETTLES,
    "workspace:admission_new": _SETTLES,
    "workspace:admission_act": _SETTLES,
    "workspace:admission_export": _SETTLES,
    "workspace:settlements": _SETTLES,
    "workspace:settlement": _SETTLES,
    "workspace:settlement_act": _SETTLES,
    "workspace:settlement_export": _SETTLES,
    "workspace:arrears_list": _SETTLES,
    "workspace:arrears": _SETTLES,
    "workspace:arrears_act": _SETTLES,
    "workspace:arrears_export": _SETTLES,
    "workspace:advances": _SETTLES,
    "workspace:advance": _SETTLES,
    "workspace:advance_new": _SETTLES,
    "workspace:advance_act": _SETTLES,
    "workspace:advance_export": _SETTLES,
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
    PAPER_MOST = 12_000_000
    """A household's paper as a phone photographs it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or answer 405, 400 (a NUL, which no name, word or number has), or 413 with the limit."""
        if request.method not in self.METHODS:
            return HttpResponseNotAllowed(self.METHODS)
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        most = self.PUBLIC_MOST
        if request.path.startswith("/work/"):
            most = self.STAFF_MOST
        elif request.path.startswith("/assistance/mine/") and request.path.endswith("/paper/"):
            most = self.PAPER_MOST
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
        request.actor = actor if not owed or name in BEFORE[owed] else RESIDENT  # type: ignore[attr-defined]  # views see it as ActedRequest
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
