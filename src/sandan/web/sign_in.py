"""Signing in and out: by password, second factor, passkey, a link that works once, and the demo's open door."""

from __future__ import annotations

import logging
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from sandan.domain.authority import Role
from sandan.projections import appointment, person, unit
from sandan.projections.appointment import Appointment
from sandan.web import factor, limit, session
from sandan.web.access import ActedRequest
from sandan.web.account import Account, invited, redeem
from sandan.web.label import ROLE, Label
from sandan.web.session import SignedIn

_security = logging.getLogger("sandan.security")

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_DEMO_PEOPLE = 40
_KNOWN = "sandan_known"
_KNOWN_FOR = 180 * 24 * 3600
"""A browser in which somebody signed in is known for half a year: a stranger's failed attempts elsewhere don't make them wait in it."""


class SignInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False
    )


class NewPasswordForm(forms.Form):
    """A password of one's own, typed twice."""

    new = forms.CharField(
        label=_("New password"),
        help_text=_(
            "At least ten characters of any kind; nothing that everybody uses, and not just names of this place or your own."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label=_("The new password once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, user: AbstractBaseUser | None = None, name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.name = user, name

    def clean_new(self) -> str:
        """The password, if it is good enough for who has this name and user name."""
        new = str(self.cleaned_data["new"])
        username = self.user.get_username() if self.user else self.cleaned_data.get("username", "")
        validate_password(new, User(username=username, first_name=self.name))
        return new

    def clean_again(self) -> str:
        """The repetition must be the same."""
        again = str(self.cleaned_data["again"])
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise forms.ValidationError(_("The two are not the same."))
        return again


class SetUpForm(NewPasswordForm):
    """The first password, with the user name to sign in with."""

    username = forms.CharField(
        label=_("User name"),
        help_text=_("You will sign in with it. Letters, digits and the signs @ . + - _ are allowed."),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    field_order = ["username", "new", "again"]


class CodeForm(forms.Form):
    """A code from the app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("The six digits that the app shows now, or one of your recovery codes."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: ActedRequest) -> HttpResponse:
    """The sign-in page. Says nothing about which of the two was wrong, and makes a guesser wait."""
    form = SignInForm(request.POST or None)
    refused: str = ""
    if request.method == "POST" and form.is_valid():
        name = str(form.cleaned_data["username"])
        user, refused = by_password(request, name, str(form.cleaned_data["password"]))
        if user is not None:
            return enter(request, user, session.PASSWORD)
    context = {
        "form": form,
        "refused": refused,
        "next": asked_for(request),
        "people": _demo_people(),
        "passkeys": factor.takes_passkeys(request),
        "sign_on": settings.SANDAN_SIGN_ON,
    }
    return render(request, "sign_in.html", context, status=422 if refused else 200)


def by_password(request: ActedRequest, name: str, password: str) -> tuple[User | None, str]:
    """Whose user name and password these are; or None, and why not."""
    place, folded = limit.source(request), name.casefold()
    both = f"{place} {folded}"
    anywhere = limit.SIGN_IN_ANYWHERE.reached(folded) and not _known(request, name)
    if limit.SIGN_IN_BY_NAME.reached(both) or limit.SIGN_IN_BY_SOURCE.reached(place) or anywhere:
        return None, gettext("Too many failed attempts. Wait a quarter of an hour, then try again.")
    user = authenticate(request, username=name, password=password)
    if not isinstance(user, User):
        limit.SIGN_IN_BY_NAME.count(both)
        limit.SIGN_IN_BY_SOURCE.count(place)
        limit.SIGN_IN_ANYWHERE.count(folded)
        session.failed(name)
        return None, gettext("User name or password is wrong.")
    if not posts_of(user):
        return None, no_post()
    limit.SIGN_IN_BY_NAME.forget(both)
    limit.SIGN_IN_ANYWHERE.forget(folded)
    return user, ""


def enter(request: ActedRequest, user: User, *given: str, to: str = "") -> HttpResponse:
    """Open a session for `user`, proved by what was `given`, and lead on. The one door: every way of signing in ends here.

    A second factor that is still owed is asked for by the middleware, wherever this leads.
    """
    login(request, user, backend=_BACKEND)
    request.session.pop(
        "opinions", None
    )  # the receipts that a visitor showed in this browser are not the signed-in person's
    request.session.set_expiry(None)
    session.begin(request.session, user, given, request.headers.get("user-agent", ""))
    answer = redirect(to or onward(request))
    known = dict.fromkeys([user.pk, *_known_users(request)])
    answer.set_signed_cookie(
        _KNOWN,
        " ".join(str(each) for each in list(known)[:10]),
        max_age=_KNOWN_FOR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return answer


@require_POST
def sign_out(request: ActedRequest) -> HttpResponse:
    """End the session."""
    if request.signed_in is not None:
        request.signed_in.delete()
        _security.info("account %s signed out", request.user.pk)
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def demo(request: ActedRequest) -> HttpResponse:
    """Sign in as one of the demo county's people, without a password. Not there at all outside the demo."""
    if not settings.SANDAN_DEMO or request.method != "POST":
        raise Http404
    account = Account.objects.select_related("user").filter(person=request.POST.get("person", "")).first()
    if account is None or not held(account.person):
        raise Http404
    return enter(request, account.user, session.DEMO)


@never_cache
@sensitive_post_parameters("code", "passkey")
def give_factor(request: ActedRequest) -> HttpResponse:
    """The second step of signing in: a code from the app, a passkey, or a recovery code."""
    user, row = signed_in(request)
    if row.second_factor or not session.has_factor(user):
        return redirect(onward(request))
    form = CodeForm(request.POST if "code" in request.POST else None)
    refused = ""
    if request.method == "POST":
        given, refused = prove_factor(request, user, form)
        if given:
            session.give(request, row, given)
            left = len(factor.codes(user))
            if given == session.RECOVERY:
                messages.warning(
                    request,
                    ngettext(
                        "You used a recovery code; %(count)s is left. You can make new ones under “My account”.",
                        "You used a recovery code; %(count)s are left. You can make new ones under “My account”.",
                        left,
                    )
                    % {"count": left},
                )
            return redirect(onward(request))
    context = {"form": form, "refused": refused, "next": asked_for(request), "app": factor.has_app(user)}
    if factor.takes_passkeys(request) and factor.has_passkey(user):
        context["options"] = factor.ask_passkey(user)
    return render(request, "factor.html", context, status=422 if refused or form.errors else 200)


def prove_factor(request: ActedRequest, user: User, form: CodeForm) -> tuple[str, str]:
    """By which second factor the request proves who is there, or "" and why not. Whoever guesses has to wait."""
    who = str(user.pk)
    if limit.FACTOR.reached(who) or limit.FACTOR_BY_DAY.reached(who):
        return "", gettext("Too many wrong codes. Wait a quarter of an hour, or ask the operator of the system.")
    if not form.is_bound:
        given = session.PASSKEY if factor.answered(request.POST.get("passkey", ""), user) else ""
        wrong = gettext("The passkey did not fit. Try again, or use a code.")
    elif form.is_valid():
        given = factor.fits(user, str(form.cleaned_data["code"]))
        wrong = gettext("This code is wrong or was used already. A code from the app works once and for half a minute.")
    else:
        return "", ""
    if given:
        limit.FACTOR.forget(who)
        return given, ""
    limit.FACTOR.count(who)
    limit.FACTOR_BY_DAY.count(who)
    session.failed(user.get_username())
    return "", wrong


@never_cache
@sensitive_post_parameters("passkey")
def by_passkey(request: ActedRequest) -> HttpResponse:
    """Sign in with a passkey alone. It proves both: that one has it, and (by PIN, finger or face) that one is who made it."""
    if not factor.takes_passkeys(request):
        raise Http404
    refused, place = "", limit.source(request)
    if request.method == "POST":
        if limit.PASSKEY.reached(place):
            refused = gettext("Too many failed attempts. Wait a quarter of an hour, then try again.")
        else:
            user = factor.answered(request.POST.get("passkey", ""))
            if user is None or not user.is_active:
                limit.PASSKEY.count(place)
                _security.warning("a passkey was refused")
                refused = gettext("This passkey is not known here. Sign in with user name and password.")
            elif not posts_of(user):
                refused = no_post()
            else:
                return enter(request, user, session.PASSKEY)
    context = {"refused": refused, "next": asked_for(request), "options": factor.ask_passkey()}
    return render(request, "passkey.html", context, status=422 if refused else 200)


@never_cache
@sensitive_post_parameters("new", "again")
def setup(request: ActedRequest, token: str) -> HttpResponse:
    """Set one's first password (or a new one) with a link that works once. An unknown or used link says so."""
    who = invited(token)
    if who is None:
        return render(request, "setup.html", {"form": None}, status=404)
    account = Account.objects.select_related("user").filter(person=who).first()
    asked = SetUpForm if account is None else NewPasswordForm
    name = person.names().get(who, "")
    form = asked(request.POST or None, user=account.user if account else None, name=name)
    if request.method == "POST" and form.is_valid():
        try:
            user = redeem(token, form.cleaned_data.get("username", ""), form.cleaned_data["new"])
        except IntegrityError:
            form.add_error("username", gettext("Someone else already has this user name."))
        else:
            if user is None:
                return render(request, "setup.html", {"form": None}, status=404)
            messages.success(request, gettext("Your password is set. Sign in with it now."))
            return redirect("login")
    context = {
        "form": form,
        "person": name,
        "username": account.user.get_username() if account else "",
        "sign_on": settings.SANDAN_SIGN_ON,
        "token": token,
    }
    return render(request, "setup.html", context, status=422 if form.errors else 200)


def signed_in(request: ActedRequest) -> tuple[User, SignedIn]:
    """Who is signed in, and the session. Only for pages that the middleware opens to nobody else."""
    if not isinstance(request.user, User) or request.signed_in is None:
        raise Http404
    return request.user, request.signed_in


def asked_for(request: HttpRequest) -> str:
    """The page that was asked for before signing in, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else ""


def onward(request: HttpRequest) -> str:
    """Where to go from here: to the page that was asked for, or to one's desk."""
    return asked_for(request) or resolve_url(settings.LOGIN_REDIRECT_URL)


def posts_of(user: User) -> list[Appointment]:
    """The posts that the holder of an account has today."""
    return held(Account.objects.filter(user_id=user.pk).values_list("person", flat=True).first() or "")


def held(who: str) -> list[Appointment]:
    """The posts that a person has today."""
    return appointment.held(who, timezone.localdate()) if who else []


def no_post() -> str:
    """What is said to somebody who has an account and no post."""
    return gettext("You hold no post today, so there is nothing to sign in to. Ask the operator of the system.")


def roles(post: Appointment) -> list[Label]:
    """The roles of a post, in words."""
    return [ROLE[Role(each)] for each in post.roles.split()]


def _known_users(request: HttpRequest) -> list[int]:
    """The accounts that were signed in from this browser before."""
    told = request.get_signed_cookie(_KNOWN, default="", max_age=_KNOWN_FOR)
    return [int(each) for each in (told or "").split() if each.isdecimal()]


def _known(request: HttpRequest, username: str) -> bool:
    return User.objects.filter(username=username, pk__in=_known_users(request)).exists()


def _demo_people() -> list[dict[str, Any]]:
    """The people whom a visitor of the demo may sign in as: those with an account and a post."""
    if not settings.SANDAN_DEMO:
        return []
    units, names = unit.names(), person.names()
    people = []
    for who in Account.objects.order_by("pk").values_list("person", flat=True)[:_DEMO_PEOPLE]:
        posts = held(who)
        if posts:
            first = posts[0]
            shown = {"unit": units.get(first.unit, ""), "post": first.post, "roles": roles(first)}
            people.append({"person": who, "name": names.get(who, ""), **shown})
    return people
