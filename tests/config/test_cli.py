"""The command line as its users and other programs meet it: the real program, in a process of its own, on a data directory of its own."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sandan.config.cli import COMMANDS

ROWS = """留言编号,留言用户,留言主题,留言时间,留言详情
1,A0001,路灯不亮,2026/9/6 9:05:07,村口的路灯坏了三个月没有人修
2,A0002,水管漏水,2026-09-07,河边的水管一直漏水
3,A0003,,2026-09-08,
4,A0004,路灯不亮,2026/9/9 10:00:00,村口的路灯坏了三个月没有人修
1,A0001,路灯不亮,2026/9/6 9:05:07,村口的路灯坏了三个月没有人修
"""


def run(home: Path, *arguments: str, code: int = 0) -> str:
    """What `sandan` prints; fails unless it ends with `code`."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("SANDAN_", "DJANGO_", "DATABASE_"))
    }
    done = subprocess.run(
        [sys.executable, "-c", "from sandan.config.cli import main; main()", "--home", str(home), *arguments],
        env=environment,
        cwd=home.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == code, f"{arguments}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def told(home: Path, *arguments: str, code: int = 0) -> Any:
    """The same, read as JSON."""
    return json.loads(run(home, *arguments, "--json", code=code))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded county with one imported file."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "留言.csv").write_text(ROWS, encoding="gb18030")
    return folder / "county"


@pytest.fixture(scope="module")
def imported(home: Path) -> Any:
    """What the import of the file said, into a directory that held nothing."""
    return told(home, "import", str(home.parent / "留言.csv"), "--yes")


def test_asking_for_help_makes_no_data_directory(tmp_path: Path) -> None:
    listed = run(tmp_path / "nothing", "--help")
    assert all(command in listed for command in COMMANDS)
    assert "--json" in run(tmp_path / "nothing", "verify", "--help")
    assert not (tmp_path / "nothing").exists()


def test_an_import_accounts_for_every_row(imported: Any) -> None:
    assert {"batch", "accepted", "rejected", "duplicates", "defects"} <= imported.keys()
    assert (imported["accepted"], imported["rejected"], imported["duplicates"]) == (3, 1, 1)
    (defect,) = imported["defects"]
    assert {"row", "column", "code", "message"} <= defect.keys()
    assert defect["row"] == 4
    assert defect["code"] == "text_missing"


def test_the_same_file_again_is_all_duplicates(home: Path, imported: Any) -> None:
    again = told(home, "import", str(home.parent / "留言.csv"), "--yes")
    assert (again["accepted"], again["duplicates"], again["rejected"]) == (0, 4, 1)


def test_a_county_is_founded_once_and_also_after_an_import(home: Path, imported: Any) -> None:
    made = told(home, "init", "--county", "云岭县", "--operator", "孔维")
    assert made["link"].startswith("http://127.0.0.1:8000/setup/")
    run(home, "init", code=1)


def test_figures_have_null_where_nothing_can_be_divided_by(home: Path, imported: Any) -> None:
    answer = told(home, "figures")
    assert answer["as_of"].keys() == {"date", "position"}
    by_id = {each["id"]: each for each in answer["figures"]}
    wanted = {"id", "version", "unit", "value", "numerator", "denominator", "records"}
    assert all(each.keys() - {"formula", "weighted"} == wanted for each in answer["figures"])
    assert by_id["opinions.collected"]["value"] == 3
    assert len(by_id["opinions.collected"]["records"]) == 3
    assert by_id["opinions.repeats"]["value"] == 1
    assert by_id["rate.satisfaction"]["value"] is None
    assert by_id["rate.satisfaction"]["denominator"] == 0
    assert run(home, "figures", "no.such.figure", code=2) == ""


def test_a_day_before_everything_knows_nothing(home: Path, imported: Any) -> None:
    answer = told(home, "figures", "opinions.collected", "--as-of", "2001-01-01")
    assert answer["as_of"] == {"date": "2001-01-01", "position": 0}
    assert answer["figures"][0]["value"] == 0


def test_lists_are_written_with_their_heads(home: Path, imported: Any) -> None:
    answer = told(home, "export", "lists", "--out", str(home.parent / "lists"))
    assert {each["list"] for each in answer["files"]} == {"problems", "tasks", "responsibilities"}
    for each in answer["files"]:
        assert load_workbook(home.parent / each["path"]).active is not None


def test_erasing_leaves_a_ledger_that_verifies(home: Path, imported: Any) -> None:
    number = told(home, "figures", "opinions.collected")["figures"][0]["records"][1]
    assert told(home, "erase", number, "--basis", "个人信息保护法第四十七条", "--yes")["entry"] > 1
    run(home, "erase", number, "--basis", "again", "--yes", code=1)
    run(home, "erase", "Y2026-999999", "--basis", "none", "--yes", code=2)
    assert told(home, "verify")["ok"] is True


def test_verify_says_ok_and_names_what_was_changed(home: Path, imported: Any) -> None:
    answer = told(home, "verify")
    assert answer["ok"] is True
    assert answer["faults"] == []
    assert answer["entries"] > 3
    number = told(home, "figures", "opinions.collected")["figures"][0]["records"][0]
    with sqlite3.connect(home / "county.sqlite3") as database:
        changed = database.execute(
            "UPDATE projections_opinion SET registered_on = '2026-09-16' WHERE number = ?", [number]
        )
        assert changed.rowcount == 1
    try:
        found = told(home, "verify", code=1)
        assert found["ok"] is False
        (fault,) = found["faults"]
        assert fault["kind"] == "projection"
        assert "projections_opinion" in fault["where"]
        assert "registered_on" in fault["detail"]
    finally:
        run(home, "rebuild")
    assert told(home, "verify")["ok"] is True


def test_a_demo_is_never_made_over_a_real_county(home: Path, imported: Any) -> None:
    run(home, "demo", code=1)


def test_an_unknown_database_is_refused_in_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from sandan.config.cli import main; main()", "--home", str(tmp_path), "verify"],
        env={**os.environ, "DATABASE_URL": "mysql://localhost/x"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "mysql" in done.stderr


def test_who_is_locked_out_gets_a_link_and_loses_the_second_factor_in_the_ledgers_sight(
    home: Path, imported: Any
) -> None:
    """By id, name or user name; recorded as done at the machine; and nothing is recorded where nothing was done."""
    with sqlite3.connect(home / "county.sqlite3") as database:
        ((person, name),) = database.execute("SELECT key, name FROM projections_person").fetchall()
    entries = told(home, "verify")["entries"]
    run(home, "link", "nobody", code=2)
    run(home, "factor-reset", "nobody", "--yes", code=2)
    links = {told(home, "link", who)["link"] for who in (person, name)}
    assert len(links) == 2
    assert all(each.startswith("http://127.0.0.1:8000/setup/") for each in links)
    assert told(home, "verify")["entries"] == entries + 2

    with sqlite3.connect(home / "county.sqlite3") as database:
        database.execute(
            "INSERT INTO auth_user (id, username, password, is_superuser, is_staff, is_active, first_name, last_name, email, date_joined) "
            "VALUES (1, 'kong', '!', 0, 0, 1, '', '', '', '2026-01-01')"
        )
        database.execute("INSERT INTO web_account (user_id, person, acting, failures) VALUES (1, ?, '', 0)", [person])
    assert told(home, "link", "kong")["person"] == person
    run(home, "factor-reset", "kong", "--yes", code=1)
    with sqlite3.connect(home / "county.sqlite3") as database:
        database.execute(
            "INSERT INTO mfa_authenticator (type, data, created_at, user_id) VALUES ('totp', '{}', '2026-01-01', 1)"
        )
    assert told(home, "factor-reset", "kong", "--yes") == {"person": person}
    with sqlite3.connect(home / "county.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM mfa_authenticator").fetchone() == (0,)
        kinds = database.execute("SELECT kind FROM ledger_entry ORDER BY position DESC LIMIT 2").fetchall()
    assert kinds == [("person.factor_reset/1",), ("person.link_made/1",)]
    assert told(home, "verify")["ok"] is True


def test_rules_and_the_calendar(home: Path) -> None:
    """Which rules hold, a year that nobody knows, and the notice that makes it known."""
    then = told(home, "rule", "list", "--on", "2019-10-01", "--procedure", "petition")
    assert [each["id"] for each in then] == ["petition-2005"]
    assert {"step": "conclude", "days": 60, "day_type": "calendar"}.items() <= then[0]["deadlines"][2].items()
    assert "《信访工作条例》" in run(home, "rule", "list", "--on", "2023-01-01")
    assert told(home, "calendar", "show", "2019")["workdays"][-2:] == ["2019-09-29", "2019-10-12"]
    year = str(date.today().year + 2)  # noqa: DTZ011 - as the program reckons it, give or take a new year's night
    assert not told(home, "calendar", "show", year, code=1)["known"]
    notice = home.parent / "通知.txt"
    notice.write_text("元旦1月1日放假。劳动节5月1日放假。国庆节10月1日至7日放假调休。", "utf-8")
    dry = run(home, "calendar", "add", year, str(notice), "--source", "通知", "--dry-run")
    assert f"{year}-10-07" in dry
    assert not told(home, "calendar", "show", year, code=1)["known"]
    run(home, "calendar", "add", year, str(notice), "--source", "通知")
    assert told(home, "calendar", "show", year)["entries"] == [{"source": "通知", "reason": ""}]
    run(home, "calendar", "add", year, str(notice), "--source", "通知", code=1)


def test_a_texts_numbers_are_checked_against_the_ledger_and_against_each_other(home: Path, imported: Any) -> None:
    collected = {each["id"]: each["value"] for each in told(home, "figures")["figures"]}["opinions.collected"]
    text = home.parent / "通报.txt"
    text.write_text(f"全县共收集意见建议{collected}条，制发通报12期。", encoding="gb18030")
    found = told(home, "claim-check", str(text))
    assert [(each["value"], each["status"], each["figure"], each["ours"]) for each in found["claims"]] == [
        (collected, "matches", "opinions.collected", collected),
        (12, "not_held", None, None),
    ]
    text.write_text(f"共收集意见建议{collected + 2}条。收集问题100件，已整改60件，未整改30件。", encoding="utf-8")
    wrong = told(home, "claim-check", str(text), code=1)
    assert wrong["claims"][0]["status"] == "differs"
    assert "2" in wrong["claims"][0]["note"]
    assert [each["claims"] for each in wrong["contradictions"]] == [[1, 2, 3]]
    assert "90" in wrong["contradictions"][0]["note"]
    alone = told(home.parent / "nowhere", "claim-check", str(text), code=1)
    assert {each["status"] for each in alone["claims"]} == {"not_held", "contradicts"}
    assert not (home.parent / "nowhere" / "county.sqlite3").exists()
    broken = home.parent / "坏.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing")
    run(home, "claim-check", str(broken), code=4)
