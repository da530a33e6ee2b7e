"""Public numbers: a letter, the year, and the place in the ledger of the entry that gave it. Y for opinions (意见), W for problems (问题).

A running number would betray what is under the shield: whoever sees W2026-00041 and W2026-00043 looks for the one between. The place in the
ledger rises by every entry of any kind, so a gap says nothing; and a number leads straight to its entry.
"""

from __future__ import annotations

OPINION, PROBLEM = "Y", "W"


def number(letter: str, year: int, position: int) -> str:
    """`W2026-00041`: letter, year, the entry's position with at least five digits (six for opinions)."""
    return f"{letter}{year}-{position:0{6 if letter == OPINION else 5}}"


def document_number(word: str, year: int, position: int) -> str:
    """文号 of a printed document, such as 交办〔2026〕41号: its word, then year and place of the entry that it documents.

    No leading zero and no 第 (GB/T 9704).
    """
    return f"{word}〔{year}〕{position}号"
