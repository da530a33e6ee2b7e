"""Signing in and out, choosing the acting post, and setting one's own password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from sandan.domain.authority import Role
from sandan.projections import appointment, person, unit
from sandan.projections.appointment import Appointment
from sandan.web import limit
from sandan.web.access import ActedRequest
from sandan.web.account import Account, invited, redeem
from sandan.web.label import ROLE, Label

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_DEMO_PEOPLE = 40


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
        help_text=_("At least ten characters, not only digits, and nothing that everybody uses."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label=_("The new password once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, user: AbstractBaseUser | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new(self) -> str:
        """The password, if it is good enough."""
        new = str(self.cleaned_data["new"])
        validate_password(new, self.user if isinstance(self.user, User) else None)
        return new

    def clean_again(self) -> str:
        """The repetition must be the same."""
        again = str(self.cleaned_data["again"])
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise forms.ValidationError(_("The two are not the same."))
        return again


class ChangePasswordForm(NewPasswordForm):
    """The present password, and a new one."""

    present = forms.CharField(
        label=_("Present password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )
    field_order = ["present", "new", "again"]

    def clean_present(self) -> str:
        """The present password must be right."""
        present = str(self.cleaned_data["present"])
        if self.user is None or not self.user.check_password(present):
            raise forms.ValidationError(_("This is not the present password."))
        return present


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


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: ActedRequest) -> HttpResponse:
    """The sign-in page. Says nothing about which of the two was wrong, and makes a guesser wait."""
    form = SignInForm(request.POST or None)
    refused: str = ""
    if request.method == "POST" and form.is_valid():
        name, place = str(form.cleaned_data["username"]), limit.source(request)
        both = f"{place} {name.casefold()}"
        if limit.SIGN_IN_BY_NAME.reached(both) or limit.SIGN_IN_BY_SOURCE.reached(place):
            refused = gettext("Too many failed attempts. Wait a quarter of an hour, then try again.")
        else:
            user = authenticate(request, username=name, password=form.cleaned_data["password"])
            if user is None:
                limit.SIGN_IN_BY_NAME.count(both)
                limit.SIGN_IN_BY_SOURCE.count(place)
                refused = gettext("User name or password is wrong.")
            elif not _posts(_person_of(user)):
                refused = gettext(
                    "You hold no post today, so there is nothing to sign in to. Ask the operator of the system."
                )
            else:
                login(request, user)
                return redirect(_onward(request))
    context = {"form": form, "refused": refused, "next": _asked_for(request), "people": _demo_people()}
    return render(request, "sign_in.html", context, status=422 if refused else 200)


@require_POST
def sign_out(request: ActedRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def demo(request: ActedRequest) -> HttpResponse:
    """Sign in as one of the demo county's people, without a password. Not there at all outside the demo."""
    if not settings.SANDAN_DEMO or request.method != "POST":
        raise Http404
    account = Account.objects.select_related("user").filter(person=request.POST.get("person", "")).first()
    if account is None or not _posts(account.person):
        raise Http404
    login(request, account.user, backend=_BACKEND)
    return redirect(_onward(request))


@never_cache
@sensitive_post_parameters("present", "new", "again")
def account(request: ActedRequest) -> HttpResponse:
    """One's own account: the posts one holds, and one's password."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    form = ChangePasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        user.set_password(form.cleaned_data["new"])
        user.save()
        update_session_auth_hash(request, user)
        messages.success(request, gettext("Your password has been changed."))
        return redirect("account")
    units = unit.names()
    posts = [
        {
            "key": each.key,
            "post": each.post,
            "unit": units.get(each.unit, ""),
            "roles": _roles(each),
            "from_on": each.from_on,
            "acting": each.key == request.actor.appointment,
        }
        for each in _posts(request.actor.person)
    ]
    context = {
        "form": form,
        "posts": posts,
        "username": user.get_username(),
        "has_password": user.has_usable_password(),
    }
    return render(request, "account.html", context, status=422 if form.errors else 200)


def acting(request: ActedRequest) -> HttpResponse:
    """Act in another of one's posts. By GET it only leads to where the posts are listed."""
    if request.method == "POST":
        wanted = request.POST.get("post", "")
        if wanted not in {each.key for each in _posts(request.actor.person)}:
            raise Http404
        Account.objects.filter(person=request.actor.person).update(acting=wanted)
        messages.success(request, gettext("You now act in this post."))
        return redirect("workspace:desk")
    return redirect("account")


@never_cache
@sensitive_post_parameters("new", "again")
def setup(request: ActedRequest, token: str) -> HttpResponse:
    """Set one's first password (or a new one) with a link that works once. An unknown or used link says so."""
    who = invited(token)
    if who is None:
        return render(request, "setup.html", {"form": None}, status=404)
    held = Account.objects.select_related("user").filter(person=who).first()
    asked = SetUpForm if held is None else NewPasswordForm
    form = asked(request.POST or None, user=held.user if held else None)
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
        "person": person.names().get(who, ""),
        "username": held.user.get_username() if held else "",
    }
    return render(request, "setup.html", context, status=422 if form.errors else 200)


def _asked_for(request: HttpRequest) -> str:
    """The page that was asked for before signing in, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else ""


def _onward(request: HttpRequest) -> str:
    return _asked_for(request) or resolve_url(settings.LOGIN_REDIRECT_URL)


def _person_of(user: AbstractBaseUser) -> str:
    return Account.objects.filter(user_id=user.pk).values_list("person", flat=True).first() or ""


def _posts(who: str) -> list[Appointment]:
    return appointment.held(who, timezone.localdate()) if who else []


def _roles(post: Appointment) -> list[Label]:
    return [ROLE[Role(each)] for each in post.roles.split()]


def _demo_people() -> list[dict[str, Any]]:
    """The people whom a visitor of the demo may sign in as: those with an account and a post."""
    if not settings.SANDAN_DEMO:
        return []
    units, names = unit.names(), person.names()
    people = []
    for who in Account.objects.order_by("pk").values_list("person", flat=True)[:_DEMO_PEOPLE]:
        posts = _posts(who)
        if posts:
            first = posts[0]
            shown = {"unit": units.get(first.unit, ""), "post": first.post, "roles": _roles(first)}
            people.append({"person": who, "name": names.get(who, ""), **shown})
    return people
