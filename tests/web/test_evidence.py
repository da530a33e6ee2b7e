"""Evidence files: judged by content, freed of what a camera adds, kept and handed out safely."""

from __future__ import annotations

import base64
import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.web.cast import County, fresh_key

from sandan.desk import problem as desk
from sandan.domain.values import Evidence, Refusal, Topic
from sandan.ledger import file
from sandan.web import evidence
from sandan.web.evidence import keep_evidence, kept_before, kind_of, to_be_kept
from sandan.web.message import REFUSALS, told
from sandan.web.picture import TooLarge, bare_jpeg, bare_png, bare_webp

JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////"
    "////////////////////2wBDAVVaWnhpeOuCguv/////////////////////////////////////////////////////////////"
    "////////////wAARCAAEAAYDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAWEAEBAQAAAAAAAAAAAAAAAAAAAjH/"
    "xAAVAQEBAAAAAAAAAAAAAAAAAAABA//EABcRAAMBAAAAAAAAAAAAAAAAAAABAjL/2gAMAwEAAhEDEQA/AJq0BeMob0z/2Q=="
)
"""Six by four pixels, as a browser wrote them, without a colour profile."""
DAY = date(2026, 10, 1)


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00"))
    + chunk(b"IEND", b"")
)


def riff(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def webp_chunk(kind: bytes, body: bytes) -> bytes:
    return kind + len(body).to_bytes(4, "little") + body + b"\x00" * (len(body) % 2)


def exif(orientation: int, order: str = "<") -> bytes:
    """An Exif segment with an orientation and a place."""
    mark = b"II" if order == "<" else b"MM"
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack(f"{order}HHII", 0x8825, 4, 1, 38)
    tiff = struct.pack(f"{order}2sHIH", mark, 42, 8, 2) + entries + struct.pack(f"{order}I", 0) + b"GPS 32.1N 108.9E"
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body


def office(*names: str, types: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if types:
            archive.writestr("[Content_Types].xml", types)
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    """Files of the tests go to a place of their own."""
    settings.SANDAN_HOME = tmp_path
    return tmp_path


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photo_loses_place_comment_and_tail_but_stays_upright(order: str) -> None:
    xmp = b"\xff\xe1\x00\x10http://ns.ad\x00\x00"
    taken = JPEG[:2] + exif(6, order) + xmp + b"\xff\xfe\x00\x07Zhang" + JPEG[2:] + b"VIDEO"
    clean = bare_jpeg(taken)
    assert not any(each in clean for each in (b"GPS", b"108.9E", b"http", b"Zhang", b"VIDEO"))
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in clean
    assert clean.endswith(JPEG[2:])
    assert bare_jpeg(clean) == clean


def test_a_photo_without_additions_is_not_touched() -> None:
    assert bare_jpeg(JPEG) == JPEG
    assert bare_jpeg(JPEG[:2] + exif(1) + JPEG[2:]) == JPEG


def test_a_photo_loses_the_small_picture_of_itself() -> None:
    """A thumbnail may show what was cut away."""
    jfif = JPEG[2:20]
    small = b"\xff\xe0" + (16 + 3).to_bytes(2, "big") + jfif[4:16] + b"\x01\x01" + b"RGB"
    extended = b"\xff\xe0\x00\x0aJFXX\x00\x13\x01\x01"
    foreign = b"\xff\xee\x00\x07Zhang"
    assert bare_jpeg(JPEG[:2] + small + extended + foreign + JPEG[20:]) == JPEG


def test_a_drawing_loses_its_texts() -> None:
    dirty = PNG[:33] + chunk(b"tEXt", b"Author\x00Zhang") + chunk(b"eXIf", b"II*\x00") + PNG[33:] + b"MORE"
    assert bare_png(dirty) == PNG


def test_a_webp_loses_exif_and_the_flag_that_announces_it() -> None:
    picture = webp_chunk(b"VP8 ", b"odd")
    flags = bytes([0x2C]) + b"\x00" * 9
    dirty = riff(webp_chunk(b"VP8X", flags), picture, webp_chunk(b"EXIF", b"place"), webp_chunk(b"XMP ", b"<x/>"))
    assert bare_webp(dirty) == riff(webp_chunk(b"VP8X", bytes([0x20]) + b"\x00" * 9), picture)


@pytest.mark.parametrize(
    ("bare", "whole"),
    [
        (bare_jpeg, JPEG[:2] + exif(6) + JPEG[2:]),
        (bare_png, PNG),
        (bare_webp, riff(webp_chunk(b"VP8X", b"\x00" * 10), webp_chunk(b"VP8 ", b"odd"))),
    ],
    ids=["jpeg", "png", "webp"],
)
def test_a_picture_cut_off_anywhere_is_told_broken(bare: Callable[[bytes], bytes], whole: bytes) -> None:
    for length in range(len(whole)):
        with pytest.raises(ValueError, match=r"."):
            bare(whole[:length])


HUGE = {
    "jpeg": (bare_jpeg, JPEG.replace(b"\xff\xc0\x00\x11\x08\x00\x04\x00\x06", b"\xff\xc0\x00\x11\x08\xea\x60\xea\x60")),
    "png": (bare_png, PNG[:8] + chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)) + PNG[33:]),
    "webp": (bare_webp, riff(webp_chunk(b"VP8X", b"\x00" * 4 + (59_999).to_bytes(3, "little") * 2))),
    "webp lossless": (bare_webp, riff(webp_chunk(b"VP8L", b"\x2f" + b"\xff" * 4))),
    "webp lossy": (bare_webp, riff(webp_chunk(b"VP8 ", b"\x00" * 6 + b"\xff" * 4))),
}


