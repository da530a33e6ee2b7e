"""The import screens: from the file to the sum that adds up, and back."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.web.cast import County, fresh_key

from sandan.desk import batch as desk
from sandan.desk.opinion import accept
from sandan.domain.opinion import OpinionStatus
from sandan.domain.values import Channel
from sandan.projections.batch import Batch
from sandan.projections.opinion import Opinion
from sandan.projections.version import now
from sandan.web import upload
from sandan.web.workspace import batch as view

ClientOf = Callable[[str], Client]

HEAD = "编号,姓名,电话,反映内容,时间,乡镇,备注"
FILE = f"""{HEAD}
A1,甲,13900000001,桥栏杆断了,2025-03-01,青溪镇,x
A2,乙,,,2025/13/45,,y
A3,丙,,没有路灯,03/04/2025,,z
A1,甲,,桥栏杆断了,2025-03-01,,
"""


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """A data directory of this test's own for the files that wait."""
    settings.SANDAN_HOME = tmp_path
    return tmp_path


def send(client: Client, content: str | bytes = FILE, name: str = "登记 表.csv") -> Any:
    body = content.encode() if isinstance(content, str) else content
    return client.post(reverse("workspace:import_new"), {"file": SimpleUploadedFile(name, body)})


def filled(client: Client, url: str) -> dict[str, str]:
    """The mapping form as the browser would send it back unchanged."""
    form = client.get(url).context["form"]
    said = {bound.name: str(bound.value() or "") for bound in form}
    return said | {"worksheet": form.sheet.worksheet, "header": str(form.header.row)}


def go_on(client: Client, url: str, said: dict[str, str]) -> str:
    """Sends a form and returns the address that it leads to."""
    answer: Any = client.post(url, said)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer.url)


def confirmed(client: Client, content: str | bytes = FILE, **changed: str) -> str:
    """Sends a file through to the page that runs it; returns that page's address."""
    url = send(client, content).url
    return go_on(client, url, filled(client, url) | changed | {"confirm": "1"})


def brought_in(client: Client, content: str | bytes = FILE, **changed: str) -> Batch:
    run = confirmed(client, content, **changed)
    client.post(run)
    return now(Batch).order_by("-position")[0]


def test_a_file_is_brought_in_and_every_row_shown(client_of: ClientOf, county: County, home: Path) -> None:
    clerk = client_of("clerk")
    url = send(clerk).url
    page = clerk.get(url)
    shown = page.content.decode()
    assert "Of the first 4 rows 2 would be sent back" in shown
    assert "This is no date of any calendar." in shown
    assert "The date can be read as 2025-03-04 or as 2025-04-03." in shown
    assert "登记 表.csv" in shown
    run = go_on(clerk, url, filled(clerk, url) | {"date_order": "dmy", "confirm": "1"})
    assert not list((home / "uploads").iterdir())
    assert not now(Opinion).exists()
    assert "data-autosubmit" in clerk.get(run).content.decode()
    done = clerk.post(run, follow=True)
    one = now(Batch).get()
    assert done.redirect_chain[-1][0] == reverse("workspace:import", args=[one.key])
    assert (one.rows, one.accepted, one.duplicates, one.rejected, one.by) == (4, 2, 1, 1, county.people["clerk"])
    text = done.content.decode()
    assert f"{reverse('workspace:inbox')}?batch={one.key}" in text
    first = now(Opinion).get(row=2)
    assert reverse("workspace:opinion", args=[first.key]) in text
    assert (first.town, first.number in text) == (county.units["青溪镇"], True)
    assert not {"桥栏杆断了", "甲", "13900000001"} & set(text.replace("<", " ").replace(">", " ").split())
    assert one.file_name in clerk.get(reverse("workspace:imports")).content.decode()


