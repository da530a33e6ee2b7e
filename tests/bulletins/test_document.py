"""Composing: figures in their places, refusals with theirs, and a digest that only changes with what is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.bulletins.conftest import BODY, TITLE
from tests.county import NOW, SHEN, TODAY, days
from tests.projections.tale import END, EXPECTED, Tale, tell

from sandan.bulletins.document import Composed, compose, digest, typed_numerals
from sandan.bulletins.source import Kind
from sandan.desk.handle import Order, handle
from sandan.domain import unit
from sandan.domain.values import Refusal, Tier
from sandan.ledger import read
from sandan.projections import figure


def test_numbers_stand_in_their_places(composed: Composed) -> None:
    texts = [each.text for each in composed.passages]
    assert f"收集意见建议{EXPECTED['opinions.collected']}条，梳理问题{EXPECTED['problems.collected']}件" in texts[1]
    assert texts[3].startswith("整改落实4件，整改落实率23.5%；按时办理率50.0%，满意率100.0%")
    assert "青溪镇收集15件；饮水类15件" in texts[5]
    assert texts[6] == "石桥村办理1件。"
    assert [each.kind for each in composed.passages][-2:] == [Kind.ITEM, Kind.ITEM]


def test_tables_have_a_row_for_each_group_and_the_whole(composed: Composed) -> None:
    towns, units = (each.grid for each in composed.passages if each.grid)
    assert towns.rows[0].label == "青溪镇"
    assert [[each.text for each in row.numbers] for row in towns.rows] == [["15", "4", "26.7%"], ["2", "0", "0.0%"]]
    assert [each.text for each in towns.total.numbers] == ["17", "4", "23.5%"]
    assert [row.label for row in units.rows][:2] == ["县水利局", "石桥村"]
    assert sum(int(row.numbers[0].text) for row in units.rows) == 17


@pytest.mark.django_db
def test_a_rate_without_denominator_says_so_in_words() -> None:
    composed = compose("Bulletin", "Satisfied: [[rate.satisfaction]].", 0, TODAY, "en")
    assert composed.passages[0].text == "Satisfied: no data."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "code", "line", "column", "found"),
    [
        ("一、情况\n共收集397件", "numeral_typed", 2, 4, "397"),
        ("共[[problems.collected]]件，其中三成", "numeral_typed", 1, 28, "三成"),
        ("共[[problems.collected]]万", "numeral_typed", 1, 24, "万"),
        ("- 涉及五户", "numeral_typed", 1, 5, "五户"),
        ("共[[problems.done]]件", "unknown_figure", 1, 2, None),
        ("[[table by=town: problems.done]]", "unknown_figure", 1, 1, None),
        ("共[[problems.collected village=x]]件", "unknown_filter", 1, 2, None),
        ("[[table by=village: problems.collected]]", "unknown_filter", 1, 1, None),
        ("共[[problems.collected town=云山镇]]件", "unknown_place", 1, 2, None),
        ("共[[problems.collected town=石桥村]]件", "unknown_place", 1, 2, None),
        ("共[[problems.collected topic=饮水]]件", "unknown_place", 1, 2, None),
        ("共[[problems.collected]件", "reference_unreadable", 1, 2, None),
    ],
)
def test_what_may_not_be_printed_is_refused_with_its_place(
    body: str, code: str, line: int, column: int, found: str | None
) -> None:
    tell()
    with pytest.raises(Refusal) as caught:
        compose("通报", body, read.head().size, END, "zh-hans")
    assert caught.value.code == code
    assert (caught.value.facts["line"], caught.value.facts["column"]) == (line, column)
    assert caught.value.facts.get("found") == found or code != "numeral_typed"


@pytest.mark.django_db
def test_a_title_may_hold_no_typed_numeral_either() -> None:
    with pytest.raises(Refusal) as caught:
        compose("整改321件", "好", 0, TODAY, "zh-hans")
    assert caught.value.facts == {"line": 0, "column": 3, "found": "321"}


@pytest.mark.django_db
def test_all_typed_numerals_of_a_draft_are_told_at_once() -> None:
    found = typed_numerals("整改321件", "共397件\n三成", 0)
    assert [(line, each.column, each.found) for line, each in found] == [(0, 3, "321"), (1, 2, "397"), (2, 1, "三成")]


@pytest.mark.django_db
def test_names_of_places_may_hold_numerals_and_be_ambiguous() -> None:
    tell()
    for key, tier, above in (("a", Tier.TOWN, "yunling"), ("b", Tier.TOWN, "yunling")):
        made = unit.EstablishUnit(unit=key, unit_name="四亩地镇", tier=tier, parent=above)
        handle([Order(f"unit/{key}", made)], SHEN, f"unit-{key}", NOW + days(40))
    size = read.head().size
    assert compose("四亩地镇通报", "四亩地镇", size, END, "zh-hans").passages[0].text == "四亩地镇"
    with pytest.raises(Refusal) as caught:
        compose("通报", "[[problems.collected town=四亩地镇]]", size, END, "zh-hans")
    assert caught.value.code == "ambiguous_place"


def test_the_digest_depends_on_what_is_told_and_not_on_the_language(composed: Composed) -> None:
    same = digest(TITLE, BODY, composed.position, composed.on)
    assert same == composed.digest
    assert compose(TITLE, BODY, composed.position, composed.on, "en").digest == same
    others = {
        digest(TITLE, BODY, composed.position - 1, composed.on),
        digest(TITLE, BODY, composed.position, composed.on - days(1)),
        digest(f"{TITLE}。", BODY, composed.position, composed.on),
        digest(TITLE, BODY + "好", composed.position, composed.on),
    }
    assert len(others | {same}) == 5


def test_what_happens_later_changes_nothing(composed: Composed) -> None:
    tale = Tale(day=25, given=1000)
    tale.hear("o10")
    tale.enter("p17", ("o10",))
    assert figure.one("problems.collected", on=END).value == 18
    again = compose(TITLE, BODY, composed.position, composed.on, "zh-hans")
    assert again == composed
    assert replace(again, digest="") != again


def test_every_number_of_the_prose_has_a_source(composed: Composed) -> None:
    named = {
        (each.value.figure.id, each.value.scope)
        for one in composed.passages
        for each in one.parts
        if not isinstance(each, str)
    }
    sources = [(each.figure.id, each.scope) for each in composed.values]
    assert named <= set(sources)
    assert len(sources) == len(set(sources))
    assert ("rate.rectification", ()) in sources
    assert ("problems.collected", (("town", "qingxi"),)) in sources
