"""security.txt (RFC 9116) and the page that it points to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from sandan.config.contact import contacts

Open = Callable[[str], Client]


def test_without_a_contact_there_is_nothing(client_of: Open, settings: Settings) -> None:
    settings.SANDAN_SECURITY_CONTACT = ()
    for address in ("/.well-known/security.txt", "/security.txt", "/security/"):
        assert client_of("").get(address).status_code == 404


def test_the_file_says_whom_to_tell_and_until_when_it_holds(client_of: Open, settings: Settings) -> None:
    settings.SANDAN_SECURITY_CONTACT = contacts("safety@sandan.example.gov, https://sandan.example.gov/tell")
    visitor = client_of("")
    answer = visitor.get("/.well-known/security.txt", secure=True)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = [line.partition(": ")[::2] for line in answer.content.decode("ascii").splitlines()]
    assert [value for name, value in lines if name == "Contact"] == [
        "mailto:safety@sandan.example.gov",
        "https://sandan.example.gov/tell",
    ]
    said = dict(lines)
    expires = datetime.strptime(said["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=90) < expires - datetime.now(UTC) < timedelta(days=365)
    assert said["Preferred-Languages"] == "zh, en"
    assert said["Canonical"] == "https://testserver/.well-known/security.txt"
    assert visitor.get(said["Policy"].removeprefix("https://testserver")).status_code == 200
    assert "http://" not in visitor.get("/.well-known/security.txt").content.decode()
    assert visitor.get("/security.txt")["Location"] == "/.well-known/security.txt"


def test_the_office_may_have_a_page_of_its_own(client_of: Open, settings: Settings) -> None:
    settings.SANDAN_SECURITY_CONTACT = contacts("tel:+8691700000000")
    settings.SANDAN_SECURITY_POLICY = "https://sandan.example.gov/policy"
    assert (
        "\nPolicy: https://sandan.example.gov/policy\n"
        in client_of("").get("/.well-known/security.txt").content.decode()
    )
    assert 'href="tel:+8691700000000"' in client_of("").get("/security/").content.decode()


@pytest.mark.parametrize(
    "wrong", ["http://sandan.example.gov", "ask the office", "a@b.cn\nExpires: never", "javascript:x"]
)
def test_a_contact_that_nobody_could_use_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="SANDAN_SECURITY_CONTACT"):
        contacts(wrong)
    assert contacts("") == ()
