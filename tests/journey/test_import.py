"""Bringing a file in, in the browser: upload, columns, progress, sums, the rows sent back, and undoing it all."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from tests.journey.conftest import SeatOf
from tests.journey.house import House

pytestmark = pytest.mark.browser

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = [
    ("L-001", "王*", "村口路灯不亮", "青溪镇桥头路灯坏了两盏，晚上看不见路。", "2026/3/5 9:05", "青溪镇"),
    ("L-002", "李*", "垃圾无人清运", "石桥村垃圾池满了一周没人来清。", "2026年3月6日", "石桥村"),
    ("L-003", "赵*", "自来水浑浊", "最近几天自来水发黄，不敢喝。", "2026-03-07", "别处"),
    ("L-001", "王*", "村口路灯不亮", "青溪镇桥头路灯坏了两盏，晚上看不见路。", "2026/3/5 9:05", "青溪镇"),
    ("L-004", "孙*", "", "", "2026/3/8", "青溪镇"),
    ("L-005", "周*", "灌溉渠堵塞", "渠道堵了，地里浇不上水。", "2026/2/30", "青溪镇"),
]


def register() -> bytes:
    """A register as offices keep it: a title above the header, and its share of dirt."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["群众来信登记表（三月）"])
    sheet.append(["留言编号", "留言用户", "留言主题", "留言详情", "留言时间", "涉及镇村"])
    for row in ROWS:
        sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def sums(table: str) -> list[int]:
    """The numbers of the table of sums, from top to bottom."""
    return [int(line.split("\t")[-1]) for line in table.splitlines() if line.split("\t")[-1].strip().isdigit()]


def test_a_register_comes_in_and_is_taken_back(seat: SeatOf, served: House, tmp_path: Path) -> None:
    """Six rows: three are entered, one is held already, two are sent back; then none of it counts any more."""
    clerk = seat("clerk")
    clerk.open("/work/imports/new/")
    clerk.page.set_input_files("[name=file]", {"name": "三月来信.xlsx", "mimeType": XLSX, "buffer": register()})
    clerk.press("form:has([name=file]) .main")
    chosen = [each.input_value() for each in clerk.see(".import-columns select").all()]
    assert chosen == ["external_id", "reporter", "title", "text", "happened_at", "place"]
    clerk.press("[name=confirm]")
    clerk.page.wait_for_selector(".import-sum")

    batch = clerk.path
    assert sums(clerk.text(".import-sum")) == [3, 1, 2, 6]
    with clerk.page.expect_download() as coming:
        clerk.page.click("a[href$='/returned.xlsx']")
    coming.value.save_as(tmp_path / "returned.xlsx")
    returned = load_workbook(tmp_path / "returned.xlsx").active
    assert returned is not None
    texts = {str(cell) for row in returned.iter_rows(values_only=True) for cell in row}
    assert {"L-004", "L-005"} <= texts
    assert not {"L-001", "L-002", "L-003"} & texts
    clerk.press(".import-sum a")
    assert clerk.see("main tbody tr").count() == 3

    clerk.open(batch)
    clerk.press(".actions .grave")
    clerk.fill({"reason": "文件拿错了"})
    clerk.press("form .grave")
    assert "文件拿错了" in clerk.text()
    clerk.open("/work/inbox/")
    assert clerk.see("main tbody tr").count() == 0
    assert served.verified()["ok"] is True
