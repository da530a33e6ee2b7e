"""Every figure equals a second computation, written apart from the first: plain Python over the entries, on counties and days of chance.

`recount` is that computation. The entries are read as the operator reads them, public and internal openings together: much of what figures
count is not public. Where the two differ one of them is wrong, and the definition in words decides which.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from pytest_django import Settings
from tests.county import GU, NOW, SHEN, TODAY, WU, Chance, days, drawn, populate
from tests.projections import recount
from tests.projections.campaign.circuit import PLAN, YAN
from tests.projections.tale import END, EXPECTED, tell
from tests.projections.telling import heard
from tests.projections.test_replay import AnyCounty, undone

from sandan.config.demo.run import make_demo
from sandan.desk.handle import Order, handle
from sandan.domain import assignment, lecture, visit
from sandan.domain.assignment import AssignmentKind
from sandan.domain.circuit import Method, Place
from sandan.domain.circuit_visit import HoldVisit, WithdrawVisit
from sandan.domain.values import Tier
from sandan.ledger import read
from sandan.projections.figure import FIGURES, compute, one

DATES = 20


def exported() -> list[recount.Entry]:
    """The whole ledger as an operator exports it."""
    return [
        {
            "position": each.position,
            "stream": each.stream,
            "kind": each.kind,
            "day": timezone.localdate(each.recorded_at).isoformat(),
            "unit": each.by.get("unit", ""),
            "data": {**each.public, **each.internal},
        }
        for each in read.entries()
    ]


def told(on: date, known: int) -> dict[str, recount.Told]:
    """What the registry of figures makes of the same clocks."""
    return {each.figure.id: (each.value, each.numerator, each.denominator) for each in compute(on=on, position=known)}


def agree(entries: list[recount.Entry], on: date, known: int) -> None:
    ours, second = told(on, known), recount.recount(entries, on, known)
    assert second.keys() == FIGURES.keys(), (
        "a figure was registered that the second computation does not know, or taken away"
    )
    differing = {id: (ours[id], second[id]) for id in FIGURES if ours[id] != second[id]}
    assert differing == {}, f"on {on}, known by {known}: registry, second"


def at_chance(entries: list[recount.Entry], seed: int) -> None:
    """They agree at the end, and on days and at positions of chance, before, within and after the story."""
    first, last = (date.fromisoformat(entries[place]["day"]) for place in (0, -1))
    chance = Random(seed)
    agree(entries, last, len(entries))
    for _turn in range(DATES):
        on = first + timedelta(chance.randrange(-3, (last - first).days + 40))
        agree(entries, on, chance.randrange(len(entries) + 1))


def test_the_second_computation_knows_nothing_of_the_first() -> None:
    tree = ast.parse(Path(recount.__file__).read_text("utf-8"))
    named = {each.module for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    named |= {name.name for each in ast.walk(tree) if isinstance(each, ast.Import) for name in each.names}
    assert named
    assert {(each or "").partition(".")[0] for each in named} <= sys.stdlib_module_names


@pytest.mark.django_db
def test_it_counts_the_tale_as_by_hand() -> None:
    tell()
    entries = exported()
    second = recount.recount(entries, END, len(entries))
    assert {id: second[id][0] for id in EXPECTED} == EXPECTED
    at_chance(entries, 1)


@pytest.mark.usefixtures("told_county")
def test_it_agrees_on_the_told_county() -> None:
    at_chance(exported(), 2)


@pytest.mark.slow
@pytest.mark.django_db
def test_it_agrees_on_the_demo_county(settings: Settings, tmp_path: Path) -> None:
    settings.SANDAN_HOME = tmp_path
    make_demo(seed=11, scale=0.05, until=date(2026, 11, 20))
    entries = exported()
    counted = sum(bool(number) for _value, number, _below in told(date(2026, 11, 20), len(entries)).values())
    assert counted > 150, "most figures count something"
    at_chance(entries, 3)


@pytest.mark.usefixtures("empty_county")
def test_it_agrees_on_any_county() -> None:
    populate()
    handle([Order(f"opinion/{each}", heard(each)) for each in ("o1", "o2")], WU, "heard", NOW)
    seen: Counter[str] = Counter()

    @tries(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
    @given(st.data())
    def agrees(data: st.DataObject) -> None:
        with undone():
            county = AnyCounty(Chance(drawn(data), TODAY), seen)
            for _ in range(data.draw(st.integers(0, 60))):
                county.step()
            entries = exported()
            for _ in range(3):
                agree(entries, TODAY + days(data.draw(st.integers(-2, 80))), data.draw(st.integers(0, len(entries))))

    agrees()
    assert len(seen) >= 12, "too few kinds of commands were let through to say anything"


@pytest.mark.django_db
def test_a_changed_entry_is_noticed() -> None:
    """The comparison can fail: an entry that is missing, or says something else, makes some figure another one."""
    tell()
    entries = exported()
    struck = next(place for place, each in enumerate(entries) if each["kind"] == "problem.struck_off/1")
    with pytest.raises(AssertionError, match=r"problems\.struck_off"):
        agree(
            [*entries[:struck], {**entries[struck], "kind": "problem.nothing/1"}, *entries[struck + 1 :]],
            END,
            len(entries),
        )


@pytest.mark.usefixtures("empty_county")
def test_a_place_assigned_after_it_was_visited_counts_as_visited() -> None:
    """Its leader was there while answering for it; when that was entered is another matter."""
    populate()
    at = NOW + timedelta(hours=1)
    seen: dict[str, Any] = {"visitor": "wen", "place": "qingxi", "unit": "qingxi", "held_on": TODAY}
    held = visit.EnterVisit(visit="v1", heard=(), **seen)
    handle([Order("visit/v1", held)], WU, "visited", at)
    spoke = lecture.PlanLecture(
        lecture="l1", title="守初心", lecturer="wen", place="qingxi", unit="qingxi", planned_on=TODAY, open_to_all=True
    )
    handle([Order("lecture/l1", spoke)], WU, "planned", at)
    handle([Order("lecture/l1", lecture.HoldLecture(lecture="l1", held_on=TODAY))], WU, "spoke", at)
    since = TODAY - days(10)
    made = assignment.MakeAssignment(
        assignment="a1",
        leader="wen",
        tier=Tier.COUNTY,
        kind=AssignmentKind.PLACE,
        unit="qingxi",
        topic=None,
        from_on=since,
    )
    handle([Order("assignment/a1", made)], SHEN, "assigned", at)
    entries = exported()
    agree(entries, TODAY, len(entries))
    assert one("pairs.visited", on=TODAY).value == 1
    assert one("pairs.lectured", on=TODAY).value == 1


@pytest.mark.django_db
def test_a_visit_withdrawn_later_still_made_its_unit_a_visited_one_before() -> None:
    """Entered by mistake counts from its withdrawal on no longer, as everywhere: the units visited as of the day before hold it."""
    tell()
    elsewhere = replace(PLAN, visit="cv9", plan="", place=Place("roads", frozenset({"roads"})))
    at = NOW + days(1)
    handle([Order("circuit_visit/cv9", elsewhere)], GU, "planned", at)
    handle(
        [Order("circuit_visit/cv9", HoldVisit(visit="cv9", held_on=TODAY, methods=(Method.ON_SITE,)))], YAN, "held", at
    )
    assert one("circuit.units", on=END).value == 2
    handle([Order("circuit_visit/cv9", WithdrawVisit(visit="cv9", reason="录入有误"))], GU, "gone", NOW + days(20))
    entries = exported()
    agree(entries, TODAY + days(10), len(entries))
    assert one("circuit.units", on=TODAY + days(10)).value == 2
    assert one("circuit.units", on=END).value == 1
