"""Bulletins on screen: written without a script, looked at, handed in, approved by somebody else, published, corrected, downloaded."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import openpyxl
import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.issue import put_out
from tests.web.cast import County, fresh_key
from tests.web.step import accepted, heard

from sandan.desk import bulletin
from sandan.ledger import read
from sandan.projections.bulletin import Bulletin
from sandan.projections.version import now

Open = Callable[[str], Client]
BODY = "各单位：\n全县登记问题[[problems.collected]]件，整改落实[[problems.rectified]]件。"


def drafted(county: County, body: str = BODY) -> str:
    return bulletin.draft("整改情况", body, county.actor("editor"), fresh_key())


def published(county: County) -> Bulletin:
    accepted(county, heard(county, "水管裂了。"))
    return put_out(drafted(county), county.actor("editor"), county.actor("leader"), fresh_key(), timezone.localdate())


def page(client: Client, name: str, *args: str, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def post(client: Client, name: str, key: str, **given: Any) -> str:
    answer = client.post(reverse(name, args=[key]), {"key": fresh_key(), **given}, follow=True)
    return unescape(answer.content.decode())


def test_the_whole_way_by_two_people(county: County, client_of: Open) -> None:
    accepted(county, heard(county, "水管裂了。"))
    editor, leader = client_of("editor"), client_of("leader")
    key = drafted(county)
    assert "Hand it in" in page(editor, "workspace:bulletin", key)
    post(editor, "workspace:bulletin_submit", key, as_of=timezone.localdate())
    handed_in = now(Bulletin).get(key=key)
    assert handed_in.status == "submitted"
    assert reverse("workspace:bulletin", args=[key]) in page(leader, "workspace:desk")
    assert reverse("workspace:bulletin_approve", args=[key]) not in page(editor, "workspace:bulletin", key)
    read_by_leader = page(leader, "workspace:bulletin", key)
    assert handed_in.digest in read_by_leader
    heard(county, "路灯不亮。")
    post(leader, "workspace:bulletin_approve", key, digest=handed_in.digest)
    post(editor, "workspace:bulletin_publish", key)
    out = now(Bulletin).get(key=key)
    assert (out.status, out.digest, out.frozen_at) == ("published", handed_in.digest, handed_in.frozen_at)
    assert "differs" not in page(client_of(""), "portal:bulletin", key)


def test_giving_back_tells_why_and_a_change_goes_round_again(county: County, client_of: Open) -> None:
    editor, leader, key = client_of("editor"), client_of("leader"), drafted(county)
    post(editor, "workspace:bulletin_submit", key, as_of=timezone.localdate())
    post(leader, "workspace:bulletin_send_back", key, reason="请再核一遍")
    assert "请再核一遍" in page(editor, "workspace:bulletin", key)
    assert now(Bulletin).get(key=key).status == "draft"
    told = page(editor, "workspace:bulletin_versions", key)
    assert told.index("Given back") < told.index("Handed in") < told.index("Begun")


def test_what_does_not_reconcile_is_told_and_not_handed_in(county: County, client_of: Open) -> None:
    accepted(county, heard(county, "水管裂了。"))
    editor = client_of("editor")
    key = drafted(county, "全县登记问题[[problems.collected]]件，销号[[problems.rectified]]件。")
    assert "The words name another figure than the reference" in page(editor, "workspace:bulletin", key)
    before = read.head().size
    told = post(editor, "workspace:bulletin_submit", key, as_of=timezone.localdate())
    assert "names another figure than its reference" in told
    assert read.head().size == before


def test_the_editor_needs_no_script(county: County, client_of: Open) -> None:
    editor, address = client_of("editor"), reverse("workspace:bulletin_edit_new")
    given = {"title": "整改情况", "layout": "circular", "body": "登记问题", "key": fresh_key()}
    before = read.head().size
    told = unescape(editor.post(address, {**given, "do": "find", "q": "struck off", "town": "青溪镇"}).content.decode())
    assert "[[problems.struck_off town=青溪镇]]" in told
    assert "登记问题</textarea>" in told
    told = unescape(editor.post(address, {**given, "do": "insert:[[problems.collected]]"}).content.decode())
    assert "登记问题[[problems.collected]]</textarea>" in told
    assert 'class="figure"' in told
    told = unescape(editor.post(address, {**given, "do": "look", "body": "办理397件"}).content.decode())
    assert "“397” is typed by hand" in told
    assert read.head().size == before


def test_a_script_gets_only_the_parts_that_change(county: County, client_of: Open) -> None:
    given = {"title": "整改情况", "layout": "bulletin", "body": BODY, "do": "look"}
    answer = client_of("editor").post(reverse("workspace:bulletin_edit_new"), given, headers={"X-Sandan-Part": "1"})
    told = answer.content.decode()
    assert "<html" not in told
    assert re.findall(r'id="(found|look)" data-part', told) == ["found", "look"]


@pytest.mark.parametrize("template", ["weekly", "monthly", "campaign", "closure"])
def test_a_template_begins_a_draft(county: County, client_of: Open, template: str) -> None:
    editor = client_of("editor")
    assert f"?template={template}" in page(editor, "workspace:bulletins")
    form = page(editor, "workspace:bulletin_edit_new", template=template)
    assert "[[problems.struck_off" in form
    assert f'value="{template}/1"' in form


def test_versions_show_what_differs(county: County, client_of: Open) -> None:
    editor, key = client_of("editor"), drafted(county)
    post(
        editor,
        "workspace:bulletin_edit",
        key,
        title="整改情况",
        layout="bulletin",
        body=f"{BODY}\n请抓紧办理。",
        do="save",
    )
    told = page(editor, "workspace:bulletin_versions", key)
    assert re.search(r"<ins>.*请抓紧办理。</ins>", told)
    assert "<del>" not in told


def test_a_correction_shows_the_old_number_beside_the_new(county: County, client_of: Open) -> None:
    old = published(county)
    accepted(county, heard(county, "路灯不亮。"))
    editor = client_of("editor")
    form = page(editor, "workspace:bulletin_edit_new", corrects=old.key)
    assert "Why it corrects" in form
    given = {"title": "整改情况（更正）", "layout": "bulletin", "body": BODY, "corrects": old.key, "do": "save"}
    answer = editor.post(reverse("workspace:bulletin_edit_new"), {**given, "key": fresh_key()})
    assert answer.status_code == 422
    answer = editor.post(reverse("workspace:bulletin_edit_new"), {**given, "reason": "补录", "key": fresh_key()})
    key = answer["Location"].rstrip("/").rpartition("/")[2]
    put_out(key, county.actor("editor"), county.actor("leader"), fresh_key(), timezone.localdate())
    visitor = client_of("")
    told = page(visitor, "portal:bulletin", key)
    assert "<del>1</del>" in told
    assert "<ins>2</ins>" in told
    assert "补录" in told
    assert reverse("portal:bulletin", args=[key]) in page(visitor, "portal:bulletin", old.key)


def test_everybody_has_it_as_files(county: County, client_of: Open) -> None:
    row, visitor = published(county), client_of("")
    address = {kind: reverse("portal:bulletin_file", args=[row.key, kind]) for kind in ("pdf", "docx", "xlsx", "html")}
    listed = page(visitor, "portal:bulletin", row.key)
    for each in address.values():
        assert each in listed
    for layout in ("bulletin", "circular"):
        content = visitor.get(address["pdf"], {"layout": layout}).content
        words = "".join("".join(one.extract_text().split()) for one in pypdf.PdfReader(io.BytesIO(content)).pages)
        assert row.digest in words
    sheet = openpyxl.load_workbook(io.BytesIO(visitor.get(address["xlsx"]).content)).active
    assert sheet is not None
    behind = str(sheet.cell(5, 12).value)
    assert behind.startswith("http://testserver/figures/")
    assert visitor.get(behind.removeprefix("http://testserver")).status_code == 200
    assert visitor.get(address["docx"]).content.startswith(b"PK")
    assert visitor.get(reverse("portal:bulletin_file", args=[row.key, "exe"])).status_code == 404
    assert visitor.get(reverse("portal:bulletin_file", args=[drafted(county), "pdf"])).status_code == 404


def test_an_office_says_what_stands_over_its_bulletins(
    county: County, client_of: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    row = published(county)
    monkeypatch.setattr("django.conf.settings.SANDAN_HOME", tmp_path)
    (tmp_path / "bulletin.toml").write_text('name = "云岭整改简报"\npublisher = "县整改办"\n', "utf-8")
    assert "云岭整改简报" in page(client_of(""), "portal:bulletin", row.key)
    (tmp_path / "bulletin.toml").write_text("name = ", "utf-8")
    assert "云岭整改简报" not in page(client_of(""), "portal:bulletin", row.key)
