"""Circuit groups on screen: what is hidden before it was held, a plan from question to visits, a drawn item overturned and objected to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.web.cast import FROM_ON, County, fresh_key, make_county
from tests.web.step import struck_off

from sandan.desk import circuit_plan, circuit_visit, look_back, organisation
from sandan.desk.circuit_group import enter
from sandan.desk.handle import Order, handle, identify
from sandan.desk.look_back import Finding, Freezing
from sandan.desk.organisation import Post, declare_kin
from sandan.domain.authority import Role
from sandan.domain.circuit_group import EndMember
from sandan.domain.circuit_visit import CancelVisit, FeedBack
from sandan.domain.look_back import Strata, Verdict
from sandan.domain.programme import OpenProgramme
from sandan.domain.serving import SetServing
from sandan.domain.values import Refusal
from sandan.domain.wire import Command
from sandan.projections import circuit_visit as table
from sandan.projections.appointment import actor
from sandan.projections.circuit_plan import CircuitPlan, lines_of
from sandan.projections.circuit_visit import CircuitItem, CircuitVisit
from sandan.projections.figure import compute
from sandan.projections.problem import Problem
from sandan.projections.version import now
from sandan.web.book import BOOKS

Open = Callable[[str], Client]
DAY = timedelta(1)


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


@pytest.fixture
def county(db: None) -> County:
    """A county that is a day old, with two inspectors more."""
    made = make_county(timezone.now() - DAY)
    for called, name in (("yan", "严守真"), ("bo", "薄言行")):
        post = Post(made.units["县纪委监委"], "巡回组成员", (Role.INSPECTOR,), FROM_ON)
        holder = organisation.take_on(name, post, made.actor("operator"), fresh_key(), at=timezone.now() - DAY)
        made.people[called], made.posts[called] = holder.person, holder.appointment
    return made


def group(county: County, title: str = "第一组", *people: str) -> str:
    ids = tuple(county.people[each] for each in people or ("yan", "bo"))
    key, by = fresh_key(), county.actor("dispatcher")
    data = {"title": title, "leader": ids[0], "members": ids, "from_on": timezone.localdate() - 30 * DAY}
    handle(enter(data, by, key), by, key)
    return identify(key)


def visit(county: County, **given: Any) -> CircuitVisit:
    key, by = fresh_key(), county.actor("dispatcher")
    data = {"place": county.units["水利局"], "on": timezone.localdate() + 3 * DAY, **given}
    earlier = now(CircuitVisit).first()
    if "group" not in data:
        data["group"] = earlier.group if earlier else group(county)
    handle(circuit_visit.enter(data, by, key), by, key)
    return now(CircuitVisit).get(key=identify(key))


def give(row: CircuitVisit, command: Command, by: Any) -> None:
    handle([Order(f"circuit_visit/{row.key}", command)], by, fresh_key())


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_unannounced_visit_is_hidden_from_the_unit_until_it_was_held(county: County, client_of: Open) -> None:
    row = visit(county, unannounced=True)
    for who in ("head", "handler", "leader", "clerk"):
        client = client_of(who)
        for name in ("circuit_visits", "circuit_calendar", "circuit_coverage", "campaign"):
            page = words(client.get(reverse(f"workspace:{name}")))
            assert row.number not in page, (who, name)
        for name, args in (
            ("circuit_visit", [row.key]),
            ("circuit_visit_items", [row.key]),
            ("record_evidence", ["circuit_visit", row.key, "0" * 64]),
        ):
            assert client.get(reverse(f"workspace:{name}", args=args)).status_code == 404, (who, name)
        assert client.post(reverse("workspace:circuit_visit_act", args=[row.key, "answer"])).status_code == 404
        assert "—" in words(client.get(reverse("workspace:circuit_coverage")))
    assert row.number in words(client_of("dispatcher").get(reverse("workspace:circuit_visits")))
    held = {"held_on": timezone.localdate(), "methods": ["unannounced"], "key": fresh_key()}
    assert (
        client_of("dispatcher").post(reverse("workspace:circuit_visit_act", args=[row.key, "hold"]), held).status_code
        == 302
    )
    assert row.number in words(client_of("head").get(reverse("workspace:circuit_visits")))


def test_a_town_does_not_learn_of_an_unannounced_visit_to_its_village(county: County) -> None:
    """Also not through whoever inspects elsewhere and sits in the town."""
    row = visit(county, unannounced=True, place=county.units["石桥村"])
    inspector = county.actor("inspector")
    assert table.visible(now(CircuitVisit), inspector).filter(key=row.key).exists()
    neighbour = replace(inspector, everywhere=inspector.everywhere | {county.units["青溪镇"]})
    assert not table.visible(now(CircuitVisit), neighbour).filter(key=row.key).exists()


def test_the_campaign_page_counts_for_a_reader_what_the_reader_may_know(county: County, client_of: Open) -> None:
    visit(county, unannounced=True)
    shown = {who: client_of(who).get(reverse("workspace:campaign")).context["books"] for who in ("head", "dispatcher")}
    counts = {
        who: next(each["count"] for each in books if each["book"].name == "circuit_visit")
        for who, books in shown.items()
    }
    assert counts == {"head": 0, "dispatcher": 1}


def test_a_programme_counts_for_a_reader_what_the_reader_may_know(county: County, client_of: Open) -> None:
    by, day = county.actor("dispatcher"), timezone.localdate()
    opened = OpenProgramme(programme="p1", title="主题教育", from_on=day, to_on=day, basis="县委发1号")
    handle([Order("programme/p1", opened)], by, fresh_key())
    row = visit(county, unannounced=True)
    serves = SetServing(record=row.key, noun="circuit_visit", programmes=("p1",), unit=row.unit)
    handle([Order(f"serving/{row.key}", serves)], by, fresh_key())
    counts = {}
    for who in ("head", "dispatcher"):
        shown = client_of(who).get(reverse("workspace:programme", args=["p1"])).context["books"]
        counts[who] = next(each["count"] for each in shown if each["title"] == BOOKS["circuit_visit"].title)
    assert counts == {"head": 0, "dispatcher": 1}


def test_what_a_visit_took_along_that_was_called_off_goes_along_with_the_next(county: County) -> None:
    before = timezone.now() - DAY
    struck_off(county, "路灯不亮。", at=before)
    day, office = timezone.localdate(before), county.actor("dispatcher")
    what = Freezing(Strata.UNIT, day, day, 100, True, "福彩", "2026138", day + DAY, "按组抽样")
    look_back.draw(look_back.freeze(what, office, fresh_key(), before), "03081217", "公告", office, fresh_key())
    first = visit(county)
    circuit_visit.take_sample(first, office, fresh_key())
    with pytest.raises(Refusal, match="sample_empty_here"):
        circuit_visit.take_sample(visit(county, reason="专项核查"), office, fresh_key())
    give(first, CancelVisit(visit=first.key, reason="防汛"), office)
    second = visit(county, reason="改期")
    circuit_visit.take_sample(second, office, fresh_key())
    assert len(table.items_of(second.key)) == 1


def test_who_has_a_relative_there_is_left_out_and_cannot_be_named(county: County) -> None:
    declare_kin(county.people["head"], county.actor("bo"), fresh_key())
    made = group(county, "第一组", "yan", "bo", "verifier")
    row = visit(county, group=made)
    assert set(row.team.split()) == {county.people["yan"], county.people["verifier"]}
    with pytest.raises(Refusal, match="stands_back_kin"):
        visit(county, group=made, on=timezone.localdate() + 200 * DAY, team=(county.people["bo"], county.people["yan"]))


def test_a_second_visit_needs_a_reason(county: County, client_of: Open) -> None:
    first = visit(county)
    sent = {"group": first.group, "place": first.place, "on": timezone.localdate() + 9 * DAY, "key": fresh_key()}
    office = client_of("dispatcher")
    answer = office.post(reverse("workspace:circuit_visit_new"), sent)
    assert answer.status_code == 422
    assert "1 more times" in words(answer)
    again = {**sent, "reason": "上级交办的专项核查", "key": fresh_key()}
    assert office.post(reverse("workspace:circuit_visit_new"), again).status_code == 302
    assert first.number in words(office.get(reverse("workspace:circuit_calendar")))


def wish(county: County, groups: list[str], **more: Any) -> circuit_plan.Wish:
    first = timezone.localdate() + DAY
    wanted = {county.units[each]: 1 for each in ("水利局", "青溪镇")}
    return circuit_plan.Wish("三月", first, first + 20 * DAY, wanted, tuple(groups), **more)


def test_a_plan_goes_from_question_to_visits(county: County, client_of: Open) -> None:
    made = group(county)
    office = client_of("dispatcher")
    first = timezone.localdate() + DAY
    sent = {
        "title": "三月巡回",
        "from_on": first.isoformat(),
        "to_on": (first + 20 * DAY).isoformat(),
        "groups": [made],
        "most_a_day": 1,
        "apart": 5,
        f"unit-{county.units['水利局']}": 1,
        f"unit-{county.units['青溪镇']}": 1,
        f"way-{county.units['青溪镇']}": 70,
        "key": fresh_key(),
    }
    answer = office.post(reverse("workspace:circuit_plan_new"), sent)
    assert answer.status_code == 302, words(answer)
    plan = now(CircuitPlan).get()
    assert (plan.optimal, plan.gap, plan.version) == (True, 0, "circuit/1")
    assert len(lines_of(plan.key)) == 2
    line = lines_of(plan.key)[0]
    moved = {"line": line.line, "unit": line.unit, "group": made, "on": first.isoformat(), "key": fresh_key()}
    changed = office.post(reverse("workspace:circuit_plan_line", args=[plan.key]), moved)
    page = words(office.get(reverse("workspace:circuit_plan", args=[plan.key])))
    assert changed.status_code in (302, 422), page
    accepted = office.post(reverse("workspace:circuit_plan_act", args=[plan.key, "accept"]), {"key": fresh_key()})
    assert accepted.status_code == 302, words(accepted)
    assert now(CircuitVisit).count() == 2
    assert now(CircuitPlan).get().settled_by == county.people["dispatcher"]
    assert {each.visit for each in lines_of(plan.key)} == set(now(CircuitVisit).values_list("key", flat=True))
    again = circuit_plan.consider(wish(county, [made]))
    assert len(again.asked.busy) == 2, "what is planned already is in the way of the next plan"


def test_who_leaves_within_the_plan_or_goes_out_otherwise_is_not_planned(county: County) -> None:
    """What the planner is asked holds on the last day, too, and knows of everybody's other visits: else its plan could not be accepted."""
    made, office = group(county, "第一组", "yan", "bo", "verifier"), county.actor("dispatcher")
    first = timezone.localdate() + DAY
    last = first + 20 * DAY
    handle(
        [
            Order(
                f"circuit_group/{made}",
                EndMember(group=made, person=county.people["bo"], until_on=first + 6 * DAY),
            )
        ],
        office,
        fresh_key(),
    )
    other = group(county, "第二组", "verifier", "yan", "bo")
    busy = visit(county, group=other, on=last, place=county.units["整改办"])
    found = circuit_plan.ask(wish(county, [made]))
    assert set(found.groups[0].members) == {county.people["yan"], county.people["verifier"]}
    assert {(each, busy.day) for each in busy.team.split()} <= found.busy


