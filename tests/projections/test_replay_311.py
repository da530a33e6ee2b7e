"""A city's requests told to the ledger: what the figures call overdue, held against the city's own word. The rows are made up."""

from __future__ import annotations

import lzma
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from bench.replay import told
from bench.request import ONTIME, OVERDUE, SECOND, File, Request, Unreadable, read
from bench.verdict import LATER_HOUR, RATES, STILL_OPEN, UNEXPLAINED, Report, compare, key_of, tell
from tests.ledger.backend import Store

from sandan.ledger import verify
from sandan.projections import figure, replay
from sandan.projections.predicate import by

ROWS = Path(__file__).with_name("request.csv")
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def file() -> File:
    return read(ROWS)


def replayed(file: File) -> Report:
    tell(file.requests, lambda _: None)
    return compare(file.requests, file.window[0] + SECOND)


def lines(report: Report, kind: str) -> list[str]:
    return [each.id for each in report.examples[kind]]


def test_what_cannot_be_used_is_left_out_and_said(file: File) -> None:
    assert [each.id for each in file.requests] == [f"9000{n:02}" for n in (*range(1, 16), 22)]
    assert [reason for _, reason in file.left_out] == [
        "its id was on an earlier line",
        "TARGET_DT is not a moment",
        "CLOSED_DT is not a moment",
        "no moment of opening",
        "its target lies before the day it was opened",
        "Closed, without a moment of closing",
        "not as many cells as columns",
        "no id",
    ]
    assert not file.breaks_off


def test_the_file_tells_when_the_city_looked(file: File) -> None:
    assert [str(each) for each in file.window] == ["2021-04-30 09:00:00", "2021-06-01 08:30:00"]


def test_as_many_rows_as_asked_for() -> None:
    assert [each.id for each in read(ROWS, 2).requests] == ["900001", "900002"]


def test_another_table_is_refused(tmp_path: Path) -> None:
    (other := tmp_path / "other.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(Unreadable, match="columns missing: CASE_ENQUIRY_ID"):
        read(other)


def test_every_row_with_a_target_is_judged_as_the_city_did(empty_county: Store, file: File) -> None:
    report = replayed(file)
    assert report.holds
    assert (report.rows, report.without_target, report.silent) == (16, 2, 1)
    assert (report.equal, dict(report.by_day)) == (11, {LATER_HOUR: 1, STILL_OPEN: 1})
    assert lines(report, LATER_HOUR) == ["900004"]
    assert lines(report, STILL_OPEN) == ["900011"]
    assert report.by_moment == 0


def test_the_county_that_comes_of_it_verifies(empty_county: Store, file: File) -> None:
    replayed(file)
    named = replay.Files()
    assert verify.check().faults == []
    assert list(replay.compare(see=named.see)) == []
    assert named.gone == {}


def test_no_reading_of_the_target_as_a_day_tells_the_hour(empty_county: Store, file: File) -> None:
    """The day before would be wrong about whoever closed on the target's day before its hour."""
    assert replayed(file).day_before == 3


def test_the_figures_themselves(empty_county: Store, file: File) -> None:
    replayed(file)
    by_key = {key_of(each): each.id for each in file.requests}

    def ids(id: str, part: figure.Part = "numerator") -> list[str]:
        rows = figure.records(id, part, on=file.window[0].date())
        return sorted(by_key[each] for each in rows.values_list("key", flat=True))

    assert ids("problems.overdue") == ["900009"]
    on_time = ["900001", "900003", "900004", "900005", "900013", "900014", "900015", "900022"]
    assert RATES == ("rate.on_time", "rate.on_first_time")
    for rate in RATES:
        assert ids(rate) == on_time
        assert ids(rate, "denominator") == sorted([*on_time, "900002", "900006", "900009", "900012"])


def test_a_city_that_says_otherwise_is_found_out(empty_county: Store, file: File) -> None:
    said: list[Request] = [replace(each, city=OVERDUE if each.id == "900001" else each.city) for each in file.requests]
    said = [replace(each, city=ONTIME if each.id == "900002" else each.city) for each in said]
    report = replayed(replace(file, requests=said))
    assert not report.holds
    assert (report.by_moment, report.by_day[UNEXPLAINED]) == (2, 2)
    assert lines(report, UNEXPLAINED) == ["900001", "900002"]


def test_a_rate_that_held_rows_without_a_target_is_found_out(
    empty_county: Store, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    lax = replace(figure.FIGURES["problems.due"], predicate=by("registered_on"))
    monkeypatch.setitem(figure.FIGURES, "problems.due", lax)
    report = replayed(file)
    assert not report.holds
    assert "line 9 has no target and is in rate.on_time" in report.faults


def test_the_report_says_it_all(empty_county: Store, file: File) -> None:
    text = "\n".join(told(file, replayed(file)))
    assert "left out: TARGET_DT is not a moment (first: line 18)" in text
    assert "target 03/05/2021 08:30:00 AM, closed 03/05/2021 02:00:00 PM, the city: OVERDUE" in text
    assert "rate.on_time: 66.7 % (8 of 12)" in text
    assert "The city's ONTIME, all rows: 66.7 % (10 of 15)" in text
    assert "The city's ONTIME, rows with a target: 61.5 % (8 of 13)" in text


def test_a_file_that_breaks_off_is_told_as_far_as_it_goes(tmp_path: Path) -> None:
    packed = lzma.compress(ROWS.read_bytes())
    (cut := tmp_path / "cut.csv.xz").write_bytes(packed[:-60])
    # Sandan's directory is the replay's own, so that it could not touch a county if it tried.
    environment = {**os.environ, "SANDAN_HOME": str(tmp_path / "none")}
    done = subprocess.run(
        [sys.executable, "-m", "bench.replay", str(cut)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "The file breaks off: the packed file ends too early." in done.stdout
    assert "left out: the file breaks off in it" in done.stdout
    assert not (tmp_path / "none").exists()
