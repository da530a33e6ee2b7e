"""A correction: the old number beside the new, and the records that lie between, each with its ledger entry."""

from __future__ import annotations

import pytest
from tests.projections.tale import END, Tale, tell

from sandan.bulletins.correction import changes
from sandan.bulletins.document import Composed, compose
from sandan.ledger import read
from sandan.projections.change import Side

BODY = "共收集意见建议[[opinions.collected]]条，登记问题[[problems.collected]]件，整改落实率[[rate.rectification]]。"

pytestmark = pytest.mark.django_db


def composed(position: int, body: str = BODY) -> Composed:
    return compose("通报", body, position, END, "zh-hans")


def test_what_was_entered_late_is_told_with_its_entry() -> None:
    tell()
    before = read.head().size
    Tale(day=1, given=3000).hear("o91")
    told = changes(composed(before), composed(read.head().size))
    assert [each.value.figure.id for each in told] == ["opinions.collected"]
    (one,) = told
    assert int(one.now) == int(one.was) + 1
    assert [(each.side, each.entry) for each in one.told] == [(Side.CAME, before + 1)]
    assert one.more == 0


def test_without_a_change_there_is_nothing_to_tell() -> None:
    tell()
    assert changes(composed(read.head().size), composed(read.head().size)) == []


def test_a_number_that_only_one_of_them_has_is_no_change() -> None:
    tell()
    position = read.head().size
    assert changes(composed(position), composed(position, "逾期[[problems.overdue]]件。")) == []