def test_a_line_is_refused_to_whom_another_group_takes_out_that_day(county: County) -> None:
    made, office = group(county), county.actor("dispatcher")
    planned = circuit_plan.propose(wish(county, [made]), office, fresh_key())
    assert isinstance(planned, str)
    line = lines_of(planned)[0].as_line()
    visit(county, group=group(county, "第二组", "yan", "bo"), on=line.on, place=county.units["整改办"])
    with pytest.raises(Refusal, match="person_in_two_places"):
        circuit_plan.accept(planned, office, fresh_key())


def test_a_unit_that_every_group_stands_back_from_is_not_asked_for_unasked(county: County, client_of: Open) -> None:
    """The groups' own unit among them: else the form as it comes would never lead to a plan."""
    group(county)
    form = client_of("dispatcher").get(reverse("workspace:circuit_plan_new")).context["form"]
    assert form[f"unit-{county.units['县纪委监委']}"].value() == 0
    assert form[f"unit-{county.units['水利局']}"].value() == 1


def test_where_there_is_no_plan_the_page_says_why(county: County, client_of: Open) -> None:
    declare_kin(county.people["head"], county.actor("bo"), fresh_key())
    made = group(county)
    first = timezone.localdate() + DAY
    sent = {
        "title": "三月",
        "from_on": first.isoformat(),
        "to_on": (first + 9 * DAY).isoformat(),
        "groups": [made],
        "most_a_day": 1,
        "apart": 5,
        f"unit-{county.units['水利局']}": 1,
        "key": fresh_key(),
    }
    answer = client_of("dispatcher").post(reverse("workspace:circuit_plan_new"), sent)
    assert answer.status_code == 422
    page = words(answer)
    assert "No group has 2 members who may go there:" in page
    assert "水利局" in page
    assert "let others join a group" in page


