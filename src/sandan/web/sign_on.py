"""Signing on with the county's own sign-on (OpenID Connect). It never makes an account of itself, and never compares names.

An identity (its issuer's `sub`, OpenID Connect Core 1.0 section 2) belongs to an account only if its holder linked it: with the one-time
link that the operator handed over, or from the account's own page. `preferred_username` may be anybody's choice there (section 5.7) and
opens nothing.
"""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from requests import RequestException, Session

from sandan.web import session
from sandan.web.access import ActedRequest
from sandan.web.account import invited, redeem
from sandan.web.session import SignedIn
from sandan.web.sign_in import asked_for, enter, no_post, posts_of

_log = logging.getLogger(__name__)

_ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
"""By what an issuer may sign an identity token: with a private key, never with a secret that we know too."""


class Endpoint(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth ships no types
    """The configured issuer. What its discovery document says must be about itself (OpenID Connect Discovery 1.0 section 4.3)."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The issuer's discovery document. Raises OAuth2Error if it is another's."""
        found: dict[str, Any] = super().openid_config
        if str(found.get("issuer", "")).rstrip("/") != _issuer().rstrip("/"):
            raise OAuth2Error("the discovery document names another issuer")
        return found

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """The identity. What its token claims is kept for this request and stored nowhere. Raises OAuth2Error where there is no token."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("the answer holds no identity token")
        login = super().complete_login(request, app, token, **kwargs)
        request.claims = login.account.extra_data.get("id_token", {})  # type: ignore[attr-defined]  # read by `_arrived`, in the same request
        login.account.extra_data = {}
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """What the identity token claims, if the issuer signed it with a key that it publishes.

        OpenID Connect Core 1.0 section 3.1.3.7 lets the signature go unchecked where the token came straight from the issuer, as it does
        here; it is checked all the same. A token signed with our own secret (HS256) is refused: a published key cannot have made it.
        """
        try:
            signed_by = jwt.get_unverified_header(id_token).get("alg")
        except jwt.PyJWTError as error:
            raise OAuth2Error("the identity token cannot be read") from error
        if signed_by not in _ALGORITHMS:
            raise OAuth2Error(f"an identity token may not be signed by {signed_by}")
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )
        return claims


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Takes over from allauth as soon as it is known whose identity it is, or that something went wrong."""

    def get_requests_session(self) -> Session:
        """How the issuer is asked: nowhere else than at the addresses that it names, whoever would send us on."""
        asking: Session = super().get_requests_session()
        asking.max_redirects = 0
        return asking

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Decide what the identity opens. Always answers itself, so that nothing of allauth's own sign-up is ever reached."""
        raise ImmediateHttpResponse(_arrived(request, sociallogin))  # type: ignore[arg-type]  # allauth ships no types

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,  # noqa: ARG002 - allauth names its arguments
    ) -> None:
        """Say that it did not work; the reason goes to the log."""
        _log.warning("Signing on at %s failed: %s %s", provider.id, error, exception or "")
        raise ImmediateHttpResponse(_refused(request))


@never_cache
@require_GET
def leave(request: ActedRequest, provider_id: str) -> HttpResponse:
    """Go to the sign-on; with `?token=` to redeem a one-time link by it, with `?link=` to link it to the account that is signed in."""
    _configured(provider_id)
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return redirect("login")  # another site's link signs nobody on: whoever wants to presses the button here
    wish: dict[str, str] = {}
    if token := request.GET.get("token", ""):
        wish = {"token": token}
    elif told := request.GET.get("link", ""):
        row = request.signed_in
        if row is None or not row.fresh or not constant_time_compare(told, proof_of(row)):
            messages.error(request, gettext("To link an account, sign in first and start from your account's page."))
            return redirect("account")
        wish = {"session": row.key}
    try:
        provider = Adapter(request).get_provider(request, provider_id)
        provider.oauth2_adapter_class = Endpoint
        answer: HttpResponse = provider.redirect(request, AuthProcess.LOGIN, next_url=asked_for(request), data=wish)
    except (RequestException, OAuth2Error, ValueError, KeyError) as error:
        _log.warning("The sign-on cannot be reached: %s", error)
        return _refused(request)
    return answer


@never_cache
@require_GET
def arrive(request: ActedRequest, provider_id: str) -> HttpResponse:
    """Come back from the sign-on."""
    _configured(provider_id)
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(Endpoint(request, provider_id))(request)
    except (ValueError, KeyError, TypeError) as error:
        _log.warning("The sign-on answered something else than an identity: %s", error)
        return _refused(request)
    return answer


