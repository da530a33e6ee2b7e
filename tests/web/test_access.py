"""The matrix of pages: complete both ways, and nothing open that it does not name. `test_matrix` tries every cell of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.web.cast import PEOPLE, County, fresh_key, sign_in

from sandan.domain.authority import Role
from sandan.web.access import PAGES

Open = Callable[[str], Client]

ROLES: dict[str, frozenset[Role]] = {
    "": frozenset({Role.RESIDENT}),
    "operator": frozenset({Role.OPERATOR}),
    **{name: frozenset(roles) for name, (_name, _unit, _post, roles) in PEOPLE.items()},
}
"""Everyone who opens pages here, a visitor first, with their roles."""


def _addresses(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named address with the names of its parameters."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _addresses(each, f"{each.namespace or each.app_name}:" if each.app_name else space)
        else:
            assert isinstance(each, URLPattern)
            assert each.name, f"{each.pattern} has no name"
            yield space + each.name, tuple(each.pattern.converters)


ADDRESSES = dict(_addresses(get_resolver()))


def test_every_address_stands_in_the_matrix_and_every_line_of_it_is_an_address() -> None:
    assert set(ADDRESSES) == set(PAGES)
    assert len(ADDRESSES) > 40


def test_every_role_is_somebody_here() -> None:
    assert frozenset[Role]().union(*ROLES.values()) == set(Role) - {Role.TIMER}


def test_an_address_that_the_matrix_forgot_is_refused(client_of: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(PAGES, "portal:home")
    assert client_of("").get("/").status_code == 403
    assert client_of("operator").get("/").status_code == 403


def test_an_account_without_a_post_is_let_in_nowhere(county: County) -> None:
    client = Client()
    User.objects.create_user("stray")
    sign_in(client, "stray")
    assert client.get("/work/organisation/")["Location"] == "/sign-in/?next=/work/organisation/"
    assert SESSION_KEY not in client.session, "and is signed out at once"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "address", ["/report/", "/follow/", "/sign-in/", "/sign-out/", "/work/organisation/units/new/", "/account/acting/"]
)
def test_a_form_without_its_token_is_refused(address: str, county: County) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="operator"))
    assert client.post(address, {"key": fresh_key(), "text": "x"}).status_code == 403


@pytest.mark.parametrize("address", ["/", "/report/", "/sign-in/", "/no-such-page/", "/work/organisation/"])
def test_pages_allow_no_inline_script_and_no_frame(address: str, client_of: Open) -> None:
    answer = client_of("operator").get(address)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_language_can_be_changed_by_anyone(client_of: Open) -> None:
    client = client_of("")
    client.post("/language/", {"language": "zh-hant", "next": "/"})
    assert 'lang="zh-Hant"' in client.get("/").content.decode()


@pytest.mark.parametrize("name", [each for each in ROLES if each])
def test_the_navigation_leads_nobody_to_a_closed_door(name: str, client_of: Open) -> None:
    client = client_of(name)
    bar = client.get("/work/").content.decode().partition('<nav class="nav')[2].partition("</nav>")[0]
    places = re.findall(r'href="([^"]+)"', bar)
    assert len(places) >= 8
    for place in places:
        assert client.get(place).status_code == 200, place


@pytest.mark.parametrize(
    ("path", "size", "status"), [("/report/", 3_000_001, 413), ("/work/imports/new/", 3_000_001, 302)]
)
def test_a_body_that_nobody_has_a_use_for_is_not_read(client: Client, path: str, size: int, status: int) -> None:
    answer = client.generic("POST", path, b"x" * size, content_type="text/plain")
    assert answer.status_code == status
