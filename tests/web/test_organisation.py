"""Units, people and posts: what the operator's forms do, and what a county is founded on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.web.cast import FROM_ON, County, fresh_key

from sandan.desk import organisation
from sandan.desk.organisation import Post
from sandan.domain.authority import Role
from sandan.domain.values import Refusal, Tier
from sandan.ledger import read
from sandan.projections import appointment, person
from sandan.projections.appointment import Appointment
from sandan.projections.unit import Unit
from sandan.projections.version import now

Open = Callable[[str], Client]


@pytest.mark.django_db
def test_a_county_is_founded_once_and_its_operator_stands_in_the_ledger() -> None:
    founded = organisation.establish_county("云岭县", "马致和", "first")
    assert organisation.establish_county("云岭县", "马致和", "first") == founded, "sent twice, it happens once"
    size = read.head().size
    with pytest.raises(Refusal, match="county_exists"):
        organisation.establish_county("云岭县", "马致和", "second")
    assert read.head().size == size == 4
    actor = appointment.actor(founded.operator.person, founded.operator.appointment, timezone.localdate())
    assert actor is not None
    assert actor.roles == frozenset({Role.OPERATOR})
    assert actor.lineage == (founded.office, founded.county)
    assert {each.by["person"] for each in read.entries()} == {founded.operator.person}


def test_what_two_streams_must_agree_on_is_refused(county: County) -> None:
    operator = county.actor("operator")
    post = Post("no-such-unit", "办事员", (Role.HANDLER,), FROM_ON)
    known = replace(post, unit=county.units["水利局"])
    size = read.head().size
    with pytest.raises(Refusal, match="unknown_unit"):
        organisation.take_on("某人", post, operator, fresh_key())
    with pytest.raises(Refusal, match="unknown_unit"):
        organisation.appoint(county.people["clerk"], post, operator, fresh_key())
    with pytest.raises(Refusal, match="unknown_person"):
        organisation.appoint("nobody", known, operator, fresh_key())
    with pytest.raises(Refusal, match="unknown_unit"):
        organisation.establish_unit("飞地", Tier.BRANCH, "no-such-unit", operator, fresh_key())
    with pytest.raises(Refusal, match="already_exists"):
        organisation.establish_unit("另一县", Tier.COUNTY, "", operator, fresh_key())
    assert read.head().size == size, "a refused person is not half entered"


def test_everyone_sees_who_holds_which_post_and_only_the_operator_changes_it(county: County, client_of: Open) -> None:
    address = f"/work/organisation/?unit={county.units['水利局']}"
    page = client_of("handler").get(address).content.decode()
    for shown in ("云岭县", "石桥村", "高振河", "江小渔", "Head of unit"):
        assert shown in page
    assert "罗启明" not in page
    assert "/people/" not in page
    assert "/people/new/" in client_of("operator").get(address).content.decode()


def test_a_unit_is_added_under_another(county: County, client_of: Open) -> None:
    client = client_of("operator")
    sent = {"key": fresh_key(), "name": "柳湾村", "tier": "branch", "parent": county.units["青溪镇"]}
    assert client.post("/work/organisation/units/new/", {**sent, "parent": ""}).status_code == 422
    made = client.post("/work/organisation/units/new/", sent)
    again = client.post("/work/organisation/units/new/", sent)
    assert made["Location"] == again["Location"], "sent twice, it is added once"
    row = now(Unit).get(name="柳湾村")
    assert row.path.split() == [row.key, county.units["青溪镇"], county.units["云岭县"]]
    assert client.get(made["Location"]).status_code == 200


def test_a_person_is_added_with_a_post_and_a_link(county: County, client_of: Open) -> None:
    client = client_of("operator")
    sent = {
        "key": fresh_key(),
        "name": "梁晚晴",
        "unit": county.units["水利局"],
        "post": "办事员",
        "roles": ["handler", "clerk"],
        "from_on": f"{FROM_ON:%Y-%m-%d}",
        "link": "on",
    }
    for missing in ("name", "roles", "unit", "from_on"):
        rest = {name: value for name, value in sent.items() if name != missing}
        assert client.post("/work/organisation/people/new/", rest).status_code == 422
    page = client.post("/work/organisation/people/new/", sent)
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    address = re.search(r"http://testserver(/setup/[\w-]+/)", page.content.decode())
    assert address
    assert "梁晚晴" in client_of("").get(address[1]).content.decode()
    row = now(Appointment).get(post="办事员", person__in=[k for k, name in person.names().items() if name == "梁晚晴"])
    assert row.roles.split() == ["clerk", "handler"]


def test_a_known_person_gets_another_post_and_a_post_ends(county: County, client_of: Open) -> None:
    client, who = client_of("operator"), county.people["handler"]
    sent = {
        "key": fresh_key(),
        "unit": county.units["青溪镇"],
        "post": "驻村干部",
        "roles": ["clerk"],
        "from_on": f"{FROM_ON:%Y-%m-%d}",
    }
    people = len(person.names())
    assert client.post(f"/work/organisation/people/new/?person={who}", sent).status_code == 302
    assert len(person.names()) == people
    assert {each.post for each in appointment.held(who, timezone.localdate())} == {"办事员", "驻村干部"}

    address = f"/work/organisation/appointments/{county.posts['handler']}/end/"
    yesterday = timezone.localdate() - timedelta(days=1)
    too_early = client.post(address, {"key": fresh_key(), "until_on": "2025-12-31"})
    assert too_early.status_code == 422
    assert "The last day lies before the first (2026-01-01)." in too_early.content.decode()
    assert client.post(address, {"key": fresh_key(), "until_on": f"{yesterday:%Y-%m-%d}"}).status_code == 302
    assert {each.post for each in appointment.held(who, timezone.localdate())} == {"驻村干部"}
    twice = client.post(address, {"key": fresh_key(), "until_on": f"{yesterday:%Y-%m-%d}"})
    assert "This appointment has already ended." in twice.content.decode()


def test_a_new_link_is_made_by_post_only(county: County, client_of: Open) -> None:
    client, address = client_of("operator"), f"/work/organisation/people/{county.people['clerk']}/link/"
    assert client.get(address).status_code == 405
    assert b"/setup/" in client.post(address).content
    assert client.post("/work/organisation/people/nobody/link/").status_code == 404
    assert client_of("dispatcher").post(address).status_code == 403


def test_links_for_all_who_cannot_sign_in_are_made_at_once_and_spare_those_handed_out(
    county: County, client_of: Open
) -> None:
    """Sixteen people came in by a file, and a link was made for each on a page of its own."""
    operator, post = county.actor("operator"), Post(county.units["水利局"], "办事员", (Role.HANDLER,), FROM_ON)
    for name in ("新来甲", "新来乙"):
        organisation.take_on(name, post, operator, fresh_key())
    client = client_of("operator")
    assert "2 people cannot sign in yet" in client.get("/work/organisation/").content.decode()
    assert "cannot sign in yet" not in client_of("clerk").get("/work/organisation/").content.decode()
    key = fresh_key()
    page = client.post("/work/organisation/people/links/", {"key": key}).content.decode()
    made = re.findall(r"http://testserver(/setup/\w+/)", page)
    assert len(set(made)) == 2
    assert "新来甲" in page
    assert Client().get(made[0]).status_code == 200
    size = read.head().size
    again = client.post("/work/organisation/people/links/", {"key": key}).content.decode()
    assert re.findall(r"http://testserver(/setup/\w+/)", again) == made, "sent twice, it shows the same"
    other = client.post("/work/organisation/people/links/", {"key": fresh_key()}).content.decode()
    assert "/setup/" not in other, "what was handed out goes on working"
    assert read.head().size == size
    assert "cannot sign in yet" not in client.get("/work/organisation/").content.decode()
    assert client.get("/work/organisation/people/links/").status_code == 405
    assert client_of("dispatcher").post("/work/organisation/people/links/").status_code == 403
