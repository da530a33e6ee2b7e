"""Second factors: who must have one, how one is given, that it works once, and what becomes of lost ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.exceptions import InvalidTag
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from tests.web.cast import PEOPLE, County, fresh_key, sign_in

from sandan.desk import organisation
from sandan.desk.organisation import Post
from sandan.domain.authority import SECOND_FACTOR, Role
from sandan.ledger import read
from sandan.web import factor, session
from sandan.web.access import ANYONE, BEFORE, PAGES
from sandan.web.account import invite
from sandan.web.limit import Attempt
from sandan.web.session import SignedIn

Open = Callable[[str], Client]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
GOOD = "Qingxi-2026-river"


@pytest.fixture(autouse=True)
def _clock_held_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A code lasts half a minute; a test must not fall on its edge."""
    held = SimpleNamespace(time=lambda: 1_795_000_000.0)
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", held)


def code(secret: str = SECRET, step: int = 0) -> str:
    """What an app with this secret shows, so many half minutes from now."""
    _before, now, _after = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(secret, now + step)))


def half(name: str) -> Client:
    """A browser in which somebody has given the password and nothing else."""
    client = Client(headers={"accept-language": "en"})
    sign_in(client, name, session.PASSWORD)
    return client


def enrolled(name: str) -> User:
    user = User.objects.get(username=name)
    assert factor.add_app(user, SECRET, code(step=-1))
    return user


class TestRule:
    def test_it_is_said_once_which_roles_need_one(self) -> None:
        assert {Role.DISPATCHER, Role.CLERK, Role.EDITOR, Role.OPERATOR, Role.AUDITOR} <= SECOND_FACTOR
        assert Role.RESIDENT not in SECOND_FACTOR

    @pytest.mark.parametrize("name", ["operator", *PEOPLE])
    def test_who_must_have_one_is_led_there_from_everywhere(self, county: County, name: str) -> None:
        """Not one page of the workspace opens before, and the way back is kept."""
        roles = {Role.OPERATOR} if name == "operator" else set(PEOPLE[name][3])
        client = half(name)
        answer = client.get("/work/organisation/?unit=x")
        if not roles & SECOND_FACTOR:
            assert answer.status_code == 200
            return
        assert answer["Location"] == "/account/factor/?next=/work/organisation/%3Funit%3Dx"
        page = client.get(answer["Location"])
        assert page.status_code == 200
        assert b"until you have one, nothing else opens" in page.content

    def test_before_the_second_factor_nothing_else_opens(self, county: County) -> None:
        from django.urls import reverse
        from tests.web.test_access import ADDRESSES

        enrolled("dispatcher")
        for client, owed in ((half("clerk"), "factors"), (half("dispatcher"), "factor")):
            for name, parameters in ADDRESSES.items():
                if PAGES[name] is ANYONE or name in BEFORE[owed]:
                    continue
                address = reverse(name, args=["1"] * len(parameters))
                for answer in (client.get(address), client.post(address)):
                    assert answer.status_code == 302, address
                    assert answer["Location"].startswith(reverse(owed)), address

    def test_on_public_pages_half_signed_in_is_not_signed_in(self, county: County) -> None:
        client = half("clerk")
        assert client.get("/").status_code == 200
        assert "何静文" not in client.get("/").content.decode()

    def test_a_post_that_needs_one_asks_when_it_is_taken_up(self, county: County) -> None:
        """Another post of the same person opens without; acting in this one does not."""
        post = Post(county.units["整改办"], "兼职登记员", (Role.CLERK,), timezone.localdate())
        second = organisation.appoint(county.people["handler"], post, county.actor("operator"), fresh_key())
        client = half("handler")
        assert client.get("/work/").status_code == 200
        client.post("/account/acting/", {"post": second})
        assert client.get("/work/")["Location"].startswith("/account/factor/")
        assert f'name="post" value="{county.posts["handler"]}"' in client.get("/account/factor/").content.decode()
        assert client.post("/account/acting/", {"post": county.posts["handler"]})["Location"] == "/work/"
        assert client.get("/work/").status_code == 200, "the other post is no way round: it allows what it allows"

    def test_who_has_one_gives_it_whatever_the_post(self, county: County) -> None:
        enrolled("handler")
        assert half("handler").get("/work/")["Location"] == "/sign-in/factor/?next=/work/"

    def test_the_demo_stays_one_click_and_only_while_it_is_a_demo(
        self, county: County, client_of: Open, settings: Settings
    ) -> None:
        settings.SANDAN_DEMO = True
        client = client_of("")
        client.post("/sign-in/demo/", {"person": county.people["operator"]})
        assert client.get("/work/").status_code == 200
        settings.SANDAN_DEMO = False
        assert client.get("/work/")["Location"].startswith("/account/factor/")


