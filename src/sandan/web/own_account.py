"""One's own account: the posts one holds, the password, where one is signed in, and what was done to the account by others."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from sandan.domain.person import FactorReset, LinkMade
from sandan.ledger import read
from sandan.projections import person, unit
from sandan.web import device, factor, session, sign_on
from sandan.web.access import ActedRequest
from sandan.web.account import Account
from sandan.web.sign_in import (
    CodeForm,
    NewPasswordForm,
    asked_for,
    by_password,
    held,
    onward,
    prove_factor,
    roles,
    signed_in,
)

_NOTED = 10


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


class ConfirmForm(forms.Form):
    """The password once more."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False
    )


def lately(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a page only to who has proved within a quarter of an hour who they are; others are asked first."""

    @wraps(view)
    def asked(request: ActedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _user, row = signed_in(request)
        if row.fresh:
            return view(request, *args, **kwargs)
        page = reverse("factors") if request.path.startswith(reverse("factors")) else reverse("account")
        back = request.get_full_path() if request.method == "GET" else page
        return redirect_to_login(back, reverse("confirm"))

    return asked


@never_cache
@sensitive_post_parameters("present", "new", "again")
def account(request: ActedRequest) -> HttpResponse:
    """One's own account. What is changed here is the password; the other things have addresses of their own."""
    user, row = signed_in(request)
    form = ChangePasswordForm(request.POST or None, user=user, name=person.names().get(request.actor.person, ""))
    if request.method == "POST" and form.is_valid():
        user.set_password(form.cleaned_data["new"])
        user.save()
        update_session_auth_hash(request, user)
        session.end(user, but=row.key)
        messages.success(request, gettext("Your password has been changed. Everywhere else you have been signed out."))
        return redirect("account")
    context = {
        "form": form,
        "posts": _posts(request),
        "username": user.get_username(),
        "has_password": user.has_usable_password(),
        "sessions": [_told(each, row) for each in session.listed(user)],
        "failures": _failures(user, row),
        "noted": _noted(request.actor.person),
        "factors": factor.held(user),
        "codes_left": len(factor.codes(user)),
        "sign_on": settings.SANDAN_SIGN_ON,
        "linked": sign_on.linked(user),
        "link_proof": sign_on.proof_of(row),
    }
    return render(request, "account.html", context, status=422 if form.errors else 200)


def acting(request: ActedRequest) -> HttpResponse:
    """Act in another of one's posts. By GET it only leads to where the posts are listed."""
    if request.method == "POST":
        wanted = request.POST.get("post", "")
        if wanted not in {each.key for each in held(request.actor.person)}:
            raise Http404
        Account.objects.filter(person=request.actor.person).update(acting=wanted)
        messages.success(request, gettext("You now act in this post."))
        return redirect("workspace:desk")
    return redirect("account")


@require_POST
@lately
def sessions_end(request: ActedRequest) -> HttpResponse:
    """End one of one's sessions, or (without a name) all but this one."""
    user, row = signed_in(request)
    ended = session.end(user, only=request.POST.get("session", ""), but=row.key)
    if ended:
        messages.success(request, gettext("Signed out there."))
    return redirect(reverse("account") + "#sessions-title")


@require_POST
@lately
def sign_on_end(request: ActedRequest) -> HttpResponse:
    """Unlink the county's sign-on from the account, if there is a password to sign in with."""
    user, row = signed_in(request)
    if not user.has_usable_password():
        messages.error(request, gettext("Set a password first; otherwise you could not sign in any more."))
    elif sign_on.unlink(user):
        session.end(user, but=row.key)
        messages.success(request, gettext("The link has been removed."))
    return redirect("account")


@never_cache
@sensitive_post_parameters("password", "code", "passkey")
def confirm(request: ActedRequest) -> HttpResponse:
    """Prove once more who is there, before what proves it is changed: with the second factor if there is one, else the password."""
    user, row = signed_in(request)
    if row.fresh:
        return redirect(onward(request))
    context: dict[str, Any] = {"next": asked_for(request), "refused": ""}
    given, with_factor = "", session.has_factor(user)
    if with_factor:
        form: forms.Form = CodeForm(request.POST if "code" in request.POST else None)
        if request.method == "POST":
            assert isinstance(form, CodeForm)
            given, context["refused"] = prove_factor(request, user, form)
    else:
        form = ConfirmForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            found, context["refused"] = by_password(request, user.get_username(), form.cleaned_data["password"])
            given = session.PASSWORD if found == user else ""
    if given:
        session.give(request, row, given)
        return redirect(onward(request))
    if factor.takes_passkeys(request) and factor.has_passkey(user):
        context["options"] = factor.ask_passkey(user)
    context |= {"form": form, "possible": with_factor or user.has_usable_password()}
    return render(request, "confirm.html", context, status=422 if context["refused"] or form.errors else 200)


def _posts(request: ActedRequest) -> list[dict[str, Any]]:
    units = unit.names()
    return [
        {
            "key": each.key,
            "post": each.post,
            "unit": units.get(each.unit, ""),
            "roles": roles(each),
            "from_on": each.from_on,
            "acting": each.key == request.actor.appointment,
        }
        for each in held(request.actor.person)
    ]


def _told(one: session.SignedIn, here: session.SignedIn) -> dict[str, Any]:
    return {
        "key": one.key,
        "device": device.words(one.device),
        "since": one.since,
        "seen": timezone.now() if one.key == here.key else one.seen,
        "here": one.key == here.key,
    }


def _failures(user: User, row: session.SignedIn) -> dict[str, Any] | None:
    """How many attempts failed between the last sign-in and this one, and since; None if none did."""
    since = Account.objects.filter(user=user).values_list("failures", "last_failure").first() or (0, None)
    count = row.failures + since[0]
    return {"count": count, "last": since[1] or row.last_failure} if count else None


def _noted(who: str) -> list[dict[str, Any]]:
    """What the ledger tells of links and resets for this person, newest first: when, what, and by whom."""
    kinds = {
        LinkMade.kind: gettext("A link to set your password was made."),
        FactorReset.kind: gettext("Your second factors were taken away."),
    }
    found = [each for each in read.stream(f"person/{who}") if each.kind in kinds][-_NOTED:]
    names = person.names()
    machine = gettext("somebody at the machine itself")
    return [
        {
            "at": each.recorded_at,
            "what": kinds[each.kind],
            "by": names.get(each.by.get("person", ""), "") or machine,
        }
        for each in reversed(found)
    ]
