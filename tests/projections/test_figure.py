"""Figures: oracles from published circulars, one tale counted by hand, and what must hold of every figure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.county import GU, NOW, TODAY, ZONE, days
from tests.projections import campaign
from tests.projections.tale import END, EXPECTED, tell

from sandan.domain import clock
from sandan.domain.look_back import Verdict
from sandan.domain.values import Refusal
from sandan.ledger import read
from sandan.projections import replay
from sandan.projections.figure import (
    DIMENSIONS,
    FIGURES,
    UNITS,
    Part,
    Value,
    compute,
    grouped,
    one,
    percent,
    position_for,
    records,
)
from sandan.projections.look_back import LookBackItem, LookBackStratum
from sandan.projections.models import ALL
from sandan.projections.rate import wilson

ROOT = Path(__file__).parent.parent.parent
RATES = [id for id, figure in FIGURES.items() if figure.is_rate]
SILENT = {id for id, figure in FIGURES.items() if figure.within is not None and figure.sealed}
"""Of the tale they say nothing: too few of its applications were decided."""
PARTS: tuple[Part, Part] = ("numerator", "denominator")


@pytest.mark.parametrize(
    ("numerator", "denominator", "published"),
    [
        (597, 601, "99.3"),
        (321, 397, "80.9"),
        (196, 200, "98.0"),
        (150, 200, "75.0"),
        (140 + 30, 200, "85.0"),
        (385, 405, "95.1"),
        (43, 44, "97.7"),
        (34, 38, "89.5"),
        (36, 51, "70.6"),
        (126, 135, "93.3"),
        (194, 243, "79.8"),
        (259, 289, "89.6"),
        (1, 16, "6.3"),
        (0, 5, "0.0"),
    ],
)
def test_percentages_are_those_of_the_circulars(numerator: int, denominator: int, published: str) -> None:
    assert percent(numerator, denominator) == Decimal(published)
    assert str(percent(numerator, denominator)) == published


def test_without_denominator_there_is_no_rate() -> None:
    assert percent(0, 0) is None


@pytest.mark.django_db
def test_an_empty_county_has_no_rates_and_counts_nothing() -> None:
    for value in compute(on=TODAY):
        nothing = None if value.figure.is_rate or value.figure.within else 0
        assert value.value == nothing, value.figure.id


@pytest.mark.django_db
def test_the_tale_is_counted_as_by_hand() -> None:
    tell()
    values = {each.figure.id: each for each in compute(on=END)}
    assert {id: values[id].value for id in EXPECTED} == EXPECTED
    assert set(EXPECTED) | set(RATES) | SILENT == set(FIGURES)
    assert all(values[id].value is None for id in SILENT)
    assert {id: str(values[id].value) for id in RATES} == {
        "rate.on_time": "50.0",
        "rate.on_first_time": "33.3",
        "rate.coverage": "18.2",
        "rate.rectification": "23.5",
        "rate.response": "100.0",
        "rate.resolution": "100.0",
        "rate.satisfaction": "100.0",
        "rate.satisfaction_by_formula": "None",
        "rate.overturn": "33.3",
        "rate.circuit_overturn": "None",
        "rate.visited": "66.7",
        "rate.lectured": "33.3",
        "rate.disputes_solved": "28.6",
        **campaign.RATES,
        "rate.overturn_estimated": "33.3",
    }
    estimated = values["rate.overturn_estimated"]
    assert estimated.interval is not None
    assert (estimated.numerator, estimated.denominator) == (1, 3), "the items looked at, unweighted"
    assert values["rate.overturn"].interval is None, "it is about the items looked at and nothing else"
    assert values["rate.on_time"].interval is None, "it counts all there is"
    by_formula = values["rate.satisfaction_by_formula"]
    assert (by_formula.suppressed, by_formula.denominator, by_formula.formula) == (True, 2, "plain/1"), (
        "two are too few"
    )
    assert dict(values["rate.satisfaction"].exclusions)["surveys.unreached"] == 1
    assert dict(values["rate.rectification"].exclusions)["problems.long_term"] == 1


@pytest.mark.django_db
def test_a_problem_without_a_deadline_is_never_on_time() -> None:
    tell()
    judged = set(records("rate.on_time", "denominator", on=END).values_list("key", flat=True))
    assert judged == {"p1", "p2", "p3", "p7", "p10", "p14"}
    assert set(records("rate.on_time", on=END).values_list("key", flat=True)) == {"p1", "p7", "p14"}
    assert "p12" in set(records("problems.rectified", on=END).values_list("key", flat=True)) - judged


@pytest.mark.django_db
def test_a_clock_that_was_stopped_stays_counted_also_where_it_ran_again_on_the_same_day() -> None:
    tale = tell()
    was = one("problems.paused", on=END).value
    pause = clock.BeginPause(basis="土地权属鉴定", reason="送检", until_on=TODAY + days(40))
    tale.work("p16", (pause, GU))
    stopped = one("problems.paused", on=END).value
    tale.work("p16", (clock.EndPause(), GU))
    assert (was, stopped, one("problems.paused", on=END).value) == (1, 2, 2)


@pytest.mark.django_db
def test_every_figure_opens_down_to_as_many_records_as_it_says() -> None:
    tell()
    for value in compute(on=END):
        for part, number in zip(PARTS, (value.numerator, value.denominator), strict=True):
            if number is not None:
                wanted = number if value.rows is None else value.rows
                assert records(value.figure.id, part, on=END).count() == wanted, (value.figure.id, part)
    for each in (figure for figure in FIGURES.values() if figure.column):
        rows = records(each.id, on=END).values_list(each.column, flat=True)
        assert sum(rows) == one(each.id, on=END).numerator, each.id


@pytest.mark.django_db
@pytest.mark.parametrize("by", DIMENSIONS)
def test_groups_add_up_to_the_whole_and_equal_the_filtered_figure(by: str) -> None:
    tell()
    plain = [id for id, figure in FIGURES.items() if not figure.sealed]
    counts = [id for id in plain if not FIGURES[id].is_rate and FIGURES[id].within is None]
    groups = grouped(by, on=END)
    assert len(groups) >= 2
    for key, values in groups.items():
        assert values == compute(plain, on=END, position=None, **{by: key})
        assert records("opinions.collected", "numerator", on=END, position=None, **{by: key}).count() == values[0].value
    for id in counts:
        place = plain.index(id)
        assert sum(values[place].numerator for values in groups.values()) == one(id, on=END).numerator


@pytest.mark.django_db
def test_what_is_collected_is_open_struck_off_long_term_declined_redirected_or_merged() -> None:
    tell()
    ends = ("open", "struck_off", "long_term", "declined", "redirected", "merged")
    told = ("waiting", "accepted", "attached", "declined")
    wanted = [f"problems.{each}" for each in ("collected", *ends)] + [
        f"opinions.{each}" for each in ("collected", *told)
    ]
    for n in range(0, read.head().size + 1, 3):
        for day in (TODAY, TODAY + days(4), END):
            value = {each.figure.id: each.numerator for each in compute(wanted, position=n, on=day)}
            assert value["problems.collected"] == sum(value[f"problems.{each}"] for each in ends)
            assert value["opinions.collected"] == sum(value[f"opinions.{each}"] for each in told)


@pytest.mark.django_db
def test_the_open_problems_are_those_of_all_ages() -> None:
    tell()
    bands = [id for id in FIGURES if id.startswith("problems.open_")]
    assert len(bands) == 5
    first, last = (one("problems.open", on=END + days(each)).numerator for each in (0, 400))
    for later in (0, 15, 16, 30, 31, 61, 90, 91, 400):
        told = compute([*bands, "problems.open"], on=END + days(later))
        assert sum(each.numerator for each in told[:-1]) == told[-1].numerator
    assert first > 0
    assert last == one("problems.open_older", on=END + days(400)).numerator


@pytest.mark.django_db
def test_rates_are_never_above_a_hundred() -> None:
    tell()
    for n in range(0, read.head().size + 1, 5):
        for value in compute(RATES, position=n, on=END):
            assert value.denominator is not None
            assert value.numerator <= value.denominator


@pytest.mark.django_db
def test_a_figure_as_of_n_equals_the_figure_rebuilt_from_the_first_n_entries() -> None:
    tell()
    last = read.head().size
    positions = [*range(20, last, 17), last]
    before = {n: compute(position=n, on=END) for n in positions}
    seen: set[tuple[int, ...]] = set()
    for n in positions:
        for model in reversed(ALL):
            model._default_manager.all().delete()
        replay.fill(connection, upto=n)
        assert compute(position=n, on=END) == before[n]
        seen.add(tuple(each.numerator for each in before[n]))
    assert len(seen) > len(positions) // 2


@pytest.mark.django_db
def test_two_clocks_known_by_and_happened_by() -> None:
    tell()
    day_4 = position_for(TODAY + days(4))
    assert 0 < day_4 < read.head().size
    assert one("problems.rectified", position=day_4, on=END).value == 3
    assert one("problems.rectified", on=TODAY + days(4)).value == 2, (
        "p8's first claim no longer stands after its reopening"
    )
    assert one("problems.struck_off", position=day_4, on=END).value == 0
    assert one("problems.overdue", position=day_4, on=TODAY + days(4)).value == 0
    assert one("problems.overdue", position=day_4, on=END).value == 4


@pytest.mark.django_db
def test_a_day_resolves_to_the_last_entry_before_its_local_midnight() -> None:
    tell()
    assert position_for(NOW.date() - days(1)) == 0
    entries = list(read.entries())
    midnight = datetime(2026, 3, 10, tzinfo=ZONE)
    assert position_for(TODAY) == max(each.position for each in entries if each.recorded_at < midnight)
    assert position_for(END) == len(entries)


@pytest.mark.django_db
def test_all_figures_take_one_query_a_table() -> None:
    tell()
    with CaptureQueriesContext(connection) as asked:
        compute(position=read.head().size, on=END)
    tables = {figure.table for figure in FIGURES.values()}
    asked_for = [each for each in asked if "projections_" in each["sql"]]
    spans = {figure.span for figure in FIGURES.values() if figure.within is not None}
    assert len(asked_for) == len(tables) + len(spans) + 3, "one more for the rule, two for the strata"


@pytest.mark.django_db
def test_the_overturn_rate_of_all_weighs_strata_and_what_lies_in_a_scope() -> None:
    """1 of 10 overturned where 900 were struck off, 5 of 10 where 100 were; all of these in one town, with half of each."""
    for place, (stratum, population, bad) in enumerate((("water", 900, 1), ("roads", 100, 5))):
        held = {"since": 1, "position": 1, "look_back": "l", "stratum": stratum}
        LookBackStratum.objects.create(key=f"l.{place}", population=population, **held)
        for number in range(10):
            verdict = Verdict.OVERTURNED if number < bad else Verdict.HOLDS
            LookBackItem.objects.create(
                key=f"l.{place}{number}", problem=f"{stratum}{number}", number="", title="", unit=stratum, topic=stratum,
                town="qingxi" if number < 5 else "shiyan", channel="visit", drawn_on=TODAY, found_on=TODAY, verdict=verdict.value,
                **held,
            )  # fmt: skip
    id = "rate.overturn_estimated"
    every = one(id, on=TODAY, position=1)
    assert (str(every.value), every.numerator, every.denominator) == ("14.0", 6, 20)
    assert str(one("rate.overturn", on=TODAY, position=1).value) == "30.0"
    town = one(id, on=TODAY, position=1, town="qingxi")
    assert str(town.value) == "28.0", "0.9 of 1 in 5 and 0.1 of 5 in 5"
    assert {each: str(values[0].value) for each, values in grouped("town", [id], on=TODAY, position=1).items()} == {
        "qingxi": "28.0",
        "shiyan": "0.0",
    }
    (roads,) = grouped("unit", [id], on=TODAY, position=1, town="qingxi")["roads"]
    assert (str(roads.value), roads.interval) == ("100.0", wilson(5, 5))
    assert one(id, on=TODAY, position=1, town="nowhere").value is None


@pytest.mark.django_db
def test_what_is_not_known_is_refused() -> None:
    for refused, code in (
        (lambda: compute(["problems.done"], on=TODAY), "unknown_figure"),
        (lambda: compute(on=TODAY, village="x"), "unknown_filter"),
        (lambda: grouped("village", on=TODAY), "unknown_filter"),
    ):
        with pytest.raises(Refusal) as caught:
            refused()
        assert caught.value.code == code


def test_a_value_counts_its_records() -> None:
    rate = FIGURES["rate.satisfaction"]
    assert Value(rate, Decimal("85.0"), 170, 200, 1, date(2026, 1, 1)).records == 200
    assert Value(FIGURES["surveys.satisfied"], 170, 170, None, 1, date(2026, 1, 1)).records == 170


def test_every_definition_is_whole() -> None:
    for id, figure in FIGURES.items():
        assert figure.id == id
        assert figure.unit in UNITS
        parts = [each for each in (figure.numerator, figure.denominator) if each]
        assert len(parts) == (2 if figure.is_rate else 0)
        for other in (*parts, *figure.exclusions):
            assert not FIGURES[other].is_rate
        assert {FIGURES[each].table for each in parts} <= {figure.table}


def test_the_figures_page_tells_every_figure_as_it_is() -> None:
    page = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    with translation.override(None):
        rows = [
            f"| `{each.id}` | {each.version} | {each.name} | {each.definition} |"
            if not each.is_rate
            else f"| `{each.id}` | {each.version} | {each.name} | {each.definition} | `{each.numerator}` | `{each.denominator}` |"
            for each in FIGURES.values()
        ]
    missing = [row for row in rows if row not in page]
    assert not missing
    assert page.count("\n| `") == len(FIGURES)


@pytest.mark.django_db
def test_every_record_behind_a_figure_can_be_named() -> None:
    tell()
    for each in FIGURES.values():
        named = records(each.id, on=END).values_list(each.table.CALLED, flat=True)
        assert all(named), each.id
