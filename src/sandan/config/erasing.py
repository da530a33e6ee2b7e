"""`sandan erase`: what someone said, and who said it, taken out of the ledger for good on a legal basis (PIPL art. 47)."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import uuid4

import click
from django.utils import translation

from sandan.config.ready import ready
from sandan.desk.handle import Done
from sandan.desk.insured import erase as erase_insured
from sandan.desk.opinion import erase as erase_opinion
from sandan.domain.authority import Actor, Role
from sandan.domain.values import Refusal
from sandan.projections.admission import Admission
from sandan.projections.number import ADMISSION
from sandan.projections.opinion import Opinion
from sandan.projections.version import now
from sandan.web.message import told

COMMAND_LINE = Actor(frozenset({Role.OPERATOR}))
"""Whoever may read the data directory: the tombstone names no person, so write into the basis who decided."""


@click.command()
@click.argument("number")
@click.option(
    "--basis", required=True, help="Legal ground and who decided; it stands in the tombstone for everybody to read."
)
@click.option(
    "--despite",
    default="",
    help="On which ground, though its problem is open or its records must still be kept: a court's order.",
)
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option("--json", "as_json", is_flag=True, help="For machines: {number, entry}.")
def erase(number: str, basis: str, despite: str, yes: bool, as_json: bool) -> None:
    """Erase what the opinion NUMBER (such as Y2026-000123) says, who said it, and what its reporter said when called back.

    With the number of an admission (such as ZY2026-00123) who the patient is, in everything that was ever entered about that person.

    That something was recorded stays: its number, dates and rungs, and a tombstone. The original of an imported file keeps the row.
    While its problem is open, or its records must be kept, it is refused with the day and the basis: the answer to whoever asked.
    """
    ready()
    erasing = _patient(number) if number.startswith(ADMISSION) else _opinion(number, despite)
    if not yes:
        click.confirm(f"Erase the content of {number} for good?", abort=True)
    try:
        done = erasing(basis)
    except Refusal as refusal:
        with translation.override("zh-hans"):
            raise click.ClickException(told(refusal)) from refusal
    if as_json:
        click.echo(json.dumps({"number": number, "entry": done.last}))
    else:
        click.echo(f"{number} is erased; entry {done.last} says why.")


def _opinion(number: str, despite: str) -> Callable[[str], Done]:
    row = now(Opinion).filter(number=number).first()
    if row is None:
        raise click.UsageError(f"There is no opinion {number}.")
    if row.erased:
        raise click.ClickException(f"{number} has been erased already.")
    return lambda basis: erase_opinion(row.key, basis, COMMAND_LINE, uuid4().hex, despite=despite)


def _patient(number: str) -> Callable[[str], Done]:
    row = now(Admission).filter(number=number).first()
    if row is None or not row.insured:
        raise click.UsageError(f"There is no patient with the admission {number}.")
    return lambda basis: erase_insured(row.insured, basis, COMMAND_LINE, uuid4().hex)
