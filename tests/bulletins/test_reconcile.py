"""Reconciling: what words say of a number is held against its reference, and numbers against one another; what is right is never blamed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.projections.tale import END, tell

from sandan.bulletins.document import compose
from sandan.bulletins.reconcile import doubts, judge, named_day
from sandan.domain.bulletin import Doubt, Flaw
from sandan.domain.bulletin_template import Every, in_force, last_period
from sandan.ledger import read

pytestmark = pytest.mark.django_db

SINCE = (END - timedelta(7)).isoformat()


def found(body: str) -> list[Doubt]:
    tell()
    return doubts(compose("情况通报", body, read.head().size, END, "zh-hans"))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("全县登记问题[[problems.collected]]件，销号[[problems.rectified]]件。", Flaw.RUNG),
        ("全县登记问题[[problems.collected]]件，整改落实[[problems.struck_off]]件。", Flaw.RUNG),
        ("全县登记问题[[problems.collected]]件，验收[[problems.rectified]]件。", Flaw.RUNG),
        ("群众满意率[[rate.rectification]]。", Flaw.RUNG),
        ("共收集意见建议[[opinions.accepted]]条。", Flaw.RUNG),
        ("青溪镇登记问题[[problems.collected]]件。", Flaw.PLACE),
        ("本周新登记问题[[problems.collected]]件。", Flaw.WINDOW),
        ("截至2026年4月1日，全县登记问题[[problems.collected]]件。", Flaw.DAY),
        ("登记问题[[problems.collected]]件，整改落实[[problems.rectified]]件，占[[rate.on_time]]。", Flaw.PERCENT),
        ("共登记问题[[problems.collected]]件：已销号[[problems.struck_off]]件，正在办理[[problems.collected]]件。", Flaw.SUM),
    ],
)  # fmt: skip
def test_what_does_not_reconcile_is_found_with_its_line(body: str, kind: Flaw) -> None:
    assert (kind, 2) in {(each.kind, each.line) for each in found(f"现将有关情况通报如下。\n{body}")}


@pytest.mark.parametrize(
    "body",
    [
        "全县登记问题[[problems.collected]]件，整改落实[[problems.rectified]]件，整改落实率[[rate.rectification]]。",
        "经验收[[problems.verified]]件，销号[[problems.struck_off]]件。",
        "其中青溪镇登记问题[[problems.collected town=青溪镇]]件。",
        "饮水类问题登记[[problems.collected topic=water]]件。",
        f"本周新登记问题[[problems.collected since={SINCE}]]件，累计登记问题[[problems.collected]]件。",
        f"截至{END.year}年{END.month}月{END.day}日，全县登记问题[[problems.collected]]件。",
        "各单位要对照三个清单，一件一件抓落实。",
        "[[table by=town: problems.collected problems.rectified]]",
    ],
)
def test_what_is_right_is_not_blamed(body: str) -> None:
    assert found(body) == []


def test_every_template_reconciles_as_it_stands() -> None:
    tell()
    today = END + timedelta(40)
    for template in in_force(today):
        title, body = template.filled(today)
        period = last_period(template.every, today)
        day = period.last if period else today
        composed = compose(title, body, read.head().size, day, "zh-hans")
        assert doubts(composed) == [], template.code
        if template.every is not Every.NEVER:
            assert named_day(composed) == day


def test_a_judgement_has_the_digest_of_what_is_frozen() -> None:
    tell()
    body, position = "销号[[problems.rectified]]件。", read.head().size
    told = judge("通报", body, position, END)
    assert told.digest == compose("通报", body, position, END, "zh-hant").digest
    assert [each.kind for each in told.doubts] == [Flaw.RUNG]


def test_a_wrong_day_is_said_once() -> None:
    body = "截至2026年4月1日，全县登记问题[[problems.collected]]件，整改落实[[problems.rectified]]件，销号[[problems.struck_off]]件。"
    assert [each.kind for each in found(body)].count(Flaw.DAY) == 1