@pytest.fixture
def overturned(county: County) -> CircuitVisit:
    """A visit that took two drawn items along: one holds, one is overturned; the unit has been told."""
    before = timezone.now() - DAY
    problems = [struck_off(county, f"第{number}处路灯不亮。", at=before) for number in range(2)]
    day = timezone.localdate(before)
    office = county.actor("dispatcher")
    what = Freezing(Strata.UNIT, day, day, 100, True, "福彩", "2026138", day + DAY, "按组抽样")
    drawn = look_back.freeze(what, office, fresh_key(), before)
    look_back.draw(drawn, "03081217", "公告", office, fresh_key())
    row = visit(county, on=timezone.localdate(), held=True, methods=["on_site"])
    circuit_visit.take_sample(row, office, fresh_key())
    for item in table.items_of(row.key):
        checker = next(each for each in ("yan", "bo") if county.people[each] == item.checker)
        verdict = Verdict.OVERTURNED if item.problem == problems[0] else Verdict.HOLDS
        look_back.record(drawn, item.problem, Finding(verdict, True, "现场查看"), county.actor(checker), fresh_key())
    from sandan.domain.circuit import Terms

    give(row, FeedBack(visit=row.key, said="一件未整改到位", terms=Terms()), county.actor("yan"))
    return now(CircuitVisit).get(key=row.key)


