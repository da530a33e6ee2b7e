"""Channels on the operator's screen: secrets go in and never come out, nothing leads into the house, and nothing goes out unasked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from tests.outbox.server import Web, web
from tests.web.cast import County, fresh_key
from tests.web.step import dispatched

from sandan.outbox.models import Channel, Means, Message, Office, Preference, State
from sandan.outbox.reader import office
from sandan.outbox.run import run
from sandan.outbox.secret import opened_fields, sealed

Open = Callable[[str], Client]
NEW = "/work/outbox/channels/new/?means="
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim-1"


@pytest.fixture
def chat(settings: Settings) -> Iterator[Web]:
    with web() as server:
        settings.SANDAN_NOTICE_HOSTS = (f"127.0.0.1:{server.port}",)
        yield server


def add(client: Client, means: str, **given: str) -> str:
    """The key of a channel, added on its page."""
    answer = client.post(NEW + means, {"key": fresh_key(), "name": "群", "language": "zh-hans", **given})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"].rstrip("/").rpartition("/")[2])


def test_a_robots_address_is_sealed_and_never_shown_again(county: County, client_of: Open) -> None:
    operator = client_of("operator")
    key = add(operator, "wecom", unit=county.units["水利局"], url=ROBOT)
    held = Channel.objects.get(key=key)
    assert opened_fields(held.sealed)["url"] == ROBOT
    assert b"geheim" not in bytes(held.sealed)
    for page in ("/work/outbox/", f"/work/outbox/channels/{key}/"):
        text = operator.get(page).content.decode()
        assert "geheim" not in text
        assert "qyapi.weixin.qq.com" in text
    change = {"key": fresh_key(), "name": "水利局工作群", "unit": county.units["水利局"], "language": "en", "url": ""}
    assert operator.post(f"/work/outbox/channels/{key}/", change).status_code == 302
    held.refresh_from_db()
    assert (held.name, held.language, opened_fields(held.sealed)["url"]) == ("水利局工作群", "en", ROBOT)
    wrong = operator.post(f"/work/outbox/channels/{key}/", {**change, "url": "https://evil.example/?key=geheim-2"})
    assert wrong.status_code == 422
    assert "geheim" not in wrong.content.decode(), "nor where it was refused"


@pytest.mark.parametrize(
    ("means", "given", "said"),
    [
        ("wecom", {"url": "https://evil.example/x"}, "This is not a robot"),
        ("wecom", {"url": ""}, "required"),
        ("webhook", {"url": "http://hooks.example.com/"}, "Only https"),
        ("webhook", {"url": "file:///etc/passwd"}, "not an address"),
        ("webhook", {"url": "https://a:b@example.com/"}, "not an address"),
        ("webhook", {"url": "https://example.com/", "unit": ""}, "required"),
        ("sms", {"url": "https://sms.example.com/", "template": "{{text}}"}, "must stand in it"),
        (
            "sms",
            {"url": "https://sms.example.com/", "template": "{{to}}{{text}}", "header": "Token"},
            "A name, a colon",
        ),
        ("sms", {"url": "https://sms.example.com/", "template": "{{to}}{{text}}", "success": "code"}, "A field, ="),
        ("email", {"host": "mail.example.com", "port": "25", "security": "none", "sender": "a@b.gov"}, "Only https"),
        ("email", {"host": "mail.example.com", "port": "22", "security": "tls", "sender": "a@b.gov"}, "This port"),
    ],
)
def test_a_channel_that_could_lead_astray_is_refused(
    means: str, given: dict[str, str], said: str, county: County, client_of: Open
) -> None:
    sent = {"key": fresh_key(), "name": "群", "language": "zh-hans", "unit": county.units["水利局"], **given}
    answer = client_of("operator").post(NEW + means, sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Channel.objects.exists()


def test_pressing_twice_adds_one(county: County, client_of: Open) -> None:
    operator = client_of("operator")
    sent = {"key": fresh_key(), "name": "群", "language": "en", "unit": county.units["水利局"], "url": ROBOT}
    for _turn in range(2):
        operator.post(NEW + "wecom", sent)
    assert Channel.objects.count() == 1


def test_there_is_one_mail_server(client_of: Open) -> None:
    operator = client_of("operator")
    add(
        operator,
        "email",
        host="mail.example.com",
        port="465",
        security="tls",
        sender="a@example.gov",
        password="geheim",
    )
    assert operator.get(NEW + "email").status_code == 302
    assert "?means=email" not in operator.get("/work/outbox/").content.decode()


def test_a_test_message_is_sent_at_once_and_says_what_came_of_it(chat: Web, county: County, client_of: Open) -> None:
    operator = client_of("operator")
    key = add(operator, "feishu", unit=county.units["水利局"], url=chat.url("/hook/geheim"))
    page = operator.post(f"/work/outbox/channels/{key}/test/", follow=True).content.decode()
    assert "Sent. Look whether it has arrived." in page
    assert len(chat.got) == 1
    chat.answer = (200, b'{"code": 19024, "msg": "Key Words Not Found geheim"}')
    page = operator.post(f"/work/outbox/channels/{key}/test/", follow=True).content.decode()
    assert "The other side refused it. (19024)" in page
    assert "geheim" not in page
    sms = add(operator, "sms", url=chat.url(), template="{{to}}{{text}}")
    page = operator.post(f"/work/outbox/channels/{sms}/test/", follow=True).content.decode()
    assert "Enter your own address" in page
    assert len(chat.got) == 2


def test_nothing_leaves_before_the_operator_says_so(chat: Web, county: County, client_of: Open) -> None:
    """From the screen to the robot: off at first, on, paused, on again, and what fails stands there with its reason."""
    operator = client_of("operator")
    key = add(operator, "dingtalk", unit=county.units["水利局"], url=chat.url("/robot?access_token=geheim"))
    assert "Nothing leaves the house" in operator.get("/work/outbox/").content.decode()
    Office.objects.update_or_create(id=1, defaults={"cursor": 0})
    dispatched(county)
    at = timezone.now().replace(hour=4, minute=0) + timedelta(days=1)  # noon in Shanghai
    run(at)
    assert chat.got == []
    sent = {"sending": "on", "site": "https://sandan.example.gov/"}
    assert operator.post("/work/outbox/", sent).status_code == 302
    assert office().site == "https://sandan.example.gov"
    operator.post(f"/work/outbox/channels/{key}/pause/")
    dispatched(county, days=50)
    run(at)
    operator.post(f"/work/outbox/channels/{key}/resume/")
    dispatched(county, days=51)
    chat.answer = (200, b'{"errcode": 310000, "errmsg": "geheim"}')
    run(at)
    assert len(chat.got) == 1
    page = operator.get("/work/outbox/").content.decode()
    assert "The other side refused it. (310000)" in page
    assert "geheim" not in page
    message = Message.objects.get(state=State.FAILED)
    chat.answer = (200, b'{"errcode": 0}')
    operator.post(f"/work/outbox/messages/{message.key}/again/")
    run(at)
    assert "https://sandan.example.gov/work/problems/" in chat.got[-1][2].decode()
    assert Message.objects.get(key=message.key).state == State.SENT
    operator.post(f"/work/outbox/channels/{key}/remove/")
    assert not Channel.objects.exists()
    assert not Message.objects.exists()


def test_what_may_have_been_sent_is_said_and_left_to_a_person(chat: Web, county: County, client_of: Open) -> None:
    operator = client_of("operator")
    add(operator, "webhook", unit=county.units["水利局"], url=chat.url())
    Office.objects.update_or_create(id=1, defaults={"cursor": 0, "sending": True})
    dispatched(county, days=50)
    chat.answer = None
    at = timezone.now().replace(hour=4, minute=0) + timedelta(days=1)
    run(at)
    page = operator.get("/work/outbox/").content.decode()
    assert "May have been sent" in page
    assert "Send again, perhaps twice" in page
    key = Message.objects.get().key
    chat.answer = (200, b"{}")
    operator.post(f"/work/outbox/messages/{key}/again/")
    run(at)
    assert b'"perhaps_twice": true' in chat.got[-1][2]
    assert re.search(r"perhaps twice</th><td class=\"num\">1<", operator.get("/work/outbox/").content.decode())


def test_with_another_master_key_a_channel_asks_for_its_address_again(
    county: County, client_of: Open, settings: Settings
) -> None:
    operator = client_of("operator")
    key = add(operator, "wecom", unit=county.units["水利局"], url=ROBOT)
    Preference.objects.create(person=county.people["head"], email=sealed("gao@example.gov"))
    settings.SANDAN_MASTER_KEY = b"x" * 32
    assert "cannot be opened" in operator.get(f"/work/outbox/channels/{key}/").content.decode()
    assert client_of("head").get("/work/notices/settings/").status_code == 200
    assert operator.post(f"/work/outbox/channels/{key}/test/", follow=True).status_code == 200
    assert Channel.objects.get().means == Means.WECOM