@pytest.mark.usefixtures("county")
class TestGiving:
    def test_a_code_opens_the_page_that_was_asked_for(self) -> None:
        enrolled("clerk")
        client = half("clerk")
        before = client.session.session_key
        sent = {"code": code(), "next": "/work/inbox/"}
        assert client.post("/sign-in/factor/", sent)["Location"] == "/work/inbox/"
        assert client.get("/work/inbox/").status_code == 200
        assert client.session.session_key != before, "an older copy of the cookie is worth nothing"
        assert client.get("/sign-in/factor/")["Location"] == "/work/"

    def test_the_same_code_never_works_twice(self) -> None:
        user = enrolled("clerk")
        assert factor.fits(user, code()) == session.APP
        assert factor.fits(user, code()) == ""
        assert factor.fits(user, code(step=-1)) == "", "nor an older one"
        assert factor.fits(user, code(step=1)) == session.APP
        assert half("clerk").post("/sign-in/factor/", {"code": code()}).status_code == 422

    def test_full_width_digits_and_spaces_are_the_same_code(self) -> None:
        wide = str.maketrans("0123456789", "０１２３４５６７８９")
        assert factor.fits(enrolled("clerk"), f" {code()[:3]} {code()[3:]}".translate(wide)) == session.APP

    def test_a_wrong_code_opens_nothing_and_a_guesser_waits(self) -> None:
        enrolled("clerk")
        client = half("clerk")
        wrong = f"{(int(code()) + 1) % 1_000_000:06}"
        while wrong in {code(step=step) for step in (-1, 0, 1)}:
            wrong = f"{(int(wrong) + 1) % 1_000_000:06}"
        for sent in (wrong, wrong, "", "abc", wrong, wrong):
            answer = client.post("/sign-in/factor/", {"code": sent}, REMOTE_ADDR="198.51.100.7")
            assert answer.status_code == 422
        answer = client.post("/sign-in/factor/", {"code": code()}, REMOTE_ADDR="203.0.113.7")
        assert b"Too many wrong codes" in answer.content, "from wherever it comes"
        assert client.get("/work/").status_code == 302
        Attempt.objects.update(at=timezone.now() - timedelta(minutes=16))
        assert client.post("/sign-in/factor/", {"code": code()}).status_code == 302
        assert b"5 attempts to sign in to this account failed" in client.get("/account/").content

    def test_thirty_wrong_codes_a_day_are_the_most(self) -> None:
        enrolled("clerk")
        client = half("clerk")
        for _ in range(30):
            Attempt.objects.filter(purpose="factor").update(at=timezone.now() - timedelta(minutes=16))
            client.post("/sign-in/factor/", {"code": "x1"})
        Attempt.objects.update(at=timezone.now() - timedelta(minutes=16))
        assert client.post("/sign-in/factor/", {"code": code()}).status_code == 422

    def test_each_recovery_code_works_once(self) -> None:
        user = enrolled("clerk")
        first, *rest = factor.codes(user)
        assert len(rest) == 9
        client = half("clerk")
        assert client.post("/sign-in/factor/", {"code": f"{first[:4]} {first[4:]}"}).status_code == 302
        assert b"9 are left" in client.get("/account/").content
        assert half("clerk").post("/sign-in/factor/", {"code": first}).status_code == 422
        assert factor.codes(user) == rest

    def test_a_passkey_answer_that_was_made_up_is_refused(self) -> None:
        enrolled("clerk")
        client = half("clerk")
        made_up = '{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"userHandle":"MQ"},"clientExtensionResults":{}}'
        for answer in ("", "{}", "[]", "1", '{"response": null}', made_up):
            assert client.post("/sign-in/factor/", {"passkey": answer}).status_code == 422, answer
            Attempt.objects.all().delete()
            assert client.post("/sign-in/passkey/", {"passkey": answer}, HTTP_HOST="localhost").status_code == 422
        assert client.get("/work/").status_code == 302


