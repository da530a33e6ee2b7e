"""Public numbers: a letter, the year, and the place in the ledger of the entry that gave it. Y for opinions (意见), W for problems (问题).

A running number would betray what is under the shield: whoever sees W2026-00041 and W2026-00043 looks for the one between. The place in the
ledger rises by every entry of any kind, so a gap says nothing; and a number leads straight to its entry.
"""

from __future__ import annotations

OPINION, PROBLEM = "Y", "W"
LECTURE, STUDY, TRAINING, EXEMPLAR, VISIT, MEETING = "DK", "XX", "PX", "DX", "ZF", "XC"
PLAN, MATERIAL = "FA", "CL"
DEED, DISPUTE, SELF_INSPECTION, CIRCUIT_VISIT, MEASURE = "SS", "JF", "ZC", "XH", "JC"
CIRCUIT_GROUP = "XZ"
PUBLICITY, DELEGATION, SPOT_CHECK, COMMITMENT = "GS", "WT", "CC", "CN"
APPLICATION, PAYMENT = "JZ", "FF"
"""党课, 学习, 培训, 典型, 走访, 现场办公, 方案, 材料, 实事, 纠纷, 自查, 巡回, 举措, 巡回组, 公示, 委托, 抽查, 承诺, 救助, 发放."""
ADMISSION, SETTLEMENT, ARREARS, ADVANCE = "ZY", "JS", "QF", "DF"
"""住院, 结算, 欠费, 垫付."""


def number(letter: str, year: int, position: int) -> str:
    """`W2026-00041`: letter, year, the entry's position with at least five digits (six for opinions)."""
    return f"{letter}{year}-{position:0{6 if letter == OPINION else 5}}"


def document_number(word: str, year: int, position: int) -> str:
    """文号 of a printed document, such as 交办〔2026〕41号: its word, then year and place of the entry that it documents.

    No leading zero and no 第 (GB/T 9704).
    """
    return f"{word}〔{year}〕{position}号"
