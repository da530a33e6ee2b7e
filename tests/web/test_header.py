"""The headers of every answer: what a browser may keep, run, load and show, and what it is told about the program."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings
from tests.web.cast import County
from tests.web.test_access import ADDRESSES, ROLES

from sandan.web.header import OPEN

Open = Callable[[str], Client]
ROOT = Path(__file__).resolve().parent.parent.parent
ANSWERS = ("/", "/report/", "/no-such-page/", "/work/", "/static/sandan/sandan.css", "/sign-out/")
"""A page, a form, a missing page, a redirect, a static file, a method that is not allowed."""


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_carries_the_headers(address: str, client_of: Open) -> None:
    answer = client_of("").get(address)
    policy = answer["Content-Security-Policy"]
    for each in (
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ):
        assert each in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert answer["Cache-Control"]
    assert not answer.has_header("Access-Control-Allow-Origin")


def test_nothing_personal_is_kept_by_a_browser(county: County, client_of: Open) -> None:
    assert set(ADDRESSES) >= OPEN
    for address in ("/follow/", "/sign-in/", "/no-such-page/", "/report/nothing/receipt/", "/follow/nothing/"):
        assert "no-store" in client_of("").get(address)["Cache-Control"], address
    for name in filter(None, ROLES):
        client = client_of(name)
        for address in (
            "/",
            "/figures/",
            "/account/",
            "/work/",
            "/work/problems/",
            "/work/organisation/",
            "/work/bulletins/",
        ):
            assert "no-store" in client.get(address)["Cache-Control"], (name, address)


def test_going_back_to_a_public_form_finds_what_was_typed(client_of: Open) -> None:
    assert client_of("").get("/report/")["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "DELETE", "PROPFIND"])
def test_methods_that_nobody_has_a_use_for_are_refused(method: str, client_of: Open) -> None:
    answer = client_of("").generic(method, "/report/")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST"
    assert answer.content == b""


def test_a_strange_host_is_refused(client_of: Open) -> None:
    answer = client_of("").get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "status"), [("/figures/?unit=%00", 400), ("/problems/%00/", 400), ("/no-such-page/", 404)]
)
def test_an_error_page_tells_nothing_about_the_program(address: str, status: int, client_of: Open) -> None:
    _silent(client_of("").get(address), status)


def test_a_fault_tells_nothing_about_the_program(client_of: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("SELECT secret FROM somewhere")

    monkeypatch.setattr("sandan.web.figure.asked", broken)
    client = client_of("")
    client.raise_request_exception = False
    _silent(client.get("/figures/"), 500)


def _silent(answer: object, status: int) -> None:
    assert answer.status_code == status  # type: ignore[attr-defined]
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert answer["Server"] == "sandan"  # type: ignore[index]
    assert not re.search(
        r"Django|Traceback|Python|granian|secret|SELECT|\.py\b|[0-9]+\.[0-9]+\.[0-9]+", page, re.IGNORECASE
    )


@pytest.mark.parametrize(
    "query",
    [
        "on=0001-01-01",
        "on=9999-12-31",
        "on=2026-02-30",
        "position=999999999999999",
        "position=9999999999999999999999",
        "position=-1",
        "before=0&after=0",
        "before=999999999999999",
        "by=__class__",
        "unit=' OR 1=1 --&town=%F0%9F%92%A9",
        "topic=" + "x" * 3000,
        "part=denominator&on=%E4%B8%80",
    ],
)
def test_no_query_breaks_a_public_page(query: str, client_of: Open) -> None:
    client = client_of("")
    for address in ("/figures/", "/figures/rate.satisfaction/records/", "/bulletins/", "/report/", "/"):
        assert client.get(f"{address}?{query}").status_code == 200, address


@pytest.mark.parametrize("query", ["day=0001-01-01", "day=9999-12-31", "as_of=999999999999999", "number=" + "9" * 90])
def test_no_query_breaks_a_list(query: str, client_of: Open) -> None:
    client = client_of("auditor")
    for address in ("/work/problems/", "/work/tasks/", "/work/responsibilities/", "/work/figures/"):
        assert client.get(f"{address}?{query}").status_code == 200, address


@pytest.mark.parametrize(
    "wanted", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_no_address_given_by_a_stranger_leads_elsewhere(wanted: str, county: County, client_of: Open) -> None:
    client = client_of("")
    assert client.post("/language/", {"language": "en", "next": wanted})["Location"] == "/"
    assert wanted not in client.get("/sign-in/", {"next": wanted}).content.decode()


def test_templates_hold_no_way_around_escaping_and_no_inline_script(settings: Settings) -> None:
    """Whatever someone wrote is text: no template switches escaping off, and none carries script or style of its own."""
    for path in sorted((ROOT / "src/sandan/web/templates").rglob("*.html")):
        text = path.read_text("utf-8")
        code = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)
        assert not re.search(r"\|\s*safe(?:seq)?\b|autoescape\s+off", code), path.name
        html = re.sub(r"\{%.*?%\}", "", code, flags=re.DOTALL)
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=|javascript:", html), path.name
    script = (ROOT / "src/sandan/web/static/sandan/sandan.js").read_text("utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|postMessage", script
    )