@pytest.mark.parametrize("kind", HUGE)
def test_a_small_file_that_claims_to_be_a_huge_picture_is_refused(kind: str) -> None:
    bare, claims = HUGE[kind]
    with pytest.raises(TooLarge):
        bare(claims)


def test_a_photo_full_of_stuffing_is_read_in_no_time() -> None:
    start = JPEG.index(b"\xff\xda")
    head = JPEG[: start + 2 + int.from_bytes(JPEG[start + 2 : start + 4], "big")]
    stuffed = head + b"\xff\x00" * 5_000_000 + b"\xff\xd9"
    began = time.process_time()
    assert bare_jpeg(stuffed) == stuffed
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (riff(), "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
        (office("[Content_Types].xml", "word/document.xml"), evidence.DOCX.content_type),
        (office("[Content_Types].xml", "xl/workbook.xml"), evidence.XLSX.content_type),
        (office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None),
        (office("[Content_Types].xml", "word/document.xml", "word/activeX/one.xml"), None),
        (office("[Content_Types].xml", "xl/workbook.xml", "xl/embeddings/oleObject1.bin"), None),
        (office("word/document.xml", types=b'<Override ContentType="application/vnd.ms-office.vbaProject"/>'), None),
        (office("word/document.xml", types="<Override ContentType='x.macroEnabled.main+xml'/>".encode("utf-16")), None),
        (office("word/document.xml", types=b" " * 1_000_001), None),
        (office("run.exe"), None),
        (b"PK\x03\x04 no archive", None),
        (b"MZ\x90\x00", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"", None),
    ],
)
def test_a_file_is_judged_by_its_content(content: bytes, content_type: str | None) -> None:
    kind = kind_of(content)
    assert (kind.content_type if kind else None) == content_type


