"""Sessions: listed in plain words, ended by their holder, by time, and by what happens to the account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone, translation
from pytest_django import Settings
from tests.web.cast import AGENT, FROM_ON, County, fresh_key

from sandan.desk import organisation
from sandan.web import device
from sandan.web.session import SignedIn

Open = Callable[[str], Client]
GOOD = "Qingxi-2026-river"


def inside(client: Client) -> bool:
    """Whether this browser is still signed in."""
    return client.get("/work/").status_code == 200


@pytest.mark.usefixtures("county")
class TestList:
    def test_it_shows_ones_own_in_plain_words_and_marks_this_one(self, client_of: Open) -> None:
        client = client_of("handler")
        client_of("handler")
        client_of("head")
        page = client.get("/account/").content.decode()
        assert page.count("Chrome on Windows") == 2
        assert page.count("This one") == 1
        assert page.count('name="session"') == 1

    def test_one_is_ended_or_all_others(self, client_of: Open) -> None:
        here, there, elsewhere, stranger = (client_of(name) for name in ("handler", "handler", "handler", "head"))
        keys = {each.user.username + str(n): each.key for n, each in enumerate(SignedIn.objects.order_by("since"))}
        here.post("/account/sessions/end/", {"session": keys["head3"]})
        assert inside(stranger), "nobody ends another person's session"
        here.post("/account/sessions/end/", {"session": keys["handler1"]})
        assert not inside(there)
        assert inside(elsewhere)
        here.post("/account/sessions/end/")
        assert not inside(elsewhere)
        assert inside(here)
        assert inside(stranger)

    def test_who_was_proved_long_ago_is_asked_again_before_one_is_ended(self, client_of: Open) -> None:
        here, there = client_of("handler"), client_of("handler")
        SignedIn.objects.update(proved_at=timezone.now() - timedelta(minutes=16))
        assert here.post("/account/sessions/end/")["Location"] == "/account/confirm/?next=/account/"
        assert inside(there)

    def test_signing_out_takes_it_off_the_list(self, client_of: Open) -> None:
        client = client_of("handler")
        client.post("/sign-out/")
        assert not SignedIn.objects.exists()


class TestEnd:
    @pytest.mark.parametrize(("field", "minutes"), [("seen", 31), ("since", 8 * 60 + 1)])
    def test_time_ends_it(self, county: County, client_of: Open, field: str, minutes: int) -> None:
        client = client_of("handler")
        SignedIn.objects.update(**{field: timezone.now() - timedelta(minutes=minutes - 2)})
        assert inside(client)
        SignedIn.objects.update(**{field: timezone.now() - timedelta(minutes=minutes)})
        stored = client.session
        stored["something"] = "kept"
        stored.save()
        assert stored.get_expiry_age() == 8 * 3600, "Django's own session begins anew, and that helps nobody"
        answer = client.get("/work/tasks/")
        assert answer["Location"] == "/sign-in/?next=/work/tasks/"
        assert b"You have been signed out" in client.get("/sign-in/").content
        assert not SignedIn.objects.exists()

    def test_a_page_now_and_then_keeps_it_open(self, county: County, client_of: Open, settings: Settings) -> None:
        settings.SANDAN_IDLE_MINUTES = 5
        client = client_of("handler")
        for _ in range(3):
            SignedIn.objects.update(seen=timezone.now() - timedelta(minutes=4))
            assert inside(client)
            assert SignedIn.objects.get().seen > timezone.now() - timedelta(minutes=1)

    def test_a_changed_password_ends_the_others(self, county: County, client_of: Open, settings: Settings) -> None:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        user = User.objects.get(username="handler")
        user.set_password(GOOD)
        user.save()
        here, there = client_of("handler"), client_of("handler")
        sent = {"present": GOOD, "new": "Another-long-1", "again": "Another-long-1"}
        assert here.post("/account/", sent).status_code == 302
        assert inside(here)
        assert not inside(there)
        assert SignedIn.objects.count() == 1

    def test_a_blocked_account_is_out_at_once(self, county: County, client_of: Open) -> None:
        client = client_of("handler")
        User.objects.filter(username="handler").update(is_active=False)
        assert not inside(client)

    def test_with_the_last_post_ends_the_session(self, county: County, client_of: Open) -> None:
        client, _elsewhere = client_of("handler"), client_of("handler")
        organisation.end_appointment(county.posts["handler"], FROM_ON, county.actor("operator"), fresh_key())
        assert client.get("/").status_code == 200, "the public pages stay public"
        assert "_auth_user_id" not in client.session
        assert not SignedIn.objects.exists()

    def test_a_session_that_nobody_listed_is_none(self, county: County, client_of: Open) -> None:
        """Whatever else may open one of Django's sessions: what did not come through the sign-in is not signed in, and ends no other."""
        listed = client_of("handler")
        client = Client()
        client.force_login(User.objects.get(username="handler"))
        assert not inside(client)
        assert inside(listed)

    def test_nobody_takes_over_another_accounts_row(self, county: County, client_of: Open) -> None:
        client_of("operator")
        client = Client()
        client.force_login(User.objects.get(username="handler"))
        stolen = client.session
        stolen["signed_in"] = SignedIn.objects.get().key
        stolen.save()
        assert not inside(client)


class TestVisitor:
    def test_what_is_stored_in_it_makes_it_no_longer(self, county: County, client_of: Open) -> None:
        visitor = client_of("")
        sent = visitor.post("/report/", {"key": fresh_key(), "text": "水管破了。"})
        (opened,) = Session.objects.all()
        assert timedelta(minutes=59) < opened.expire_date - timezone.now() <= timedelta(hours=1)
        stored = visitor.session
        stored["sender"] = "another"
        stored.save()
        assert Session.objects.get(pk=stored.session_key).expire_date == opened.expire_date
        assert visitor.get(sent["Location"]).status_code == 200
        stored.set_expiry(timezone.now() - timedelta(seconds=1))
        stored.save()
        assert visitor.get(sent["Location"])["Location"] == "/follow/"

    def test_who_signs_in_after_a_visitor_finds_none_of_their_reports(
        self, county: County, client_of: Open, settings: Settings
    ) -> None:
        settings.SANDAN_DEMO = True
        browser = client_of("")
        sent = browser.post("/report/", {"key": fresh_key(), "text": "水管破了。"})
        assert browser.get(sent["Location"]).status_code == 200
        assert browser.post("/sign-in/demo/", {"person": county.people["clerk"]}).status_code == 302
        assert browser.get(sent["Location"])["Location"] == "/follow/"
        assert browser.session.get_expiry_age() == 8 * 3600


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (AGENT, "Chrome on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) … Version/26.0 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 14; K) … Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0", "WeChat on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) … Chrome/128.0.0.0 Safari/537.36 Edg/128.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) … Chrome/132.0.0.0 Mobile HuaweiBrowser/5.1", "Huawei Browser on HarmonyOS"),
        ("curl/8.5.0", "Unknown device"),
        ("", "Unknown device"),
    ],
)  # fmt: skip
def test_a_device_is_called_by_its_name(agent: str, told: str) -> None:
    with translation.override("en"):
        assert device.words(agent) == told
