"""A visit as a village cadre enters it, and what comes of it; plan, clash and coverage; decisions that become work; sealed disputes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.web.cast import FROM_ON, County, fresh_key, make_county, sign_in
from tests.web.registers.meeting import accepted
from tests.web.test_evidence import PNG

from sandan.desk import organisation
from sandan.desk.opinion import followed
from sandan.desk.organisation import Post, assign
from sandan.domain.authority import Role
from sandan.ledger import read
from sandan.projections import figure
from sandan.projections.circuit_visit import CircuitVisit
from sandan.projections.dispute import Dispute
from sandan.projections.meeting import Meeting, MeetingDecision
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.task import Task
from sandan.projections.version import now
from sandan.projections.viewing import Viewing
from sandan.projections.visit import HeardThing, Visit, delegations, free_days
from sandan.web.account import Account

Open = Callable[[str], Client]


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


@pytest.fixture
def county(db: None) -> County:
    return make_county()


@pytest.fixture
def cadre(county: County) -> Client:
    """A cadre of Shiqiao village, signed in."""
    post = Post(county.units["石桥村"], "村党支部书记", (Role.HANDLER, Role.UNIT_HEAD), FROM_ON)
    held = organisation.take_on("杜青山", post, county.actor("operator"), fresh_key())
    county.people["cadre"], county.posts["cadre"] = held.person, held.appointment
    user = User.objects.create_user("cadre")
    Account.objects.create(user=user, person=held.person, acting=held.appointment)
    client = Client(headers={"accept-language": "en"})
    sign_in(client, "cadre")
    return client


def today(ahead: int = 0) -> str:
    return (timezone.localdate() + timedelta(ahead)).isoformat()


def words(answer: Any) -> str:
    return str(answer.content.decode())


NEW = "workspace:visit_new"
THREE = {
    "heard_1": "二组水压小，晚上没水。",
    "heard_2": "水管接头漏水，当场换了，找老王13812345678说的。",
    "kind_2": "fixed",
    "heard_3": "甲家和乙家争地界。",
    "kind_3": "dispute",
}


def entered(cadre: Client, **more: Any) -> Visit:
    before = set(now(Visit).values_list("key", flat=True))
    answer = cadre.post(reverse(NEW), {**more, "key": fresh_key("form")})
    assert answer.status_code == 302, words(answer)
    return now(Visit).exclude(key__in=before).get()


def test_three_things_heard_take_one_entry_and_each_goes_its_way(cadre: Client, county: County) -> None:
    """Nothing but the three things is typed: who, where and when are known."""
    before = read.head().size
    row = entered(cadre, **THREE, proof=SimpleUploadedFile("接头.png", PNG))
    assert (row.visitor, row.place, row.held_on) == (
        county.people["cadre"],
        county.units["石桥村"],
        timezone.localdate(),
    )
    assert (row.heard, row.opinions, row.fixed, row.disputes) == (3, 1, 1, 1)
    first, second, third = now(HeardThing).filter(visit=row.key).order_by("line")
    waits, done = now(Opinion).get(key=first.opinion), now(Opinion).get(key=second.opinion)
    assert (waits.status, done.status, done.channel) == ("waiting", "accepted", "visit")
    problem = now(Problem).get(key=second.problem)
    assert (problem.key, problem.status) == (done.problem, "closure_requested")
    assert "13812345678" not in problem.title
    assert waits.number.startswith("Y")
    assert problem.number.startswith("W")
    for number in (waits.number[-6:], problem.number[-5:]):
        assert before < int(number) <= read.head().size, "the place of its entry"
    quarrel = now(Dispute).get(key=third.dispute)
    assert (quarrel.visit, quarrel.village) == (row.key, county.units["石桥村"])
    page = words(cadre.get(reverse("workspace:visit", args=[row.key])))
    assert f"石桥村 · {timezone.localdate()}</h1>" in page, "what sets it apart from others there"
    assert all(number in page for number in (waits.number, problem.number, quarrel.number))
    assert "二组水压小" not in page, "what residents said stays with the opinion"


def test_receipts_are_handed_out_once_and_open_the_report(cadre: Client) -> None:
    row = entered(cadre, heard_1="二组水压小。")
    address = reverse("workspace:visit", args=[row.key])
    page = words(cadre.get(address))
    code = page.partition('<span class="receipt">')[2].partition("<")[0]
    found = followed(code)
    assert found is not None
    assert found.key == now(HeardThing).get(visit=row.key).opinion
    assert code not in words(cadre.get(address))


def test_without_something_that_shows_it_what_was_put_right_goes_to_the_office(cadre: Client) -> None:
    row = entered(cadre, heard_1="水管漏水，当场换了。", kind_1="fixed")
    thing = now(HeardThing).get(visit=row.key)
    assert (thing.problem, now(Opinion).get(key=thing.opinion).status) == ("", "waiting")
    assert "nothing shows it" in words(cadre.get(reverse("workspace:visit", args=[row.key])))


def test_a_leader_puts_nothing_right_by_himself(county: County, client_of: Open) -> None:
    """Fixing is the unit's to claim; a leader's line stays an opinion, with or without a photo."""
    place = county.units["石桥村"]
    sent = {**THREE, "place": place, "proof": SimpleUploadedFile("接头.png", PNG), "key": fresh_key("form")}
    assert client_of("leader").post(reverse(NEW), sent).status_code == 302
    assert not now(Problem).exists()
    assert now(Opinion).filter(status="waiting").count() == 2


def test_what_is_sent_twice_is_heard_once(cadre: Client) -> None:
    key = fresh_key("form")
    for _ in range(2):
        sent = {**THREE, "proof": SimpleUploadedFile("接头.png", PNG), "key": key}
        assert cadre.post(reverse(NEW), sent).status_code == 302
    assert (now(Visit).count(), now(Opinion).count(), now(Dispute).count()) == (1, 2, 1)


def test_more_lines_come_from_the_server_and_nothing_typed_is_lost(cadre: Client) -> None:
    sent = {
        **THREE,
        "more": "1",
        "held_on": "gestern",
        "key": fresh_key("form"),
        "proof": SimpleUploadedFile("接头.png", PNG),
    }
    answer = cadre.post(reverse(NEW), sent)
    page = words(answer)
    assert answer.status_code == 200
    assert 'name="heard_6"' in page
    assert 'name="heard_7"' not in page
    assert "二组水压小" in page
    assert "接头.png" in page
    assert "error" not in page.partition("<main")[2].partition("</main")[0].replace("error-", "")
    assert not now(Visit).exists()


def test_no_field_asks_for_a_household_and_who_spoke_lies_sealed(cadre: Client, county: County) -> None:
    page = words(cadre.get(reverse(NEW)))
    visible = page.partition('class="entry-lines"')[2].partition("<details")[0]
    assert 'name="reporter_1"' in page
    assert "reporter_1" not in visible
    row = entered(cadre, heard_1="二组水压小。", reporter_1="王大娘", contact_1="12000000000")
    told = now(Opinion).get(key=now(HeardThing).get(visit=row.key).opinion)
    assert told.reachable
    opened = [str((each.public, each.internal)) for each in read.entries(0)]
    assert not any("王大娘" in each or "12000000000" in each or "水压小" in each for each in opened)


def test_what_is_only_noted_is_read_by_those_who_keep_the_visit_and_that_is_written_down(
    cadre: Client, county: County, client_of: Open
) -> None:
    row = entered(cadre, heard_1="今年板栗收成好。", kind_1="noted")
    address = reverse("workspace:visit", args=[row.key])
    assert "板栗" in words(cadre.get(address))
    assert now(Viewing).get(opinion=row.key).where == "visit"
    assert "板栗" not in words(client_of("leader").get(address))
    assert row.number in words(client_of("auditor").get(reverse("workspace:viewings")))


def test_taking_a_visit_back_takes_back_what_nobody_has_worked_on(county: County, client_of: Open) -> None:
    office = client_of("dispatcher")
    place = county.units["石桥村"]
    office.post(reverse(NEW), {**THREE, "place": place, "key": fresh_key("form")})
    row = now(Visit).get()
    act = reverse("workspace:visit_act", args=[row.key, "withdraw"])
    assert office.post(act, {"reason": "填错了", "key": fresh_key("form")}).status_code == 302
    assert now(Visit).get().withdrawn_on
    assert set(now(Opinion).values_list("status", flat=True)) == {"withdrawn"}
    assert now(Dispute).get().withdrawn_on


def test_delegations_that_meet_are_told_so_and_none_is_forbidden(county: County, client_of: Open) -> None:
    office, plan = client_of("dispatcher"), reverse("workspace:visit_plan")
    village, day = county.units["石桥村"], today(7)
    first = {"visitor": "方怀远", "place": village, "planned_on": day, "key": fresh_key("form")}
    assert office.post(plan, first).status_code == 302
    other = {"visitor": "高振河", "place": village, "planned_on": day, "key": fresh_key("form")}
    answer = client_of("head").post(plan, other)
    page = words(answer)
    assert answer.status_code == 422
    assert "方怀远" in page
    free = page.partition('name="planned_on" value="2')[2].partition('value="2')[2].partition('"')[0]
    assert free
    assert f"2{free}" != day
    assert client_of("head").post(plan, {**other, "planned_on": f"2{free}"}).status_code == 302
    again = {**other, "despite": "抢修不能等", "key": fresh_key("form")}
    assert client_of("head").post(plan, again).status_code == 302
    met = now(Visit).get(others=1)
    assert met.despite == "抢修不能等"
    assert "1 other that day" in words(office.get(plan))


def test_who_comes_for_something_else_is_one_more_that_day(county: County, client_of: Open) -> None:
    office, plan, day = client_of("dispatcher"), reverse("workspace:visit_plan"), today(7)
    village = county.units["石桥村"]
    sent = {"visitor": "方怀远", "place": village, "planned_on": day, "key": fresh_key("form")}
    assert office.post(plan, sent).status_code == 302
    assert "other that day" not in words(office.get(plan))
    lecture = {"title": "守初心", "lecturer": "高振河", "place": village, "on": day, "key": fresh_key("form")}
    assert office.post(reverse("workspace:lecture_new"), lecture).status_code == 302
    assert "1 other that day" in words(office.get(plan))


def test_a_note_is_no_place_for_somebodys_illness(cadre: Client) -> None:
    said = {"heard_1": "路窄", "note": "看望患病的老人", "key": fresh_key("form")}
    answer = cadre.post(reverse(NEW), said)
    assert answer.status_code == 422
    assert "患病" in words(answer)
    assert answer.context["form"].errors["health_checked"]
    assert cadre.post(reverse(NEW), {**said, "health_checked": "on", "key": fresh_key("form")}).status_code == 302


def test_coverage_says_which_pairs_are_done_and_where_nobody_came(
    cadre: Client, county: County, client_of: Open
) -> None:
    by, leader = county.actor("operator"), county.people["leader"]
    for unit in ("青溪镇", "水利局"):
        assign(leader, county.units[unit], timezone.localdate(), by, fresh_key())
    office, page = client_of("dispatcher"), reverse("workspace:visit_coverage")
    assert "Of 2 places and sectors that leaders answer for, 0 have been visited" in words(office.get(page))
    entered(cadre, heard_1="在自己村里走访")
    sent = {"visitor": "方怀远", "place": county.units["石桥村"], "key": fresh_key("form")}
    assert office.post(reverse(NEW), sent).status_code == 302
    answer = office.get(page)
    told = words(answer)
    assert [each["place"] for each in answer.context["pairs"]] == ["水利局", "青溪镇"], (
        "in the places' order: nobody is ranked"
    )
    assert "Of 2 places and sectors that leaders answer for, 1 have been visited" in told
    assert "石桥村" not in told.partition('id="left"')[2].partition('id="pairs"')[0]
    assert figure.one("rate.visited", on=timezone.localdate()).above == "1"
    assert "水利局" in words(office.get(reverse("workspace:records", args=["pairs.assigned"])))


def test_a_place_is_offered_from_the_assignment(county: County, client_of: Open) -> None:
    by, leader = county.actor("operator"), county.people["leader"]
    assign(leader, county.units["青溪镇"], timezone.localdate(), by, fresh_key())
    page = words(client_of("leader").get(reverse(NEW)))
    assert f'value="{county.units["青溪镇"]}" selected' in page
    assert client_of("leader").post(reverse(NEW), {"heard_1": "路窄", "key": fresh_key("form")}).status_code == 302
    assert now(Visit).get().place == county.units["青溪镇"]
    no = client_of("head").post(reverse(NEW), {"heard_1": "路窄", "key": fresh_key("form")})
    assert "Say where" in words(no)


# --- meetings ---------------------------------------------------------------------------------------------------------


def meeting(county: County, number: str, **more: Any) -> dict[str, Any]:
    told = {
        "leader": "方怀远",
        "place": county.units["青溪镇"],
        "problems": number,
        "decided_1": "换主管道",
        "due_on_1": today(20),
        "unit_of_1": county.units["水利局"],
        "key": fresh_key("form"),
    }
    return {**told, **more}


def test_a_decision_is_dispatched_in_the_same_entry_by_who_may(county: County, client_of: Open) -> None:
    number = accepted(county)
    key = meeting(county, number)
    for _ in range(2):
        assert client_of("dispatcher").post(reverse("workspace:meeting_new"), key).status_code == 302
    problem = now(Problem).get(number=number)
    assert (problem.status, problem.unit, problem.due_on) == (
        "dispatched", county.units["水利局"], timezone.localdate() + timedelta(20),
    )  # fmt: skip
    row = now(Meeting).get()
    assert (row.decisions, row.carried, row.waiting) == (1, 1, 0)
    minutes = words(client_of("dispatcher").get(reverse("workspace:meeting_minutes", args=[row.key])))
    assert "换主管道" in minutes
    assert number in minutes


def test_otherwise_it_waits_on_the_desk_of_who_may_and_becomes_a_task_there(county: County, client_of: Open) -> None:
    number = accepted(county)
    assert client_of("dispatcher").post(reverse("workspace:meeting_new"), meeting(county, number)).status_code == 302
    problem = now(Problem).get(number=number)
    head = client_of("head")
    act = reverse("workspace:problem_act", args=[problem.key, "sign_for"])
    assert head.post(act, {"key": fresh_key("form")}).status_code == 302
    again = meeting(county, number, decided_1="装减压阀", person_of_1="江小渔", unit_of_1="")
    assert client_of("clerk").post(reverse("workspace:meeting_new"), again).status_code == 302
    waiting = now(MeetingDecision).get(status="waiting")
    desk = words(head.get(reverse("workspace:desk")))
    assert "装减压阀" in desk
    assert "装减压阀" not in words(client_of("verifier").get(reverse("workspace:desk")))
    carry = reverse("workspace:meeting_act", args=[waiting.meeting, "carry_out"])
    assert head.post(carry, {"decision": "0", "key": fresh_key("form")}).status_code == 302
    task = now(Task).get(problem=problem.key)
    assert (task.measure, task.to_on) == ("装减压阀", timezone.localdate() + timedelta(20))
    assert "装减压阀" not in words(head.get(reverse("workspace:desk"))).partition("Decided at")[2].partition("<h2")[0]


def test_a_decision_says_who_and_until_when(county: County, client_of: Open) -> None:
    sent = meeting(county, "W2026-99999", due_on_1="", unit_of_1="")
    page = words(client_of("clerk").post(reverse("workspace:meeting_new"), sent))
    assert "There is no problem W2026-99999" in page
    assert "Say until when" in page
    assert "Say which unit or person" in page
    assert not now(Meeting).exists()


# --- disputes ---------------------------------------------------------------------------------------------------------


def test_who_quarrels_about_what_is_shown_to_those_who_handle_it_alone(
    cadre: Client, county: County, client_of: Open
) -> None:
    sent = {"matter": "界石被移", "parties": "甲某、乙某", "kind": "boundary", "key": fresh_key("form")}
    answer = cadre.post(reverse("workspace:dispute_new"), {**sent, "place": county.units["石桥村"]})
    assert answer.status_code == 302, words(answer)
    row = now(Dispute).get()
    address = reverse("workspace:dispute", args=[row.key])
    assert "甲某" in words(cadre.get(address))
    assert now(Viewing).get(opinion=row.key).where == "dispute"
    for who in ("dispatcher", "clerk", "leader", "auditor", "head", "verifier"):
        page = words(client_of(who).get(address))
        assert "Sealed: only those" in page, who
        assert not any(each in page for each in ("甲某", "界石被移")), who
    assert now(Viewing).filter(opinion=row.key).count() == 1
    opened = [str((each.public, each.internal)) for each in read.entries(0)]
    assert not any("甲某" in each or "界石" in each for each in opened)
    sheet = b"".join(client_of("dispatcher").get(reverse("workspace:dispute_export")).streaming_content)  # type: ignore[attr-defined]
    assert "甲某".encode() not in sheet


def test_a_register_of_solved_disputes_comes_in_as_performed_ones(county: County, client_of: Open) -> None:
    sent = {
        "place": county.units["石桥村"],
        "parties": "甲、乙",
        "agreed_on": today(),
        "terms": "各退一尺",
        "performed_on": today(),
        "said_so": "是",
        "key": fresh_key("form"),
    }
    clerk = client_of("clerk")
    assert clerk.post(reverse("workspace:dispute_new"), sent).status_code == 302
    assert now(Dispute).get().status == "performed"
    unproven = {**sent, "said_so": "", "key": fresh_key("form")}
    assert "Solved means performed" in words(clerk.post(reverse("workspace:dispute_new"), unproven))
    silent = {**sent, "terms": "", "key": fresh_key("form")}
    assert "Say what was agreed" in words(clerk.post(reverse("workspace:dispute_new"), silent))


def test_an_announced_circuit_visit_is_a_delegation_and_an_unannounced_one_is_told_to_nobody(county: County) -> None:
    place, day = county.units["青溪镇"], timezone.localdate() + timedelta(5)
    for number, announced in (("XH2026-00001", True), ("XH2026-00002", False)):
        CircuitVisit.objects.create(
            key=number, since=1, position=1, number=number, title="巡回", unit=county.units["整改办"], status="planned",
            entered_on=timezone.localdate(), entered_by="", group="g1", place=place, day=day, team="", announced=announced,
        )  # fmt: skip
    assert [each.number for each in delegations(place, day, day)] == ["XH2026-00001"]
    assert day not in free_days(place, day - timedelta(1))


def test_rows_of_one_visit_are_one_visit_also_where_the_register_has_grown(county: County, client_of: Open) -> None:
    """An office keeps a row for each thing heard; the county counts visits, and things heard."""
    office = client_of("dispatcher")

    def brought_in(*rows: str) -> dict[str, Any]:
        sheet = "\n".join(("走访人员,走访地点,走访时间,收集问题,处理方式", *rows)).encode()
        file = SimpleUploadedFile("台账.csv", sheet)
        sent = office.post(reverse("workspace:sheet_new", args=["visit"]), {"file": file})
        shown = office.get(sent["Location"]).context
        if shown["count"]:
            assert office.post(sent["Location"], {"key": fresh_key("form")}).status_code == 302
        return {name: shown[name] for name in ("count", "same", "bad_count")}

    first = (
        "方怀远,石桥村,2026-03-02,路窄,",
        "方怀远,石桥村,2026-03-02,没有灯,noted",
        "方怀远,石桥村,2026-03-09,水小,",
    )
    assert brought_in(*first) == {"count": 2, "same": 0, "bad_count": 0}
    assert sorted(now(Visit).values_list("heard", flat=True)) == [1, 2]
    assert brought_in(*first) == {"count": 0, "same": 3, "bad_count": 0}
    assert brought_in(*first[:2], "方怀远,石桥村,2026-03-02,井盖坏,") == {"count": 1, "same": 2, "bad_count": 0}
    assert sorted(now(Visit).values_list("heard", flat=True)) == [1, 1, 2]