def linked(user: User) -> bool:
    """Whether an identity of the configured sign-on is linked to the account."""
    return bool(_links(user).exists())


def unlink(user: User) -> bool:
    """Undo the link. False if there is none."""
    return bool(_links(user).delete()[0])


def proof_of(row: SignedIn) -> str:
    """What shows that a wish to link comes from the account's own page: nobody else can make such an address for this session."""
    return salted_hmac("sandan.sign_on.link", row.key, algorithm="sha256").hexdigest()


def _links(user: User) -> Any:
    provider = settings.SANDAN_SIGN_ON.id if settings.SANDAN_SIGN_ON else ""
    return SocialAccount.objects.filter(user=user, provider=provider)


def _issuer() -> str:
    return settings.SANDAN_SIGN_ON.issuer if settings.SANDAN_SIGN_ON else ""


def _configured(provider_id: str) -> None:
    if settings.SANDAN_SIGN_ON is None or provider_id != settings.SANDAN_SIGN_ON.id:
        raise Http404


def _refused(request: HttpRequest, why: str = "") -> HttpResponse:
    messages.error(
        request, why or gettext("Signing on did not work. Try again, or sign in with user name and password.")
    )
    return redirect("account" if request.user.is_authenticated else "login")


def _arrived(request: ActedRequest, sociallogin: Any) -> HttpResponse:
    """What the identity opens: the account that it is linked to, or the link that its holder asked for."""
    wish = sociallogin.state.get("data") or {}
    holder: User | None = sociallogin.user if sociallogin.is_existing else None
    if "token" in wish:
        return _redeemed(request, sociallogin, wish["token"], holder)
    if "session" in wish:
        return _linked(request, sociallogin, wish["session"], holder)
    if holder is None or not holder.is_active:
        why = gettext(
            "Nobody here has linked this identity to an account. Ask the operator of the system for a link, and open it first."
        )
        return _refused(request, why)
    if not posts_of(holder):
        return _refused(request, no_post())
    next_url = sociallogin.state.get("next") or ""
    return enter(request, holder, *_given(request), to=next_url)


def _redeemed(request: ActedRequest, sociallogin: Any, token: str, holder: User | None) -> HttpResponse:
    """Use up a one-time link: its person signs on with this identity from now on."""
    if holder is not None:
        return _refused(request, gettext("This identity is linked to another account already."))
    with transaction.atomic():
        user = redeem(token, _free_name(request), None) if invited(token) else None
        if not isinstance(user, User):
            return _refused(request, gettext("The link was used already or is too old. Ask for a new one."))
        _keep(user, sociallogin)
    if not posts_of(user):
        return _refused(request, no_post())
    return enter(request, user, *_given(request))


def _linked(request: ActedRequest, sociallogin: Any, key: str, holder: User | None) -> HttpResponse:
    """Link the identity to the account whose page was left for the sign-on, in the same session."""
    row = request.signed_in
    if row is None or row.key != key or not isinstance(request.user, User):
        return _refused(request)
    if holder is not None and holder != request.user:
        return _refused(request, gettext("This identity is linked to another account already."))
    unlink(request.user)
    _keep(request.user, sociallogin)
    messages.success(request, gettext("You can sign on with it from now on."))
    return redirect("account")


def _keep(user: User, sociallogin: Any) -> None:
    account = sociallogin.account
    SocialAccount.objects.create(user=user, provider=account.provider, uid=account.uid)


def _given(request: HttpRequest) -> list[str]:
    """By what the sign-on proved the session: as a second factor only with the words that the county configured."""
    claims: dict[str, Any] = getattr(request, "claims", {})
    methods = claims.get("amr")
    told = {str(each) for each in methods} if isinstance(methods, list) else set()
    told.add(str(claims.get("acr", "")))
    counting = settings.SANDAN_SIGN_ON.factor if settings.SANDAN_SIGN_ON else frozenset()
    second = bool(told & counting)
    return [session.SIGN_ON, session.SIGN_ON_FACTOR] if second else [session.SIGN_ON]


def _free_name(request: HttpRequest) -> str:
    """A user name for a new account: the one used there where nobody here has it, else one that nobody has."""
    wanted = str(getattr(request, "claims", {}).get("preferred_username", ""))[:150]
    try:
        UnicodeUsernameValidator()(wanted)
    except ValidationError:
        wanted = ""
    taken = not wanted or User.objects.filter(username=wanted).exists()
    return f"oidc-{uuid4().hex[:12]}" if taken else wanted