@pytest.mark.django_db
def test_kept_evidence_carries_the_users_words_or_the_files_name() -> None:
    sent = SimpleUploadedFile("C:\\照片\\管道\u202e.jpg", JPEG[:2] + exif(3) + JPEG[2:])
    (one,) = keep_evidence([sent], DAY)
    assert one.caption == "管道.jpg"
    assert one.dated_on == DAY
    assert b"GPS" not in file.load(one.file)
    assert keep_evidence([sent], DAY, " 换管之后 ")[0] == Evidence(one.file, DAY, "换管之后")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([("photo.jpg", b"MZ\x90\x00")], "evidence_kind"),
        ([("photo.jpg", JPEG[:-2])], "evidence_broken"),
        ([("photo.jpg", HUGE["jpeg"][1])], "evidence_pixels"),
        ([("a.png", PNG)] * 11, "evidence_count"),
        ([("a.png", PNG), ("b.exe", b"MZ")], "evidence_kind"),
    ],
)
def test_what_is_no_evidence_is_refused_and_nothing_is_kept(files: list[tuple[str, bytes]], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        keep_evidence([SimpleUploadedFile(name, content) for name, content in files], DAY)
    assert caught.value.code == code
    assert code in REFUSALS
    assert "%(" not in told(caught.value)
    assert file.digests() == []


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MOST_BYTES", 10)
    with pytest.raises(Refusal) as caught:
        keep_evidence([SimpleUploadedFile("a.png", PNG)], DAY)
    assert caught.value.code == "evidence_size"


def test_files_of_an_earlier_try_come_back_unless_the_field_was_changed() -> None:
    first = (Evidence("ab" * 32, DAY, "照片"),)
    value = to_be_kept(first)
    assert kept_before(value) == first
    assert kept_before(value[:-1] + ("A" if value[-1] != "A" else "B")) == ()
    assert kept_before("") == ()


@pytest.fixture
def shown(county: County) -> tuple[str, Evidence, Evidence]:
    """A problem with a photo and a document."""
    files = [SimpleUploadedFile("现场.png", PNG), SimpleUploadedFile("报告", b"%PDF-1.7\n")]
    today = timezone.localdate()
    photo, paper = keep_evidence(files, today)
    what = desk.FoundAndFixed("井盖缺失", "村口井盖缺失", "补上井盖", today, (photo, paper), Topic.ROADS)
    return desk.rectify_at_once(what, county.actor("handler"), fresh_key()), photo, paper


def test_evidence_is_handed_out_so_that_nothing_in_it_can_run(
    shown: tuple[str, Evidence, Evidence], client_of: Callable[[str], Client]
) -> None:
    of, photo, paper = shown
    picture = client_of("auditor").get(reverse("workspace:evidence", args=[photo.file]), {"of": of})
    assert picture.status_code == 200
    assert picture.content == PNG
    assert picture["Content-Type"] == "image/png"
    assert picture["Content-Disposition"].startswith("inline")
    assert picture["Content-Security-Policy"].startswith("sandbox")
    assert "frame-ancestors 'none'" in picture["Content-Security-Policy"]
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert picture["Cache-Control"] == "no-store"
    document = client_of("auditor").get(reverse("workspace:evidence", args=[paper.file]), {"of": of})
    assert document["Content-Disposition"].startswith("attachment")
    assert ".pdf" in document["Content-Disposition"]


def test_evidence_is_found_only_through_its_problem_and_only_by_staff(
    shown: tuple[str, Evidence, Evidence], client_of: Callable[[str], Client]
) -> None:
    of, photo, _paper = shown
    address = reverse("workspace:evidence", args=[photo.file])
    stray = file.keep(b"%PDF-1.7 another")
    staff = client_of("handler")
    assert staff.get(address).status_code == 404
    assert staff.get(address, {"of": "another"}).status_code == 404
    assert staff.get(reverse("workspace:evidence", args=[stray]), {"of": of}).status_code == 404
    assert client_of("").get(address, {"of": of}).status_code == 302


def test_a_file_that_is_gone_from_the_disk_is_not_found(
    shown: tuple[str, Evidence, Evidence], client_of: Callable[[str], Client], home: Path
) -> None:
    of, photo, _paper = shown
    (home / "files" / photo.file[:2] / photo.file).unlink()
    assert client_of("handler").get(reverse("workspace:evidence", args=[photo.file]), {"of": of}).status_code == 404
