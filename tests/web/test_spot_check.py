"""Spot checks on the screens: thirty in a hundred by lot, registered relatives all of them, by others than those who decided."""

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
from tests.web.cast import County, fresh_key, make_county
from tests.web.line import Aid, aided, days_ago

from sandan.desk import application
from sandan.desk.application import blank, opened
from sandan.desk.handle import handle
from sandan.desk.spot_check import freeze, population
from sandan.domain.allowance import Income, IncomeKind
from sandan.domain.application import ReportChange
from sandan.domain.money import Money
from sandan.domain.spot_check import CheckOf
from sandan.projections.application import Application
from sandan.projections.spot_check import SpotCheck, SpotCheckItem, tallies
from sandan.projections.version import now

Open = Callable[[str], Client]
PAPERS = ("application", "authorisation", "illness", "income", "property")


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path


@pytest.fixture
def county(db: None) -> County:
    """A county that is a month old."""
    return make_county(days_ago(30))


@pytest.fixture
def aid(county: County) -> Aid:
    """With its line of assistance."""
    return aided(county)


def granted(aid: Aid, head: str, **more: Any) -> str:
    """An application that the town granted in the bureau's name, two days ago."""
    of = aid.applied(head, "", given=PAPERS, **more)
    aid.proposed(of, at=12)
    aid.posted(of, at=11)
    return of


def act(client: Client, row: SpotCheck, name: str, **given: Any) -> None:
    address = reverse("workspace:spot_check_act", args=[row.key, name])
    answer = client.post(address, {**given, "key": fresh_key()})
    assert answer.status_code == 302, answer.content.decode()


def frozen(aid: Aid, *, and_one_by_the_bureau: bool = False) -> SpotCheck:
    """Four decisions of the town, one of them on a relative of an official, frozen a day and a half ago."""
    aid.entrusted()
    related = (aid.county.people["head"],)
    cases = [granted(aid, "石甲"), granted(aid, "石乙"), granted(aid, "石丙"), granted(aid, "石丁", related=related)]
    by_bureau = granted(aid, "石戊") if and_one_by_the_bureau else ""
    for of in cases:
        aid.decided(of, at=2)
    if by_bureau:
        aid.decided(by_bureau, "zheng", at=1.9)
    zheng, key, day = aid.actor("zheng"), fresh_key(), timezone.localdate(days_ago(1.5))
    data = {
        "of": CheckOf.DECISION, "from_on": day - timedelta(9), "to_on": day, "percent": 30, "source": "福彩", "issue": "1",
        "seed_on": day + timedelta(1),
    }  # fmt: skip
    handle(freeze(data, zheng, key), zheng, key, days_ago(1.5))
    return now(SpotCheck).get()


def test_relatives_are_looked_at_without_a_lot_and_nobody_who_worked_on_it_checks(aid: Aid, client_of: Open) -> None:
    row = frozen(aid)
    assert (row.listed, row.certain) == (3, 1)
    client = client_of("zheng")
    act(client, row, "draw", numbers="0381 2217", read_at="中国福彩网")
    drawn = list(now(SpotCheckItem).filter(spot_check=row.key))
    assert sorted(each.certain for each in drawn) == [False, True]
    said = str(client.get(reverse("workspace:spot_check", args=[row.key])).content.decode())
    assert "陶民生" not in said.partition("To whom")[2].partition("</select>")[0]
    act(client, row, "assign", checker=aid.county.people["min"], subjects=[each.subject for each in drawn])
    visit = reverse("workspace:spot_check_act", args=[row.key, "find"])
    found = {"subject": drawn[0].subject, "verdict": "holds", "finding": "入户核实", "key": fresh_key()}
    answer = client_of("min").post(visit, found)
    assert answer.status_code == 422
    assert "found at the household&#x27;s home" in answer.content.decode()
    for each in drawn:
        verdict = "overturned" if each.certain else "holds"
        act(client_of("min"), row, "find", subject=each.subject, verdict=verdict, on_site="on", finding="入户核实")
    (tally,) = tallies(now(SpotCheckItem).filter(spot_check=row.key))
    assert (tally.drawn, tally.holds, tally.overturned, tally.sure, tally.sure_overturned) == (1, 1, 0, 1, 1)
    assert tally.interval is not None
    assert tally.small


def test_what_only_the_town_decided_is_in_the_population(aid: Aid) -> None:
    frozen(aid, and_one_by_the_bureau=True)
    day = timezone.localdate()
    listed = population(CheckOf.DECISION, aid.county.units["民政局"], day - timedelta(9), day)
    assert len(listed) == 4
    assert now(Application).filter(granted=True).count() == 5
    assert not population(CheckOf.DECISION, aid.county.units["水利局"], day - timedelta(9), day)


def test_another_town_sees_nothing_of_it(aid: Aid, client_of: Open) -> None:
    row = frozen(aid)
    assert client_of("hua").get(reverse("workspace:spot_check", args=[row.key])).status_code == 404
    assert row.number not in client_of("hua").get(reverse("workspace:spot_checks")).content.decode()
    assert client_of("zheng").get(reverse("workspace:spot_checks")).content.decode().count(row.number) == 1


def test_what_was_overturned_is_offered_as_the_reason_to_set_the_allowance_anew(aid: Aid, client_of: Open) -> None:
    """The check proposes, a person of the deciding body decides; nobody who overturned it adjusts by it."""
    row = frozen(aid)
    act(client_of("zheng"), row, "draw", numbers="0381 2217", read_at="中国福彩网")
    drawn = list(now(SpotCheckItem).filter(spot_check=row.key))
    act(client_of("zheng"), row, "assign", checker=aid.county.people["min"], subjects=[each.subject for each in drawn])
    one = next(each for each in drawn if each.certain)
    page = reverse("workspace:application", args=[one.subject])
    assert "to be set anew" not in client_of("ning").get(page).content.decode()
    finding = "户主之女月工资四千元，未申报"
    act(client_of("min"), row, "find", subject=one.subject, verdict="overturned", on_site="on", finding=finding)
    shown = client_of("ning").get(page).content.decode()
    assert "found it otherwise" in shown
    assert finding in shown
    assert "县级抽查（" in shown.partition('name="reasons"')[2], "the reason stands ready in the form"
    assert '<option value="checked" selected' in shown
    household = opened(one.subject).household
    assert household is not None
    wages = (Income(IncomeKind.WAGE, Money.of(60_000), 12),)
    richer = replace(household, members=(replace(household.members[0], incomes=wages), *household.members[1:]))
    change = blank(ReportChange, one.subject, changed_on=timezone.localdate(), what="抽查发现", household=richer)
    application.give(one.subject, change, aid.actor("lin"), fresh_key())
    adjust = reverse("workspace:application_act", args=[one.subject, "adjust"])
    sent = {"cause": "checked", "reasons": f"县级抽查：{finding}", "from_month": "", "key": fresh_key()}
    assert client_of("ning").post(adjust, sent).status_code == 302
    assert now(Application).get(key=one.subject).status == "stopped"
    assert "to be set anew" not in client_of("ning").get(page).content.decode()
