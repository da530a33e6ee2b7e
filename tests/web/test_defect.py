"""Every code that intake knows has its sentence, and each sentence fits the facts that come with its code."""

from __future__ import annotations

import pytest
from django.utils import translation

from sandan.intake.defect import Defect, DefectCode, Fact, SheetError, SheetFault
from sandan.web.defect import told_row, told_sheet

SHEET_FACTS: dict[SheetFault, dict[str, Fact]] = {
    SheetFault.FILE_EMPTY: {"worksheets": 0},
    SheetFault.FILE_TOO_LARGE: {"size": 200 << 20, "limit": 128 << 20},
    SheetFault.KIND_UNSUPPORTED: {"found": "pdf"},
    SheetFault.FILE_BROKEN: {"kind": "zip", "detail": "bad"},
    SheetFault.FILE_ENCRYPTED: {"kind": "xls"},
    SheetFault.FILE_EXPLODES: {"ratio": 900, "limit": 200},
    SheetFault.AREA_TOO_LARGE: {"rows": 1_048_576, "columns": 16_384, "limit": 10, "cell": "XFD1048576"},
    SheetFault.NUL_BYTES: {"offset": 3},
    SheetFault.ENCODING_UNKNOWN: {"tried": "utf-8", "line": 7, "offset": 3},
    SheetFault.QUOTE_UNCLOSED: {"row": 8},
    SheetFault.CELL_TOO_LARGE: {"row": 9, "limit": 10},
    SheetFault.ROWS_TOO_MANY: {"rows": 11, "limit": 10},
    SheetFault.WORKSHEET_MISSING: {"wanted": "一", "names": "二, 三"},
    SheetFault.HEADER_MISSING: {"searched": 20},
    SheetFault.HEADER_CHANGED: {"row": 4, "expected": "甲", "found": "乙"},
    SheetFault.TEXT_COLUMN_MISSING: {},
    SheetFault.COLUMN_TWICE: {"columns": "姓名 (2)"},
    SheetFault.COLUMN_MISSING: {"worksheet": "", "columns": "duty, basis"},
}
NAMES = (
    DefectCode.ROLE_UNKNOWN, DefectCode.TOPIC_UNKNOWN, DefectCode.CODE_INVALID,
    DefectCode.UNIT_UNKNOWN, DefectCode.UNIT_AMBIGUOUS, DefectCode.CODE_TAKEN, DefectCode.SUPERIOR_REFUSED,
    DefectCode.SECOND_COUNTY,
)  # fmt: skip
"""Defects that say which unit, role or topic they mean: none of these is personal."""
ROW_FACTS: dict[DefectCode, dict[str, Fact]] = {
    DefectCode.TEXT_TOO_LONG: {"length": 30, "limit": 20},
    DefectCode.FIELD_TOO_LONG: {"length": 30, "limit": 20},
    DefectCode.DATE_IN_FUTURE: {"today": "2026-01-02"},
    DefectCode.DATE_AMBIGUOUS: {"first": "2025-03-04", "second": "2025-04-03"},
    DefectCode.FIELD_MISSING: {"field": "superior"},
    DefectCode.DATES_BACKWARDS: {"first": "2025-03-04", "last": "2025-03-03"},
    DefectCode.UNIT_REPEATED: {"first": 4},
    DefectCode.ID_REPEATED: {"first": 4},
    DefectCode.HEAD_REPEATED: {"first": 4},
    DefectCode.SAID_TWICE: {"first": 4},
    DefectCode.HOUSEHOLD_SENT_BACK: {"first": 4},
    DefectCode.PERSONS_DIFFER: {"said": 4, "found": 3},
    DefectCode.WORD_UNKNOWN: {"value": "大概"},
    DefectCode.ITEM_UNKNOWN: {"value": "某某"},
    DefectCode.PAPER_UNKNOWN: {"value": "某某", "papers": "申请书"},
    DefectCode.REFUSED: {"refusal": "already_ended"},
    **{code: {"value": "某某"} for code in NAMES},
}
"""As they are read back from the ledger: without the value itself."""
SHOWN = {"row", "value", "last", "line", "wanted", "names", "cell", "length", "today", "first", "second", "searched"}


@pytest.mark.parametrize("code", list(SheetFault))
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_a_refused_file_is_told_in_words(code: SheetFault, language: str) -> None:
    facts = SHEET_FACTS[code]
    with translation.override(language):
        told = told_sheet(SheetError(code, **facts))
    assert told
    assert code.value not in told
    assert "%" not in told
    assert all(str(facts[name]) in told for name in SHOWN & facts.keys())


@pytest.mark.parametrize("code", list(DefectCode))
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_a_defect_is_told_in_words(code: DefectCode, language: str) -> None:
    facts = ROW_FACTS.get(code, {})
    with translation.override(language):
        told = told_row(Defect(row=2, column="时间", code=code, facts=facts))
    assert told
    assert code.value not in told
    assert "%" not in told
    assert all(str(facts[name]) in told for name in SHOWN & facts.keys())


def test_sizes_are_told_in_megabytes_and_unknown_readings_without_dates() -> None:
    with translation.override("en"):
        assert "has 200 MB; 128 MB" in told_sheet(
            SheetError(SheetFault.FILE_TOO_LARGE, size=200 << 20, limit=128 << 20)
        )
        told = told_row(Defect(row=2, column="时间", code=DefectCode.DATE_AMBIGUOUS))
    assert told == "The date can be read in two ways. Write it as year-month-day."
