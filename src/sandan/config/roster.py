"""`sandan organisation`: bring units, people and posts in from a workbook, write them out as one, take an import back.

By whom: as in `sandan import`, but an operator: `--by` names one, without it the only one is taken; where there is none or more than one
the ledger names no person. What the preview would ask on screen is answered with `--answer`; what is not answered takes the default that
`--dry-run` shows.

Exit codes: 0 done, also where rows were sent back or nothing was left to do; 1 refused; 2 the command line is wrong; 4 the file was
refused as a whole, and nothing of it was taken.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from django.utils import translation
from django.utils.translation import gettext, pgettext

from sandan.config.importing import FILE_REFUSED, acting
from sandan.config.option import LANGUAGE
from sandan.config.ready import ready
from sandan.desk import roster as desk
from sandan.domain.authority import Actor, Role
from sandan.domain.roster import RosterTaken
from sandan.domain.values import Refusal
from sandan.intake.defect import SheetError
from sandan.intake.layout import layouts
from sandan.intake.plan import Answers, Fate, Plan
from sandan.intake.roster import read_roster
from sandan.web.defect import told_row, told_sheet
from sandan.web.message import told
from sandan.web.roster import write_organisation, write_returned_rows, write_template
from sandan.web.workspace.roster import FATE, made_counts

COMMAND_LINE = Actor(frozenset({Role.OPERATOR}))
"""Who brings an organisation in where no person is named."""

_MAY = frozenset({Role.OPERATOR})
_BY = click.option("--by", "name", help="Who does it: id, user name or name of an operator.")


@click.group()
def organisation() -> None:
    """Units, people and posts as a workbook: in, out, and back."""


@organisation.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be done, and what would be asked.")
@click.option(
    "--answer", "said", multiple=True, metavar="ID=VALUE", help="Answer a question of --dry-run; roles by commas."
)
@click.option("--no-chiefs", is_flag=True, help="Let no post answer for its unit unless the file says so.")
@click.option(
    "--returned",
    "returned_to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the rows sent back here (.xlsx).",
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@_BY
@LANGUAGE
def import_(
    file: Path,
    dry_run: bool,
    said: tuple[str, ...],
    no_chiefs: bool,
    returned_to: Path | None,
    as_json: bool,
    name: str | None,
    language: str,
) -> None:
    """Bring the units, people, assignments and duties of FILE (.xlsx, .xls, .ods, .csv) in.

    What is there already stays as it is, so sending a file again changes nothing. Posts get the roles that the file gives, else those that
    their title suggests: look at them with --dry-run first.
    """
    answers = _answers(said, chiefs=not no_chiefs)
    ready()
    with translation.override(language):
        by = acting(name, _MAY, COMMAND_LINE)
        content = file.read_bytes()
        try:
            found = layouts(content, file.name)
            plan = desk.look(read_roster(content, file.name, found), found, answers, by)
            roster = ""
            if plan.steps and not dry_run:
                done = desk.take(content, file.name, found, answers, by, uuid4().hex)
                told_event: RosterTaken = done.one(RosterTaken)
                roster = told_event.roster
        except SheetError as error:
            click.echo(f"sandan: {told_sheet(error)}", err=True)
            raise SystemExit(FILE_REFUSED) from error
        except Refusal as refusal:
            raise click.ClickException(told(refusal)) from refusal
        if returned_to is not None and roster and plan.refused():
            write_returned_rows(desk.found(roster), returned_to)
        _tell(plan, roster, as_json)


@organisation.command("export")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The workbook to write (.xlsx)."
)
@click.option("--phones", is_flag=True, help="Open the sealed phone numbers and write them too.")
@click.option("--template", is_flag=True, help="Write an empty workbook to fill in instead.")
@LANGUAGE
def export(out: Path, phones: bool, template: bool, language: str) -> None:
    """Write the organisation as a workbook that `import` reads."""
    if phones and template:
        raise click.UsageError("--phones and --template do not go together.")
    ready()
    with translation.override(language):
        try:
            rows = write_template(out) if template else write_organisation(out, phones=phones)
        except Refusal as refusal:
            raise click.ClickException(told(refusal)) from refusal
        click.echo(f"{out}: {rows}")


@organisation.command("undo")
@click.argument("roster", metavar="ID")
@click.option("--reason", required=True, help="Why it is undone.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@_BY
@LANGUAGE
def undo(roster: str, reason: str, as_json: bool, name: str | None, language: str) -> None:
    """Take the import ID back as a whole, while nothing rests on it."""
    ready()
    with translation.override(language):
        try:
            desk.undo(roster, reason, acting(name, _MAY, COMMAND_LINE), uuid4().hex)
            one = desk.found(roster)
        except Refusal as refusal:
            raise click.ClickException(told(refusal)) from refusal
        if as_json:
            click.echo(json.dumps({"roster": roster, "status": one.status}))
        else:
            click.echo(f"{one.file_name}: {gettext('Undone')}")


def _answers(said: tuple[str, ...], *, chiefs: bool) -> Answers:
    given = {}
    for each in said:
        question, equals, value = each.partition("=")
        if not equals:
            raise click.UsageError(f"--answer: {each} is not ID=VALUE.")
        given[question] = tuple(part for part in value.split(",") if part)
    return Answers(given, chiefs)


def _tell(plan: Plan, roster: str, as_json: bool) -> None:
    defects = [
        {
            "worksheet": one.worksheet,
            "row": one.row,
            "column": one.column,
            "code": one.code.value,
            "message": told_row(one),
        }
        for one in plan.defects
    ]
    counts = {fate.value: plan.count(fate) for fate in Fate} | {"refused": plan.refused()}
    if as_json:
        questions: list[dict[str, Any]] = [
            {
                "id": one.id,
                "ask": one.ask.value,
                "about": one.about,
                "options": [list(option) for option in one.options],
                "suggested": list(one.suggested),
                "rows": one.rows,
            }
            for one in plan.questions
        ]
        made = {kind: count for kind, _, count in made_counts(plan)}
        held = {"roster": roster or None, **counts, "made": made, "questions": questions, "defects": defects}
        click.echo(json.dumps(held, ensure_ascii=False))
        return
    for each in defects:
        click.echo("\t".join(str(each[part]) for part in ("worksheet", "row", "column", "message")).strip())
    for one in plan.questions:
        choice = " | ".join(answer for answer, _ in one.options) or "…"
        click.echo(f"? {one.id}\t{one.about}\t{choice}\t[{','.join(one.suggested)}]")
    for _, label, count in made_counts(plan):
        click.echo(f"+ {label} {count}")
    parts = [f"{FATE[fate]} {plan.count(fate)}" for fate in Fate]
    parts.append(f"{pgettext('import', 'Sent back')} {plan.refused()}")
    click.echo(f"{roster or '-'}: {' + '.join(parts)}")
