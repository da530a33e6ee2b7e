"""Signing on with the county's own sign-on, end to end against a real OpenID provider on this machine."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from tests.web.cast import FROM_ON, County, fresh_key
from tests.web.issuer import CLIENT, SECRET, Issuer, issuing

from sandan.config import sign_on as configured
from sandan.config.sign_on import SignOn
from sandan.desk import organisation
from sandan.desk.organisation import Post
from sandan.domain.authority import Role
from sandan.web import session
from sandan.web.account import Account, invite
from sandan.web.session import SignedIn

Open = Callable[[str], Client]


@pytest.fixture
def issuer(settings: Settings) -> Iterator[Issuer]:
    """A provider, and the county configured to use it."""
    with issuing() as one:
        use(settings, one)
        yield one


def use(settings: Settings, one: Issuer, *factor: str) -> None:
    chosen = SignOn("县统一认证", one.url, CLIENT, SECRET, frozenset(factor))
    settings.SANDAN_SIGN_ON = chosen
    settings.SOCIALACCOUNT_PROVIDERS = chosen.providers()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        return None


def through(client: Client, start: str) -> Any:
    """Follow the way over the provider and back, as a browser does; what the page there answers."""
    leaving = client.get(start)
    assert leaving.status_code == 302, leaving.content
    opener = urllib.request.build_opener(_Stay)
    try:
        opener.open(leaving["Location"])
    except urllib.error.HTTPError as moved:
        back = moved.headers["Location"]
    else:
        raise AssertionError("the provider sends its visitors back")
    assert back.startswith("http://testserver/sign-on/")
    return client.get(back.removeprefix("http://testserver"))


def way(settings: Settings, **query: str) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/sign-on/{settings.SANDAN_SIGN_ON.id}/?{asked}"


def link(settings: Settings, username: str, sub: str) -> None:
    user = User.objects.get(username=username)
    SocialAccount.objects.create(user=user, provider=settings.SANDAN_SIGN_ON.id, uid=sub)


def person_of(client: Client) -> str:
    user = client.session.get("_auth_user_id", "")
    return User.objects.get(pk=user).username if user else ""


def test_without_configuration_there_is_no_such_door(client_of: Open, county: County, settings: Settings) -> None:
    settings.SANDAN_SIGN_ON = None
    client = client_of("")
    assert client.get("/sign-on/oidc-1/").status_code == 404
    assert client.get("/sign-on/oidc-1/back/?code=x&state=y").status_code == 404
    assert b"/sign-on/" not in client.get("/sign-in/").content


@pytest.mark.usefixtures("county")
class TestSigningOn:
    def test_a_linked_identity_opens_its_account_and_the_page_asked_for(
        self, client_of: Open, issuer: Issuer, settings: Settings
    ) -> None:
        link(settings, "handler", "s-1")
        client = client_of("")
        assert "县统一认证" in client.get("/sign-in/").content.decode()
        answer = through(client, way(settings, next="/work/problems/"))
        assert answer["Location"] == "/work/problems/"
        assert person_of(client) == "handler"
        assert client.get("/work/problems/").status_code == 200
        assert issuer.scopes == {"openid", "profile"}, "no address and no telephone is asked for"
        kept = SocialAccount.objects.get()
        assert kept.extra_data == {}, "what the provider tells is stored nowhere"

    def test_another_sites_link_signs_nobody_on(self, client_of: Open, issuer: Issuer, settings: Settings) -> None:
        link(settings, "handler", issuer.claims["sub"])
        client = client_of("")
        for elsewhere in ("cross-site", "same-site"):
            assert client.get(way(settings), headers={"sec-fetch-site": elsewhere})["Location"] == "/sign-in/"
        pressed = client.get(way(settings), headers={"sec-fetch-site": "same-origin"})
        assert pressed["Location"].startswith(issuer.url)

    def test_no_way_leads_elsewhere(self, client_of: Open, issuer: Issuer, settings: Settings) -> None:
        link(settings, "handler", issuer.claims["sub"])
        assert through(client_of(""), way(settings, next="https://example.org/"))["Location"] == "/work/"

    @pytest.mark.parametrize("claims", [{"sub": "handler"}, {"sub": "s-9", "preferred_username": "handler"}])
    def test_a_name_alone_opens_nothing_and_makes_nothing(
        self, client_of: Open, issuer: Issuer, settings: Settings, claims: dict[str, str]
    ) -> None:
        """Whatever the provider calls somebody: without a link it is nobody, also where an account without password is called so."""
        issuer.claims = claims
        client, accounts = client_of(""), User.objects.count()
        answer = through(client, way(settings))
        assert answer["Location"] == "/sign-in/"
        assert b"Nobody here has linked this identity" in client.get("/sign-in/").content
        assert person_of(client) == ""
        assert User.objects.count() == accounts
        assert not SocialAccount.objects.exists()

    def test_another_issuers_identities_never_fit_old_links(
        self, client_of: Open, issuer: Issuer, settings: Settings
    ) -> None:
        link(settings, "handler", "s-1")
        with issuing() as other:
            use(settings, other)
            client = client_of("")
            through(client, way(settings))
            assert person_of(client) == ""
        assert issuer.url != other.url

    @pytest.mark.parametrize(
        "wrong",
        ["audience", "issuer", "token issuer", "signature", "no token", "keys elsewhere", "HS256", "none", "too old"],
    )
    def test_a_token_for_or_by_another_is_refused(
        self, client_of: Open, issuer: Issuer, settings: Settings, wrong: str
    ) -> None:
        link(settings, "handler", "s-1")
        if wrong == "audience":
            issuer.audience = "another-program"
        elif wrong == "token issuer":
            issuer.claims["iss"] = "https://elsewhere.example"
        elif wrong == "signature":
            issuer.published = generate_private_key(65537, 2048)
        elif wrong in ("HS256", "none"):
            issuer.algorithm = wrong
        elif wrong == "too old":
            issuer.claims["exp"] = 1_000_000_000
        elif wrong == "no token":
            issuer.silent = True
        elif wrong == "keys elsewhere":
            issuer.moved = True
        client = client_of("")
        if wrong == "issuer":
            issuer.named = "https://elsewhere.example"
            assert client.get(way(settings))["Location"] == "/sign-in/"
        else:
            assert through(client, way(settings))["Location"] == "/sign-in/"
        assert b"Signing on did not work" in client.get("/sign-in/").content
        assert person_of(client) == ""

    def test_a_forged_way_back_is_refused(self, client_of: Open, issuer: Issuer, settings: Settings) -> None:
        link(settings, "handler", issuer.claims["sub"])
        client = client_of("")
        back = f"/sign-on/{settings.SANDAN_SIGN_ON.id}/back/"
        for query in ("", "?error=access_denied", "?code=x&state=y"):
            assert client.get(back + query)["Location"] == "/sign-in/"
        assert person_of(client) == ""

    def test_a_provider_that_does_not_answer_is_no_dead_end(self, client_of: Open, settings: Settings) -> None:
        with issuing() as gone:
            use(settings, gone)
        client = client_of("")
        assert client.get(way(settings))["Location"] == "/sign-in/"
        assert client.get("/sign-in/").status_code == 200

    def test_blocked_or_without_a_post_nobody_comes_in(
        self, client_of: Open, county: County, issuer: Issuer, settings: Settings
    ) -> None:
        link(settings, "handler", issuer.claims["sub"])
        client = client_of("")
        User.objects.filter(username="handler").update(is_active=False)
        through(client, way(settings))
        assert person_of(client) == ""
        User.objects.filter(username="handler").update(is_active=True)
        organisation.end_appointment(county.posts["handler"], FROM_ON, county.actor("operator"), fresh_key())
        through(client, way(settings))
        assert person_of(client) == ""


@pytest.mark.usefixtures("county")
class TestSecondFactor:
    def test_by_default_the_sign_on_is_no_second_factor(
        self, client_of: Open, issuer: Issuer, settings: Settings
    ) -> None:
        link(settings, "clerk", "s-1")
        issuer.claims |= {"amr": ["pwd", "otp"], "acr": "2"}
        client = client_of("")
        through(client, way(settings))
        assert client.get("/work/")["Location"] == "/account/factor/?next=/work/"

    @pytest.mark.parametrize("claims", [{"amr": ["pwd", "otp"]}, {"acr": "level-2"}])
    def test_what_the_county_configured_counts(
        self, client_of: Open, issuer: Issuer, settings: Settings, claims: dict[str, Any]
    ) -> None:
        use(settings, issuer, "otp", "level-2")
        link(settings, "clerk", "s-1")
        client = client_of("")
        through(client, way(settings))
        assert client.get("/work/").status_code == 302, "this time nothing was said of a second factor"
        issuer.claims |= claims
        client = client_of("")
        through(client, way(settings))
        assert client.get("/work/").status_code == 200


class TestLinking:
    def test_a_one_time_link_is_redeemed_by_signing_on(
        self, county: County, client_of: Open, issuer: Issuer, settings: Settings
    ) -> None:
        """For someone new: an account without password, that this identity and no other opens."""
        post = Post(county.units["水利局"], "办事员", (Role.HANDLER,), FROM_ON)
        who = organisation.take_on("梁晚晴", post, county.actor("operator"), fresh_key()).person
        issuer.claims = {"sub": "s-7", "preferred_username": "liang"}
        token = invite(who, county.actor("operator"), fresh_key())
        client = client_of("")
        assert f"?token={token}" in client.get(f"/setup/{token}/").content.decode()
        assert through(client, way(settings, token=token))["Location"] == "/work/"
        made = Account.objects.get(person=who).user
        assert (made.username, made.has_usable_password()) == ("liang", False)
        assert client.get("/work/").status_code == 200
        again = client_of("")
        through(again, way(settings))
        assert person_of(again) == "liang"
        issuer.claims["sub"] = "s-8"
        third = client_of("")
        assert through(third, way(settings, token=token))["Location"] == "/sign-in/", "it works once"
        assert person_of(third) == ""

    def test_a_user_name_that_is_taken_is_not_taken_over(
        self, county: County, client_of: Open, issuer: Issuer, settings: Settings
    ) -> None:
        post = Post(county.units["水利局"], "办事员", (Role.HANDLER,), FROM_ON)
        who = organisation.take_on("梁晚晴", post, county.actor("operator"), fresh_key()).person
        issuer.claims = {"sub": "s-7", "preferred_username": "operator"}
        through(client_of(""), way(settings, token=invite(who, county.actor("operator"), fresh_key())))
        assert Account.objects.get(person=who).user.username.startswith("oidc-")
        assert Account.objects.get(user__username="operator").person == county.people["operator"]

    def test_from_the_accounts_page_with_its_proof_only(
        self, county: County, client_of: Open, issuer: Issuer, settings: Settings
    ) -> None:
        client = client_of("handler")
        assert client.get(way(settings, link="forged"))["Location"] == "/account/"
        proof = session.SignedIn.objects.get(user__username="handler")
        page = client.get("/account/").content.decode()
        start = page.partition("?link=")[2].partition('"')[0]
        assert start
        assert client_of("head").get(way(settings, link=start))["Location"] == "/account/", "of another session"
        SignedIn.objects.filter(pk=proof.pk).update(proved_at=timezone.now() - timedelta(hours=1))
        assert client.get(way(settings, link=start))["Location"] == "/account/", "proved too long ago"
        SignedIn.objects.filter(pk=proof.pk).update(proved_at=timezone.now())
        assert through(client, way(settings, link=start))["Location"] == "/account/"
        fresh = client_of("")
        through(fresh, way(settings))
        assert person_of(fresh) == "handler"
        other = client_of("head")
        start = other.get("/account/").content.decode().partition("?link=")[2].partition('"')[0]
        through(other, way(settings, link=start))
        assert b"linked to another account already" in other.get("/account/").content
        assert SocialAccount.objects.get().user.username == "handler"

    def test_it_is_unlinked_only_where_another_way_in_is_left(
        self, county: County, client_of: Open, issuer: Issuer, settings: Settings
    ) -> None:
        link(settings, "handler", issuer.claims["sub"])
        client = client_of("handler")
        client.post("/account/sign-on/end/")
        assert SocialAccount.objects.exists()
        user = User.objects.get(username="handler")
        user.set_password("Qingxi-2026-river")
        user.save()
        client = client_of("handler")
        SignedIn.objects.update(proved_at=timezone.now() - timedelta(minutes=16))
        assert client.post("/account/sign-on/end/")["Location"] == "/account/confirm/?next=/account/"
        assert SocialAccount.objects.exists()
        client = client_of("handler")
        client.post("/account/sign-on/end/")
        assert not SocialAccount.objects.exists()


class TestConfiguration:
    @pytest.fixture
    def environment(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
        secret = tmp_path / "secret"
        secret.write_text(" s3cret\n")
        for name, value in {
            "SANDAN_OIDC_ISSUER": "https://id.example.gov",
            "SANDAN_OIDC_CLIENT": "sandan",
            "SANDAN_OIDC_SECRET_FILE": str(secret),
        }.items():
            monkeypatch.setenv(name, value)
        return monkeypatch

    def test_it_comes_from_the_environment(self, environment: pytest.MonkeyPatch) -> None:
        found = configured.sign_on()
        assert found is not None
        assert (found.name, found.secret, found.factor) == ("id.example.gov", "s3cret", frozenset())
        environment.setenv("SANDAN_OIDC_FACTOR", "mfa otp")
        environment.setenv("SANDAN_OIDC_NAME", "统一认证")
        found = configured.sign_on()
        assert found is not None
        assert (found.name, found.factor) == ("统一认证", frozenset({"mfa", "otp"}))
        environment.delenv("SANDAN_OIDC_ISSUER")
        assert configured.sign_on() is None

    def test_half_a_configuration_or_an_open_way_stops_the_start(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("SANDAN_OIDC_ISSUER", "http://id.example.gov")
        with pytest.raises(ValueError, match="https"):
            configured.sign_on()
        environment.setenv("SANDAN_OIDC_ISSUER", "https://id.example.gov")
        environment.delenv("SANDAN_OIDC_CLIENT")
        with pytest.raises(ValueError, match="SANDAN_OIDC_CLIENT"):
            configured.sign_on()
