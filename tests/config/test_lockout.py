"""`sandan sessions-end`: at the machine, one person's sessions or all of them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from tests.web.cast import County, make_county, sign_in

from sandan.config import lockout

Run = Callable[..., Result]


@pytest.fixture
def county(db: None) -> County:
    return make_county()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, on the tests' own tables."""
    monkeypatch.setattr(lockout, "ready", lambda: None)
    return lambda *arguments: CliRunner().invoke(lockout.sessions_end, arguments)


def opened(username: str) -> Client:
    client = Client()
    sign_in(client, username)
    assert inside(client)
    return client


def inside(client: Client) -> bool:
    return client.get("/work/").status_code == 200


@pytest.mark.usefixtures("county")
def test_one_persons_sessions_end_and_nobody_elses(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    here, there, other = opened("handler"), opened("handler"), opened("head")
    assert json.loads(run("handler", "--yes", "--json").stdout) == {"ended": 2}
    assert (inside(here), inside(there), inside(other)) == (False, False, True)
    assert "2 sessions of account" in caplog.text
    assert "handler" not in caplog.text
    sign_in(here, "handler")
    assert inside(here), "signing in works as before"


@pytest.mark.usefixtures("county")
def test_everybodys_end_and_visitors_forget_the_receipts_they_showed(run: Run) -> None:
    staff, visitor = opened("handler"), Client()
    kept = visitor.session
    kept["opinions"] = ["o1"]
    kept.save()
    assert "Sessions ended: 1." in run("--all", "--yes").output
    assert not inside(staff)
    assert "opinions" not in visitor.session


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("wrong", [(), ("handler", "--all"), ("nobody",)])
def test_a_wrong_command_line_ends_nothing(run: Run, wrong: tuple[str, ...]) -> None:
    client = opened("handler")
    assert run(*wrong, "--yes").exit_code == 2
    assert run("handler").exit_code == 1, "without an answer nothing is done"
    assert inside(client)
