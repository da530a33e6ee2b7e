"""`sandan serve`, `demo` and `init`: from nothing to a county that runs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from django.conf import settings
from granian.constants import Interfaces
from granian.server import Server

from sandan.config import timer
from sandan.config.demo.run import make_demo, people
from sandan.config.erasing import COMMAND_LINE
from sandan.config.ready import ready
from sandan.desk.organisation import establish_county, established
from sandan.ledger.read import head
from sandan.web.account import invite

ADDRESS = "127.0.0.1"


@click.command()
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option(
    "--address", default=ADDRESS, show_default=True, help="Address to listen on; put a TLS proxy in front of any other."
)
@click.option("--workers", default=2, show_default=True, help="Processes that answer requests.")
def serve(port: int, address: str, workers: int) -> None:
    """Serve the county in the data directory; an empty directory becomes an empty county."""
    ready()
    if not established():
        _first_sign_in(f"http://{address}:{port}", *_DEFAULT)
    _serve(address, port, workers)


@click.command()
@click.option("--county", default="新建县", show_default=True, help="Name of the county, town or agency.")
@click.option(
    "--operator", default="系统管理员", show_default=True, help="Name of the first person, who adds all others."
)
@click.option(
    "--url", default="http://127.0.0.1:8000", show_default=True, help="Address under which it will be served."
)
@click.option("--json", "as_json", is_flag=True, help="For machines: {county, operator, link}.")
def init(county: str, operator: str, url: str, as_json: bool) -> None:
    """Establish an empty county and print the link with which its first person chooses a password."""
    ready()
    if established():
        raise click.ClickException("This data directory already holds a county; nothing was changed.")
    link = _first_sign_in(url, county, operator, quiet=as_json)
    if as_json:
        click.echo(json.dumps({"county": county, "operator": operator, "link": link}, ensure_ascii=False))


@click.command()
@click.option("--serve", "then_serve", is_flag=True, help="Serve it when it is ready.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--seed", default=1, show_default=True, help="Another seed gives another county.")
@click.option("--scale", default=1.0, show_default=True, help="Size: 1 is about 1,000 opinions over two months.")
@click.option("--json", "as_json", is_flag=True, help="For machines: {entries, people: [{name, post, unit}]}.")
def demo(then_serve: bool, port: int, seed: int, scale: float, as_json: bool) -> None:
    """Make a fictional county, ready to click through. Everybody in it signs in with one click."""
    ready()
    if head().size == 0:
        (Path(settings.SANDAN_HOME) / "demo").touch()
        settings.SANDAN_DEMO = True
        with click.progressbar(length=100, label="Making the demo county", file=sys.stderr) as bar:
            make_demo(seed=seed, scale=scale, progress=lambda percent: bar.update(percent - bar.pos))
    elif not settings.SANDAN_DEMO:
        raise click.ClickException("This data directory holds a real county; nothing was changed.")
    if as_json:
        click.echo(json.dumps({"entries": head().size, "people": people()}, ensure_ascii=False))
    else:
        click.echo(f"The demo county has {head().size} ledger entries. Its people, each signed in with one click:")
        for one in people():
            click.echo(f"  {one['name']}  {one['unit']} {one['post']}")
    if then_serve:
        click.echo(f"Open http://{ADDRESS}:{port}/sign-in/ (stop with Ctrl+C)")
        _serve(ADDRESS, port, 2)


def left_open(address: str) -> list[str]:
    """What an operator should know about how this county is about to be served; said once, at the start."""
    home, found = address in (ADDRESS, "localhost", "::1"), []
    if not settings.SANDAN_SECURITY_CONTACT and not settings.SANDAN_DEMO:
        found.append("SANDAN_SECURITY_CONTACT is not set, so /.well-known/security.txt is not there.")
    if not home and not settings.SESSION_COOKIE_SECURE:
        found.append("SANDAN_HTTPS is not set: passwords and reports cross the network readable to everyone on it.")
    if not home and settings.SANDAN_DEMO:
        found.append("this is a demo county: whoever reaches this address signs in as anybody.")
    if "*" in settings.ALLOWED_HOSTS:
        found.append("SANDAN_HOSTS is *: links that it writes lead wherever a visitor says.")
    return found


_DEFAULT = ("新建县", "系统管理员")


def _first_sign_in(url: str, county: str, operator: str, quiet: bool = False) -> str:
    made = establish_county(county, operator, "county")
    link = f"{url}/setup/{invite(made.operator.person, COMMAND_LINE, uuid4().hex)}/"
    if not quiet:
        click.echo(f"{county} is established. {operator} chooses a password here, once, within a week:\n  {link}")
    return link


def _serve(address: str, port: int, workers: int) -> None:
    for each in left_open(address):
        click.echo(f"Note: {each}", err=True)
    options: dict[str, Any] = {
        "interface": Interfaces.WSGI,
        "workers": workers,
        "blocking_threads": 1,
        "log_enabled": False,
    }
    with timer.beside(str(settings.SANDAN_HOME)):
        Server("sandan.config.wsgi:application", address=address, port=port, **options).serve()
