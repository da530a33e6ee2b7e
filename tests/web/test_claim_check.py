"""The page that checks a text's numbers: for everybody, keeps nothing, and is told by words and not by colour alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.cast import County
from tests.web.step import accepted, heard

from sandan.ledger import read
from sandan.web.limit import CLAIMS
from sandan.web.portal.claim_check import LONGEST

Open = Callable[[str], Client]
PAGE = "portal:claim_check"


@pytest.fixture
def visitor(client_of: Open) -> Client:
    return client_of("")


def sent(visitor: Client, text: str = "", **more: object) -> tuple[int, str]:
    answer = visitor.post(reverse(PAGE), {"text": text, **more})
    return answer.status_code, answer.content.decode()


def test_each_number_leads_to_its_records_and_nothing_is_kept(county: County, visitor: Client) -> None:
    for words in ("水管裂了。", "路灯不亮。"):
        accepted(county, heard(county, words))
    before = read.head().size
    code, page = sent(visitor, "共登记问题2件，整改落实5件；发放宣传册40份。")
    assert code == 200
    assert read.head().size == before
    assert f"{reverse('portal:records', args=['problems.collected'])}?" in page
    for answer in ("Matches", "Differs", "Not held here"):
        assert answer in page
    assert "The text says 5 more." in page
    link = (
        page.partition(reverse("portal:records", args=["problems.collected"]))[2]
        .partition('"')[0]
        .replace("&amp;", "&")
    )
    assert visitor.get(reverse("portal:records", args=["problems.collected"]) + link).status_code == 200


def test_a_contradiction_is_told_with_the_numbers_that_make_it(county: County, visitor: Client) -> None:
    code, page = sent(visitor, "收集问题100件，已整改60件，未整改30件。")
    assert code == 200
    assert "The text contradicts itself" in page
    assert 'href="#claim-1"' in page
    assert "add up to 90" in page


def test_a_file_is_read_for_what_it_is(county: County, visitor: Client) -> None:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("共登记问题7件。")
    document.save(out)
    code, page = sent(visitor, file=SimpleUploadedFile("通报.txt", out.getvalue()))
    assert code == 200
    assert "<b>7件</b>" in page


def test_what_is_hostile_is_shown_as_text(county: County, visitor: Client) -> None:
    _code, page = sent(visitor, "<script>alert(1)</script>共登记问题7件<img src=x onerror=alert(2)>")
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_what_cannot_be_read_is_told_and_the_text_stays(county: County, visitor: Client) -> None:
    code, page = sent(visitor)
    assert (code, "There is no text." in page) == (422, True)
    code, page = sent(visitor, "字" * (LONGEST + 1))
    assert (code, f"{LONGEST} are the most" in page) == (422, True)
    code, page = sent(visitor, "共登记7件。", as_of="not a day")
    assert (code, "共登记7件。" in page) == (422, True)
    code, page = sent(visitor, file=SimpleUploadedFile("a.pdf", b"%PDF-1.7\nnothing"))
    assert (code, "damaged" in page) == (422, True)


def test_a_day_to_come_is_not_answered(county: County, visitor: Client) -> None:
    tomorrow = (timezone.localdate() + timedelta(1)).isoformat()
    _code, page = sent(visitor, "共登记问题7件。", as_of=tomorrow)
    assert "The day is still to come." in page


def test_a_stranger_waits_after_so_many_texts(county: County, visitor: Client) -> None:
    for _ in range(CLAIMS.times):
        assert sent(visitor, "共登记问题7件。")[0] == 200
    assert sent(visitor, "共登记问题7件。")[0] == 429
