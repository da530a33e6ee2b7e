"""What a file says about the day of its making, and the many ways in which it says nothing."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.intake.made import made_on


def office(core: bytes, name: str = "docProps/core.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, core)
    return out.getvalue()


CREATED = b'<dcterms:created xsi:type="dcterms:W3CDTF">2026-11-20T01:02:03Z</dcterms:created>'
CAMERA = b"\xff\xd8\xff\xe1\x00\x40Exif\0\0MM\0*" + b"2026:11:20 08:09:10\0"


@pytest.mark.parametrize(
    ("content", "day"),
    [
        (b"%PDF-1.4\n/Info << /CreationDate (D:20261120083000+08'00') >>", date(2026, 11, 20)),
        (b"%PDF-1.4\nno date", None),
        (b"%PDF-1.4\n/CreationDate (D:20261340)", None),
        (office(CREATED), date(2026, 11, 20)),
        (office(b"<x/>"), None),
        (office(CREATED, "word/document.xml"), None),
        (b"PK\x03\x04 broken", None),
        (CAMERA, date(2026, 11, 20)),
        (CAMERA.replace(b"Exif", b"Plain"), None),
        (CAMERA.replace(b"2026", b"0000"), None),
        (b"\x89PNG\r\n\x1a\n2026:11:20 08:09:10\0", None),
        (b"", None),
    ],
)
def test_the_day_that_a_file_gives(content: bytes, day: date | None) -> None:
    assert made_on(content) == day


@given(st.sampled_from((b"", b"%PDF-", b"PK\x03\x04", b"\xff\xd8\xffExif\0")), st.binary(max_size=300))
def test_no_file_breaks_it(start: bytes, rest: bytes) -> None:
    found = made_on(start + rest)
    assert found is None or isinstance(found, date)


def test_a_core_part_that_unpacks_to_a_mountain_is_read_no_further_than_its_head() -> None:
    assert made_on(office(b" " * 5_000_000 + CREATED)) is None
