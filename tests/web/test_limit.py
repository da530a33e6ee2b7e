"""How often a stranger may try: counted by address, in the database, and never more than the limit itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from tests.web.cast import County, fresh_key

from sandan.web import limit
from sandan.web.limit import Attempt, Limit, source

Open = Callable[[str], Client]


@pytest.fixture
def low(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test reaches quickly."""
    for name in ("COSTLY", "DRAWN", "PUBLIC_POST", "EXPORT"):
        usual = getattr(limit, name)
        monkeypatch.setattr(limit, name, Limit(usual.purpose, 3, usual.within))


@pytest.mark.parametrize(
    "address",
    ["/figures/", "/figures/problems.collected/records/", "/bulletins/nothing/", "/dashboard/", "/dashboard/rungs.svg"],
)
def test_costly_pages_are_limited_for_visitors_only(low: None, address: str, client_of: Open) -> None:
    visitor = client_of("")
    assert [visitor.get(address).status_code for _ in range(5)][-2:] == [429, 429]
    refused = visitor.get(address)
    assert refused["Retry-After"] == "60"
    assert "Too many requests" in refused.content.decode()
    assert visitor.get("/").status_code == 200
    assert client_of("auditor").get(address).status_code in {200, 404}


def test_a_flood_writes_no_more_than_its_limit(low: None, client_of: Open) -> None:
    visitor = client_of("")
    for _ in range(10):
        visitor.get("/figures/")
    assert Attempt.objects.filter(purpose="costly").count() == 3
    with CaptureQueriesContext(
        connection,
    ) as queries:
        visitor.get("/figures/")
    assert not [each for each in queries.captured_queries if not each["sql"].startswith("SELECT")]


@pytest.mark.parametrize(
    "address", ["/report/", "/follow/", "/follow/nothing/answer/", "/follow/nothing/reopen/", "/language/"]
)
def test_whatever_a_visitor_sends_is_counted(low: None, address: str, county: County, client_of: Open) -> None:
    visitor = client_of("")
    sent = [visitor.post(address, {"code": "0", "language": "en"}).status_code for _ in range(5)]
    assert 429 not in sent[:3]
    assert sent[3:] == [429, 429]


def test_workbooks_are_limited_by_person(low: None, client_of: Open) -> None:
    auditor = client_of("auditor")
    answers = [auditor.get("/work/export/problems.xlsx") for _ in range(4)]
    for each in answers:
        each.close()
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    leader = client_of("leader").get("/work/export/problems.xlsx")
    leader.close()
    assert leader.status_code == 200


@pytest.mark.django_db
def test_what_no_longer_counts_is_forgotten() -> None:
    one = Limit("test", 2, timedelta(minutes=1))
    for _ in range(2):
        one.count("a")
    assert one.reached("a")
    assert not one.reached("b")
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=2))
    assert not one.reached("a")
    one.count("a")
    assert Attempt.objects.count() == 1
    assert not Attempt.objects.filter(who__contains="a" * 5).exists()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("unix:", "unix:"),
    ],
)
def test_an_address_is_a_household(said: str, meant: str) -> None:
    assert source(RequestFactory(REMOTE_ADDR=said).get("/")) == meant


def test_a_proxy_is_believed_only_where_there_is_one_and_only_its_own_word(settings: Settings) -> None:
    asked = RequestFactory(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.7").get("/")
    assert source(asked) == "127.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert source(asked) == "203.0.113.7"
    settings.SANDAN_ADDRESS_HEADER = "RealAddress"
    assert source(asked) == "127.0.0.1"
    told = RequestFactory(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.1", HTTP_REALADDRESS="203.0.113.9")
    assert source(told.get("/")) == "203.0.113.9"


def test_a_session_that_comes_to_know_more_gets_a_new_name(county: County, client_of: Open) -> None:
    """Who left an open session on a shared device does not see along in what the next person reports in it."""
    visitor = client_of("")
    Session.objects.create(session_key="x" * 32, session_data="", expire_date=timezone.now() - timedelta(hours=1))
    planted = visitor.session
    planted["language"] = "en"
    planted.save()
    visitor.cookies["session"] = str(planted.session_key)
    sent = visitor.post("/report/", {"key": fresh_key(), "text": "水管破了。"})
    assert sent.status_code == 302
    assert visitor.cookies["session"].value != planted.session_key
    onlooker = client_of("")
    onlooker.cookies["session"] = str(planted.session_key)
    assert onlooker.get(sent["Location"])["Location"] == "/follow/"
    assert not Session.objects.filter(session_key="x" * 32).exists()


def test_reports_from_one_session_stay_counted_under_its_new_name(
    county: County, client_of: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limit, "REPORT_BY_SESSION", Limit("report-session", 2, timedelta(hours=1)))
    visitor = client_of("")
    sent = [
        visitor.post("/report/", {"key": fresh_key(), "text": f"水管破了 {each}。"}).status_code for each in range(3)
    ]
    assert sent == [302, 302, 422]
