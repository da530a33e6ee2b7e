"""Whatever script a text came in, it is read as one in simplified characters, and every character keeps its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandan.intake.script import simplified


def test_what_offices_write_in_traditional_characters() -> None:
    assert simplified("醫保結算經辦人審核確認人已答覆問題一百二十個") == "医保结算经办人审核确认人已答复问题一百二十个"
    assert simplified("机关收集意见") == "机关收集意见"


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x2FA1F, codec="utf-8"), max_size=80))
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(simplified(text)) == len(text)
    for place, char in enumerate(text):
        if char < "\u2e80":
            assert simplified(text)[place] == char