def counted(*ids: str) -> dict[str, Any]:
    return {each.figure.id: each.value for each in compute(ids, on=timezone.localdate())}


def test_an_overturned_item_is_reopened_and_falls_out_of_the_totals(county: County, overturned: CircuitVisit) -> None:
    found = counted("circuit.checked", "circuit.overturned", "circuit.confirmed", "problems.struck_off")
    assert found == {"circuit.checked": 2, "circuit.overturned": 1, "circuit.confirmed": 1, "problems.struck_off": 1}
    item = now(CircuitItem).get(found="overturned")
    assert now(Problem).get(key=item.problem).reopened_on == timezone.localdate()
    assert item.words == "现场查看"
    (tally,) = table.group_tallies()
    assert (tally.told, tally.overturned, str(tally.rate)) == (2, 1, "50.0")
    assert tally.interval is not None


def test_an_objection_is_decided_by_others_and_sets_the_finding_aside(
    county: County, overturned: CircuitVisit, client_of: Open
) -> None:
    item = now(CircuitItem).get(found="overturned")
    at = {
        act: reverse("workspace:circuit_visit_finding", args=[overturned.key, item.finding, act])
        for act in ("object", "decide")
    }
    page = reverse("workspace:circuit_visit_items", args=[overturned.key])
    assert at["object"] in words(client_of("head").get(page))
    assert at["object"] not in words(client_of("dispatcher").get(page))
    assert client_of("head").post(at["object"], {"words": "当日停电", "key": fresh_key()}).status_code == 302
    said = {"upheld": "yes", "words": "查明属实", "key": fresh_key()}
    assert client_of("head").post(at["decide"], said).status_code == 422
    assert at["decide"] not in words(client_of("verifier").get(page)), (
        "who verified it cannot say that it holds after all"
    )
    assert client_of("verifier").post(at["decide"], {**said, "key": fresh_key()}).status_code == 422
    leader = client_of("leader")
    assert page in words(leader.get(reverse("workspace:desk")))
    assert at["decide"] in words(leader.get(page))
    assert client_of("leader").post(at["decide"], {**said, "key": fresh_key()}).status_code == 302
    assert page not in words(leader.get(reverse("workspace:desk")))
    assert counted("circuit.overturned", "circuit.set_aside", "circuit.objections", "circuit.upheld") == {
        "circuit.overturned": 0, "circuit.set_aside": 1, "circuit.objections": 1, "circuit.upheld": 1,
    }  # fmt: skip
    assert "查明属实" in words(client_of("head").get(page))
    assert counted("look_backs.told", "look_backs.overturned", "look_backs.set_aside", "rate.overturn") == {
        "look_backs.told": 1, "look_backs.overturned": 0, "look_backs.set_aside": 1, "rate.overturn": 0,
    }  # fmt: skip
    drawn = words(client_of("auditor").get(reverse("workspace:look_back", args=[item.look_back])))
    assert "an objection was upheld" in drawn
    assert page in drawn
    public = words(client_of("").get(reverse("portal:look_back", args=[item.look_back])))
    assert "the unit was right to object" in public
    assert "others found that it was right" in words(client_of("").get(reverse("portal:problem", args=[item.number])))


