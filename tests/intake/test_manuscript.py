"""Manuscripts of every kind are read for their words, and hostile ones are refused by name and reason."""

from __future__ import annotations

import io
import zipfile

import docx
import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from sandan.intake.manuscript import FILE_BYTES, Fault, ManuscriptError, joined_lines, read

SAID = "共登记问题397件，整改落实321件。"


def text_of(content: bytes) -> str:
    return read(io.BytesIO(content)).text


def fault_of(content: bytes) -> Fault:
    with pytest.raises(ManuscriptError) as refused:
        read(io.BytesIO(content))
    return refused.value.code


def word(*, table: bool = False) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(SAID)
    if table:
        grid = document.add_table(2, 3)
        for row, cells in enumerate((("镇", "登记问题", "整改落实"), ("青溪镇", "5", "5"))):
            for column, cell in enumerate(cells):
                grid.cell(row, column).text = cell
        document.add_paragraph("以上。")
    document.save(out)
    return out.getvalue()


def printed(*lines: str, password: str = "") -> bytes:
    """A PDF of one page with these lines in a built-in font."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(595, 842)
    shown = "".join(f"1 0 0 1 72 {720 - 30 * number} Tm ({line}) Tj " for number, line in enumerate(lines))
    content = DecodedStreamObject()
    content.set_data(f"BT /F1 12 Tf {shown}ET".encode())
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Contents")] = writer._add_object(content)
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_the_encodings_of_offices(codec: str) -> None:
    assert text_of((SAID * 3).encode(codec)) == SAID * 3


def test_a_word_document_with_its_tables_in_their_place() -> None:
    lines = text_of(word(table=True)).split("\n")
    assert lines == [SAID, "镇\t登记问题\t整改落实", "青溪镇\t5\t5", "以上。"]


def test_a_web_page_without_what_is_not_its_text() -> None:
    page = (
        "<!doctype html><html><head><title>标题</title><script>var n = 999件;</script></head><body><nav>首页 12条</nav>"
        "<p>共登记<b>问题</b>397件，<br>整改321件。</p><table><tr><th>镇</th><th>件</th></tr><tr><td>青溪镇</td><td>5</td></tr></table>"
        "<!-- 77件 --><footer>访问量 88888人次</footer></body></html>"
    )
    for content in (page.encode(), page.encode("gb18030")):
        assert text_of(content) == "共登记问题397件，\n整改321件。\n镇\t件\n青溪镇\t5"


def test_a_pdf_is_read_and_its_broken_lines_are_joined() -> None:
    content = printed("In all 397 problems were collected, and of", "these 321 were rectified.", "- 1 -")
    assert text_of(content) == "In all 397 problems were collected, and of these 321 were rectified."
    assert joined_lines("全县共登记问题三百九十七件，其中已经整改落\n实三百二十一件。\n二、下一步") == (
        "全县共登记问题三百九十七件，其中已经整改落实三百二十一件。\n二、下一步"
    )


def test_what_printing_does_to_numbers_and_to_tables_is_undone() -> None:
    """Gaps beside numbers, rows of a table, and cells whose short lines do not run on into the next cell."""
    printed_page = (
        "县级领导联系镇（乡）和分管部门共37 个，联系领导已\n到34 个讲党课，覆盖率91.9% 以上。\n镇（乡） 收集问题 整改落实\n"
        "云阶镇 68 49 43\n合计 458 324 70.7%\n受益人确\n认的实事35\n回应有记录需求的实事"
    )
    assert joined_lines(printed_page) == (
        "县级领导联系镇（乡）和分管部门共37个，联系领导已到34个讲党课，覆盖率91.9%以上。\n镇（乡） 收集问题 整改落实\n"
        "云阶镇\t68\t49\t43\n合计\t458\t324\t70.7%\n受益人确\n认的实事35\n回应有记录需求的实事"
    )
    assert joined_lines("In 2026, of 397 problems 321 were solved.") == "In 2026, of 397 problems 321 were solved."


def test_what_cannot_be_read_says_why() -> None:
    picture = pypdf.PdfWriter()
    picture.add_blank_page(595, 842)
    blank = io.BytesIO()
    picture.write(blank)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert fault_of(b"  \n") is Fault.EMPTY
    assert fault_of(b"a" * (FILE_BYTES + 1)) is Fault.TOO_LARGE
    assert fault_of(b"%PDF-1.7\nnothing") is Fault.BROKEN
    assert fault_of(printed("Locked", password="x")) is Fault.ENCRYPTED
    assert fault_of(blank.getvalue()) is Fault.NO_TEXT
    assert fault_of(other.getvalue()) is Fault.UNSUPPORTED
    assert fault_of(b"PK\x03\x04 no archive") is Fault.BROKEN
    assert fault_of(b"\x00\x01\x02" * 50) is Fault.UNSUPPORTED
    assert fault_of(word()[:-200]) is Fault.BROKEN


def test_a_document_that_unpacks_to_too_much_is_not_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w/>")
        with archive.open("word/media/bomb.bin", "w", force_zip64=True) as bomb:
            for _ in range(210):
                bomb.write(bytes(1 << 20))
    assert fault_of(out.getvalue()) is Fault.TOO_LARGE


def test_a_deep_page_is_read_whole_or_refused() -> None:
    def deep(levels: int) -> bytes:
        return f"<html><body>{'<div>' * levels}共397件</body></html>".encode()

    assert text_of(deep(1500)) == "共397件"
    assert fault_of(deep(5000)) is Fault.BROKEN
