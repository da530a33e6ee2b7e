"""A text held against itself: two circulars, one that reconciles and one that does not, and each kind of contradiction alone.

The numbers of the circulars are those of two published ones (domain D); the words are our own.
"""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.bulletins.corpus import AGREES, CLASHES

from sandan.bulletins.claim import claims, cleaned
from sandan.bulletins.contradiction import Clash, contradictions

RECONCILES = """\
全年督办事项情况通报
今年以来，共立项督办事项579件：会议决定39件、领导批示405件、群众来信135件。截至2020年12月31日，已办结550件，正在办理29件。
一、会议决定事项39件，已办结39件。
二、领导批示事项405件，已办结385件，办结率95.1%。
其中：住建类44件，已办结43件，办结率97.7%；交通类38件，已办结34件，办结率89.5%；水利类51件，已办结36件，办结率70.6%。
三、群众来信事项135件，已办结126件，办结率93.3%。其中教育类7件，办结6件，占85.7%；民政类21件，办结19件，占90.5%。
579=39+405+135，550=39+385+126。
"""
DOES_NOT = """\
重点工作推进情况通报
截至2024年6月18日，会议确定的43项重点工作，已完成16项（37%），正在推进27项（63%）。
从督查情况看，28项正在推进的工作中，进度正常的25项、进度滞后的3项。
全县18座茶舍：8座已经达标，11座正在建设。
"""


def found(text: str) -> list[tuple[Clash, list[str], str, str]]:
    plain, _lost = cleaned(text)
    read = claims(plain)
    return [
        (each.kind, [read[place].text for place in each.claims], each.expected, each.stated)
        for each in contradictions(read, plain)
    ]


def test_a_circular_that_reconciles_is_not_blamed() -> None:
    assert found(RECONCILES) == []


def test_a_circular_that_does_not_is_told_why() -> None:
    assert found(DOES_NOT) == [
        (Clash.REPEATED, ["27项", "28项"], "27", "28"),
        (Clash.SUM, ["18座", "8座", "11座"], "19", "18"),
    ]


@pytest.mark.parametrize(
    ("wrong", "right", "kind"),
    [
        ("领导批示405件、", "领导批示404件、", Clash.SUM),
        ("办结率95.1%", "办结率96.1%", Clash.PERCENT),
        ("占85.7%", "占87.5%", Clash.PERCENT),
        ("550=39+385+126", "550=39+385+127", Clash.SUM),
    ],
)
def test_one_number_changed_in_it_is_found(wrong: str, right: str, kind: Clash) -> None:
    told = found(RECONCILES.replace(wrong, right))
    assert kind in {each[0] for each in told}


def test_a_rate_named_for_a_rung_is_not_held_against_the_count_of_another() -> None:
    assert found("共收集问题8件，销号4件，整改落实率25.0%。") == []
    assert found("共收集问题8件，销号4件，销号率25.0%。") == [
        (Clash.PERCENT, ["8件", "4件", "25.0%"], "50.0%", "25.0%")
    ]


@given(st.integers(2, 9000), st.integers(2, 9000))
def test_parts_that_add_up_are_never_blamed(done: int, waiting: int) -> None:
    whole = done + waiting
    assert found(f"共收集问题{whole}件，已整改{done}件，未整改{waiting}件。") == []
    ((kind, _, expected, stated),) = found(f"共收集问题{whole + 1}件，已整改{done}件，未整改{waiting}件。")
    assert (kind, expected, stated) == (Clash.SUM, str(whole), str(whole + 1))


@given(st.integers(10, 9000), st.integers(1, 9000), st.integers(0, 2))
def test_a_share_of_the_counts_beside_it_is_never_blamed(whole: int, part: int, places: int) -> None:
    part = min(part, whole)
    share = (Decimal(part) / whole * 100).quantize(Decimal(1).scaleb(-places), "ROUND_HALF_UP")
    assert found(f"共收集问题{whole}件，已整改{part}件，整改率{share}%。") == []
    wrong = share + 2 if share < 50 else share - 2
    others = {
        (Decimal(one) / other * 100).quantize(Decimal(1).scaleb(-places), "ROUND_HALF_UP")
        for one in (whole, part)
        for other in (whole, part)
    }
    if wrong not in others:
        told = found(f"共收集问题{whole}件，已整改{part}件，整改率{wrong}%。")
        assert [each[0] for each in told] == [Clash.PERCENT]


INNOCENT = (
    "参加活动的120人，其中党员80人，女性70人。",  # members and women may be the same people
    "A镇整改问题12件，B镇整改问题15件。",
    "9月份办结30件，10月份办结45件。",
    "已整改落实321件，已销号300件。",  # two rungs
    "第一批事项43项，已完成16项；第二批事项28项，已完成20项。",
    "满意率比上年提高3个百分点，达到95%。",
    "全县共有11个镇、68个村，建成便民服务点79个。",
    "水利局办结5件，交通局办结3件。",
    "力争年底前完成率达到100%。目前共有问题40件，已完成30件。",
    "惠及群众2100多人，其中低保户300户。",
    "共登记问题397件。其中道路问题120件、饮水问题80件。",
    "收集问题约400件，整改321件，整改率80%以上。",
)


@pytest.mark.parametrize("text", INNOCENT)
def test_what_can_be_true_is_not_blamed(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", AGREES)
def test_a_passage_that_agrees_is_not_blamed(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(("text", "kind"), CLASHES)
def test_a_passage_that_does_not_agree_is_found(text: str, kind: str) -> None:
    assert kind in {each[0] for each in found(text)}


@given(st.integers(1, 9000), st.integers(1, 9000))
def test_a_change_that_follows_is_never_blamed(before: int, after: int) -> None:
    word, share = ("增长", after - before) if after >= before else ("下降", before - after)
    rate = (Decimal(share) / before * 100).quantize(Decimal("0.1"), "ROUND_HALF_UP")
    assert found(f"办理量由上月的{before}件变为{after}件，{word}{rate}%。") == []
    ((kind, _, expected, stated),) = found(f"办理量由上月的{before}件变为{after}件，{word}{rate + 1}%。")
    assert (kind, expected, stated) == (Clash.GROWTH, f"{rate}%", f"{rate + 1}%")


@pytest.mark.parametrize(
    "unit",
    [
        "比上月1件，2个，",
        "3件，占4%，",
        "共5件：1件、2个，",
        "1件、2个合计9件，",
        "满意3人，满意率4%，",
        "1+1",
        "1 ",
        "一二三四五六七八九十",
        "two three ",
        "1-2-",
    ],
)
def test_a_text_made_to_keep_the_reader_busy_does_not(unit: str) -> None:
    """Twenty thousand characters without a full stop: seconds at the most, as nothing is held against all that stands before it."""
    began = time.process_time()
    found(unit * (20_000 // len(unit)))
    assert time.process_time() - began < 15


def test_the_last_row_of_a_table_is_the_sum_of_the_others() -> None:
    rows = "镇\t登记问题\t整改落实\t整改率\n青溪镇\t12\t9\t75.0%\n石桥镇\t8\t6\t75.0%\n合计\t{}\t15\t75.0%\n"
    assert found(rows.format(20)) == []
    assert found(rows.format(21)) == [(Clash.SUM, ["21", "12", "8"], "20", "21")]
