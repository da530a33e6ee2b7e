"""`sandan notices`: make notices of what is new and send the messages that are due. Meant for a timer, once a minute or so."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from sandan.config.ready import ready
from sandan.outbox.reader import office
from sandan.outbox.run import run


@click.group()
def notices() -> None:
    """Tell people what waits for them: in the program, and outside it where the office lets messages leave the house."""


@notices.command()
@click.option(
    "--json", "as_json", is_flag=True, help="For machines: {read, notices, sent, uncertain, failed, waiting}."
)
@click.option("--quiet", is_flag=True, help="Say something only if a message failed or may have been sent.")
def send(as_json: bool, quiet: bool) -> None:
    """Read what is new in the ledger, and send at most a hundred messages in about a minute. Two at once do no harm."""
    ready()
    report = run()
    if as_json:
        click.echo(json.dumps(asdict(report)))
        return
    wrong = report.failed + report.uncertain
    if quiet and not wrong:
        return
    click.echo(
        f"{report.read} entries read, {report.notices} notices made, {report.sent} messages sent, {report.failed} failed, "
        f"{report.uncertain} may have been sent, {report.waiting} wait."
    )
    if not office().sending:
        click.echo("Nothing leaves the house: the operator has not turned sending on.")
