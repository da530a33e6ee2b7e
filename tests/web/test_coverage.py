"""The coverage page, its workbook, the four tiers on a problem's page, and hand-overs from the offer to the successor's desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from tests.web.cast import FROM_ON, County, fresh_key, sign_in

from sandan.desk import opinion, organisation, problem
from sandan.desk.opinion import Heard
from sandan.desk.organisation import Post, Seat
from sandan.desk.problem import Dispatch
from sandan.domain.authority import Role
from sandan.domain.values import Topic
from sandan.projections.handover import Handover
from sandan.projections.responsibility import Responsibility
from sandan.projections.version import now
from sandan.web.account import Account

Open = Callable[[str], Client]


@pytest.fixture
def matter(county: County) -> str:
    """A problem of the water bureau with its head and a county leader named; returns its id."""
    town, today, by = county.units["青溪镇"], timezone.localdate(), county.actor("dispatcher")
    said = opinion.register(Heard("水渠堵了。", title="水渠", topic=Topic.WATER, town=town), by, fresh_key()).opinion
    made = opinion.accept(said, by, fresh_key())
    to = Dispatch(
        county.units["水利局"], today, leader=county.people["head"], supervising_leader=county.people["leader"]
    )
    problem.dispatch(made, to, by, fresh_key())
    return made


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def tiles(page: str) -> list[str]:
    return re.findall(r'<span class="value[^"]*"><a[^>]*>([^<]+)</a>', page)


def test_who_answers_by_place_and_by_subject(county: County, matter: str, client_of: Open, today: date) -> None:
    by, client = county.actor("operator"), client_of("auditor")
    page = client.get("/work/coverage/").content.decode()
    assert "100.0%" in page
    assert "Nobody: no leader assigned" in page
    organisation.assign(county.people["leader"], county.units["青溪镇"], FROM_ON, by, fresh_key())
    organisation.list_duty(county.units["水利局"], Topic.WATER, "", "三定方案", FROM_ON, by, fresh_key())
    seat = organisation.establish_post(
        Seat(county.units["青溪镇"], "镇长", (Role.UNIT_HEAD,), FROM_ON, chief=True), by, fresh_key()
    )
    page = client.get("/work/coverage/").content.decode()
    assert "方怀远" in page
    assert "Nobody: post vacant" in page
    assert "石桥村" not in page.partition('<table class="table cardlike coverage">')[2], "towns first"
    assert "石桥村" in client.get(f"/work/coverage/?town={county.units['青溪镇']}").content.decode()
    organisation.take_on("唐文", Post("", "", (), FROM_ON, post_id=seat, acting=True), by, fresh_key())
    page = client.get("/work/coverage/").content.decode()
    assert "唐文" in page
    assert "acting" in page
    sectors = client.get("/work/coverage/?tab=sectors").content.decode()
    assert "高振河" in sectors
    assert "on no duty list" in sectors
    past = client.get("/work/coverage/?on=2025-06-01").content.decode()
    assert "no data" in past
    assert "唐文" not in past
    for odd in ("?on=2025-13-41", "?busy=abc", "?tab=nothing", "?town=nowhere", "?after_nobody=x", "?known=2026-01-01"):
        assert client.get(f"/work/coverage/{odd}").status_code == 200, odd


def test_each_tile_leads_to_what_it_counts(county: County, matter: str, client_of: Open, today: date) -> None:
    organisation.end_appointment(county.posts["head"], today - timedelta(1), county.actor("operator"), fresh_key())
    client = client_of("operator")
    page = client.get("/work/coverage/?tab=findings&busy=1").content.decode()
    assert tiles(page) == ["0.0%", "2", "0", "1", "0", "0"]
    assert "Orphaned: the one named has left" in page
    assert "高振河" in page
    assert f"/work/handovers/new/?person={county.people['head']}" in page
    assert (
        f"/work/handovers/new/?person={county.people['head']}"
        not in client_of("auditor").get("/work/coverage/?tab=findings").content.decode()
    )
    for address in re.findall(r'<span class="value[^"]*"><a href="([^"]+)"', page):
        found = address.replace("&amp;", "&")
        assert client.get(found if found.startswith("/") else f"/work/coverage/{found}").status_code == 200


def test_the_workbook_has_every_place_and_subject(county: County, matter: str, client_of: Open) -> None:
    answer = client_of("auditor").get("/work/coverage.xlsx")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert rows[0][:3] == ("Town", "Place or subject", "County")
    assert [row[:2] for row in rows[1:3]] == [("青溪镇", "—"), ("青溪镇", "石桥村")]
    assert len(rows) == 1 + 2 + len(Topic)


def test_a_problem_shows_its_four_tiers(county: County, matter: str, client_of: Open) -> None:
    by = county.actor("operator")
    organisation.assign(county.people["leader"], Topic.WATER, FROM_ON, by, fresh_key())
    page = client_of("handler").get(f"/work/problems/{matter}/").content.decode()
    shown = page.partition('id="tiers"')[2].partition("</section>")[0]
    assert "方怀远" in shown
    assert "高振河" in shown, "the head of the department that has it"
    assert "Nobody: no head" in shown, "nobody answers for the town"


def test_from_the_end_of_a_post_to_the_successors_desk(
    county: County, matter: str, client_of: Open, today: date
) -> None:
    operator, by = client_of("operator"), county.actor("operator")
    new = organisation.take_on("钱进", Post(county.units["水利局"], "局长", (Role.UNIT_HEAD,), today), by, fresh_key())
    end = f"/work/organisation/appointments/{county.posts['head']}/end/"
    assert "They still answer for 1 thing" in operator.get(end).content.decode()
    ended = operator.post(end, {"key": fresh_key(), "until_on": today.isoformat()})
    assert ended["Location"] == f"/work/handovers/new/?person={county.people['head']}"
    offer = operator.get(ended["Location"]).content.decode()
    assert "水渠" in offer
    sent = {"key": fresh_key(), "items": [f"problem/{matter}"], "successor": new.person, "note": "调离"}
    assert operator.post(ended["Location"], {**sent, "items": []}).status_code == 422
    made = operator.post(ended["Location"], sent)
    address = made["Location"]
    assert "Nothing to hand over" in operator.get(ended["Location"]).content.decode(), "it is on offer already"
    assert "Accept: I answer" not in operator.get(address).content.decode()
    assert client_of("handler").get(address).status_code == 404, "it is none of their business"
    assert client_of("handler").get(ended["Location"]).status_code == 403
    user = _account(new.person, new.appointment)
    desk = user.get("/work/").content.decode()
    assert "Offered to you: duties to take over" in desk
    assert address in desk
    page = user.get(address).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    assert user.post(f"{address}accept/", {"key": key[1]}).status_code == 302
    assert now(Responsibility).get(problem=matter).leader == new.person
    assert "Offered to you" not in user.get("/work/").content.decode()
    assert user.post(f"{address}refuse/", {"key": fresh_key(), "reason": "x"}).status_code == 422
    assert user.post(f"{address}other/", {"key": fresh_key(), "reason": "x"}).status_code == 404


def test_an_offer_is_refused_or_taken_back_with_a_reason(county: County, matter: str, client_of: Open) -> None:
    dispatcher = client_of("dispatcher")
    start = f"/work/handovers/new/?person={county.people['head']}"
    sent = {"items": [f"problem/{matter}"], "successor": county.people["handler"]}
    first = dispatcher.post(start, {**sent, "key": fresh_key()})["Location"]
    handler = client_of("handler")
    assert handler.post(f"{first}refuse/", {"key": fresh_key(), "reason": ""}).status_code == 422
    assert handler.post(f"{first}refuse/", {"key": fresh_key(), "reason": "手上已有二十件"}).status_code == 302
    second = dispatcher.post(start, {**sent, "key": fresh_key()})["Location"]
    assert handler.post(f"{second}take_back/", {"key": fresh_key(), "reason": "x"}).status_code == 422
    assert dispatcher.post(f"{second}take_back/", {"key": fresh_key(), "reason": "改派"}).status_code == 302
    assert "手上已有二十件" in dispatcher.get(first).content.decode()
    assert {each.status for each in now(Handover)} == {"refused", "taken_back"}
    assert dispatcher.get("/work/handovers/new/?person=nobody").status_code == 404
    assert now(Responsibility).get(problem=matter).leader == county.people["head"]


def test_a_head_hands_over_for_their_own_people_only(county: County, matter: str, client_of: Open) -> None:
    head = client_of("head")
    assert head.get(f"/work/handovers/new/?person={county.people['handler']}").status_code == 200
    assert head.get(f"/work/handovers/new/?person={county.people['clerk']}").status_code == 404


def _account(person: str, acting: str) -> Client:
    user = User.objects.create_user("qianjin")
    Account.objects.create(user=user, person=person, acting=acting)
    client = Client(headers={"accept-language": "en"})
    sign_in(client, user.username)
    return client
