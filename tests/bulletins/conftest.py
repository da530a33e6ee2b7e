"""A county with a tale told, and a draft about it."""

from __future__ import annotations

import pytest
from tests.projections.tale import END, tell

from sandan.bulletins.document import Composed, compose
from sandan.ledger import read

TITLE = "关于民生问题整改情况的通报（第1期）"
BODY = """各镇、县直各单位：
截至2026年4月8日，全县共收集意见建议[[opinions.collected]]条，梳理问题[[problems.collected]]件，建立三个清单，一件一件抓落实。
一、总体情况
整改落实[[problems.rectified]]件，整改落实率[[rate.rectification]]；按时办理率[[rate.on_time]]，满意率[[rate.satisfaction]]。
（一）分镇情况
其中青溪镇收集[[problems.collected town=青溪镇]]件；饮水类[[problems.collected topic=water]]件；
石桥村办理[[problems.collected unit=shiqiao]]件。
[[table by=town: problems.collected problems.rectified rate.rectification]]
[[table by=unit: problems.collected rate.satisfaction]]
二、存在问题
- 逾期[[problems.overdue]]件<未办>。
- 无人答复的问题满意率[[rate.satisfaction topic=roads]]。
"""


@pytest.fixture
def composed(db: None) -> Composed:
    """The draft composed as of the tale's end, in Simplified Chinese."""
    tell()
    return compose(TITLE, BODY, read.head().size, END, "zh-hans")