def test_the_door_of_a_whole_file_is_proposed_by_its_name_and_kept_with_its_rows(client_of: ClientOf) -> None:
    """A hotline's register has no column that says so on each line; what came in as a mere file had the wrong deadlines."""
    clerk = client_of("clerk")
    url = send(clerk, name="12345热线工单11月.csv").url
    said = filled(clerk, url)
    assert said["channel"] == Channel.HOTLINE.value
    clerk.post(go_on(clerk, url, said | {"confirm": "1"}))
    assert set(now(Opinion).values_list("channel", flat=True)) == {Channel.HOTLINE.value}


def test_a_column_that_names_the_door_goes_before_that_of_the_file(client_of: ClientOf) -> None:
    told = "编号,反映内容,来源渠道\nB1,桥断了,来信\nB2,灯不亮,\n"
    brought_in(client_of("clerk"), told, channel=Channel.VISIT.value)
    assert dict(now(Opinion).values_list("row", "channel")) == {2: Channel.LETTER.value, 3: Channel.VISIT.value}


def test_the_rows_sent_back_come_as_a_workbook_in_the_readers_language(client_of: ClientOf) -> None:
    clerk = client_of("clerk")
    one = brought_in(clerk)
    answer = clerk.get(reverse("workspace:import_returned", args=[one.key]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
    assert book.active is not None
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0] == (*HEAD.split(","), "Row in the file", "Column", "Reason")
    assert rows[1][0] == "A2"
    assert rows[1][7:] == (
        3,
        "反映内容 (D)\n时间 (E)",
        "Nothing was said: title and text are empty.\nThis is no date of any calendar.",
    )
    assert [row[0] for row in rows[1:]] == ["A2", "A3"]


def test_columns_can_be_put_right(client_of: ClientOf) -> None:
    clerk = client_of("clerk")
    url = send(clerk).url
    said = filled(clerk, url)
    assert (said["column-3"], said["column-6"]) == ("text", "")
    twice = clerk.post(url, said | {"column-6": "text", "confirm": "1"})
    assert (twice.status_code, twice.context["form"]["column-6"].value()) == (422, "text")
    assert "is chosen for 2 columns" in twice.content.decode()
    nothing = clerk.post(url, said | {"column-3": "", "confirm": "1"})
    assert (nothing.status_code, now(Batch).exists()) == (422, False)
    looked = clerk.post(url, said | {"column-3": "", "column-6": "text", "show": "1"})
    assert (looked.status_code, now(Batch).exists()) == (200, False)
    one = brought_in(clerk, **{"column-3": "", "column-6": "text"})
    assert (one.accepted, one.rejected) == (1, 3)


def test_worksheet_and_header_row_can_be_chosen(client_of: ClientOf) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["编号", "内容"])
    book.active.append(["1", "第一张"])
    second = book.create_sheet("第二张")
    for line in (["说明", "这是登记表"], ["甲栏", "乙栏"], ["x", "要修桥"]):
        second.append(line)
    out = io.BytesIO()
    book.save(out)
    clerk = client_of("clerk")
    url = send(clerk, out.getvalue(), "book.xlsx").url
    chosen = clerk.get(url, {"worksheet": "第二张", "header": "2"})
    assert [column["name"] for column in chosen.context["columns"]] == ["甲栏", "乙栏"]
    missing = clerk.get(url, {"worksheet": "没有的"}, follow=True)
    assert "There is no worksheet “没有的”" in missing.content.decode()
    said = {
        "key": fresh_key(),
        "worksheet": "第二张",
        "header": "2",
        "column-0": "",
        "column-1": "text",
        "channel": Channel.IMPORT.value,
        "confirm": "1",
    }
    clerk.post(go_on(clerk, url, said))
    assert now(Batch).get().accepted == 1


def test_a_file_that_cannot_be_read_is_refused_and_not_kept(client_of: ClientOf, home: Path) -> None:
    answer = send(client_of("clerk"), b"%PDF-1.7 nothing", "表.xlsx")
    assert answer.status_code == 422
    assert "Files of this kind (pdf) cannot be read here." in answer.content.decode()
    assert not list((home / "uploads").iterdir())


