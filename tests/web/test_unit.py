"""The operator's forms by which units, posts, assignments and duty lists change, and the page that shows how a unit stood on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.web.cast import FROM_ON, County, fresh_key

from sandan.desk import opinion, organisation
from sandan.desk.opinion import Heard
from sandan.desk.organisation import Seat
from sandan.domain.authority import Role
from sandan.domain.values import Tier, Topic
from sandan.projections.appointment import Appointment
from sandan.projections.assignment import Assignment
from sandan.projections.duty import Duty
from sandan.projections.post import Post
from sandan.projections.unit import Unit
from sandan.projections.version import now

Open = Callable[[str], Client]


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def change(client: Client, of: str, how: str, **said: str) -> int:
    sent = {"key": fresh_key(), "on": timezone.localdate().isoformat(), **said}
    return client.post(f"/work/organisation/units/{of}/{how}/", sent).status_code


def test_a_unit_is_renamed_and_its_old_name_stays_on_the_days_before(
    county: County, client_of: Open, today: date
) -> None:
    client, water = client_of("operator"), county.units["水利局"]
    old = organisation.establish_unit(
        "水保站", Tier.SYSTEM, water, county.actor("operator"), fresh_key(), on=today - timedelta(9)
    )
    assert change(client, old, "rename", name="水土保持站") == 302
    page = client.get(f"/work/organisation/?unit={old}").content.decode()
    assert "水土保持站 <span" in page
    past = client.get(f"/work/organisation/?unit={old}&on={(today - timedelta(1)).isoformat()}").content.decode()
    assert "水保站 <span" in past
    assert "Change this unit" not in past, "the past is only looked at"
    before = client.get(f"/work/organisation/?unit={old}&on={(today - timedelta(10)).isoformat()}").content.decode()
    assert "It did not stand yet on that day" in before
    assert change(client, old, "rename", name="") == 422
    assert change(client, old, "rename", name="x", on=(today + timedelta(1)).isoformat()) == 422
    assert change(client, old, "dissolve") == 404
    assert change(client, "nowhere", "rename", name="x") == 404


def test_a_unit_is_moved_with_what_lies_below_it(county: County, client_of: Open) -> None:
    client, town, water = client_of("operator"), county.units["青溪镇"], county.units["水利局"]
    page = client.get(f"/work/organisation/units/{town}/move/").content.decode()
    assert "石桥村" in page
    assert change(client, town, "move", parent=county.units["石桥村"]) == 422
    assert change(client, town, "move", parent=water) == 302
    assert now(Unit).get(name="石桥村").path.split()[1:3] == [town, water]


def test_a_merger_is_looked_at_once_more_before_it_is_done(county: County, client_of: Open, today: date) -> None:
    client, by = client_of("operator"), county.actor("operator")
    water = county.units["水利局"]
    roads = organisation.establish_unit("交通局", Tier.SYSTEM, county.units["云岭县"], by, fresh_key())
    for of in (water, roads):
        organisation.establish_post(Seat(of, "局长", (Role.UNIT_HEAD,), FROM_ON, chief=True), by, fresh_key())
        organisation.assign(county.people["leader"], of, FROM_ON, by, fresh_key())
    sent = {"key": fresh_key(), "on": today.isoformat(), "into": roads}
    address = f"/work/organisation/units/{water}/merge/"
    assert "高振河" in client.get(address).content.decode(), "the people who go over"
    asked = client.post(address, sent)
    assert asked.status_code == 200
    shown = asked.content.decode()
    assert "水利局 into 交通局" in shown
    assert "comes over as an ordinary post" in shown
    assert "the successor has a leader already" in shown
    assert now(Unit).get(key=water).abolished_on is None, "nothing has been done yet"
    done = client.post(address, {**sent, "sure": "1"})
    assert done["Location"].endswith(f"?unit={roads}")
    assert now(Unit).get(key=water).successor == roads
    page = client.get(f"/work/organisation/?unit={water}").content.decode()
    assert "After it came" in page
    assert "交通局" in page
    assert "高振河" in client.get(f"/work/organisation/?unit={roads}").content.decode()
    head = client_of("head")
    assert head.get("/work/").status_code == 200, "whoever worked there works on in the successor"
    assert county.people["head"] in set(now(Appointment).filter(unit=roads).values_list("person", flat=True))
    again = client.post(address, {**sent, "key": fresh_key(), "sure": "1"})
    assert again.status_code == 422
    assert "came after it" in again.content.decode()


def test_a_unit_in_use_is_not_abolished_and_the_page_says_what_to_do(county: County, client_of: Open) -> None:
    client = client_of("operator")
    answer = client.post(
        f"/work/organisation/units/{county.units['水利局']}/abolish/",
        {"key": fresh_key(), "on": timezone.localdate().isoformat()},
    )
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "still has 2 posts held" in shown
    assert "Merge it into the unit" in shown
    assert change(client, county.units["石桥村"], "abolish") == 302
    assert now(Unit).get(name="石桥村").abolished_on is not None


def test_new_units_come_out_of_an_old_one(county: County, client_of: Open) -> None:
    client = client_of("operator")
    assert change(client, county.units["青溪镇"], "split", parts="北溪镇\n\n南溪镇\n") == 302
    made = now(Unit).get(name="北溪镇")
    assert (made.origin, made.tier) == (county.units["青溪镇"], "town")
    assert "Came out of" in client.get(f"/work/organisation/?unit={made.key}").content.decode()


def test_a_post_is_set_up_filled_and_acted_in(county: County, client_of: Open, today: date) -> None:
    client, of = client_of("operator"), county.units["石桥村"]
    setup = {
        "key": fresh_key(),
        "title": "支部书记",
        "roles": ["unit_head"],
        "chief": "on",
        "from_on": today.isoformat(),
    }
    assert client.post(f"/work/organisation/posts/new/?unit={of}", setup).status_code == 302
    second = client.post(f"/work/organisation/posts/new/?unit={of}", {**setup, "key": fresh_key()})
    assert second.status_code == 422
    assert "as its chief post already" in second.content.decode()
    seat = now(Post).get(unit=of)
    assert "vacant" in client.get(f"/work/organisation/?unit={of}").content.decode()
    fill = f"/work/organisation/people/new/?post={seat.key}"
    assert client.post(fill, {"key": fresh_key(), "from_on": today.isoformat()}).status_code == 422, "who?"
    known = {"key": fresh_key(), "person": county.people["handler"], "acting": "on", "from_on": today.isoformat()}
    assert client.post(fill, known).status_code == 302
    page = client.get(f"/work/organisation/?unit={of}").content.decode()
    assert "acting" in page
    new = {"key": fresh_key(), "name": "石有田", "from_on": today.isoformat()}
    refused = client.post(fill, new)
    assert refused.status_code == 422
    assert "acts in this post" in refused.content.decode()
    acting = now(Appointment).get(post_id=seat.key)
    withdrawn = {"key": fresh_key(), "reason": "误录"}
    assert client.post(f"/work/organisation/appointments/{acting.key}/withdraw/", withdrawn).status_code == 302
    assert client.post(fill, {**new, "key": fresh_key()}).status_code == 302
    end = {"key": fresh_key(), "until_on": today.isoformat()}
    held = client.post(
        f"/work/organisation/posts/{seat.key}/end/", {**end, "until_on": (today - timedelta(1)).isoformat()}
    )
    assert "End their appointments first" in held.content.decode()
    holder = now(Appointment).get(post_id=seat.key, until_on=None)
    organisation.end_appointment(holder.key, today, county.actor("operator"), fresh_key())
    assert client.post(f"/work/organisation/posts/{seat.key}/end/", {**end, "key": fresh_key()}).status_code == 302


def test_leaders_are_assigned_and_duties_listed(county: County, client_of: Open, today: date) -> None:
    client, town = client_of("operator"), county.units["青溪镇"]
    sent = {"key": fresh_key(), "leader": county.people["leader"], "tier": "county", "from_on": today.isoformat()}
    assert client.post(f"/work/organisation/assignments/new/?unit={town}", sent).status_code == 302
    again = client.post(f"/work/organisation/assignments/new/?unit={town}", {**sent, "key": fresh_key()})
    assert "方怀远 answers for this already" in again.content.decode()
    topic = {**sent, "key": fresh_key(), "topic": "water"}
    assert client.post("/work/organisation/assignments/new/", topic).status_code == 302
    assert {(each.unit, each.topic) for each in now(Assignment)} == {(town, ""), ("", "water")}
    dispatcher = client_of("dispatcher")
    listed = {"key": fresh_key(), "topic": "water", "basis": "三定方案", "from_on": today.isoformat()}
    assert dispatcher.post(f"/work/organisation/duties/new/?unit={town}", listed).status_code == 302
    assert (
        dispatcher.post(f"/work/organisation/duties/new/?unit={town}", {**listed, "key": fresh_key()}).status_code
        == 422
    )
    page = dispatcher.get(f"/work/organisation/?unit={town}").content.decode()
    assert "三定方案" in page
    assert "方怀远" in page
    drop = {"key": fresh_key(), "until_on": today.isoformat()}
    assert dispatcher.post(f"/work/organisation/duties/{now(Duty).get().key}/drop/", drop).status_code == 302
    assigned = now(Assignment).get(unit=town)
    assert (
        client.post(f"/work/organisation/assignments/{assigned.key}/end/", {**drop, "key": fresh_key()}).status_code
        == 302
    )
    assert client.get("/work/organisation/duties/new/?unit=nowhere").status_code == 404


def test_the_dispatcher_is_warned_of_what_stands_on_no_list(county: County, client_of: Open, today: date) -> None:
    town, by = county.units["青溪镇"], county.actor("dispatcher")
    said = opinion.register(Heard("路坏了。", title="路", topic=Topic.ROADS, town=town), by, fresh_key()).opinion
    made = opinion.accept(said, by, fresh_key())
    sent = {
        "step": "preview",
        "keys": [made],
        "unit": town,
        "due_on": (today + timedelta(20)).isoformat(),
        "key": fresh_key(),
    }
    client = client_of("dispatcher")
    assert "Not on the duty list" not in client.post("/work/dispatch/", sent).content.decode(), "there is no list"
    organisation.list_duty(town, Topic.WATER, "", "履职清单", today, county.actor("operator"), fresh_key())
    warned = client.post("/work/dispatch/", sent).content.decode()
    assert "Not on the duty list of 青溪镇: Roads and bridges" in warned
    assert client.post("/work/dispatch/", {**sent, "step": "do"}).status_code == 302, "the dispatcher decides"
