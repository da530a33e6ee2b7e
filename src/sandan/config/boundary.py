"""`sandan boundary`: the towns' boundaries for the map, from a GeoJSON file. By whom: as in `sandan calendar`.

Exit codes: 0 everything was taken; 1 refused; 3 some areas were not taken; 4 the file was refused as a whole.
"""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import click
from django.utils import translation
from django.utils.translation import ngettext

from sandan.config.importing import acting
from sandan.config.option import LANGUAGE
from sandan.config.ready import ready
from sandan.config.rule import COMMAND_LINE
from sandan.desk.boundary import draw
from sandan.domain.authority import Role
from sandan.domain.values import Refusal
from sandan.intake.boundary import MOST_BYTES, FileError, read_features
from sandan.web.message import told

_MAY = frozenset({Role.DISPATCHER, Role.OPERATOR})
_PARTLY, _FILE = 3, 4


@click.group()
def boundary() -> None:
    """The towns' boundaries, by which figures are drawn on a map."""


@boundary.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Who published these boundaries, and of which year.")
@click.option(
    "--review", default="", help="Number of the map's review (审图号); without it the map is for staff alone."
)
@click.option("--by", "name", help="Who does it: id, user name or name of a dispatcher or an operator.")
@LANGUAGE
def import_(file: Path, source: str, review: str, name: str | None, language: str) -> None:
    """Enter the boundaries of the GeoJSON FILE: areas in degrees, each with its town's name or code."""
    ready()
    with translation.override(language):
        try:
            by = acting(name, _MAY, COMMAND_LINE)
            with file.open("rb") as opened:
                features = read_features(opened.read(MOST_BYTES + 1))
            found = draw(features, source, review, by, uuid4().hex)
        except FileError as error:
            click.echo(told(Refusal(error.code, **error.facts)), err=True)
            raise SystemExit(_FILE) from error
        except Refusal as refusal:
            click.echo(told(refusal), err=True)
            raise SystemExit(1) from refusal
        count = len(found.taken)
        click.echo(
            ngettext("%(count)s boundary was entered.", "%(count)s boundaries were entered.", count) % {"count": count}
        )
        for each in found.returned:
            click.echo(f"{each.number}\t{each.name}\t{told(each.why)}", err=True)
    if found.returned:
        raise SystemExit(_PARTLY)
