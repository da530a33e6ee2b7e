"""One's own second factors: an app, passkeys, recovery codes. Taken on, shown, removed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from sandan.domain.authority import SECOND_FACTOR, Role
from sandan.projections import unit
from sandan.web import factor, session
from sandan.web.access import ActedRequest
from sandan.web.own_account import lately
from sandan.web.sign_in import asked_for, held, onward, signed_in

_SECRET, _CODES = "factor_secret", "factor_codes"


class AppForm(forms.Form):
    """The first code of a new app."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("The six digits that the app shows now."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasskeyForm(forms.Form):
    """What a new passkey is called."""

    name = forms.CharField(
        label=_("Name"), help_text=_("So that you know it again, such as “office computer”."), max_length=60
    )


@never_cache
@require_safe
def factors(request: ActedRequest) -> HttpResponse:
    """The second factors of one's account. Who must have one and has none is led here."""
    user, row = signed_in(request)
    owned, names = factor.held(user), unit.names()
    must = not row.second_factor and bool(request.actor.roles & SECOND_FACTOR)
    others = [
        each for each in held(request.actor.person) if not {Role(role) for role in each.roles.split()} & SECOND_FACTOR
    ]
    context = {
        "factors": [_told(each) for each in owned],
        "must": must,
        "others": [(each.key, names.get(each.unit, ""), each.post) for each in others] if must else [],
        "has_app": factor.has_app(user),
        "passkeys": factor.takes_passkeys(request),
        "codes_left": len(factor.codes(user)),
        "next": asked_for(request),
    }
    return render(request, "factor/factors.html", context)


@never_cache
@sensitive_post_parameters("code")
@lately
def app(request: ActedRequest) -> HttpResponse:
    """Take on an app: photograph the secret or type it in, then show that the app has it by typing its first code."""
    user, row = signed_in(request)
    if factor.has_app(user):
        messages.info(request, gettext("Your account has an app already. Remove it before you take on another."))
        return redirect("factors")
    secret = request.session.setdefault(_SECRET, factor.new_secret())
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if factor.add_app(user, secret, str(form.cleaned_data["code"])):
            del request.session[_SECRET]
            return _taken_on(request, row, session.APP, gettext("The app has been taken on."))
        form.add_error("code", gettext("This is not the code that the app should show now. Is its clock right?"))
    context = {
        "form": form,
        "picture": factor.picture(user, secret),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "next": asked_for(request),
    }
    return render(request, "factor/app.html", context, status=422 if form.errors else 200)


@never_cache
@lately
def passkey(request: ActedRequest) -> HttpResponse:
    """Take on a passkey: the browser makes it, with the device's own PIN, finger or face."""
    user, row = signed_in(request)
    if not factor.takes_passkeys(request):
        raise Http404
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if factor.add_passkey(user, form.cleaned_data["name"], request.POST.get("passkey", "")):
            return _taken_on(request, row, session.PASSKEY, gettext("The passkey has been taken on."))
        form.add_error(None, gettext("The device made no passkey that can be used here. Try again, or take on an app."))
    context = {"form": form, "options": factor.offer_passkey(user), "next": asked_for(request)}
    return render(request, "factor/passkey.html", context, status=422 if form.errors else 200)


@never_cache
@lately
def codes(request: ActedRequest) -> HttpResponse:
    """By POST new recovery codes; by GET the codes, once, right after they were made."""
    user, _row = signed_in(request)
    if request.method == "POST" and session.has_factor(user):
        factor.new_codes(user)
        request.session[_CODES] = True
        return redirect("factor_codes")
    if not request.session.pop(_CODES, False):
        messages.info(
            request, gettext("Recovery codes are shown once. If you do not have them any more, make new ones.")
        )
        return redirect("factors")
    shown = factor.codes(user)
    context = {
        "codes": [f"{each[:4]} {each[4:]}" for each in shown],
        "file": "data:text/plain;charset=utf-8," + "%0D%0A".join(shown),
        "onward": onward(request),
    }
    return render(request, "factor/codes.html", context)


@require_POST
@lately
def remove(request: ActedRequest) -> HttpResponse:
    """Take one factor away. Every other session of the account ends."""
    user, row = signed_in(request)
    if not factor.remove(user, request.POST.get("factor", "")):
        raise Http404
    session.end(user, but=row.key)
    if not session.has_factor(user):
        session.take_back(row)
    messages.success(request, gettext("Removed. Everywhere else you have been signed out."))
    return redirect("factors")


def _taken_on(request: ActedRequest, row: session.SignedIn, what: str, said: str) -> HttpResponse:
    """The session is proved by the new factor. With the first one come the recovery codes, to be shown once."""
    session.give(request, row, what)
    messages.success(request, said)
    user, _row = signed_in(request)
    if len(factor.held(user)) > 1:
        return redirect("factors")
    request.session[_CODES] = True
    wanted = asked_for(request)
    return redirect(reverse("factor_codes") + (f"?{urlencode({'next': wanted})}" if wanted else ""))


def _told(one: Any) -> dict[str, Any]:
    named = one.wrap().name if one.type == factor.KEY else ""
    return {
        "key": one.pk,
        "app": one.type == factor.APP,
        "name": named,
        "since": one.created_at,
        "used": one.last_used_at,
    }
