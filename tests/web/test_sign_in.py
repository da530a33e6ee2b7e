"""Signing in: passwords, links, the demo's door, the acting post."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from tests.web.cast import FROM_ON, County, fresh_key

from sandan.desk import organisation
from sandan.desk.organisation import Post
from sandan.domain.authority import Role
from sandan.web import account
from sandan.web.account import Account, Invitation, invite, invited

Open = Callable[[str], Client]
GOOD = "Qingxi-2026-river"


@pytest.fixture
def clerk(county: County, settings: Settings) -> User:
    """The clerk, with a password."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user = User.objects.get(username="clerk")
    user.set_password(GOOD)
    user.save()
    return user


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.usefixtures("clerk")
class TestPassword:
    def test_the_right_one_opens_the_page_that_was_asked_for(self, client_of: Open) -> None:
        client = client_of("")
        asked = client.get("/work/organisation/?unit=x")
        assert asked["Location"] == "/sign-in/?next=/work/organisation/%3Funit%3Dx"
        sent = {"username": "clerk", "password": GOOD, "next": "/work/organisation/?unit=x"}
        assert client.post("/sign-in/", sent)["Location"] == "/work/organisation/?unit=x"
        assert signed_in(client)

    @pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
    def test_no_way_leads_elsewhere(self, client_of: Open, elsewhere: str) -> None:
        sent = {"username": "clerk", "password": GOOD, "next": elsewhere}
        assert client_of("").post("/sign-in/", sent)["Location"] == "/work/"

    def test_a_wrong_one_does_not_tell_what_was_wrong(self, client_of: Open) -> None:
        client = client_of("")
        answers = {
            client.post("/sign-in/", {"username": name, "password": "x"}).content.count(
                b"User name or password is wrong."
            )
            for name in ("clerk", "nobody")
        }
        assert answers == {1}
        assert not signed_in(client)

    def test_a_guesser_has_to_wait_and_others_do_not(self, client_of: Open) -> None:
        client = client_of("")
        for _ in range(5):
            client.post("/sign-in/", {"username": "clerk", "password": "x"})
        right = client.post("/sign-in/", {"username": "CLERK", "password": GOOD})
        assert right.status_code == 422
        assert b"Too many failed attempts" in right.content
        elsewhere = client.post("/sign-in/", {"username": "clerk", "password": GOOD}, REMOTE_ADDR="192.0.2.7")
        assert elsewhere.status_code == 302, "nobody can lock the clerk out from elsewhere"

    def test_who_holds_no_post_stays_outside(self, county: County, client_of: Open) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        organisation.end_appointment(county.posts["clerk"], yesterday, county.actor("operator"), fresh_key())
        client = client_of("")
        assert b"You hold no post today" in client.post("/sign-in/", {"username": "clerk", "password": GOOD}).content
        assert not signed_in(client)

    def test_it_is_changed_by_who_knows_it(self, client_of: Open) -> None:
        client = client_of("clerk")
        new = {"new": "Another-long-1", "again": "Another-long-1"}
        assert client.post("/account/", {**new, "present": "wrong"}).status_code == 422
        assert client.post("/account/", {**new, "present": GOOD, "again": "Another-long-2"}).status_code == 422
        assert (
            client.post("/account/", {"present": GOOD, "new": "1234567890", "again": "1234567890"}).status_code == 422
        )
        assert User.objects.get(username="clerk").check_password(GOOD)
        assert client.post("/account/", {**new, "present": GOOD}).status_code == 302
        assert User.objects.get(username="clerk").check_password("Another-long-1")
        assert client.get("/account/").status_code == 200, "who changes it stays signed in"


def test_signing_out_needs_a_post(client_of: Open) -> None:
    client = client_of("clerk")
    assert client.get("/sign-out/").status_code == 405
    assert signed_in(client)
    client.post("/sign-out/")
    assert not signed_in(client)


class TestDemo:
    def test_outside_the_demo_there_is_no_such_door(self, county: County, client_of: Open, settings: Settings) -> None:
        settings.SANDAN_DEMO = False
        client = client_of("")
        for answer in (
            client.get("/sign-in/demo/"),
            client.post("/sign-in/demo/", {"person": county.people["operator"]}),
        ):
            assert answer.status_code == 404
        assert not signed_in(client)
        assert "马致和" not in client.get("/sign-in/").content.decode()

    def test_in_the_demo_one_press_signs_in(self, county: County, client_of: Open, settings: Settings) -> None:
        settings.SANDAN_DEMO = True
        client = client_of("")
        page = client.get("/sign-in/").content.decode()
        assert "沈柏川" in page
        assert client.get("/sign-in/demo/").status_code == 404
        assert client.post("/sign-in/demo/", {"person": "nobody"}).status_code == 404
        assert client.post("/sign-in/demo/", {"person": county.people["verifier"]})["Location"] == "/work/"
        assert "沈柏川" in client.get("/account/").content.decode()


class TestLink:
    def newcomer(self, county: County) -> str:
        post = Post(county.units["水利局"], "办事员", (Role.HANDLER,), FROM_ON)
        return organisation.take_on("梁晚晴", post, county.actor("operator"), fresh_key()).person

    def test_it_makes_an_account_once(self, county: County, client_of: Open) -> None:
        person, client = self.newcomer(county), client_of("")
        address = f"/setup/{invite(person)}/"
        assert "梁晚晴" in client.get(address).content.decode()
        sent = {"username": "liang", "new": GOOD, "again": GOOD}
        assert client.post(address, {**sent, "username": "clerk"}).status_code == 422, "the name is someone else's"
        assert client.post(address, {**sent, "new": "short"}).status_code == 422
        assert client.post(address, sent).status_code == 302
        assert Account.objects.get(person=person).user.check_password(GOOD)
        assert client.get(address).status_code == 404
        assert client.post(address, {**sent, "username": "liang2"}).status_code == 404
        assert client.post("/sign-in/", {"username": "liang", "password": GOOD})["Location"] == "/work/"

    def test_for_someone_with_an_account_it_sets_the_password_and_keeps_the_name(
        self, county: County, client_of: Open
    ) -> None:
        address = f"/setup/{invite(county.people['clerk'])}/"
        assert client_of("").post(address, {"username": "mallory", "new": GOOD, "again": GOOD}).status_code == 302
        assert User.objects.get(username="clerk").check_password(GOOD)
        assert not User.objects.filter(username="mallory").exists()

    def test_a_newer_one_or_time_makes_it_worthless(self, county: County) -> None:
        person = self.newcomer(county)
        first, second = invite(person), invite(person)
        assert invited(first) is None
        assert invited(second) == person
        late = invite(person, timezone.now() - account.INVITED_FOR)
        assert invited(late) is None

    def test_only_its_digest_is_kept(self, county: County) -> None:
        token = invite(county.people["clerk"])
        assert token not in str(list(Invitation.objects.values()))


def test_the_acting_post_is_one_of_ones_own(county: County, client_of: Open) -> None:
    post = Post(county.units["青溪镇"], "驻村干部", (Role.CLERK,), FROM_ON)
    second = organisation.appoint(county.people["handler"], post, county.actor("operator"), fresh_key())
    client = client_of("handler")
    assert client.post("/account/acting/", {"post": county.posts["head"]}).status_code == 404
    assert Account.objects.get(person=county.people["handler"]).acting == county.posts["handler"]
    assert client.post("/account/acting/", {"post": second})["Location"] == "/work/"
    assert "青溪镇 驻村干部" in client.get("/account/").content.decode()
    assert client.get("/account/acting/")["Location"] == "/account/"