@pytest.mark.usefixtures("county")
class TestTakingOn:
    def test_an_app_is_taken_on_by_its_first_code(self) -> None:
        client = half("clerk")
        page = client.get("/account/factor/app/?next=/work/inbox/").content.decode()
        assert 'src="data:image/svg+xml;base64,' in page
        secret = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)
        assert secret
        spelt = secret[1].replace(" ", "")
        assert client.post("/account/factor/app/", {"code": "000"}).status_code == 422
        assert not Authenticator.objects.exists()
        assert spelt in client.get("/account/factor/app/").content.decode().replace(" ", ""), "a slip changes nothing"
        done = client.post("/account/factor/app/", {"code": code(spelt), "next": "/work/inbox/"})
        assert done["Location"] == "/account/factor/codes/?next=%2Fwork%2Finbox%2F"
        shown = client.get(done["Location"]).content.decode()
        user = User.objects.get(username="clerk")
        for each in factor.codes(user):
            assert f"{each[:4]} {each[4:]}" in shown
        assert 'href="/work/inbox/"' in shown
        assert client.get("/account/factor/codes/")["Location"] == "/account/factor/", "they are shown once"
        assert client.get("/work/inbox/").status_code == 200
        assert half("clerk").post("/sign-in/factor/", {"code": code(spelt)}).status_code == 422, "that code was used"

    def test_secrets_lie_encrypted(self, settings: Settings) -> None:
        user = enrolled("clerk")
        kept = " ".join(str(each) for each in Authenticator.objects.values_list("data", flat=True))
        assert SECRET not in kept
        assert factor.Adapter().decrypt(Authenticator.objects.get(type="totp").data["secret"]) == SECRET
        assert not set(factor.codes(user)) & set(re.findall(r"\d{8}", kept))
        settings.SANDAN_MASTER_KEY = bytes(32)
        with pytest.raises(InvalidTag):
            factor.codes(user)

    def test_a_session_that_was_proved_long_ago_is_asked_again(self) -> None:
        user = enrolled("clerk")
        client = half("clerk")
        client.post("/sign-in/factor/", {"code": code()})
        SignedIn.objects.update(proved_at=timezone.now() - timedelta(minutes=16))
        keys = [str(each.pk) for each in factor.held(user)]
        for answer in (
            client.post("/account/factor/remove/", {"factor": keys[0]}),
            client.post("/account/factor/codes/"),
            client.get("/account/factor/passkey/"),
        ):
            assert answer["Location"].startswith("/account/confirm/?next=/account/factor/")
        assert len(factor.held(user)) == 1
        assert client.post("/account/confirm/", {"code": "1"}).status_code == 422
        sent = {"code": code(step=1), "next": "/account/factor/"}
        assert client.post("/account/confirm/", sent)["Location"] == "/account/factor/"
        assert client.post("/account/factor/codes/")["Location"] == "/account/factor/codes/"

    def test_without_a_factor_the_password_confirms(self, settings: Settings) -> None:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        user = User.objects.get(username="handler")
        user.set_password(GOOD)
        user.save()
        client = half("handler")
        SignedIn.objects.update(proved_at=timezone.now() - timedelta(minutes=16))
        assert client.get("/account/factor/app/")["Location"] == "/account/confirm/?next=/account/factor/app/"
        assert client.post("/account/confirm/", {"password": "x"}).status_code == 422
        sent = {"password": GOOD, "next": "/account/factor/app/"}
        assert client.post("/account/confirm/", sent)["Location"] == "/account/factor/app/"
        assert client.get("/account/factor/app/").status_code == 200

    def test_new_codes_make_the_old_ones_worthless(self) -> None:
        user = enrolled("clerk")
        old = factor.codes(user)
        client = half("clerk")
        client.post("/sign-in/factor/", {"code": code()})
        client.post("/account/factor/codes/")
        assert not set(old) & set(factor.codes(user))
        assert factor.fits(user, old[0]) == ""

    def test_what_is_removed_ends_every_other_session(self, client_of: Open) -> None:
        user = enrolled("clerk")
        elsewhere, client = client_of("clerk"), client_of("clerk")
        (held,) = factor.held(user)
        other = factor.held(User.objects.get(username="head"))
        assert other == []
        assert client.post("/account/factor/remove/", {"factor": "999999"}).status_code == 404
        assert client.post("/account/factor/remove/", {"factor": str(held.pk)}).status_code == 302
        assert not Authenticator.objects.exists(), "the recovery codes go with the last factor"
        assert elsewhere.get("/work/")["Location"].startswith("/sign-in/")
        assert client.get("/work/")["Location"].startswith("/account/factor/"), "the post needs a new one"

    def test_nobody_removes_what_is_someone_elses(self, client_of: Open) -> None:
        (held,) = factor.held(enrolled("clerk"))
        assert client_of("dispatcher").post("/account/factor/remove/", {"factor": str(held.pk)}).status_code == 404
        assert Authenticator.objects.filter(pk=held.pk).exists()

    def test_passkeys_need_a_host_name(self, client_of: Open) -> None:
        client = client_of("clerk")
        assert client.get("/account/factor/passkey/", HTTP_HOST="127.0.0.1:8000").status_code == 404
        assert client.get("/sign-in/passkey/", HTTP_HOST="[::1]").status_code == 404
        page = client.get("/account/factor/passkey/", HTTP_HOST="localhost:8000").content.decode()
        assert "data-options=" in page
        assert client.post("/account/factor/passkey/", {"name": "x", "passkey": "{}"}).status_code == 422
        assert not Authenticator.objects.exists()


