"""How a bulletin's text is read."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.bulletins.source import Block, Kind, Reference, Table, Words, parse
from sandan.domain.values import Refusal


def test_a_line_is_a_block() -> None:
    body = "一、总体情况\n\n（一）收集\n共收集[[problems.collected]]件。\n- 逾期\n一、总体情况。全县\n"
    kinds = [(each.kind, each.line) for each in parse(body)]
    assert kinds == [
        (Kind.HEADING, 1), (Kind.SUBHEADING, 3), (Kind.PARAGRAPH, 4), (Kind.ITEM, 5), (Kind.PARAGRAPH, 6),
    ]  # fmt: skip
    assert parse("一、收集情况：")[0].kind is Kind.HEADING
    assert parse("一、要坚持问题导向。")[0].kind is Kind.PARAGRAPH


def test_references_and_words_keep_their_places() -> None:
    (block,) = parse("共[[problems.collected town=青溪镇 unit='县 水利局']]件")
    assert block == Block(
        Kind.PARAGRAPH,
        1,
        (
            Words("共", 1),
            Reference("problems.collected", (("town", "青溪镇"), ("unit", "县 水利局")), 2),
            Words("件", len("共[[problems.collected town=青溪镇 unit='县 水利局']]") + 1),
        ),
    )


def test_a_table_stands_alone() -> None:
    (block,) = parse("[[table by=town topic=water: problems.collected rate.rectification]]")
    assert block.kind is Kind.TABLE
    assert block.parts == (Table("town", ("problems.collected", "rate.rectification"), (("topic", "water"),), 1),)
    with pytest.raises(Refusal) as caught:
        parse("见[[table by=town: problems.collected]]")
    assert caught.value.code == "table_not_alone"
    assert caught.value.facts == {"line": 1, "column": 2}


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("共[[problems.collected件", 2),
        ("共problems.collected]]件", 20),
        ("共[[]]件", 2),
        ("共[[problems.collected town]]件", 2),
        ("共[[problems.collected town=]]件", 2),
        ("共[[problems.collected: x]]件", 2),
        ("共[[problems.collected town='青溪]]件", 2),
        ("[[table problems.collected]]", 1),
        ("[[table by=town:]]", 1),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(line: str, column: int) -> None:
    with pytest.raises(Refusal) as caught:
        parse(f"好\n{line}")
    assert caught.value.code == "reference_unreadable"
    assert (caught.value.facts["line"], caught.value.facts["column"]) == (2, column)


@given(st.text(alphabet="共件[]=:' \n一、-x", max_size=40))
def test_any_text_is_read_or_refused(body: str) -> None:
    try:
        blocks = parse(body)
    except Refusal:
        return
    assert [each.line for each in blocks] == sorted({each.line for each in blocks})


@pytest.mark.parametrize("line", ["[" * 20_000, "[[" * 10_000 + "x", "[[a" * 6_000, "]" * 20_000])
def test_a_line_of_nothing_but_brackets_is_read_in_no_time(line: str) -> None:
    began = time.process_time()
    with contextlib.suppress(Refusal):
        parse(line)
    assert time.process_time() - began < 0.5
