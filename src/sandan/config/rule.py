"""`sandan rule` and `sandan calendar`: which rules hold, and the days off of a year.

By whom a year is entered: as in `sandan organisation`, but a dispatcher or an operator.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from django.utils import translation
from django.utils.translation import gettext

from sandan.config.importing import acting
from sandan.config.option import LANGUAGE
from sandan.config.ready import ready
from sandan.desk.calendar import notice_year
from sandan.domain.authority import Actor, Role
from sandan.domain.procedure import Procedure
from sandan.domain.values import Refusal
from sandan.intake.notice import read_notice
from sandan.projections.calendar import calendar as known
from sandan.projections.calendar import entered
from sandan.projections.rule import Standing, history
from sandan.web.label import ORIGIN, PROCEDURE
from sandan.web.message import told
from sandan.web.rule import line

COMMAND_LINE = Actor(frozenset({Role.OPERATOR}))
"""Who enters a year where no person is named."""

_MAY = frozenset({Role.DISPATCHER, Role.OPERATOR})
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def rule() -> None:
    """The dated rules: deadlines, warning levels, extensions, repeats, retention."""


@rule.command("list")
@click.option("--on", type=_DAY, help="The rules that hold on this day (default: all, whenever they hold).")
@click.option("--position", type=click.IntRange(min=0), help="As the ledger knew them at this position.")
@click.option("--procedure", type=click.Choice([each.value for each in Procedure]), help="Only this procedure.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@LANGUAGE
def list_(on: datetime | None, position: int | None, procedure: str | None, as_json: bool, language: str) -> None:
    """List the rules of each procedure with their days, deadlines and basis."""
    ready()
    day = on.date() if on else None
    found = [
        standing
        for each in Procedure
        if procedure in (None, each.value)
        for standing in history(each, position)
        if day is None or standing.holds(day)
    ]
    if as_json:
        click.echo(json.dumps([_rules(each) for each in found], ensure_ascii=False))
        return
    with translation.override(language):
        for each in found:
            rules = each.rulebook
            last = each.until_on or ""
            click.echo(
                f"{PROCEDURE[rules.procedure]}\t{each.from_on} – {last}\t{rules.title}\t{rules.basis}\t{ORIGIN[rules.origin]}"
            )
            for row in map(line, rules.deadlines):
                click.echo(f"\t{row['step']}\t{row['within']}\t{row['start']}\t{row['article']}")


def _rules(standing: Standing) -> dict[str, Any]:
    rules = standing.rulebook
    return {
        "id": rules.id,
        "procedure": rules.procedure.value,
        "title": rules.title,
        "basis": rules.basis,
        "origin": rules.origin.value,
        "from": standing.from_on.isoformat(),
        "until": standing.until_on.isoformat() if standing.until_on else None,
        "deadlines": [
            {
                "step": each.step.value,
                "days": each.days,
                "day_type": each.day_type.value,
                "start": each.start.value,
                "roll": each.roll.value,
                "article": each.article,
            }
            for each in rules.deadlines
        ],
        "approvers": [each.value for each in rules.approvers],
        "adjudicate_at": rules.adjudicate_at,
        "office_days": {status.value: days for status, days in rules.days.items()},
        "repeat_months": rules.repeat_months,
        "retention_years": rules.retention_years,
    }


@click.group()
def calendar() -> None:
    """Days off and make-up workdays, year by year."""


@calendar.command("show")
@click.argument("year", type=click.IntRange(1949, 9998))
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@LANGUAGE
def show(year: int, as_json: bool, language: str) -> None:
    """Show the days of YEAR and from where they are known. Exit code 1 where they are not."""
    ready()
    days = known()
    off, worked = days.of_year(year)
    entries = entered(year)
    if as_json:
        told_as = {
            "year": year,
            "known": year in days.years,
            "holidays": [each.isoformat() for each in off],
            "workdays": [each.isoformat() for each in worked],
            "entries": [{"source": each.source, "reason": each.reason} for each in entries],
        }
        click.echo(json.dumps(told_as, ensure_ascii=False))
    else:
        with translation.override(language):
            _tell(off, worked)
            for each in entries:
                click.echo(f"{each.noticed_on}\t{each.source}\t{each.reason}")
            if year not in days.years:
                click.echo(told(Refusal("calendar_unknown", year=year)), err=True)
    if year not in days.years:
        raise SystemExit(1)


@calendar.command("add")
@click.argument("year", type=click.IntRange(1949, 9998))
@click.argument("notice", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="The notice as it is cited.")
@click.option("--reason", default="", help="Why, where the year is known already.")
@click.option("--dry-run", is_flag=True, help="Only say which days would be entered.")
@click.option("--by", "name", help="Who does it: id, user name or name of a dispatcher or an operator.")
@LANGUAGE
def add(year: int, notice: Path, source: str, reason: str, dry_run: bool, name: str | None, language: str) -> None:
    """Enter the days of YEAR from the text in the file NOTICE (UTF-8), or correct them with --reason.

    Sentences with 放假 name days off, those with 上班 weekend days that are worked, as in the official notice.
    """
    ready()
    with translation.override(language):
        found = read_notice(notice.read_text("utf-8"), year)
        _tell(found.holidays, found.workdays)
        if dry_run:
            return
        by = acting(name, _MAY, COMMAND_LINE)
        try:
            notice_year(year, found.holidays, found.workdays, source, by, uuid4().hex, reason=reason)
        except Refusal as refusal:
            raise click.ClickException(told(refusal)) from refusal


def _tell(off: tuple[date, ...], worked: tuple[date, ...]) -> None:
    for heading, days in ((gettext("Days off"), off), (gettext("Weekend days that are worked"), worked)):
        click.echo(f"{heading}\t{' '.join(map(str, days))}")
