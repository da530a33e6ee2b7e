"""`sandan claim-check`: the numbers of a text held against the ledger and against each other."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path

import click
from django.db import OperationalError, ProgrammingError, connection
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from sandan.bulletins.check import LONGEST, Answer, Report, alone, check
from sandan.config.option import LANGUAGE
from sandan.config.reporting import DAY
from sandan.intake.manuscript import Fault, ManuscriptError, read
from sandan.ledger import read as ledger
from sandan.web import claim as words


@click.command("claim-check")
@click.argument("file", type=click.File("rb"))
@click.option("--as-of", type=DAY, help="For numbers without a day of their own (default: today).")
@click.option("--alone", "by_itself", is_flag=True, help="Only against itself: for another county's text.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@LANGUAGE
def claim_check(file: io.BufferedReader, as_of: datetime | None, by_itself: bool, as_json: bool, language: str) -> None:
    """Check every number of FILE (text, .docx, .pdf, a web page; - for standard input) against the ledger and against the others.

    Ends with 1 where a number differs from the ledger's or the text contradicts itself, and with 4 where the file cannot be read.
    """
    with translation.override(language):
        try:
            text = read(io.BytesIO(file.read())).text
            if len(text) > LONGEST:
                raise ManuscriptError(Fault.TOO_LONG, length=len(text), limit=LONGEST)
        except ManuscriptError as error:
            click.echo(words.refused(error), err=True)
            raise SystemExit(4) from error
        held = not by_itself and _kept()
        report = check(text, timezone.localdate(), as_of.date() if as_of else None) if held else alone(text)
        if as_json:
            click.echo(json.dumps(words.as_json(report), ensure_ascii=False))
        else:
            _tell(report)
    if report.contradictions or any(one.answer is Answer.DIFFERS for one in report.checked):
        raise SystemExit(1)


def _kept() -> bool:
    """Whether there is a ledger to hold a text against. Checking a text makes none."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    try:
        return ledger.head().size > 0
    except (OperationalError, ProgrammingError):
        return False


def _tell(report: Report) -> None:
    for one in report.checked:
        ours = words.plain(one.ours)
        held = f"{words.figure_name(one.figure)}{gettext(': ')}{ours}" if one.figure and ours else ""
        click.echo("\t".join((str(words.ANSWER[one.answer]), one.claim.text, held, words.note(one))).rstrip())
    for clash in report.contradictions:
        click.echo(f"{words.ANSWER[Answer.CONTRADICTS]}\t{words.clash(report, clash)}")
    if report.lost:
        told = ngettext(
            "In %(count)s place a character was lost before the text came here.",
            "In %(count)s places a character was lost before the text came here.",
            len(report.lost),
        )
        click.echo(told % {"count": len(report.lost)})
    counts = report.counts()
    click.echo(
        gettext(", ").join(f"{words.ANSWER[each]} {counts[each.value]}" for each in Answer if counts[each.value])
    )