class TestReset:
    def test_the_operator_takes_lost_factors_away_and_the_ledger_says_so(self, county: County, client_of: Open) -> None:
        enrolled("clerk")
        elsewhere, operator = client_of("clerk"), client_of("operator")
        address = f"/work/organisation/people/{county.people['clerk']}/factor/"
        page = operator.get(f"/work/organisation/?unit={county.units['整改办']}").content.decode()
        assert page.count("Reset second factor</button>") == 1
        assert operator.get(address).status_code == 405
        assert client_of("dispatcher").post(address).status_code == 403
        key = fresh_key()
        assert operator.post(address, {"key": key}).status_code == 302
        size = read.head().size
        assert operator.post(address, {"key": key}).status_code == 302, "sent twice, it happens once"
        assert operator.post(address).status_code == 302, "and where there is none, nothing is recorded"
        assert read.head().size == size
        told = read.stream(f"person/{county.people['clerk']}")[-1]
        assert (told.kind, told.by["person"]) == ("person.factor_reset/1", county.people["operator"])
        assert not Authenticator.objects.exists()
        assert elsewhere.get("/work/")["Location"].startswith("/sign-in/")
        page = client_of("clerk").get("/account/").content.decode()
        assert "Your second factors were taken away." in page
        assert operator.post("/work/organisation/people/nobody/factor/").status_code == 404

    def test_a_new_password_by_link_does_not_get_round_the_factor(self, county: County, settings: Settings) -> None:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        enrolled("clerk")
        address = f"/setup/{invite(county.people['clerk'], county.actor('operator'), fresh_key())}/"
        client = Client()
        assert client.post(address, {"new": GOOD, "again": GOOD}).status_code == 302
        assert client.get("/work/")["Location"] == "/sign-in/?next=/work/", "the link opens no session"
        client.post("/sign-in/", {"username": "clerk", "password": GOOD})
        assert client.get("/work/")["Location"] == "/sign-in/factor/?next=/work/"
