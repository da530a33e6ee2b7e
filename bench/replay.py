"""`python -m bench.replay FILE`: tell a city's service requests to an empty county, and hold our overdue against the city's own.

FILE is Boston's 311 CSV, also packed as .xz, also broken off. Exit code 0: every row that has a target is judged as the city judged it, and
no row without one is in an on-time rate.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench.request import MOMENT, ONTIME, OVERDUE, SECOND, File, Unreadable, read

if TYPE_CHECKING:
    from bench.verdict import Report


def main() -> None:
    """Read, tell, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.replay", description=__doc__)
    parser.add_argument("file", type=Path, help="Boston's 311 CSV, or the same packed as .xz")
    parser.add_argument("--rows", type=int, help="at most so many rows, from the first (default: all)")
    parser.add_argument(
        "--home", type=Path, help="an empty data directory to keep the county in (default: thrown away)"
    )
    parser.add_argument(
        "--as-of",
        type=datetime.fromisoformat,
        help="the moment at which the city judged what was open (default: a second after the last thing that the file tells of)",
    )
    given = parser.parse_args()
    if given.as_of and given.as_of.tzinfo:
        parser.error("--as-of is the city's wall clock, without a zone")
    try:
        file = read(given.file, given.rows)
    except (OSError, Unreadable) as error:
        parser.error(str(error))
    if not file.requests:
        parser.error("no row could be read")
    if given.home and given.home.exists() and any(given.home.iterdir()):
        parser.error(f"{given.home} is not empty")
    with tempfile.TemporaryDirectory(prefix="sandan-replay-") as folder:
        os.environ["SANDAN_HOME"] = str(given.home or folder)
        os.environ["SANDAN_TIME_ZONE"] = (
            "UTC"  # the file's hours have no zone: one in which none is missing or comes twice
        )
        os.environ["DJANGO_SETTINGS_MODULE"] = "sandan.config.settings"
        os.environ.pop("DATABASE_URL", None)
        import django  # noqa: PLC0415 - the data directory must be known first

        django.setup()
        from bench.verdict import compare, tell  # noqa: PLC0415 - needs Django set up
        from sandan.config.ready import ready  # noqa: PLC0415  # Django must stand ready first

        ready()
        tell(file.requests, _said)
        report = compare(file.requests, given.as_of or file.window[0] + SECOND)
    for line in told(file, report):
        print(line)
    sys.exit(0 if report.holds else 1)


def told(file: File, report: Report) -> Iterator[str]:
    """The report, line by line."""
    if file.breaks_off:
        yield f"The file breaks off: {file.breaks_off}. What follows is about the rows before that."
    yield _line("rows read", len(file.requests) + len(file.left_out))
    for reason, count in sorted(Counter(reason for _, reason in file.left_out).items()):
        first = next(line for line, each in file.left_out if each == reason)
        yield _line(f"  left out: {reason} (first: line {first})", count)
    yield _line("rows told", report.rows)
    yield _line("  without a target", report.without_target)
    yield _line("  with a target", report.rows - report.without_target)
    yield _line("    of which the city says neither ONTIME nor OVERDUE", report.silent)
    judged = report.equal + report.by_day.total()
    yield _line("    judged by the city", judged)
    after, until = file.window
    yield (
        f"What was open was judged after {after}"
        + (f" and not after {until}" if until else "")
        + f"; here: {report.as_of}"
    )
    if until and until <= after:
        yield "  No moment explains the city's word on all of them."
    yield ""
    yield _line("By days, the target's day as deadline: judged alike", report.equal)
    for kind, count in sorted(report.by_day.items()):
        yield _line(f"  otherwise: {kind}", count)
        yield from _examples(report, kind)
    yield _line("  otherwise, if the day before the target's were the deadline", report.day_before)
    yield _line(
        "By moments, the claim's entry in the ledger against the target: judged alike", judged - report.by_moment
    )
    yield _line("  otherwise", report.by_moment)
    yield from _examples(report, "by the moment")
    yield ""
    for id, value in report.rates.items():
        yield f"{id}: {value}"
    yield from _city(file)
    yield _line("Faults", len(report.faults))
    yield from (f"  {each}" for each in report.faults[:20])


def _city(file: File) -> Iterator[str]:
    """The rate as the city's own words give it, over all rows and over those that have a target."""
    for name, rows in (
        ("all rows", file.requests),
        ("rows with a target", [each for each in file.requests if each.target]),
    ):
        words = Counter(each.city for each in rows)
        if whole := words[ONTIME] + words[OVERDUE]:
            yield f"The city's ONTIME, {name}: {100 * words[ONTIME] / whole:.1f} % ({words[ONTIME]:,} of {whole:,})"


def _examples(report: Report, kind: str) -> Iterator[str]:
    for each in report.examples.get(kind, ())[:3]:
        target, closed = (moment.strftime(MOMENT) if moment else "-" for moment in (each.target, each.closed))
        yield f"    line {each.line}: target {target}, closed {closed}, the city: {each.city}"


def _line(name: str, count: int) -> str:
    return f"{name:84} {count:>8,}"


def _said(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
