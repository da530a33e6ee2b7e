"""`sandan import`: bring a file of opinions in from the command line, send back its bad rows, undo it.

By whom: `--by` names a person (id, user name or full name) who holds a clerk's or dispatcher's post today. Without it, the only such person
is taken. Where there is none (an empty county) or more than one, the ledger names no person: the import was made by whoever had the data
directory in hand, and the screens say "the command line".

Exit codes: 0 every row is accounted for, also where some were sent back; 1 refused; 2 the command line is wrong; 4 the file was refused
as a whole, and nothing of it was taken.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext

from sandan.config.option import LANGUAGE
from sandan.config.ready import ready
from sandan.desk import batch as desk
from sandan.domain.authority import Actor, Role
from sandan.domain.values import Channel, Refusal
from sandan.intake.defect import SheetError
from sandan.intake.header import DateOrder, Field, Mapping, propose_mapping
from sandan.intake.sheet import open_sheet
from sandan.projections import appointment
from sandan.projections.appointment import Appointment
from sandan.projections.batch import Batch
from sandan.projections.person import Person
from sandan.projections.version import now
from sandan.web import returned as returned_rows
from sandan.web.account import Account
from sandan.web.defect import told_row, told_sheet
from sandan.web.label import CHANNEL, ROLE
from sandan.web.message import told
from sandan.web.workspace.batch import FIELD

COMMAND_LINE = Actor(frozenset({Role.CLERK}))
"""Who imports where no person is named."""
FILE_REFUSED = 4

_MAY = frozenset({Role.CLERK, Role.DISPATCHER})


@click.command("import")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping",
    "said",
    default="auto",
    show_default=True,
    help="What the columns hold: auto, JSON, or a file with JSON.",
)
@click.option("--propose", is_flag=True, help="Only print the mapping that auto would use, as JSON.")
@click.option("--sheet", help="Worksheet by name (default: the first that holds anything).")
@click.option(
    "--dates", type=click.Choice(["dmy", "mdy"]), help="How 1/6/2019 is to be read (default: such rows are sent back)."
)
@click.option(
    "--channel",
    type=click.Choice([each.value for each in Channel]),
    help="By which door the rows came that name none: rules and deadlines follow from it (default: import).",
)
@click.option("--by", "name", help="Who imports: id, user name or name of a clerk or dispatcher.")
@click.option("--yes", is_flag=True, help="Do not ask whether the columns are right.")
@click.option(
    "--returned",
    "returned_to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the rows sent back here (.xlsx).",
)
@click.option("--undo", "undone", metavar="BATCH", help="Undo this import instead; needs --reason.")
@click.option("--reason", help="Why it is undone.")
@click.option("--json", "as_json", is_flag=True, help="For machines: {batch, accepted, rejected, duplicates, defects}.")
@LANGUAGE
def import_(  # noqa: PLR0913, PLR0917 - one parameter for each option
    file: Path | None,
    said: str,
    propose: bool,
    sheet: str | None,
    dates: str | None,
    channel: str | None,
    name: str | None,
    yes: bool,
    returned_to: Path | None,
    undone: str | None,
    reason: str | None,
    as_json: bool,
    language: str,
) -> None:
    """Bring FILE (.xlsx, .xls, .ods, .csv) in as opinions.

    Rows that are held already are linked and not entered twice, so sending a file again is safe; one that was interrupted goes on where it
    stood. Exit code 0 once every row is accounted for, 1 if refused, 4 if the file can't be read as a whole.
    """
    if (file is None) == (undone is None):
        raise click.UsageError("Give a FILE, or --undo BATCH.")
    if undone is not None and not reason:
        raise click.UsageError("--undo needs --reason.")
    ready()
    with translation.override(language):
        by = acting(name, _MAY, COMMAND_LINE)
        try:
            if undone is not None:
                _undo(undone, reason or "", by, as_json)
                return
            assert file is not None
            content = file.read_bytes()
            mapping = _mapping(content, file.name, said, sheet, dates)
            if channel:
                mapping = replace(mapping, channel=Channel(channel))
            if propose:
                click.echo(mapping.to_json())
                return
            if not (yes or as_json) and sys.stdin.isatty():
                _confirm(mapping)
            one = _take(content, file.name, mapping, by, as_json)
        except SheetError as error:
            _refuse_file(error, as_json)
            raise SystemExit(FILE_REFUSED) from error
        except Refusal as refusal:
            raise click.ClickException(told(refusal)) from refusal
        if returned_to is not None and one.rejected:
            returned_rows.write(one, returned_to)
        _tell(one, as_json)


def _mapping(content: bytes, file_name: str, said: str, sheet: str | None, dates: str | None) -> Mapping:
    if said == "auto":
        mapping = propose_mapping(open_sheet(content, file_name, worksheet=sheet))
    else:
        text = said if said.lstrip().startswith("{") else _read(Path(said))
        try:
            mapping = Mapping.from_json(text)
        except ValueError as error:
            raise click.UsageError(f"--mapping: {error}") from error
        mapping = replace(mapping, worksheet=sheet) if sheet else mapping
    return replace(mapping, date_order=DateOrder(dates)) if dates else mapping


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"--mapping: {error}") from error


def _confirm(mapping: Mapping) -> None:
    for field in Field:
        index = mapping.column(field)
        if index is not None:
            click.echo(f"{FIELD[field]}: {mapping.names[index]}", err=True)
    click.echo(f"{gettext('Channel of the rows that name none')}: {CHANNEL[mapping.channel]}", err=True)
    click.confirm(gettext("Bring the file in with these columns?"), default=True, abort=True, err=True)


def _take(content: bytes, file_name: str, mapping: Mapping, by: Actor, as_json: bool) -> Batch:
    begun = desk.left_open(hashlib.sha256(content).hexdigest(), mapping)
    if begun is not None and not as_json:
        click.echo(gettext("This file was begun before. It goes on where it stood."), err=True)
    batch = begun.key if begun is not None else desk.open_batch(content, file_name, mapping, by, uuid4().hex)
    with click.progressbar(length=desk.found(batch).rows, label=file_name, file=sys.stderr) as bar:
        return desk.run(batch, by, lambda taken: bar.update(taken - bar.pos))


def _undo(batch: str, reason: str, by: Actor, as_json: bool) -> None:
    one = desk.found(batch)
    desk.undo(batch, reason, by, uuid4().hex)
    if as_json:
        click.echo(json.dumps({"batch": batch, "withdrawn": one.accepted}))
    else:
        click.echo(f"{one.file_name}: {gettext('Undone')}, {one.accepted}")


def _tell(one: Batch, as_json: bool) -> None:
    defects = [
        {"row": each.row, "column": each.column, "code": each.code.value, "message": told_row(each)}
        for each in desk.defects(one.key)
    ]
    if as_json:
        counts = {"rows": one.rows, "accepted": one.accepted, "rejected": one.rejected, "duplicates": one.duplicates}
        click.echo(json.dumps({"batch": one.key, **counts, "defects": defects}, ensure_ascii=False))
        return
    for each in defects:
        click.echo(f"{each['row']}\t{each['column']}\t{each['message']}")
    parts = (
        (pgettext("import", "Entered"), one.accepted),
        (gettext("Held already"), one.duplicates),
        (pgettext("import", "Sent back"), one.rejected),
    )
    counted = " + ".join(f"{label} {count}" for label, count in parts)
    click.echo(f"{one.key}: {counted} = {gettext('Rows of the file')} {one.rows}")


def _refuse_file(error: SheetError, as_json: bool) -> None:
    message = told_sheet(error)
    if as_json:
        why: dict[str, Any] = {"row": None, "column": "", "code": error.code.value, "message": message}
        nothing = {"rows": 0, "accepted": 0, "rejected": 0, "duplicates": 0}
        click.echo(json.dumps({"batch": None, **nothing, "defects": [why]}, ensure_ascii=False))
    click.echo(f"sandan: {message}", err=True)


def acting(name: str | None, may: frozenset[Role], otherwise: Actor) -> Actor:
    """The person that `name` means in a post with one of the roles `may`; without a name, the only such person, else `otherwise`."""
    today = timezone.localdate()
    running = Q(until_on__isnull=True) | Q(until_on__gte=today)
    posts = [
        post
        for post in now(Appointment).filter(running, from_on__lte=today).order_by("position")
        if {Role(each) for each in post.roles.split()} & may
    ]
    if name is None:
        people = {post.person for post in posts}
        if len(people) != 1:
            return otherwise
    else:
        people = set(Account.objects.filter(user__username=name).values_list("person", flat=True))
        people |= set(now(Person).filter(Q(key=name) | Q(name=name)).values_list("key", flat=True))
    fitting = [post for post in posts if post.person in people]
    if not fitting:
        roles = " / ".join(str(ROLE[each]) for each in sorted(may))
        raise click.UsageError(f"--by: {name} holds no such post today: {roles}.")
    if len({post.person for post in fitting}) > 1:
        raise click.UsageError(f"--by: several people are called {name}; give the id or the user name.")
    found = appointment.actor(fitting[0].person, fitting[0].key, today)
    assert found is not None
    return found
