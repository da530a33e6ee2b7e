"""The log: one event is one line that begins with its time, whatever a stranger put into it."""

from __future__ import annotations

import logging
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings
from tests.web.cast import County, make_county, sign_in

from sandan.config.log import Line


def line(message: str, *args: object, exc_info: object = None) -> str:
    record = logging.LogRecord("sandan.security", logging.WARNING, "x.py", 1, message, args, exc_info)  # type: ignore[arg-type]
    return Line().format(record)


def test_a_line_has_time_gravity_part_and_words() -> None:
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ WARNING sandan\.security limit code reached", line("limit %s reached", "code")
    )


def test_a_stranger_cannot_write_a_line_of_their_own() -> None:
    made = line("Not Found: %s", "/a\r\n2026-10-01T08:00:00Z ERROR all is well\x1b[2J\u202e\u2028")
    assert made.count("\n") == 0
    assert "\\u000d\\u000a" in made
    assert "\\u001b" in made
    assert "\\u202e" in made


def test_a_trace_is_indented() -> None:
    try:
        raise ValueError("first\n2026-10-01T08:00:00Z ERROR second")
    except ValueError as error:
        made = line("broken", exc_info=(type(error), error, error.__traceback__))
    first, *rest = made.split("\n")
    assert first.endswith("broken")
    assert rest
    assert all(each.startswith("    ") for each in rest)


def test_a_link_that_still_works_is_not_logged() -> None:
    assert line("Unprocessable Content: %s", "/setup/Zx9-secret_token/").endswith("Unprocessable Content: /setup/…/")


@pytest.mark.django_db
def test_who_knocks_at_a_closed_door_is_logged_by_id_alone(caplog: pytest.LogCaptureFixture) -> None:
    county: County = make_county()
    client = Client()
    sign_in(client, "auditor")
    caplog.clear()
    with caplog.at_level(logging.WARNING, "sandan.security"):
        assert client.get("/work/organisation/units/new/").status_code == 403
    (told,) = [each.getMessage() for each in caplog.records if each.name == "sandan.security"]
    assert (
        told == f"workspace:unit_new refused to person {county.people['auditor']} acting as {county.posts['auditor']}"
    )
    assert "严正平" not in told


@pytest.mark.django_db
def test_signing_in_is_logged_by_what_proved_it_and_by_no_name(
    caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    make_county()
    user, client = User.objects.get(username="handler"), Client()
    user.set_password("Qingxi-2026-river")
    user.save()
    with caplog.at_level(logging.INFO, "sandan.security"):
        for name, word in (("handler", "wrong"), ("a-password", "wrong"), ("handler", "Qingxi-2026-river")):
            client.post("/sign-in/", {"username": name, "password": word})
        client.post("/sign-out/")
    assert [each.getMessage() for each in caplog.records if each.name == "sandan.security"] == [
        f"signing in to account {user.pk} failed",
        "signing in to account - failed",
        f"account {user.pk} signed in by password",
        f"account {user.pk} signed out",
    ]


def test_the_log_takes_what_signing_in_says() -> None:
    assert logging.getLogger("sandan.security").isEnabledFor(logging.INFO)
