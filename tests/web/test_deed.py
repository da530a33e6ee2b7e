"""Deeds on the screens: what they answer, what the reader of a receipt says to it, whose health stays out, what the public sees."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from pytest_django import Settings
from tests.web.cast import County, fresh_key
from tests.web.registers import visit
from tests.web.registers.deed import entry
from tests.web.step import accepted, heard

from sandan.desk import opinion, organisation
from sandan.desk.opinion import Heard
from sandan.domain.deed import DeedStatus, Need
from sandan.domain.register import Grade
from sandan.domain.shield import Shield
from sandan.domain.values import Channel, Topic
from sandan.projections.deed import Deed
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.version import now, under_shield
from sandan.projections.visit import Visit

Open = Callable[[str], Client]


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


@pytest.fixture
def office(county: County, client_of: Open) -> Client:
    return client_of("clerk")


def enter(client: Client, county: County, **more: Any) -> Any:
    return client.post(reverse("workspace:deed_new"), {**entry(county), "key": fresh_key("form"), **more})


def entered(client: Client, county: County, **more: Any) -> Deed:
    answer = enter(client, county, **more)
    assert answer.status_code == 302, answer.content.decode()
    return now(Deed).latest("position")


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_need_is_a_number_or_words(county: County, office: Client) -> None:
    heard(county)
    accepted(county)
    for row, need in ((now(Opinion).first(), Need.OPINION), (now(Problem).first(), Need.PROBLEM)):
        assert row is not None
        made = entered(office, county, need=f" {row.number.lower()} ")
        assert (made.need, made.need_id, made.need_number) == (need.value, row.key, row.number)
        assert made.topic == row.topic, "known already, so nobody says it again"
        assert reverse(f"workspace:{need.value}", args=[row.key]) in words(
            office.get(reverse("workspace:deed", args=[made.key]))
        )
    assert entered(office, county).need == Need.WORDS.value
    assert "no record" in words(office.get(reverse("workspace:deeds")))


def test_a_visit_is_a_need_too(county: County, office: Client) -> None:
    sent = {**visit.ENTRY.given(county), "key": fresh_key("form")}
    assert office.post(reverse("workspace:visit_new"), sent).status_code == 302
    row = now(Visit).get()
    made = entered(office, county, need=row.number)
    assert (made.need, made.need_id) == (Need.VISIT.value, row.key)
    page = words(office.get(reverse("workspace:deed", args=[made.key])))
    assert reverse("workspace:visit", args=[row.key]) in page


def test_what_stands_under_no_number_and_what_is_under_the_shield_is_refused_alike(
    county: County, office: Client
) -> None:
    shield = Shield(frozenset({county.units["青溪镇"]}))
    opinion.register(
        Heard(text="镇里不管", channel=Channel.VISIT, topic=Topic.SERVICE, shield=shield),
        county.actor("discipline"),
        fresh_key(),
    )
    hidden = under_shield(Opinion).get().number
    pages = [words(enter(office, county, need=each)).replace(each, "N") for each in (hidden, "Y2026-999999")]
    assert all("There is nothing under the number N" in each for each in pages)
    assert not now(Deed).exists()


def test_words_of_health_are_asked_about_once(county: County, office: Client) -> None:
    said = {"changed": "残疾人坡道修好了，轮椅能上"}
    refused = enter(office, county, **said)
    assert refused.status_code == 422
    assert "speak of somebody&#x27;s health: 残疾人" in words(refused)
    assert '<details class="more" open>' in words(refused), "the tick that lets it pass stands open"
    assert entered(office, county, **said, health_checked="on").changed == said["changed"]


def test_the_duty_list_flags_duty_work_and_it_counts_apart(county: County, office: Client) -> None:
    operator, today = county.actor("operator"), timezone.localdate()
    organisation.list_duty(county.units["水利局"], Topic.WATER, "", "职能规定", today, operator, fresh_key())
    organisation.list_duty(county.units["水利局"], None, "抗旱", "职能规定", today, operator, fresh_key())
    by_topic = entered(office, county, topic="water")
    by_words = entered(office, county, title="组织抗旱送水")
    neither = entered(office, county)
    assert (by_topic.duty_by_rule, by_words.duty_by_rule, neither.duty_by_rule) == (True, True, False)
    page = words(Client(headers={"accept-language": "en"}).get(reverse("portal:deeds")))
    assert neither.number in page
    assert by_topic.number not in page
    figures = words(office.get(reverse("workspace:records", args=["deeds.duty"])))
    assert by_topic.number in figures
    assert by_words.number in figures


@pytest.mark.parametrize(("says", "status", "grade"), [("yes", "done", "confirmed"), ("no", "denied", "claimed")])
def test_the_reporter_says_with_the_receipt_whether_it_is_so(
    county: County, office: Client, client_of: Open, says: str, status: str, grade: str
) -> None:
    told = Heard(text="村道没有灯", channel=Channel.VISIT, topic=Topic.ROADS, town=county.units["青溪镇"])
    receipt = opinion.register(told, county.actor("clerk"), fresh_key())
    other = opinion.register(told, county.actor("clerk"), fresh_key())
    made = entered(office, county, need=receipt.number)
    stranger, reporter = client_of(""), client_of("")
    address = reverse("portal:deed", args=[receipt.opinion, made.key])
    assert stranger.post(address, {"key": fresh_key(), "holds": says})["Location"] == reverse("portal:follow")
    reporter.post(reverse("portal:follow"), {"code": receipt.code})
    page = words(reporter.get(reverse("portal:opinion", args=[receipt.opinion])))
    assert made.changed in page
    assert reporter.post(address, {"key": fresh_key()}).status_code == 422
    assert reporter.post(address, {"key": fresh_key(), "holds": says, "words": "我家门口"}).status_code == 302
    row = now(Deed).get(key=made.key)
    assert (row.status, row.grade) == (DeedStatus(status).value, Grade(grade).value)
    assert "You have answered." in words(reporter.get(reverse("portal:opinion", args=[receipt.opinion])))
    assert reporter.post(address, {"key": fresh_key(), "holds": says}).status_code == 422, "once"
    stranger.post(reverse("portal:follow"), {"code": other.code})
    assert stranger.post(reverse("portal:deed", args=[other.opinion, made.key]), {"holds": says}).status_code == 422
    story = words(office.get(reverse("workspace:deed", args=[made.key])))
    assert "the reporter" in story
    assert "我家门口" not in story
    assert (made.number in words(stranger.get(reverse("portal:deeds")))) is (says == "yes")


def test_a_volunteer_who_takes_the_consent_back_is_named_nowhere(
    county: County, office: Client, client_of: Open
) -> None:
    made = entered(office, county)
    page = reverse("workspace:deed", args=[made.key])
    act = {each: reverse("workspace:deed_act", args=[made.key, each]) for each in ("join", "leave")}
    leader = client_of("leader")
    assert leader.post(act["join"], {"key": fresh_key(), "hours": "3"}).status_code == 422, "not without the tick"
    leader.post(act["join"], {"key": fresh_key(), "hours": "3", "voluntary": "on"})
    assert "方怀远" in words(office.get(page))
    assert now(Deed).get(key=made.key).hours_exact == 3
    leader.post(act["leave"], {"key": fresh_key()})
    assert "方怀远" not in words(office.get(page))
    assert now(Deed).get(key=made.key).hours_exact == 0


def test_an_offices_own_columns_come_in(county: County, office: Client) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["2019年为民办实事台账"])
    page.append(["序号", "实事名称", "群众需求", "成效", "受益村", "完成时间", "受益人数", "责任单位"])
    day = timezone.localdate().isoformat()
    page.append([1, "装路灯", "村道没有灯", "夜里看得见", "石桥村", day, "近百户", "水利局"])
    page.append([2, "理发", "理发要赶集", "给瘫痪老人理发", "石桥村", day, "3", "水利局"])
    page.append([3, "修渠", "W2026-99999", "水通了", "石桥村", day, "12户", "水利局"])
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("实事.xlsx", out.getvalue())
    plan = office.post(reverse("workspace:sheet_new", args=["deed"]), {"file": file})["Location"]
    shown = words(office.get(plan))
    assert "瘫痪" in shown
    assert "There is nothing under the number W2026-99999" in shown
    assert office.post(plan, {"key": fresh_key()}).status_code == 302
    row = now(Deed).get()
    assert (row.title, row.beneficiaries, row.beneficiaries_measure) == ("装路灯", 100, "household")
    assert row.unit == county.units["水利局"]


def test_a_deed_for_what_is_recorded_is_begun_where_it_stands(county: County, client_of: Open) -> None:
    """Its number, topic and place are known: three fields are left to fill in (law 11)."""
    key = accepted(county, heard(county, "老井台边没有灯", topic=Topic.POWER))
    problem = now(Problem).get(key=key)
    handler = client_of("handler")
    page = words(handler.get(reverse("workspace:problem", args=[key])))
    link = f"{reverse('workspace:deed_new')}?need={problem.number}"
    assert link in page
    assert link not in words(client_of("auditor").get(reverse("workspace:problem", args=[key])))
    form = handler.get(link).context["form"]
    known = {each.name: each.value() for each in form.plain() if each.value() and each.name != "key"}
    assert set(known) == {"need", "done_on"}
    given = {
        "need": problem.number,
        "title": "装灯",
        "changed": "夜里看得见路",
        "beneficiaries": "近百户",
        "key": fresh_key("form"),
    }
    assert (
        handler.post(reverse("workspace:deed_new"), {**given, "done_on": known["done_on"].isoformat()}).status_code
        == 302
    )
    row = now(Deed).get()
    assert (row.place, row.need_number, row.topic) == (
        problem.village or problem.town,
        problem.number,
        Topic.POWER.value,
    )
    for need, said in (("村道夜里没有灯", "the need is on no record"), ("W2026-99999", "W2026-99999")):
        again = {**given, "need": need, "key": fresh_key("form"), "done_on": known["done_on"].isoformat()}
        answer = handler.post(reverse("workspace:deed_new"), again)
        assert answer.status_code == 422
        assert said in words(answer)