def test_a_waiting_file_is_its_senders_alone_and_not_for_long(client_of: ClientOf, home: Path) -> None:
    url = send(client_of("clerk")).url
    assert client_of("dispatcher").get(url).status_code == 404
    assert client_of("clerk").get(reverse("workspace:import_mapping", args=["county"])).status_code == 404
    for path in (home / "uploads").iterdir():
        os.utime(path, (time.time() - 90_000,) * 2)
    send(client_of("clerk"))
    assert client_of("clerk").get(url).status_code == 404
    assert {path.stat().st_mode & 0o077 for path in (home / "uploads").glob("*.bin")} == {0}


def test_the_name_of_a_file_is_no_path(county: County, home: Path) -> None:
    sent = SimpleUploadedFile("x", b"x")
    sent._name = "..\\..\\etc/evil.csv"  # type: ignore[attr-defined]
    waits = upload.receive(sent, county.people["clerk"])
    assert (waits.name, waits.path.parent) == ("evil.csv", home / "uploads")


def test_a_long_file_shows_how_far_it_is_and_goes_on(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "SECONDS", 0.0)
    monkeypatch.setattr(desk, "CHUNK", 2)
    clerk = client_of("clerk")
    content = "\n".join(("编号,内容", *(f"{each},第{each}件事" for each in range(5))))
    run = confirmed(clerk, content)
    first = clerk.post(run, follow=True)
    assert '<progress id="progress" value="2" max="5">' in first.content.decode()
    left = clerk.get(reverse("workspace:import", args=[now(Batch).get().key]))
    assert left.context["left"] == 3
    # The same file once more goes on with the import that was begun.
    assert confirmed(clerk, content) == run
    client_of("dispatcher").post(run)
    last = client_of("dispatcher").post(run, follow=True)
    assert last.redirect_chain[-1][0] == reverse("workspace:import", args=[now(Batch).get().key])
    assert (now(Batch).get().status, now(Opinion).count()) == ("closed", 5)


def test_an_import_is_undone_with_a_reason(client_of: ClientOf) -> None:
    clerk = client_of("clerk")
    one = brought_in(clerk)
    url = reverse("workspace:import_undo", args=[one.key])
    assert clerk.post(url, {"key": fresh_key(), "reason": " "}).status_code == 422
    done = clerk.post(url, {"key": fresh_key(), "reason": "导错了文件"}, follow=True)
    assert "The import is undone: 1 opinion was withdrawn." in done.content.decode()
    assert "导错了文件" in done.content.decode()
    assert set(now(Opinion).values_list("status", flat=True)) == {OpinionStatus.WITHDRAWN.value}
    assert url not in done.content.decode()


def test_what_was_sorted_is_not_undone(client_of: ClientOf, county: County) -> None:
    one = brought_in(client_of("clerk"))
    accept(now(Opinion).get(batch=one.key).key, county.actor("dispatcher"), fresh_key(), title="桥栏杆")
    url = reverse("workspace:import_undo", args=[one.key])
    answer = client_of("clerk").post(url, {"key": fresh_key(), "reason": "导错了文件"})
    assert answer.status_code == 422
    assert "1 opinions of this import have been sorted already." in answer.content.decode()
    assert "导错了文件" in answer.content.decode()


def test_an_auditor_reads_the_sum_and_changes_nothing(client_of: ClientOf) -> None:
    one = brought_in(client_of("clerk"))
    auditor = client_of("auditor")
    shown = auditor.get(reverse("workspace:import", args=[one.key])).content.decode()
    refused = [
        reverse(f"workspace:{name}", args=[one.key]) for name in ("import_returned", "import_undo", "import_run")
    ]
    for url in refused:
        assert url not in shown
        assert auditor.get(url).status_code == 403
    assert client_of("handler").get(reverse("workspace:imports")).status_code == 403


def test_the_same_file_is_said_to_have_been_here(client_of: ClientOf) -> None:
    clerk = client_of("clerk")
    brought_in(clerk)
    again = clerk.get(send(clerk).url)
    assert "This very file was brought in on" in again.content.decode()
    one = brought_in(clerk)
    assert (one.accepted, one.duplicates, one.rejected) == (0, 2, 2)
