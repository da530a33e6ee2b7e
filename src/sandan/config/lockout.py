"""`sandan link`, `factor-reset` and `sessions-end`: for whoever is locked out or has to be, done at the machine itself.

The ledger records the first two, which could make somebody into somebody else. Ending sessions opens nothing, and is logged.
"""

from __future__ import annotations

import json
import logging
from uuid import uuid4

import click

from sandan.config.erasing import COMMAND_LINE
from sandan.config.ready import ready
from sandan.projections.person import Person
from sandan.projections.version import now
from sandan.web import factor, session
from sandan.web.account import Account, invite

_security = logging.getLogger("sandan.security")


@click.command()
@click.argument("who", metavar="PERSON|USERNAME")
@click.option(
    "--url", default="http://127.0.0.1:8000", show_default=True, help="Address under which the county is served."
)
@click.option("--json", "as_json", is_flag=True, help="For machines: {person, link}.")
def link(who: str, url: str, as_json: bool) -> None:
    """Print a link with which a person sets a password, once, within a week. An earlier link stops working.

    A person is named by id, or by a name that nobody else has. The ledger records that the link was made at the machine, and the person
    sees it on their account's page.
    """
    ready()
    person, name = _found(who)
    address = f"{url}/setup/{invite(person, COMMAND_LINE, uuid4().hex)}/"
    if as_json:
        click.echo(json.dumps({"person": person, "link": address}))
    else:
        click.echo(f"{name} chooses a password here, once, within a week:\n  {address}")


@click.command("factor-reset")
@click.argument("username")
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option("--json", "as_json", is_flag=True, help="For machines: {person}.")
def factor_reset(username: str, yes: bool, as_json: bool) -> None:
    """Take away the second factors of the account USERNAME and end its sessions.

    The ledger records that it was done at the machine, and the person sees it on their account's page.
    """
    ready()
    person = Account.objects.filter(user__username=username).values_list("person", flat=True).first()
    if person is None:
        raise click.UsageError(f"There is no user name {username}.")
    if not yes:
        click.confirm(f"Take away the second factors of {username}?", abort=True)
    if not factor.reset(person, COMMAND_LINE, uuid4().hex):
        raise click.ClickException(f"{username} has no second factor; nothing was changed.")
    if as_json:
        click.echo(json.dumps({"person": person}))
    else:
        click.echo(f"{username} signs in with the password and then takes on a new second factor.")


@click.command("sessions-end")
@click.argument("username", required=False)
@click.option("--all", "everybody", is_flag=True, help="Everybody's, and those of visitors with a receipt.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option("--json", "as_json", is_flag=True, help="For machines: {ended}.")
def sessions_end(username: str | None, everybody: bool, yes: bool, as_json: bool) -> None:
    """End all sessions of the account USERNAME, or --all. Who is signed in now has to sign in again; nothing else changes."""
    ready()
    if bool(username) == everybody:
        raise click.UsageError("Name either a user name or --all.")
    account = Account.objects.select_related("user").filter(user__username=username).first()
    if username and account is None:
        raise click.UsageError(f"There is no user name {username}.")
    if not yes:
        click.confirm(f"End the sessions of {username or 'everybody'}?", abort=True)
    ended = session.end(account.user) if account else session.end_all()
    _security.warning("%s sessions of account %s ended at the machine", ended, account.user_id if account else "*")
    if as_json:
        click.echo(json.dumps({"ended": ended}))
    else:
        click.echo(f"Sessions ended: {ended}.")


def _found(who: str) -> tuple[str, str]:
    """Id and name of the person that a user name, an id or a name means. The id first of all, because it can mean nobody else."""
    person = now(Person).filter(key=who).values_list("key", "name").first()
    if person is not None:
        return person
    account = Account.objects.filter(user__username=who).values_list("person", flat=True).first()
    found = list(now(Person).filter(**({"key": account} if account else {"name": who})).values_list("key", "name")[:2])
    if not found:
        raise click.UsageError(f"There is neither a user name nor a person {who}.")
    if len(found) > 1:
        raise click.UsageError(f"Several people are called {who}; name one by user name.")
    return found[0]
