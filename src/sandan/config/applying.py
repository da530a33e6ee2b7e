"""`sandan applications`: bring a town's table of households in as applications for assistance, send rows back, take a file back.

By whom: as in `sandan import`, but somebody who takes applications in a town: `--by` names one, without it the only one is taken. There
is no import without a person: an application belongs to the town of whoever enters it.

Exit codes: 0 done, also where rows were sent back or every household stood already; 1 refused; 2 the command line is wrong; 4 the file was
refused as a whole, and nothing of it was taken.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext

from sandan.config.importing import FILE_REFUSED, acting
from sandan.config.option import LANGUAGE
from sandan.config.ready import ready
from sandan.desk import application_sheet as desk
from sandan.desk.application_sheet import Plan
from sandan.desk.sheet import told as made_by
from sandan.desk.viewing import write_down
from sandan.domain.authority import Actor, Role
from sandan.domain.values import Refusal
from sandan.intake.defect import SheetError
from sandan.projections.service_item import items
from sandan.web.defect import told_row, told_sheet
from sandan.web.message import told
from sandan.web.workspace.application_sheet import lacking, write_households_back, write_receipts

_NOBODY = Actor(frozenset())
_MAY = frozenset({Role.ASSISTANCE, Role.APPROVER})
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--item", default="", help="Service item (its code, such as dibao) of the rows that name none.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--by", "name", help="Who enters them: id, user name or name of who takes applications in a town.")
@click.option("--returned", "returned_to", type=_FILE, help="Write the rows sent back here (.xlsx).")
@click.option("--receipts", "receipts_to", type=_FILE, help="Write the households' receipt codes here (.xlsx).")
@click.option("--undo", "undone", metavar="SHEET", help="Take this file back instead; needs --reason.")
@click.option("--reason", help="Why it is taken back.")
@click.option(
    "--json", "as_json", is_flag=True, help="For machines: {sheet, entered, standing, back, defects, missing}."
)
@LANGUAGE
def applications(  # noqa: PLR0913, PLR0917 - one parameter for each option
    file: Path | None,
    item: str,
    dry_run: bool,
    name: str | None,
    returned_to: Path | None,
    receipts_to: Path | None,
    undone: str | None,
    reason: str | None,
    as_json: bool,
    language: str,
) -> None:
    """Bring FILE (.xlsx, .xls, .ods, .csv) in: a table of households that apply, with a row for each member or for each household.

    Households whose application stands are left out, so sending a file again is safe. What is printed names rows and papers, and nobody.
    """
    if (file is None) == (undone is None):
        raise click.UsageError("Give a FILE, or --undo SHEET.")
    if undone is not None and not reason:
        raise click.UsageError("--undo needs --reason.")
    ready()
    with translation.override(language):
        by = acting(name, _MAY, _NOBODY)
        if not by.person:
            raise click.UsageError("--by: say who enters them; several people may, or nobody.")
        try:
            if undone is not None:
                _undo(undone, reason or "", by, as_json)
                return
            assert file is not None
            known = {each.code for each in items(timezone.localdate())}
            if item and item not in known:
                raise click.UsageError(f"--item: one of {', '.join(sorted(known))}.")
            _take(file, item, by, dry_run=dry_run, returned_to=returned_to, receipts_to=receipts_to, as_json=as_json)
        except SheetError as error:
            if as_json:
                click.echo(json.dumps({"sheet": None, "code": error.code.value, "message": told_sheet(error)}))
            click.echo(f"sandan: {told_sheet(error)}", err=True)
            raise SystemExit(FILE_REFUSED) from error
        except Refusal as refusal:
            raise click.ClickException(told(refusal)) from refusal


def _take(
    path: Path,
    item: str,
    by: Actor,
    *,
    dry_run: bool,
    returned_to: Path | None,
    receipts_to: Path | None,
    as_json: bool,
) -> None:
    content = path.read_bytes()
    plan = desk.plan(content, path.name, by, item)
    sheet = ""
    if plan.good and not dry_run:
        sheet = desk.bring_in(content, path.name, by, uuid4().hex, item)
    if returned_to is not None and plan.defects:
        write_households_back(returned_to, plan.reading.table.header, plan.defects)
    if receipts_to is not None and sheet:
        write_down([each.partition("/")[2] for each in made_by(sheet).made], "application_receipts", by)
        with receipts_to.open("wb") as out:
            write_receipts(out, sheet)
    _tell(plan, sheet, hashlib.sha256(content).hexdigest(), as_json)


def _undo(sheet: str, reason: str, by: Actor, as_json: bool) -> None:
    count = len(made_by(sheet).made)
    desk.undo(sheet, reason, by, uuid4().hex)
    click.echo(json.dumps({"sheet": sheet, "withdrawn": count}) if as_json else f"{gettext('Undone')}: {count}")


def _tell(plan: Plan, sheet: str, digest: str, as_json: bool) -> None:
    missing = [(each.said.row, lacking(each)) for each in plan.good if lacking(each)]
    if as_json:
        told_: dict[str, Any] = {
            "sheet": sheet or None,
            "file": digest,
            "entered": len(plan.good),
            "standing": len(plan.same),
            "back": len(plan.back),
            "defects": [
                {"row": each.row, "column": each.column, "code": each.code.value, "message": told_row(each)}
                for each in plan.defects
            ],
            "missing": [{"row": row, "papers": papers} for row, papers in missing],
        }
        click.echo(json.dumps(told_, ensure_ascii=False))
        return
    for each in plan.defects:
        click.echo(f"{each.row}\t{each.column}\t{told_row(each)}")
    for row, papers in missing:
        click.echo(f"{row}\t{gettext('Still missing')}\t{'、'.join(papers)}")
    parts = (
        (pgettext("import", "Entered") if sheet else gettext("Would be entered"), len(plan.good)),
        (gettext("Stand already, left out"), len(plan.same)),
        (gettext("Rows that are sent back"), len(plan.back)),
    )
    click.echo(" ".join(filter(None, [sheet, *(f"{label} {count}" for label, count in parts)])))
