# Local time without a zone is what a file holds.
# ruff: noqa: DTZ001

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from datetime import time as clock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sandan.intake.cell import Cell, broken, clean, letter, plain, rounded

PIECES = st.sampled_from(
    [
        "&",
        "amp;",
        "&lt;",
        "&gt;",
        "lt;",
        "#38;",
        "&#60",
        "x26;",
        "<",
        ">",
        "</",
        "p",
        "br",
        "script",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "_x",
        "_x005F_",
        "_x000D_",
        "x0026_",
        "_xD83D_",
        "_xDE00_",
        "005F",
        "_",
        "\r",
        "\n",
        "\t",
        " ",
        "\u00a0",
        "\u3000",
        "\u200b",
        "\ufeff",
        "\u0301",
        "e",
        "\u226e",
        "\u0338",
        "\u037e",
        "\ud800",
        "\udc00",
        "路灯",
        "a=b",
        "\x00",
        "\x85",
        "\u2028",
    ]
)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\n\t\t\t\t\t\n\t\t\t尊敬的领导：\n路灯坏了。\u3000\n\t\t\n", "尊敬的领导：\n路灯坏了。"),
        ("\u3000\u3000\u00a0路灯\u00a0坏了\ufeff\u200b", "路灯 坏了"),
        ("一_x000D_\n二_x000D_三", "一\n二\n三"),
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("<p>路<b>灯</b></p><div class='x'>坏<br/>了</div>", "路灯\n\n坏\n了"),
        ("<script>alert('灯')</script>路<style>p{}</style>灯<!-- 注 -->", "路灯"),
        ("<SCRIPT type=x>1</SCRIPT >路灯", "路灯"),
        ("<script>没有结束的路灯", "没有结束的路灯"),
        ("路灯&nbsp;坏了&lt;三天&gt;&amp;没人修", "路灯 坏了<三天>&没人修"),
        ("&amp;lt;p&amp;gt;路灯", "路灯"),
        ("a<b且c>d，1 < 2，<<关于路灯的建议>>", "a<b且c>d，1 < 2，<<关于路灯的建议>>"),
        ("x <b and c> y", "x <b and c> y"),
        ("<o:p></o:p>路<font color=red>灯", "路灯"),
        ("e\u0301\x07\x00路\u202e灯\u00ad", "é路灯"),
        ("一\n\n\n\n\n二", "一\n\n二"),
        ("A&B公司；&nosuch;", "A&B公司；&nosuch;"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("_xD83D__xDE00_", "😀"),
        ("半个\ud83d字", "半个\ufffd字"),
        ("   ", ""),
    ],
)
def test_clean(raw: str, text: str) -> None:
    assert clean(raw) == text


@given(st.one_of(st.text(alphabet=st.characters()), st.lists(PIECES, max_size=25).map("".join)))
@example("&" + "_x0026_#95;x0026_#95;" * 30 + "lt;p&gt;")
@example("&" + "amp;" * 500 + "lt;b&gt;")
@example("_x005F" * 40 + "_x003C_p>")
def test_clean_is_idempotent_and_leaves_nothing_harmful(raw: str) -> None:
    once = clean(raw)
    assert clean(once) == once
    assert once == once.strip()
    assert not any(one < " " and one not in "\n\t" for one in once)
    assert "<script>" not in once
    once.encode()


@pytest.mark.parametrize(
    "hostile",
    [
        "&amp;" * 40_000,
        "_x0026_#95;" * 20_000,
        "<" * 200_000,
        "<script>" * 25_000,
        "<!--" * 50_000,
        "<a " * 60_000,
        "\n \n" * 60_000,
        "_x005F" * 33_000,
        "&#38;" * 40_000,
        '<a "' * 50_000,
        "e\u0301" * 100_000,
    ],
)
def test_cleaning_a_hostile_cell_takes_no_longer_than_its_length(hostile: str) -> None:
    start = time.perf_counter()
    clean(hostile)
    assert time.perf_counter() - start < 4


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (188006.0, "188006"),
        (1.5, "1.5"),
        (float("nan"), "nan"),
        (7, "7"),
        (True, "TRUE"),
        (datetime(2019, 1, 6, 9, 5, 7), "2019-01-06 09:05:07"),
        (date(2019, 1, 6), "2019-01-06"),
        (clock(9, 5), "09:05:00"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
        ("  as it is_x000D_ ", "  as it is_x000D_ "),
    ],
)
def test_plain(value: Cell, text: str) -> None:
    assert plain(value) == text


@pytest.mark.parametrize(
    ("value", "lost"),
    [
        (1.2345678901234568e17, True),
        (13800000000.0, False),
        (999_999_999_999_999.0, False),
        (float("inf"), True),
        ("1.23457E+17", True),
        (" 1.39E+10 ", True),
        ("1E05", False),
        ("610923199001011234", False),
        (True, False),
    ],
)
def test_rounded(value: Cell, lost: bool) -> None:
    assert rounded(value) is lost


def test_broken() -> None:
    assert broken("半\ud83d")
    assert broken("半_xD83D_")
    assert not broken("_xD83D__xDE00_整")
    assert not broken("整😀")


def test_letter() -> None:
    assert [letter(one) for one in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
