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

from sandan.config.erasing import COMMAND_LINE
from sandan.desk import organisation
from sandan.desk.organisation import Post
from sandan.domain.authority import Role
from sandan.domain.values import Refusal
from sandan.ledger import read
from sandan.web import account, limit
from sandan.web.account import Account, Invitation, invite, invited
from sandan.web.limit import Attempt

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


def made(county: County, person: str) -> str:
    """A link's token, made by the operator."""
    return invite(person, county.actor("operator"), fresh_key())


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

    def test_a_guesser_from_everywhere_has_to_wait_and_the_holder_does_not(self, client_of: Open) -> None:
        """Ten tries are free; then everybody waits who has not signed in from this browser before."""
        at_home = client_of("")
        right = {"username": "clerk", "password": GOOD}
        assert at_home.post("/sign-in/", right).status_code == 302
        at_home.post("/sign-out/")
        for n in range(10):
            client_of("").post("/sign-in/", {"username": "Clerk", "password": "x"}, REMOTE_ADDR=f"198.51.100.{n}")
        stranger = client_of("")
        assert stranger.post("/sign-in/", right, REMOTE_ADDR="203.0.113.9").status_code == 422
        assert at_home.post("/sign-in/", right, REMOTE_ADDR="203.0.113.8").status_code == 302
        forged = client_of("")
        forged.cookies["sandan_known"] = str(User.objects.get(username="clerk").pk)
        Attempt.objects.all().delete()
        for _ in range(10):
            limit.SIGN_IN_ANYWHERE.count("clerk")
        assert forged.post("/sign-in/", right).status_code == 422, "a browser cannot say by itself that it is known"
        Attempt.objects.update(at=timezone.now() - timedelta(seconds=31))
        assert stranger.post("/sign-in/", right, REMOTE_ADDR="203.0.113.9").status_code == 302, "nobody waits for good"

    def test_the_wait_grows_and_has_an_end(self, caplog: pytest.LogCaptureFixture) -> None:
        pause = limit.SIGN_IN_ANYWHERE
        for n in range(30):
            Attempt.objects.update(at=timezone.now() - timedelta(minutes=16))
            assert not pause.reached("clerk"), n
            pause.count("clerk")
            assert pause.reached("clerk") == (n + 1 >= pause.free)
        Attempt.objects.update(at=timezone.now() - timedelta(minutes=14))
        assert pause.reached("clerk"), "after twenty tries too many the wait is a quarter of an hour"
        told = caplog.messages[-1]
        assert told.startswith("limit sign-in-anywhere reached by ")
        assert "clerk" not in told

    def test_the_holder_is_told_of_what_failed(self, client_of: Open) -> None:
        for _ in range(2):
            client_of("").post("/sign-in/", {"username": "clerk", "password": "x"}, REMOTE_ADDR="198.51.100.1")
        client = client_of("clerk")
        assert b"2 attempts to sign in to this account failed" in client.get("/account/").content
        client_of("").post("/sign-in/", {"username": "clerk", "password": "x"}, REMOTE_ADDR="198.51.100.1")
        assert b"3 attempts to sign in to this account failed" in client.get("/account/").content
        assert b"1 attempt to sign in to this account failed" in client_of("clerk").get("/account/").content
        assert b"to this account failed" not in client_of("clerk").get("/account/").content

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
        address = f"/setup/{made(county, person)}/"
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
        address = f"/setup/{made(county, county.people['clerk'])}/"
        assert client_of("").post(address, {"username": "mallory", "new": GOOD, "again": GOOD}).status_code == 302
        assert User.objects.get(username="clerk").check_password(GOOD)
        assert not User.objects.filter(username="mallory").exists()

    def test_a_newer_one_or_time_makes_it_worthless(self, county: County) -> None:
        person = self.newcomer(county)
        first, second = made(county, person), made(county, person)
        assert invited(first) is None
        assert invited(second) == person
        late = invite(person, county.actor("operator"), fresh_key(), timezone.now() - account.INVITED_FOR)
        assert invited(late) is None

    def test_only_its_digest_is_kept(self, county: County) -> None:
        token = made(county, county.people["clerk"])
        assert token not in str(list(Invitation.objects.values()))

    def test_each_is_in_the_ledger_and_on_its_persons_page(self, county: County, client_of: Open) -> None:
        """Made by somebody, or at the machine; the same form sent twice makes one and shows the same."""
        person, size = county.people["handler"], read.head().size
        key = fresh_key()
        assert invite(person, county.actor("operator"), key) == invite(person, county.actor("operator"), key)
        assert read.head().size == size + 1
        invite(person, COMMAND_LINE, fresh_key())
        kinds = [(each.kind, each.by.get("person", "")) for each in read.stream(f"person/{person}")][-2:]
        assert kinds == [("person.link_made/1", county.people["operator"]), ("person.link_made/1", "")]
        page = client_of("handler").get("/account/").content.decode()
        assert page.count("A link to set your password was made.") == 2
        assert "By 马致和" in page
        assert "somebody at the machine itself" in page
        assert "A link to set your password" not in client_of("head").get("/account/").content.decode()

    def test_nobody_but_the_operator_makes_one(self, county: County) -> None:
        size = read.head().size
        with pytest.raises(Refusal, match="not_allowed"):
            invite(county.people["clerk"], county.actor("dispatcher"), fresh_key())
        assert not Invitation.objects.exists()
        assert read.head().size == size

    def test_a_used_one_sent_again_does_not_come_back_to_life(self, county: County, client_of: Open) -> None:
        key = fresh_key()
        token = invite(county.people["clerk"], county.actor("operator"), key)
        client_of("").post(f"/setup/{token}/", {"new": GOOD, "again": GOOD})
        assert invite(county.people["clerk"], county.actor("operator"), key) == token
        assert invited(token) is None

    def test_a_new_password_ends_what_was_open(self, county: County, client_of: Open) -> None:
        open_elsewhere = client_of("handler")
        token = made(county, county.people["handler"])
        client_of("").post(f"/setup/{token}/", {"new": GOOD, "again": GOOD})
        assert open_elsewhere.get("/work/").status_code == 302
        assert not signed_in(open_elsewhere)


def test_the_acting_post_is_one_of_ones_own(county: County, client_of: Open) -> None:
    post = Post(county.units["青溪镇"], "驻村干部", (Role.CLERK,), FROM_ON)
    second = organisation.appoint(county.people["handler"], post, county.actor("operator"), fresh_key())
    client = client_of("handler")
    assert client.post("/account/acting/", {"post": county.posts["head"]}).status_code == 404
    assert Account.objects.get(person=county.people["handler"]).acting == county.posts["handler"]
    assert client.post("/account/acting/", {"post": second})["Location"] == "/work/"
    assert "青溪镇 驻村干部" in client.get("/account/").content.decode()
    assert client.get("/account/acting/")["Location"] == "/account/"
