"""`sandan import` as a machine and a person meet it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from django.utils import timezone
from tests.web.cast import County, fresh_key, make_county

from sandan.config.importing import import_
from sandan.desk import batch as desk
from sandan.desk import organisation
from sandan.desk.opinion import accept
from sandan.desk.organisation import Post
from sandan.domain.authority import Role
from sandan.projections import appointment
from sandan.projections.batch import Batch
from sandan.projections.opinion import Opinion
from sandan.projections.version import now

pytestmark = pytest.mark.django_db
Run = Callable[..., Result]

FILE = """编号,姓名,内容,时间
A1,甲,桥栏杆断了,2025-03-01
A2,乙,,2025/13/45
A3,丙,没有路灯,03/04/2025
A1,甲,桥栏杆断了,2025-03-01
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "意见.csv"
    path.write_text(FILE, "utf-8")
    return path


@pytest.fixture
def run(file: Path) -> Run:
    def made(*arguments: str) -> Result:
        return CliRunner().invoke(import_, [str(file), *arguments, "--language", "en"])

    return made


def told(result: Result) -> Any:
    return json.loads(result.stdout)


def test_an_empty_county_takes_a_file_and_tells_machines_what_became_of_it(run: Run) -> None:
    result = run("--json")
    assert result.exit_code == 0, result.output
    one = now(Batch).get()
    assert told(result) == {
        "batch": one.key,
        "rows": 4,
        "accepted": 1,
        "rejected": 2,
        "duplicates": 1,
        "defects": [
            {
                "row": 3,
                "column": "内容",
                "code": "text_missing",
                "message": "Nothing was said: title and text are empty.",
            },
            {"row": 3, "column": "时间", "code": "date_invalid", "message": "This is no date of any calendar."},
            {
                "row": 4,
                "column": "时间",
                "code": "date_ambiguous",
                "message": "The date can be read as 2025-03-04 or as 2025-04-03. Write it as year-month-day.",
            },
        ],
    }
    assert one.by == ""
    again = told(run("--json"))
    assert (again["accepted"], again["rejected"], again["duplicates"]) == (0, 2, 2)


def test_people_are_told_the_sum_and_get_the_bad_rows_back(run: Run, tmp_path: Path) -> None:
    back = tmp_path / "back.xlsx"
    result = run("--returned", str(back), "--dates", "dmy")
    assert result.exit_code == 0, result.output
    assert "Entered 2 + Held already 1 + Sent back 1 = Rows of the file 4" in result.stdout
    sheet = openpyxl.load_workbook(back).active
    assert sheet is not None
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["编号", "A2"]
    assert now(Opinion).get(row=4).registered_on == date(2025, 4, 3)


def test_a_mapping_can_be_looked_at_changed_and_given(run: Run, tmp_path: Path) -> None:
    proposed = told(run("--propose"))
    assert proposed["fields"] == {"external_id": 0, "reporter": 1, "text": 2, "happened_at": 3}
    assert not now(Batch).exists()
    proposed["fields"] = {"text": 1}
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps(proposed), "utf-8")
    assert told(run("--json", "--mapping", str(path)))["accepted"] == 3
    for wrong in ("{}", str(tmp_path / "none.json")):
        assert run("--mapping", wrong).exit_code == 2


def test_a_file_refused_as_a_whole_ends_with_four(file: Path, run: Run) -> None:
    file.write_bytes(b"%PDF-1.7")
    result = run("--json")
    assert result.exit_code == 4
    whole = told(result)
    assert (whole["batch"], whole["accepted"], whole["defects"][0]["code"]) == (None, 0, "kind_unsupported")
    assert "Files of this kind (pdf) cannot be read here." in result.stderr
    file.write_text(FILE, "utf-8")
    other = {"version": 1, "header_row": 1, "names": ["x"], "fields": {"text": 0}, "date_order": "", "worksheet": ""}
    assert run("--mapping", json.dumps(other)).exit_code == 4
    assert not now(Batch).exists()


def test_what_was_interrupted_goes_on(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "CHUNK", 2)
    straight = desk.run

    def stopped(batch: str, by: Any, progress: Callable[[int], None]) -> Batch:
        straight(batch, by, progress, within=0)
        raise KeyboardInterrupt

    monkeypatch.setattr(desk, "run", stopped)
    assert run("--json").exit_code == 1
    monkeypatch.setattr(desk, "run", straight)
    assert (now(Batch).get().status, now(Opinion).count()) == ("open", 1)
    assert told(run("--json"))["batch"] == now(Batch).get().key
    assert (now(Batch).get().status, now(Opinion).count()) == ("closed", 1)


def test_an_import_is_undone_unless_it_is_in_use(run: Run) -> None:
    county = make_county()
    batch = told(run("--json"))["batch"]
    undo = ["--undo", batch, "--language", "en"]
    assert CliRunner().invoke(import_, undo).exit_code == 2
    accept(now(Opinion).get().key, county.actor("dispatcher"), fresh_key(), title="桥栏杆")
    refused = CliRunner().invoke(import_, [*undo, "--reason", "导错了文件"])
    assert refused.exit_code == 1
    assert "1 opinions of this import have been sorted already." in refused.stderr
    other = told(run("--json", "--dates", "mdy"))["batch"]
    done = CliRunner().invoke(import_, ["--undo", other, "--reason", "导错了文件", "--json"])
    assert (done.exit_code, told(done)) == (0, {"batch": other, "withdrawn": 1})


def test_the_import_names_who_made_it(run: Run) -> None:
    county: County = make_county()
    assert run("--by", "clerk").exit_code == 0
    assert now(Batch).order_by("-position")[0].by == county.people["clerk"]
    assert run("--by", "罗启明").exit_code == 0
    assert now(Batch).order_by("-position")[0].by == county.people["dispatcher"]
    assert run("--by", "handler").exit_code == 2
    # Two people may import: without a name it is neither of them.
    assert run().exit_code == 0
    assert now(Batch).order_by("-position")[0].by == ""


def test_the_only_clerk_is_taken(run: Run) -> None:
    founded = organisation.establish_county("云岭县", "马致和", fresh_key())
    operator = appointment.actor(founded.operator.person, founded.operator.appointment, timezone.localdate())
    assert operator is not None
    post = Post(founded.office, "登记员", (Role.CLERK,), date(2026, 1, 1))
    clerk = organisation.take_on("何静文", post, operator, fresh_key())
    assert run().exit_code == 0
    assert now(Batch).get().by == clerk.person


def test_no_file_and_nothing_to_undo_is_a_wrong_command_line() -> None:
    assert CliRunner().invoke(import_, []).exit_code == 2
    assert CliRunner().invoke(import_, ["/nowhere.csv"]).exit_code == 2