def test_a_new_problem_stands_on_the_list_with_its_origin(county: County, client_of: Open) -> None:
    made = group(county, "第一组", "verifier", "yan")
    row = visit(county, group=made, on=timezone.localdate(), held=True, methods=["on_site"])
    sent = {"found": "problem", "words": "窗口无人值守", "title": "窗口无人", "topic": "service", "key": fresh_key()}
    answer = client_of("verifier").post(reverse("workspace:circuit_visit_find", args=[row.key]), sent)
    assert answer.status_code == 302, words(answer)
    problem = now(Problem).get()
    assert (problem.channel, problem.title) == ("inspection", "窗口无人")
    assert now(CircuitItem).get().problem == problem.key
    assert counted("circuit.problems") == {"circuit.problems": 1}


def test_terms_are_set_from_a_day_on(county: County, client_of: Open) -> None:
    today = timezone.localdate()
    sent = {
        "recusal_days": 730, "apart_days": 5, "objection_days": 15, "decision_days": 30, "team": 2,
        "from_on": today.isoformat(), "basis": "云整办〔2026〕1号", "key": fresh_key(),
    }  # fmt: skip
    assert client_of("dispatcher").post(reverse("workspace:circuit_rule"), sent).status_code == 302
    assert "云整办〔2026〕1号" in words(client_of("head").get(reverse("workspace:circuit_rule")))
    first = visit(county)
    assert visit(county, on=first.day + 9 * DAY).clashes == "", "what counts as a repetition is the office's to say"


def test_inspectors_act_in_their_own_post(county: County) -> None:
    found = actor(county.people["yan"], county.posts["yan"], timezone.localdate())
    assert found is not None
    assert found.roles == {Role.INSPECTOR}
