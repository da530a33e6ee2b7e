"""The matrix of pages: complete both ways, kept by every page for every role, and nothing open that it does not name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from tests.web.cast import PEOPLE, County, fresh_key, sign_in

from sandan.desk import handover, opinion, organisation, problem
from sandan.desk.opinion import Heard
from sandan.desk.organisation import Seat
from sandan.desk.problem import Dispatch
from sandan.domain.authority import RESIDENT, Role
from sandan.domain.values import Channel, Topic
from sandan.projections.problem import Problem
from sandan.projections.version import now
from sandan.web.access import ANYONE, PAGES

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
    assert frozenset[Role]().union(*ROLES.values()) == set(Role)


@pytest.fixture
def matter(county: County) -> dict[str, str]:
    """One opinion and its dispatched problem, so that pages have something to show."""
    town, today = county.units["青溪镇"], timezone.localdate()
    heard = Heard("水渠堵了，稻田没有水。", title="水渠堵塞", channel=Channel.ONLINE, town=town)
    said = opinion.register(heard, RESIDENT, fresh_key()).opinion
    made = opinion.accept(said, county.actor("dispatcher"), fresh_key())
    problem.dispatch(made, Dispatch(county.units["水利局"], today), county.actor("dispatcher"), fresh_key())
    unit, by = county.units["水利局"], county.actor("operator")
    seat = organisation.establish_post(Seat(unit, "局长", (Role.UNIT_HEAD,), today), by, fresh_key())
    led = organisation.assign(county.people["leader"], unit, today, by, fresh_key())
    listed = organisation.list_duty(unit, Topic.WATER, "", "三定方案", today, by, fresh_key())
    given = handover.offer(county.people["leader"], county.people["head"], (f"assignment/{led}",), by, fresh_key())
    standing = {"post": seat, "assignment": led, "duty": listed, "handover": given}
    return {"opinion": said, "problem": made, "number": now(Problem).get(key=made).number, **standing}


def _filled(name: str, county: County, matter: dict[str, str]) -> Iterator[str]:
    """The page under values that name nothing, and under values that name something."""
    something = {
        "workspace:opinion": (matter["opinion"],),
        "portal:opinion": (matter["opinion"],),
        "workspace:problem": (matter["problem"],),
        "workspace:problem_act": (matter["problem"], "sign_for"),
        "portal:problem": (matter["number"],),
        "workspace:export": ("problems",),
        "workspace:records": ("problems.collected",),
        "portal:records": ("problems.collected",),
        "workspace:appointment_end": (county.posts["clerk"],),
        "workspace:appointment_withdraw": (county.posts["clerk"],),
        "workspace:unit_change": (county.units["水利局"], "merge"),
        "workspace:post_end": (matter["post"],),
        "workspace:assignment_end": (matter["assignment"],),
        "workspace:duty_drop": (matter["duty"],),
        "workspace:handover": (matter["handover"],),
        "workspace:handover_act": (matter["handover"], "accept"),
        "workspace:person_link": (county.people["clerk"],),
    }
    yield reverse(name, args=["nothing"] * len(ADDRESSES[name]))
    if name in something:
        yield reverse(name, args=something[name])


@pytest.mark.parametrize("who", ROLES, ids=lambda who: who or "visitor")
def test_every_page_keeps_to_the_matrix(who: str, county: County, matter: dict[str, str], client_of: Open) -> None:
    """Whom the matrix lets in never meets a fault; whom it does not is shown the door, whatever the page would do."""
    client = client_of(who)
    client.raise_request_exception = False
    wrong = []
    for name in ADDRESSES:
        for address in _filled(name, county, matter):
            answer = client.get(address)
            let_in = PAGES[name] is ANYONE or bool(ROLES[who] & PAGES[name])
            if let_in:
                kept = answer.status_code in {200, 302, 404, 405}
            elif who:
                kept = answer.status_code == 403
            else:
                kept = answer.status_code == 302 and answer["Location"].startswith("/sign-in/?next=")
            if not kept:
                wrong.append((address, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("who", ROLES, ids=lambda who: who or "visitor")
def test_no_post_gets_past_the_matrix(who: str, county: County, matter: dict[str, str], client_of: Open) -> None:
    client = client_of(who)
    for name in ADDRESSES:
        if PAGES[name] is ANYONE or ROLES[who] & PAGES[name]:
            continue
        for address in _filled(name, county, matter):
            assert client.post(address).status_code == (403 if who else 302), address


def test_an_address_that_the_matrix_forgot_is_refused(client_of: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(PAGES, "portal:home")
    assert client_of("").get("/").status_code == 403
    assert client_of("operator").get("/").status_code == 403


def test_an_account_without_a_post_is_let_in_nowhere(county: County) -> None:
    client = Client()
    User.objects.create_user("stray")
    sign_in(client, "stray")
    answer = client.get("/work/organisation/")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/work/organisation/"
    assert "_auth_user_id" not in client.session
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/report/",
        "/follow/",
        "/sign-in/",
        "/sign-out/",
        "/work/organisation/units/new/",
        "/account/acting/",
        "/sign-in/factor/",
        "/sign-in/passkey/",
        "/account/factor/app/",
        "/account/factor/remove/",
        "/account/sessions/end/",
    ],
)
def test_a_form_without_its_token_is_refused(address: str, county: County) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, "operator")
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
