"""The log: one event is one line that begins with its time, whatever a stranger put into it."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings
from tests.web.cast import County, fresh_key, make_county, sign_in
from tests.web.step import accepted, heard

from sandan.config.erasing import COMMAND_LINE
from sandan.config.log import Line
from sandan.desk.opinion import Heard, accept, register
from sandan.desk.problem import give
from sandan.domain import authority
from sandan.domain.authority import FORBIDDEN, Actor, Role
from sandan.domain.problem_command import StrikeOff
from sandan.domain.shield import Shield
from sandan.domain.values import Refusal
from sandan.web.message import REFUSALS


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
def test_a_command_that_was_not_ones_to_give_is_logged_without_what_it_was_about(
    caplog: pytest.LogCaptureFixture,
) -> None:
    county: County = make_county()
    of = accepted(county, heard(county, "渠水断了三天。"))
    shield = Shield(frozenset({county.units["青溪镇"]}))
    told = Heard("有人截留补贴。", title="截留", shield=shield)
    hidden = register(told, county.actor("leader"), fresh_key()).opinion
    shielded = accept(hidden, county.actor("dispatcher"), fresh_key(), title="截留")
    head, reporter = county.actor("head"), Actor(frozenset({Role.RESIDENT}), "someone", opinion="o1")
    caplog.clear()
    with caplog.at_level(logging.INFO, "sandan.security"):
        for who in (head, reporter, COMMAND_LINE):
            with pytest.raises(Refusal, match="not_allowed"):
                give(of, StrikeOff(), who, fresh_key())
        with pytest.raises(Refusal, match="not_allowed"):
            give(shielded, StrikeOff(), county.actor("verifier"), fresh_key())
        with pytest.raises(Refusal, match="wrong_status"):
            give(of, StrikeOff(), county.actor("dispatcher"), fresh_key())
    assert [each.getMessage() for each in caplog.records if each.name == "sandan.security"] == [
        f"problem.strike_off refused to person {head.person} acting as {head.appointment}: not_allowed",
        "problem.strike_off refused to a reporter: not_allowed",
        "problem.strike_off refused to person - acting as -: not_allowed",
    ]


def test_every_refusal_that_is_logged_is_one() -> None:
    """A code that is renamed must not fall out of the log unseen; and each has a sentence for who is refused."""
    domain = Path(authority.__file__).parent
    code = "".join(each.read_text("utf-8") for each in domain.glob("*.py") if each.name != "authority.py")
    assert {each for each in FORBIDDEN - {"not_allowed"} if f'"{each}"' not in code} == set()
    assert REFUSALS.keys() >= FORBIDDEN


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
